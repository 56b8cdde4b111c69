"""Others judge our packages: the published schemas of METS, and the validator of E-ARK."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from records.models import CaseFile
from records.packaging.exporting import export
from records.packaging.plan import METS
from tests.factories import World, at
from tests.records.electronic_index.made import case_file, filed
from tests.standing import standing

pytestmark = [pytest.mark.eark, pytest.mark.django_db]
JUDGE = Path(__file__).with_name("eark_judge.py")
SET_ASIDE = {
    # As it is written no group passes but one whose content is OTHER, whatever its content is.
    "CSIP63",
    # Looks for a division called just «Representations», which CSIP asks for where no
    # representation has a METS of its own. Ours has one: «Representations/original».
    "CSIP103",
    # Asks of the software's only note to be an identification code, in an attribute that the schema
    # does not know; CSIP15 and CSIP16 ask of the same note to be the version.
    "SIP14",
}


@pytest.fixture
def package(settings: Any, tmp_path: Path) -> Path:
    settings.RECORDS_STORAGE_ROOT = tmp_path / "files"
    world = standing(World)
    opened: CaseFile = case_file(world)
    filed(world, opened, b"%PDF-1 uno", title="Uno")
    return export(opened, tmp_path / "out", bag=False, at=at("2020-06-01"))


def test_both_mets_obey_the_published_schemas(package: Path) -> None:
    home = Path(os.environ["EARK_PYTHON"]).parents[1]
    found = list(home.glob("lib/*/site-packages/eark_validator/**/mets.sip.local.v2-0.xsd"))
    assert len(found) == 1
    schema = etree.XMLSchema(file=str(found[0]))
    every = list(package.rglob(METS))
    assert len(every) == 2
    for file in every:
        tree = etree.parse(file)
        assert schema.validate(tree), schema.error_log
        tree.getroot().set("OTRO", "x")
        assert not schema.validate(tree)


def judged(package: Path) -> dict[str, Any]:
    run = subprocess.run(
        [os.environ["EARK_PYTHON"], str(JUDGE), str(package)],
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(run.stdout))


def errors(report: dict[str, Any]) -> set[str]:
    told = report["metadata"]["schematron_results"]["messages"]
    return {one["rule_id"] for one in told if one["severity"] == "Error"}


def test_the_validator_of_eark_finds_nothing_that_is_not_set_aside(package: Path) -> None:
    report = judged(package)
    assert report["structure"]["status"] == "WellFormed"
    assert report["metadata"]["schema_results"]["status"] == "VALID"
    assert errors(report) == SET_ASIDE
    file = package / METS
    file.write_bytes(file.read_bytes().replace(b' OBJID="', b' OBJIDX="', 1))
    assert judged(package)["metadata"]["schema_results"]["status"] != "VALID"
    unnamed = re.sub(rb' OBJIDX="[^"]*"', b' OBJID=""', file.read_bytes(), count=1)
    file.write_bytes(unnamed)
    assert errors(judged(package)) == SET_ASIDE | {"CSIP1"}
