"""Promise P2: tampering behind our back is seen and named; what is sound raises no alarm."""

from __future__ import annotations

import io
import json
import shutil
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

import pytest

from records import (
    anchors,
    filled_pdf,
    followers,
    integrity,
    issue,
    numbers,
    register,
    returning,
    submission,
)
from records.electronic_index import attaching
from records.models import Cursor, RecordEvent
from records.numbering import NumberClass
from retention.inventories import keeping
from retention.inventories.choosing import Choice
from retention.inventories.keeping import Asked
from tests.factories import World, at
from tests.proofs import (
    tampering,
    tampering_filled,
    tampering_heads,
    tampering_index,
    tampering_schedules,
)
from tests.proofs.conftest import Figure
from tests.proofs.tampering import Tampering
from tests.records.electronic_index.made import case_file, closed, filed
from tests.records.test_attendance import close, opened
from tests.records.test_attendance import confirm as confirm_attendance
from tests.standing import standing
from tests.urgent import confirm, issue_urgently

pytestmark = pytest.mark.django_db


class Undone(Exception):
    """Raised to take a change back."""


@pytest.fixture
def world(settings: Any, tmp_path: Path) -> World:
    """Two versions of a document, one returned, an urgent one, numbers, two heads over it all."""
    settings.REGISTER_ANCHORS = tmp_path / "heads"
    settings.RECORDS_STORAGE_ROOT = tmp_path / "files"
    world = standing(World)
    with followers.held_back():
        first = world.issue()
        issue.attach(first, at=at("2020-02-04"))
        version = world.submit(first.document, world.content(objective="Otro."), day="2020-03-02")
        reason = {"reason": "Falta el alcance.", "by": world.reviewer}
        returning.refuse(version, **reason, at=at("2020-03-03"))
        assert register.sign_head(at=timezone.now()) is not None
        second = world.issue(first.document, world.content(objective="Más."), day="2020-04-01")
        issue.attach(second, at=at("2020-04-02"))
        urgent = issue_urgently(world, content=world.content("PR-M2-P6-02"), day="2020-04-20")
        issue.attach(urgent, at=at("2020-04-20"))
        confirm(world, urgent, moment=at("2020-04-21"))
        for _ in range(3):
            numbers.give(NumberClass("prueba"), second, by=world.archivist, at=at("2020-05-01"))
        listed = opened(world)
        confirm_attendance(listed, world.stranger)
        filled_pdf.attach(close(listed, world.author), at=at("2020-05-02"))
        contract = case_file(world)
        for title, pages in (("Uno", 2), ("Dos", 1)):
            filed(world, contract, title.encode(), title=title, pages=pages)
        attaching.attach(closed(world, contract), at=at("2020-05-03"))
        keeping.keep(Asked(choice=Choice()), by=world.archivist, at=at("2020-05-04"))
        assert register.sign_head(at=timezone.now()) is not None
        submission.open_document(
            kind="procedure", office=world.office, by=world.author, at=at("2020-06-01")
        )
    last = RecordEvent.objects.latest("seq").seq
    Cursor.objects.create(follower="prueba", seq=last)
    anchors.keep_missing()  # on commit, in life
    return world


@contextmanager
def taken_back(*folders: Any) -> Iterator[None]:
    """Whatever is done inside to database and folders is undone."""
    copies = [(Path(folder), Path(f"{folder}.copy")) for folder in folders]
    for folder, copy in copies:
        shutil.copytree(folder, copy)
    try:
        with transaction.atomic():
            yield
            raise Undone
    except Undone:
        pass
    finally:
        for folder, copy in copies:
            shutil.rmtree(folder)
            copy.rename(folder)


def named(one: Tampering) -> bool:
    """Whether its check finds it, and names the object; guards aside, which are all dropped."""
    return any(
        problem.check == one.check and one.where in f"{problem.object} "
        for problem in integrity.verify().problems
    )


