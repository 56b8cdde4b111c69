"""Every row of evidence is in the register by its digest, whatever verb wrote it."""

from __future__ import annotations

from contextlib import nullcontext, suppress
from datetime import date
from typing import Any

from django.db.transaction import TransactionManagementError

import pytest

from records import witness
from records.events import act
from records.integrity.events import evidence_models
from records.models import (
    Entity,
    RecordEvent,
    SignatureAgreement,
)
from records.returning import refuse
from tests.factories import World, at
from tests.standing import standing

pytestmark = pytest.mark.django_db
DAY = at("2024-03-01")
KINDS = tuple(evidence_models())


def told() -> dict[str, str]:
    """What the register says of each row: its digest is that of the row as it is read now."""
    found = {}
    for event in RecordEvent.objects.order_by("seq"):
        for one in event.facts.get("evidence", ()):
            table, key, digest = one.split(" ")
            found[f"{table} {key}"] = digest
            model: Any = {row._meta.label_lower: row for row in KINDS}[table]
            assert witness.row_digest(event.nonce, model.objects.get(pk=key)) == digest
    return found


def test_a_life_of_a_document_is_in_the_register_row_by_row() -> None:
    world = standing(World)
    issuance = world.issue()
    refuse(
        world.submit(issuance.document, world.content(objective="Otro."), day="2020-03-03"),
        reason="Falta.",
        by=world.reviewer,
        at=at("2020-03-03", 12),
    )
    rows = {f"{model._meta.label_lower} {row.pk}" for model in KINDS for row in model.objects.all()}
    assert set(told()) == rows


def agreement(label: str) -> SignatureAgreement:
    return SignatureAgreement.objects.create(
        label=label,
        text="Texto",
        sha256="0" * 64,
        act="Acta 1",
        adopted_on=date(2024, 1, 1),
        at=DAY,
    )


def test_what_an_inner_act_undid_is_not_told() -> None:
    entity = Entity.objects.create(name="Gobernación de Prueba")
    with act(by=None, at=DAY) as log:
        first = agreement("1")

        def fails() -> None:
            with act(by=None, at=DAY) as inner:
                agreement("2")
                inner.record("reference.created", entity)
                raise LookupError

        with pytest.raises(LookupError):
            fails()
        log.record("reference.changed", entity)
        last = agreement("3")
    assert [event.action for event in RecordEvent.objects.all()] == ["reference.changed"]
    assert set(told()) == {f"records.signatureagreement {one.pk}" for one in (first, last)}


def test_two_rows_with_the_same_words_have_different_digests() -> None:
    row = agreement("1")
    assert witness.row_digest("a" * 32, row) != witness.row_digest("b" * 32, row)


def test_a_column_that_is_empty_leaves_the_digest_as_it_was() -> None:
    row = agreement("1")
    before = witness.row_digest("a", row)
    assert "by_id" not in witness.columns(row)
    row.by_id = 7
    assert witness.row_digest("a", row) != before


@pytest.mark.parametrize("tells", [True, False], ids=["with an event", "without"])
@pytest.mark.parametrize("inside", [True, False], ids=["inside another act", "alone"])
def test_a_part_that_fails_fails_the_whole_act(tells: bool, inside: bool) -> None:
    """It has no savepoint: whoever swallows its refusal keeps nothing half done, and is told."""
    entity = Entity.objects.create(name="Gobernación de Prueba")

    def swallows() -> None:
        with act(by=None, at=DAY) as log:
            agreement("1")
            if tells:
                log.record("reference.changed", entity)
            with suppress(LookupError), act(by=None, at=DAY, part=True):
                raise LookupError

    with act(by=None, at=DAY) if inside else nullcontext() as outer:
        with pytest.raises(TransactionManagementError):
            swallows()
        if outer is not None:
            outer.record("reference.corrected", entity)
    assert not SignatureAgreement.objects.exists()
    kept = list(RecordEvent.objects.values_list("action", flat=True))
    assert kept == (["reference.corrected"] if inside else [])
