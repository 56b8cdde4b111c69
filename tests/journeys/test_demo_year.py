"""The year of the demo passed through the verbs: sound, loaded once, and gone on with when cut."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

from django.db import connections
from django.test import override_settings

import pytest

from portal.demo import loading, year
from records.models import (
    AttendanceList,
    ChangeRequest,
    CommitteeSession,
    ControlledDocument,
    Departure,
    Erratum,
    FilledFormat,
    Issuance,
    RecordEvent,
    RegisterHead,
)
from tests.databases import address, copied, dropped
from tests.repository import ROOT
from tests.serving import PASSWORD, Demo, variables

# One office lives it in the usual suite, all of them where the long proofs are run.
OFFICES = year.OFFICES if os.environ.get("LEGAJO_PROOF") == "full" else 1


@pytest.fixture(scope="module")
def lived(
    demo: Demo, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: pytest.FixtureRequest
) -> Iterator[Demo]:
    """The core, and then the year on top of it."""
    folder = tmp_path_factory.mktemp("demo-year")
    shutil.copytree(demo.folder, folder / "data")
    with django_db_blocker.unblock():
        name = copied(demo.database, folder)
    copy = Demo(name, folder / "data")
    loaded = command(copy, "load_demo", "--year", "--offices", str(OFFICES), "--quiet")
    assert loaded.returncode == 0, loaded.stderr
    yield copy
    with django_db_blocker.unblock():
        dropped(name)


@pytest.fixture
def here(lived: Demo, django_db_blocker: pytest.FixtureRequest) -> Iterator[Demo]:
    """This process looks at it; nothing here changes it."""
    connection = connections["default"]
    template = connection.settings_dict["NAME"]
    with (
        django_db_blocker.unblock(),
        override_settings(RECORDS_STORAGE_ROOT=lived.folder / "files"),
    ):
        connection.close()
        connection.settings_dict["NAME"] = lived.database
        try:
            yield lived
        finally:
            connections.close_all()
            connection.settings_dict["NAME"] = template


def command(copy: Demo, *arguments: str) -> subprocess.CompletedProcess[str]:
    connections.close_all()
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=variables(copy.folder, address(copy.database)),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_what_was_written_has_happened(here: Demo) -> None:
    written = year.script(offices=OFFICES)
    deeds = list(loading.deeds_of_year(written, PASSWORD))
    assert [deed.at for deed in deeds if not deed.done()] == []
    for document in written.documents:
        for version in document.versions:
            if not version.approved_on:
                continue
            kept = Issuance.objects.get(document__code=document.code, label=version.label)
            assert kept.approved_on == version.approved_on, document.code
            assert kept.effective_on == version.effective_on, document.code
    codes = [one.code for one in written.fillings]
    assert FilledFormat.objects.filter(code__in=codes).count() == len(written.fillings)
    assert ChangeRequest.objects.count() == len(written.requests)
    assert Erratum.objects.count() == len(written.corrections)
    assert Departure.objects.count() == len(written.departures)
    assert AttendanceList.objects.count() >= len(written.lists)
    held = sum(len(one.sessions) for one in written.committees)
    assert CommitteeSession.objects.filter(starts_at__year=2026).count() == held
    assert ControlledDocument.objects.filter(kind="minutes").count() == held + 1


def test_the_register_is_sound_and_a_signed_head_covers_it(here: Demo) -> None:
    head = RegisterHead.objects.latest("number")
    assert head.size == RecordEvent.objects.count()
    told = command(here, "verify_register", "--json")
    assert told.returncode == 0, told.stdout + told.stderr
    assert json.loads(told.stdout)["ok"]


def test_twice_is_the_same_as_once(here: Demo) -> None:
    before = RecordEvent.objects.count(), RegisterHead.objects.count()
    again = command(here, "load_demo", "--year", "--offices", str(OFFICES))
    assert again.returncode == 0, again.stderr
    assert (RecordEvent.objects.count(), RegisterHead.objects.count()) == before
