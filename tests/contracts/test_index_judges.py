"""Another judges the signature on our indices: the validator of the European Commission."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from records import keys
from records.electronic_index import xades
from tests.authority import PASSWORD, running
from tests.contracts.test_seal_judges import AT, HERE, said
from tests.records.electronic_index.test_xml import XML

pytestmark = pytest.mark.dss


def test_dss_finds_the_levels_that_we_say(tmp_path: Path) -> None:
    with running(tmp_path) as authority:
        key = keys.key_of(str(authority.seal), PASSWORD)
        made = {
            "b-b": xades.sign(XML, at=AT, key=key, tsa_url=""),
            "b-b-alone": xades.sign(XML, at=AT, key=replace(key, chain=()), tsa_url=""),
            "b-t": xades.sign(XML, at=AT, key=key, tsa_url=authority.stamps),
        }
        made["changed"] = made["b-t"].replace("Resolución".encode(), b"Resolucion")
    for name, content in made.items():
        (tmp_path / f"{name}.xml").write_bytes(content)
    classes = f"{os.environ['DSS_JARS']}{os.sep}*"
    files = [tmp_path / f"{name}.xml" for name in made]
    judge = ("java", "-Xmx512m", "-cp", classes, HERE / "SealJudge.java", tmp_path / "root.crt")
    bb, alone, bt, changed = said(*judge, *files).splitlines()
    # Indeterminate where nobody is asked about revocation, as with a PDF at these levels.
    assert bb.startswith("b-b.xml XAdES-BASELINE-B INDETERMINATE 0")
    assert alone.startswith("b-b-alone.xml XAdES-BASELINE-B ")
    assert bt.startswith("b-t.xml XAdES-BASELINE-T INDETERMINATE 1")
    assert "TOTAL_FAILED" in changed
