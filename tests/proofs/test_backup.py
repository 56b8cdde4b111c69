"""P14: what was copied while people worked comes back the same, in either engine, or not at all."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import address, copied, dropped, on_sqlite
from tests.proofs.conftest import Figure, Sized
from tests.proofs.theatre import Theatre
from tests.repository import ROOT
from tests.serving import manage, variables


@pytest.fixture
def busy(
    request: pytest.FixtureRequest, theatre: Theatre, sized: Sized, tmp_path: Path
) -> Iterator[str]:
    """The address of a database of its own; its files are in `tmp_path/here`."""
    start = theatre.ready if sized(True, False) else request.getfixturevalue("demo")
    shutil.copytree(start.folder, tmp_path / "here")
    with request.getfixturevalue("django_db_blocker").unblock():
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


def test_a_copy_made_among_writers_comes_back_the_same(
    busy: str, empty_places: list[str], tmp_path: Path, figure: Figure
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
    for number, place in enumerate(empty_places, start=1):
        there = tmp_path / f"there-{number}"
        shutil.copytree(here / "keys", there / "keys")  # the operator's own care
        manage(there, place, "restore", str(tmp_path / f"copy-{number - 1}"))
        manage(there, place, "backup", str(tmp_path / f"copy-{number}"))
        again = tables(tmp_path / f"copy-{number}")
        assert again["tables"] == first["tables"]
        assert again["files"] == first["files"]
        assert again["register"] == first["register"]
    rows = sum(one["rows"] for one in first["tables"].values())  # type: ignore[attr-defined]
    figure(
        "P14",
        f"{rows} filas y {len(first['files'])} archivos copiados mientras otro escribía; "  # type: ignore[arg-type]
        f"restaurados {len(empty_places)} veces con los mismos resúmenes",
    )


def refused(folder: Path, database: str, *arguments: str) -> str:
    run = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=variables(folder, database),
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    assert "Traceback" not in run.stderr
    return run.stderr


def test_what_is_damaged_or_has_no_room_is_refused_with_a_sentence(
    busy: str, tmp_path: Path
) -> None:
    here, copy = tmp_path / "here", tmp_path / "copy"
    manage(here, busy, "backup", str(copy))
    there, place = tmp_path / "there", f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    shutil.copytree(here / "keys", there / "keys")
    manage(there, place, "migrate", "-v0")

    def damage(path: Path, content: bytes | None) -> None:
        kept = path.read_bytes()
        path.unlink() if content is None else path.write_bytes(content)
        try:
            sentences.append(refused(there, place, "restore", str(copy)))
        finally:
            path.write_bytes(kept)

    sentences: list[str] = []
    manifest = copy / "manifest.json"
    signatures = copy / "rows" / "records.signature.jsonl"
    file = next(path for path in (copy / "files").glob("*/*") if path.stat().st_size > 10)
    damage(manifest, manifest.read_bytes()[:-9])
    damage(manifest, manifest.read_bytes().replace(b'"events":', b'"events":1'))
    damage(manifest, None)
    damage(signatures, signatures.read_bytes()[:-20])
    damage(signatures, None)
    damage(file, file.read_bytes()[:-1] + b"x")
    damage(file, None)
    assert len(set(sentences)) >= 5
    assert "no está vacía" in refused(here, busy, "restore", str(copy))
    assert "ya existe" in refused(here, busy, "backup", str(copy))
    manage(there, place, "restore", str(copy))
