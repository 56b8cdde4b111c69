"""Taste, checked by machine. Each rule is in `docs/` or in the architecture; this keeps it true."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.repository import ROOT, our_modules, tracked_files

DRAWERS = {"utils", "helpers", "common", "core", "misc"}
ENVIRONMENT = ROOT / "site" / "config" / "environment.py"


def relative(paths: list[Path]) -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in paths]


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_hooks_only_register() -> None:
    hooks = [path for path in our_modules() if path.name == "wagtail_hooks.py"]
    assert relative([path for path in hooks if lines(path) > 40]) == []


def test_no_module_is_longer_than_400_lines() -> None:
    modules = [path for path in tracked_files() if path.suffix == ".py"]
    written = [path for path in modules if path.parent.name != "migrations"]
    assert relative([path for path in written if lines(path) > 400]) == []


def test_no_module_is_a_drawer() -> None:
    assert (
        relative([path for path in our_modules() if DRAWERS & {path.stem, path.parent.name}]) == []
    )


def test_migrations_of_pages_name_no_blocks() -> None:
    """A StreamField that lists its blocks makes migrations of megabytes; ours lists none."""
    migrations = [
        path for path in our_modules() if path.parent.name == "migrations" and "site" in path.parts
    ]
    assert migrations
    assert relative([path for path in migrations if path.stat().st_size >= 20_000]) == []


def reads_environment(path: Path) -> bool:
    """Whether the module reads a variable; naming the settings module for Django is no reading."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    allowed = {
        id(node.func.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "setdefault"
    }
    return any(
        isinstance(node, ast.Attribute)
        and node.attr in {"environ", "getenv"}
        and id(node) not in allowed
        for node in ast.walk(tree)
    )


def test_the_environment_is_read_in_one_place() -> None:
    modules = [path for path in [*our_modules(), ROOT / "manage.py"] if path != ENVIRONMENT]
    assert relative([path for path in modules if reads_environment(path)]) == []


def test_every_variable_is_in_the_readme() -> None:
    source = ENVIRONMENT.read_text(encoding="utf-8")
    names = set(re.findall(r"""environ(?:\.get\(|\[)\s*["']([A-Z0-9_]+)""", source))
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert names
    assert {name for name in names if f"`{name}`" not in readme} == set()


# Written in pieces, so that this file does not name them either.
HOSTS = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("maven", "org"),
        ("maven", "apache", "org"),
        ("sonatype", "org"),
        ("debian", "org"),
        ("archive", "ubuntu", "com"),
        ("docker", "io"),
        ("ghcr", "io"),
        ("quay", "io"),
        ("crates", "io"),
        ("rubygems", "org"),
        ("proxy", "golang", "org"),
        ("conda", "anaconda", "org"),
    )
]
PATHS = ["/".join(parts) for parts in (("", "work", "main"), ("", "work", "shared"))]


@pytest.mark.parametrize("word", [*HOSTS, *PATHS])
def test_no_file_names_a_package_host_or_a_path_of_one_machine(word: str) -> None:
    found = [path for path in tracked_files() if word.encode() in path.read_bytes()]
    assert relative(found) == []


# A flush is refused by the guards of the evidence tables, and the rows stay for the next test:
# what needs real commits takes the fixture `own_database`.
FLUSHING = ["transaction" + "=True", "transactional" + "_db", "Transaction" + "TestCase"]
FLUSHING += ["live" + "_server"]


@pytest.mark.parametrize("word", FLUSHING)
def test_no_test_flushes_the_database(word: str) -> None:
    tests = [path for path in tracked_files("tests") if path.suffix == ".py"]
    assert relative([path for path in tests if word in path.read_text(encoding="utf-8")]) == []


def test_a_decision_is_known_by_one_number() -> None:
    records = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [int(one.name[:4]) for one in records]
    assert numbers == list(range(1, len(records) + 1))
    titles = [one.read_text("utf-8").partition(".")[0] for one in records]
    assert titles == [f"# {number}" for number in numbers]
