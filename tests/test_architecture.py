"""The shape of the code: layers, the import root `site/`, what the wheel carries."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.repository import ROOT, tracked_files

PACKAGES = {"records": "records", "retention": "retention", "search": "search"} | {
    f"site/{name}": name for name in ("config", "editorial", "portal")
}


def test_layers_and_other_import_contracts_hold() -> None:
    run = subprocess.run(
        [Path(sys.executable).with_name("lint-imports")],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": "site"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "0 broken" in run.stdout


def test_site_is_an_import_root_and_never_a_package() -> None:
    assert not (ROOT / "site" / "__init__.py").exists()
    run = subprocess.run(
        [sys.executable, "-c", "import site; print(site.__file__)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(run.stdout.strip()) == Path(sysconfig.get_path("stdlib")) / "site.py"


def test_git_ignores_nothing_of_ours() -> None:
    lines = {line.strip().strip("/") for line in (ROOT / ".gitignore").read_text().splitlines()}
    assert not lines & {"site", "records", "retention", "search", "templates", "lib", "*.mo"}


@pytest.fixture(scope="module")
def wheel_names(tmp_path_factory: pytest.TempPathFactory) -> Iterator[set[str]]:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        yield set(archive.namelist())


def test_the_wheel_carries_every_file_of_our_packages(wheel_names: set[str]) -> None:
    expected = {
        path.relative_to(ROOT / folder).as_posix().join((f"{name}/", ""))
        for folder, name in PACKAGES.items()
        for path in tracked_files(folder)
    }
    expected |= {
        f"portal/templates/{path.relative_to(ROOT / 'templates').as_posix()}"
        for path in tracked_files("templates")
    }
    assert expected <= wheel_names, sorted(expected - wheel_names)


def test_the_wheel_carries_nothing_else(wheel_names: set[str]) -> None:
    tops = {name.split("/")[0] for name in wheel_names if ".dist-info/" not in name}
    assert tops == set(PACKAGES.values())
