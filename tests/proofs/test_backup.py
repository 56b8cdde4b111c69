"""P14: what was copied while people worked comes back the same, in either engine, or not at all."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connections, models
from django.utils import timezone

import pytest

from records import anchors, register
from records.backup import make, restore
from records.exceptions import BackupError
from records.models import Entity, Issuance
from search.backends.elastic.server import Server
from search.models import SearchEntry
from tests.databases import address, copied, dropped, on_sqlite
from tests.factories import World
from tests.proofs import archive_rows
from tests.proofs.conftest import Figure, Sized
from tests.proofs.theatre import Theatre
from tests.repository import ROOT
from tests.serving import manage, variables


@pytest.fixture
def busy(
    request: pytest.FixtureRequest, theatre: Theatre, sized: Sized, tmp_path: Path
) -> Iterator[str]:
    """The address of a database of its own; its files are in `tmp_path/here`."""
    with request.getfixturevalue("django_db_blocker").unblock():
        start = theatre.start_of("copy") if sized(True, False) else request.getfixturevalue("demo")
        shutil.copytree(start.folder, tmp_path / "here")
        name = copied(start.database, tmp_path)
        yield address(name)
        dropped(name)


@pytest.fixture
def empty_places(
    tmp_path: Path, django_db_setup: None, django_db_blocker: pytest.FixtureRequest
) -> Iterator[list[str]]:
    """Addresses of databases where nothing is: of the other engine first where there is one."""
    sqlite = [f"sqlite:///{tmp_path / 'empty.sqlite3'}"]
    if on_sqlite():
        yield sqlite
        return
    with django_db_blocker.unblock():
        name = copied("template1", tmp_path)
        yield [*sqlite, address(name)]
        dropped(name)


def tables(folder: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((folder / "manifest.json").read_bytes())
    return found


def without_cursors(copy: dict[str, object]) -> dict[str, object]:
    held = copy["tables"]
    assert isinstance(held, dict)
    return {name: told for name, told in held.items() if name != "records.cursor"}


def label(model: type[models.Model]) -> str:
    return str(model._meta.label_lower)


@pytest.mark.conformance("S08")
def test_a_copy_made_among_writers_comes_back_the_same(
    busy: str, empty_places: list[str], tmp_path: Path, sized: Sized, figure: Figure
) -> None:
    here = tmp_path / "here"
    writer = subprocess.Popen(
        [sys.executable, "-m", "tests.proofs.numbers_worker", "10000", "1", "0"],
        cwd=ROOT,
        env={
            **variables(here, busy),
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}",
        },
        stdout=subprocess.PIPE,
    )
    assert writer.stdout is not None
    try:
        writer.stdout.readline()  # it is at work
        manage(here, busy, "backup", str(tmp_path / "copy-0"))
        assert writer.poll() is None
    finally:
        writer.kill()
        writer.communicate()
    first = tables(tmp_path / "copy-0")
    held = first["tables"]
    assert isinstance(held, dict)
    empty = [one._meta.label for one in archive_rows.tables() if not held[label(one)]["rows"]]
    assert empty == [] or sized(False, True)  # the demo has no row of some
    for number, place in enumerate(empty_places, start=1):
        there = tmp_path / f"there-{number}"
        shutil.copytree(here / "keys", there / "keys")  # the operator's own care
        manage(there, place, "restore", str(tmp_path / f"copy-{number - 1}"))
        manage(there, place, "backup", str(tmp_path / f"copy-{number}"))
        again = tables(tmp_path / f"copy-{number}")
        assert without_cursors(again) == without_cursors(first)
        # What follows the register goes on where it stood, or further: the index is made anew.
        assert again["tables"]["records.cursor"]["rows"] == held["records.cursor"]["rows"]  # type: ignore[index]
        assert again["files"] == first["files"]
        assert again["register"] == first["register"]
        manage(there, place, "verify_register")
    rows = sum(one["rows"] for one in first["tables"].values())  # type: ignore[attr-defined]
    figure(
        "P14",
        f"{rows} filas y {len(first['files'])} archivos copiados mientras otro escribía; "  # type: ignore[arg-type]
        f"restaurados {len(empty_places)} veces con los mismos resúmenes",
    )


def test_a_search_server_that_is_away_stops_no_restore(
    own_database: str,
    migrated_database: str,
    tmp_path: Path,
    django_db_blocker: pytest.FixtureRequest,
    settings: Any,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with django_db_blocker.unblock():
        World().issue()
        assert register.sign_head(at=timezone.now()) is not None
        make(tmp_path / "copy", at=timezone.now())
        settings.ELASTICSEARCH = asdict(Server(nodes=("http://127.0.0.1:9",)))
        with empty_place(migrated_database, tmp_path):
            settings.REGISTER_ANCHORS = tmp_path / "there"
            call_command("restore", str(tmp_path / "copy"))
            told = capsys.readouterr()
            assert "Restaurada y verificada" in told.out
            assert "ejecute rebuild_index" in told.err
            assert SearchEntry.objects.count() > 0


@contextmanager
def empty_place(template: str, folder: Path) -> Iterator[None]:
    """The connection stands for a while in a migrated database where nothing is."""
    connection = connections["default"]
    full = connection.settings_dict["NAME"]
    connection.close()
    name = connection.settings_dict["NAME"] = copied(template, folder)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = full
        dropped(name)


def test_what_is_damaged_or_has_no_room_is_refused_with_a_sentence(
    own_database: str,
    migrated_database: str,
    tmp_path: Path,
    django_db_blocker: pytest.FixtureRequest,
    settings: Any,
) -> None:
    copy = tmp_path / "copy"
    head = copy / "heads" / "1.json"
    manifest, row = copy / "manifest.json", copy / "rows" / "records.signature.jsonl"

    def refused(path: Path, content: bytes | None) -> str:
        kept = path.read_bytes()
        path.unlink() if content is None else path.write_bytes(content)
        try:
            with pytest.raises(BackupError) as refusal:
                restore(copy)
        finally:
            path.write_bytes(kept)
        assert not Entity.objects.exists()
        return str(refusal.value)

    with django_db_blocker.unblock():
        World().issue()
        assert register.sign_head(at=timezone.now()) is not None
        make(copy, at=timezone.now())
        with pytest.raises(CommandError, match="ya existe"):
            call_command("backup", str(copy))
        with pytest.raises(BackupError, match="no está vacía"):
            restore(copy)
        file = next(path for path in (copy / "files").glob("*/*") if path.stat().st_size > 10)
        with empty_place(migrated_database, tmp_path):
            settings.REGISTER_ANCHORS = tmp_path / "there"
            sentences = {
                refused(manifest, manifest.read_bytes()[:-9]),
                refused(manifest, manifest.read_bytes().replace(b'"events":', b'"events":1')),
                refused(manifest, None),
                refused(row, row.read_bytes()[:-20]),
                refused(row, None),
                refused(file, file.read_bytes()[:-1] + b"x"),
                refused(file, None),
                refused(head, head.read_bytes() + b" "),
                refused(head, None),
            }
            assert len(sentences) >= 8
            anchors.keep(1, b"{}")
            with pytest.raises(BackupError, match="de otro registro"):
                restore(copy)
            (tmp_path / "there" / "head-000001.json").unlink()
            anchors.keep(2, b"{}")  # signed after the copy was made
            assert restore(copy)["newer_heads"] == 1
            assert dict(anchors.copies()) == {1: head.read_bytes(), 2: b"{}"}
            assert Issuance.objects.count() == 1
