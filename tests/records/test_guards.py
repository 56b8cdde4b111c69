"""Promise P1 in the database: what is evidence is written once, whatever way is tried."""

from __future__ import annotations

from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

import pytest

from records import guards
from records.guards import Guard
from records.guards.uniqueness import keys_of
from records.models.evidence import Evidence, EvidenceQuerySet
from tests.databases import on_sqlite
from tests.records import attacks
from tests.records.attacks import Attack, change_of, columns, raw
from tests.records.rows import a_row, for_key

pytestmark = pytest.mark.django_db

GUARDS = guards.guards()
IDS = [guard.table for guard in GUARDS]
NATIVE = attacks.SQLITE if on_sqlite() else attacks.POSTGRESQL


@contextmanager
def undone() -> Any:
    """Nothing done inside stays, so that a write that passes harms no other test."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def refused(attack: Attack, row: Any, change: dict[str, Any]) -> bool:
    """Whether it was refused, and the row is as it was."""
    before = columns(row)
    pk = row.pk
    try:
        with transaction.atomic():
            attack(row, change)
    except (ProtectedError, IntegrityError):
        row.pk = pk
        return columns(row) == before
    return False


def passing(ways: list[Attack], row: Any, change: dict[str, Any]) -> list[str]:
    """The ways that were not refused; none has an effect on the next."""
    found = []
    for way in ways:
        with undone():
            again = type(row)._base_manager.get(pk=row.pk)
            if not refused(way, again, change):
                found.append(way.__name__)
    return found


@pytest.mark.parametrize("guard", GUARDS, ids=IDS)
@pytest.mark.conformance("S03")
def test_no_way_of_writing_changes_or_deletes_evidence(guard: Guard):
    row = a_row(guard.model)
    assert passing([*attacks.DJANGO, *NATIVE], row, change_of(guard)) == []


@pytest.mark.parametrize("guard", GUARDS, ids=IDS)
def test_nothing_is_inserted_in_the_place_of_evidence(guard: Guard):
    """Each row is known by other things than its number: by none of them is it written over."""
    for key in keys_of(guard.model, connection)[1:]:
        with undone():
            row = a_row(guard.model, **for_key(guard.model, key.columns))
            assert passing([attacks.write_over(key)], row, {}) == [], key.columns


def test_all_evidence_is_guarded_and_read_by_a_queryset_that_refuses():
    evidence = {model for model in apps.get_models() if issubclass(model, Evidence)}
    assert len(evidence) >= 13
    assert {guard.model for guard in GUARDS} >= evidence
    assert all(isinstance(model._default_manager.all(), EvidenceQuerySet) for model in evidence)
    assert all(guard.written_once for guard in GUARDS if guard.model in evidence)


def test_the_guards_stand_after_all_migrations():
    assert guards.problems() == []
    assert guards.count() == len(GUARDS) * (3 if on_sqlite() else 2)


# --- what may be done ----------------------------------------------------------------------------


def test_a_detail_is_erased_whole_and_stays_erased():
    detail = a_row(next(one.model for one in GUARDS if one.table == "records_eventdetail"))
    type(detail).objects.filter(pk=detail.pk).update(salt=None, payload=None)
    assert columns(detail)["payload"] is None
    assert refused(attacks.raw_update, detail, {"salt": "0" * 32})


def test_a_sequence_goes_on_and_a_draft_takes_a_code_once():
    models = {guard.table: guard.model for guard in GUARDS}
    sequence = a_row(models["records_sequence"])
    attacks.save(sequence, {"last": 6})
    assert columns(sequence)["last"] == 6
    draft = a_row(models["records_controlleddocument"])
    type(draft).objects.filter(code=draft.code).update(access="reserved")
    another = a_row(models["records_controlleddocument"])
    raw(
        "INSERT INTO records_controlleddocument (kind, office_id, access, created_at) "
        "SELECT kind, office_id, access, created_at FROM records_controlleddocument WHERE id = %s",
        [another.pk],
    )
    bare = type(draft).objects.get(code=None)
    attacks.save(bare, {"code": "PR-1-1"})
    assert refused(attacks.save, bare, {"code": "PR-1-2"})
    assert refused(attacks.save, bare, {"code": None})


# --- each guard is needed, and its loss is told --------------------------------------------------


def settle() -> None:
    """PostgreSQL alters no table while a foreign key waits to be looked at."""
    if not on_sqlite():
        raw("SET CONSTRAINTS ALL IMMEDIATE")
        raw("SET CONSTRAINTS ALL DEFERRED")


def triggers() -> list[tuple[Guard, str]]:
    names = ("insert", "update", "delete") if on_sqlite() else ("update", "delete", "truncate")
    return [(guard, name) for guard in GUARDS for name in names]


def trigger_of(guard: Guard, action: str) -> str:
    if on_sqlite():
        return f"legajo_{guard.table}_{action}"
    return "legajo_truncate" if action == "truncate" else "legajo_rows"


def drop(guard: Guard, action: str) -> None:
    on_table = "" if on_sqlite() else f' ON "{guard.table}"'
    raw(f'DROP TRIGGER "{trigger_of(guard, action)}"{on_table}')


BREAKS: dict[str, Attack] = {
    "insert": attacks.replace,
    "update": attacks.raw_update,
    "delete": attacks.raw_delete,
    "truncate": attacks.truncate,
}


@pytest.mark.parametrize(
    ("guard", "action"), triggers(), ids=[f"{guard.table}-{name}" for guard, name in triggers()]
)
def test_without_its_guard_a_write_passes_and_is_told(guard: Guard, action: str):
    row = a_row(guard.model)
    with undone():
        if action == "truncate":  # CASCADE meets the guards of the tables that name this one
            settle()
            for other in GUARDS:
                if other.table != guard.table:
                    drop(other, action)
            assert refused(attacks.truncate, row, {})
        drop(guard, action)
        told = [
            sentence for sentence in guards.problems() if f"tabla {guard.table} " in sentence + " "
        ]
        assert [trigger_of(guard, action) in sentence for sentence in told] == [True]
        assert not refused(BREAKS[action], row, change_of(guard))
    assert guards.problems() == []


@pytest.mark.parametrize("guard", GUARDS, ids=IDS)
def test_a_hollow_guard_is_told_and_made_anew(guard: Guard):
    row = a_row(guard.model)
    settle()
    with undone():
        if on_sqlite():
            drop(guard, "update")
            raw(
                f'CREATE TRIGGER "{trigger_of(guard, "update")}" BEFORE UPDATE ON "{guard.table}" '
                "WHEN 0 BEGIN SELECT RAISE(ABORT, 'no'); END"
            )
            hollow = 1
        else:
            raw(
                f"CREATE OR REPLACE FUNCTION legajo_guard_{guard.table}() RETURNS trigger "
                "LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$"
            )
            hollow = 2
        told = guards.problems()
        assert len(told) == hollow
        assert all(guard.table in one and "no es la que debe ser" in one for one in told)
        with undone():
            assert not refused(attacks.raw_update, row, change_of(guard))
        assert guards.protect() == told
        assert guards.problems() == guards.protect() == []
        assert refused(attacks.raw_update, row, change_of(guard))


if not on_sqlite():  # whose triggers cannot be put to sleep

    @pytest.mark.parametrize("state", ["DISABLE", "ENABLE", "ENABLE REPLICA"])
    @pytest.mark.parametrize("name", ["legajo_rows", "legajo_truncate"])
    def test_a_guard_that_sleeps_is_told(state: str, name: str):
        with undone():
            raw(f"ALTER TABLE records_issuance {state} TRIGGER {name}")
            assert [name in sentence for sentence in guards.problems()] == [True]
            guards.protect()
            assert guards.problems() == []
