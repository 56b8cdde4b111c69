"""How a case file may have lived, as a package tells it; an index binds the day of its closing."""

from __future__ import annotations

import copy
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from records.exceptions import NotAllowed
from records.models import CaseFile, ClassificationScheme, Restriction
from records.packaging.exporting import PackageError
from records.packaging.importing import take_in
from records.packaging.life import unsigned, wrong_with
from tests.factories import World
from tests.records.electronic_index.made import case_file
from tests.records.packaging.test_carried import LATER, full, packed, world
from tests.records.packaging.test_packages import elsewhere, telling

__all__ = ["world"]

TODAY = date(2020, 6, 1)


def closing(kind: str, number: int, on: str, reopened: str = "") -> dict[str, Any]:
    return {"kind": kind, "number": number, "on": on, "reopening": reopened and {"on": reopened}}


def index(number: int, closing: int, day: str, *roles: str) -> dict[str, Any]:
    files = [{"role": one} for one in roles or ("index", "signed")]
    made = f"{day}T09:00:00-05:00"
    return {"number": number, "closing": closing, "made_at": made, "files": files}


LIVED: dict[str, Any] = {
    "case_file": {"opened_on": "2020-02-03"},
    "closings": [
        closing("administrative", 1, "2020-03-02", "2020-04-01"),
        closing("final", 1, "2020-03-09", "2020-04-01"),
        closing("administrative", 2, "2020-05-04"),
        closing("final", 2, "2020-05-04"),
    ],
    "indices": [
        index(1, 0, "2020-03-02"),
        index(2, 0, "2020-03-05"),  # of a late document
        index(3, 2, "2020-05-04"),
    ],
}


def changed(place: int, **told: Any) -> Any:
    return lambda one: one["closings"][place].update(told)


def reopened(place: int, day: str) -> Any:
    return lambda one: one["closings"][place].update(reopening={"on": day})


WRONG: dict[str, tuple[Any, str]] = {
    "opened tomorrow": (lambda one: one["case_file"].update(opened_on="2020-06-02"), "2020-06-02"),
    "closed before it was opened": (changed(0, on="2020-02-02"), "2020-02-02"),
    "closed tomorrow": (changed(3, on="2020-06-02"), "2020-06-02"),
    "reopened before it was closed": (reopened(0, "2020-03-01"), "2020-03-01"),
    "reopened tomorrow": (reopened(3, "2020-06-02"), "2020-06-02"),
    "closed again before it was reopened": (changed(2, on="2020-03-31"), "2020-03-31"),
    "finally closed first": (changed(3, on="2020-05-03"), "2020-05-03"),
    "closed while it was closed": (changed(0, reopening=None), "2020-03-09"),
    "final without the first": (lambda one: one["closings"].pop(2), "2020-05-04"),
    "only the final one reopened": (reopened(3, "2020-05-09"), "2020-05-04"),
    "a number twice": (changed(2, number=1), "2020-05-04"),
    "no index": (lambda one: one["indices"].clear(), "2020-03-02"),
    "an index of another day": (
        lambda one: one["indices"][2].update(made_at="2020-05-05T09:00:00-05:00"), "2020-05-05",
    ),
    "an older day than its index": (changed(0, on="2020-03-01"), "2020-03-01"),
}  # fmt: skip


def test_what_was_so_is_believed() -> None:
    assert wrong_with(LIVED, today=TODAY) == ""
    assert unsigned(LIVED) == ""


@pytest.mark.parametrize("name", WRONG)
def test_what_could_not_be_so_is_not(name: str) -> None:
    change, told = WRONG[name]
    described = copy.deepcopy(LIVED)
    change(described)
    assert told in wrong_with(described, today=TODAY)


def test_an_index_that_nobody_signed_is_named() -> None:
    described = {
        **LIVED,
        "indices": [index(1, 0, "2020-03-02"), index(2, 0, "2020-03-05", "index")],
    }
    assert "2" in unsigned(described)


FORGED: dict[str, tuple[Any, str]] = {
    "closed without an index": (lambda one: one["indices"].clear(), "índice"),
    "an index that nobody signed": (
        lambda one: one["indices"][0].update(files=one["indices"][0]["files"][:1]), "ninguna firma",
    ),
    "public, and its restriction stands": (
        lambda one: one["case_file"].update(access="public"), "restricción",
    ),
    "opened on another day than its index says": (
        lambda one: one["case_file"].update(opened_on="2020-01-02"), "se abrió el 2020-02-03",
    ),
    "a fact that is to come": (
        lambda one: one["further"]["retention"]["facts"][0].update(on="2020-02-10"), "2020-02-10",
    ),
    "a fact of before it was opened": (
        lambda one: one["further"]["retention"]["facts"][0].update(on="2019-02-10"), "2019-02-10",
    ),
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("name", FORGED)
def test_a_package_that_tells_so_is_refused(world: World, tmp_path: Path, name: str) -> None:
    with elsewhere():
        package, _before = packed(full(world), tmp_path / "out")
    change, sentence = FORGED[name]
    telling(change)(package)
    with pytest.raises(PackageError, match=sentence):
        take_in(package, by=None, at=LATER)
    assert not CaseFile.objects.exists()
    assert not Restriction.objects.exists()


@pytest.mark.django_db
def test_nothing_comes_in_under_a_draft(world: World, tmp_path: Path) -> None:
    with elsewhere():
        package, _before = packed(case_file(world), tmp_path / "out")
    ClassificationScheme.objects.update(valid_from=None)
    with pytest.raises(NotAllowed) as refused:
        take_in(package, by=None, at=LATER)
    assert [one.code for one in refused.value.reasons] == ["scheme_draft"]
