"""The page of conformance says what the tests say, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conformance.page import (
    TARGET,
    Requirement,
    categories,
    named_in_tests,
    page,
    score,
)


def test_the_page_is_what_the_tests_give() -> None:
    assert TARGET.read_text(encoding="utf-8") == page(categories(named_in_tests()))


def test_a_test_names_its_rows_by_a_mark_of_its_own_or_of_its_module(tmp_path: Path) -> None:
    folder = tmp_path / "tests"
    folder.mkdir()
    (folder / "test_one.py").write_text(
        "import pytest\npytestmark = [pytest.mark.conformance('C01')]\n"
        "@pytest.mark.conformance('C02', 'C03')\ndef test_it(): ...\n"
    )
    assert named_in_tests(folder) == {
        "C01": ["tests/test_one.py"],
        "C02": ["tests/test_one.py::test_it"],
        "C03": ["tests/test_one.py::test_it"],
    }


def test_a_row_that_does_not_exist_is_named() -> None:
    with pytest.raises(ValueError, match="Z99"):
        categories({"Z99": ["tests/test_one.py"]})


def test_what_no_test_names_counts_nothing_and_what_lacks_something_a_half() -> None:
    proven = Requirement("C01", "", "", tests=("one",))
    lacking = Requirement("C02", "", "", gap="el papel", tests=("one",))
    pending = Requirement("C03", "", "", gap="todo")
    assert [one.state for one in (proven, lacking, pending)] == ["completo", "parcial", "pendiente"]
    assert score([proven, lacking, pending]) == 0.5