def test_what_is_sound_raises_no_alarm(world: World) -> None:
    report = integrity.verify()
    assert report.problems == []
    assert report.checked["events"] == RecordEvent.objects.count()
    counted = {"heads": 2, "versions": 4, "issuances": 3, "seals": 5, "indexes": 1}
    assert {name: report.checked[name] for name in counted} == counted
    for lawful in tampering.erasures():
        tampering.drop_guards()
        lawful()
        assert {one.check for one in integrity.verify().problems} == {"guard"}


@pytest.mark.conformance("S03")
def test_every_tampering_is_named(world: World, settings: Any, figure: Figure) -> None:
    """And every check is the one that sees something: taken out, its tampering passes."""
    tampering.drop_guards()
    assert "guard" in {one.check for one in integrity.verify().problems}
    every = [*tampering.every(), *tampering_filled.filled(), *tampering_heads.heads()]
    every += [*tampering_index.indices(), *tampering_schedules.schedules()]
    every += tampering_schedules.inventories()
    missed, seen, refused = [], defaultdict(list), []
    for one in every:
        try:
            with taken_back(settings.RECORDS_STORAGE_ROOT, settings.REGISTER_ANCHORS):
                one.act()
                if not named(one):
                    missed.append(one.name)
                seen[one.check].append(one.name)
        except (KeyError, TypeError, ValueError, LookupError, AttributeError) as error:
            missed.append(f"{one.name}: {error!r}")
        except IntegrityError:
            refused.append(one.name)  # a constraint of the table forbids it even to a superuser
    assert missed == []
    assert len(refused) < 8, refused
    assert set(integrity.CHECKS) - set(seen) == {"guard"}
    assert {one.check for one in integrity.verify().problems} == {"guard"}
    done = len(every) - len(refused)
    figure("P2", f"{done} of {done} tamperings named, 0 false alarms")


def told(*arguments: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("verify_register", *arguments, stdout=out, stderr=err)
    except SystemExit as stopped:
        return int(stopped.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


@pytest.mark.conformance("N04")
def test_the_command_tells_sound_changed_and_unknown_apart(
    world: World, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    status, out, _err = told("--json")
    report = json.loads(out)
    assert (status, report["ok"], report["problems"]) == (0, True, [])
    assert {"events", "versions", "components", "seals"} <= set(report["checked"])
    head = register.last_head()
    assert head is not None
    with taken_back():
        tampering.drop_guards()
        tampering.put(head, root="0" * 64)
        status, out, _err = told("--json")
        assert status == 1
        assert {"check", "object", "message"} == set(json.loads(out)["problems"][0])
        status, out, err = told()
        assert status == 1
        assert f"cabeza {head.number}" in err
        assert "Diferencias" in out
    settings.RECORDS_STORAGE_ROOT = Path(settings.RECORDS_STORAGE_ROOT) / "none"
    status, out, err = told("--json")
    assert (status, json.loads(out)["ok"]) == (3, False)
    assert "almacén" in err

    def broken(*args: Any) -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr(integrity, "_chunks", broken)
    assert told()[0] == 3


def test_no_key_is_not_sound(world: World, settings: Any) -> None:
    settings.SEAL_DEMO_ALLOWED = False
    assert told()[0] == 3


@pytest.mark.parametrize("check", sorted(integrity.CHECKS))
def test_a_check_that_cannot_read_says_so(check: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nonsense in a row is a finding, never a traceback that hides the rest."""

    def fails(*args: Any) -> Any:
        raise ValueError("nonsense")

    one = integrity.CHECKS[check]
    monkeypatch.setitem(
        integrity.CHECKS, check, integrity.Check(one.name, one.over, one.many, fails)
    )
    state = integrity.State()
    found = list(integrity.looked(integrity.CHECKS[check], [], state, "aquí"))
    assert [(problem.check, problem.object) for problem in found] == [(check, "aquí")]


def test_what_is_remembered_of_a_row_is_one_bit(world: World) -> None:
    """Memory holds one bit a row, and a batch: never the register."""
    state = integrity.State()
    for key in (0, 7, 8, 99_999):
        state.witness("table", key)
    assert [key for key in range(100_001) if state.is_witnessed("table", key)] == [0, 7, 8, 99_999]
    assert len(state.witnessed["table"]) < 100_000 // 8 + 2_000
