"""The life of a version of a schedule: its steps, its rounds, and what replaces it."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from django.db import connection
from django.db.models import ProtectedError

import pytest

from records import integrity, quorum
from records.exceptions import Conflict, NotAllowed
from records.models import ClassificationScheme, OrganicPeriod, RecordEvent, Series
from records.organization import register
from retention.models import RetentionRule, RetentionSchedule
from retention.scheduling import life, stages
from retention.scheduling.life import Told, bring_in_force, take_step
from retention.scheduling.rounds import rounds_of
from retention.viewsets.life import next_kinds
from tests.factories import World
from tests.proofs.tampering import drop_guards
from tests.retention.lives import DAY, NOW, USUAL, lead, step
from tests.retention.test_settled import draft as draft  # a fixture

Status = RetentionSchedule.Status
pytestmark = pytest.mark.django_db


def reasons(call: Any) -> set[tuple[str, str | None]]:
    with pytest.raises(NotAllowed) as refusal:
        call()
    return {(one.code, one.field) for one in refusal.value.reasons}


@pytest.mark.conformance("C04", "R02")
def test_a_version_goes_from_draft_to_in_force_and_replaces_the_other(
    world: World, draft: RetentionSchedule
) -> None:
    former = RetentionSchedule.objects.exclude(pk=draft.pk).get()
    before = RecordEvent.objects.count()
    lead(draft, Status.IN_FORCE, by=world.archivist)
    former.refresh_from_db()
    draft.refresh_from_db()
    assert former.status == Status.REPLACED
    assert former.scheme.valid_to == DAY - timedelta(days=1)
    assert draft.scheme.valid_from == DAY
    assert (draft.act, draft.adopted_on) == ("Resolución 8 de 2026", DAY)
    in_force = ClassificationScheme.objects.in_force_on
    assert in_force(DAY) == draft.scheme
    assert in_force(DAY - timedelta(days=1)) == former.scheme
    assert [one.kind for one in draft.steps.all()] == [kind for kind, _facts in USUAL]
    told = [*RecordEvent.objects.filter(seq__gt=before).values_list("action", flat=True)]
    assert told.count("schedule.replaced") == 1
    assert len(told) == len(USUAL) + 1
    assert former.rules.exists()
    names = {one.check for one in integrity.verify().problems}
    assert not names & {"schedule_life", "schedule_files", "schedule_lines", "unwitnessed_rows"}


@pytest.mark.parametrize("status", [*Status])
def test_from_each_status_only_the_next_steps_are_taken(
    draft: RetentionSchedule, world: World, status: str
) -> None:
    if status == Status.REPLACED:
        draft = RetentionSchedule.objects.exclude(pk=draft.pk).get()
        heir = RetentionSchedule.objects.exclude(pk=draft.pk).get()
        lead(heir, Status.IN_FORCE)
        draft.refresh_from_db()
    elif status == Status.ADJUSTMENTS:
        lead(draft, Status.IN_EVALUATION)
        step(draft, "adjustments", text="Falta.", deadline=DAY)
        draft.refresh_from_db()
    else:
        lead(draft, status)
    everything = {
        "number": "1",
        "body": "AGN",
        "text": "Razón",
        "deadline": DAY,
        "address": "https://e.example/",
    }
    taken = {one.kind for one in draft.steps.all()}
    for kind, move in stages.MOVES.items():
        allowed = draft.status in move.since and kind != "replaced"
        if kind == "brought":
            allowed = not taken
        if kind == "in_force":
            allowed = allowed and {"published", "registered"} <= taken
        if kind in stages.ONCE:
            allowed = allowed and kind not in taken
        if allowed:
            continue
        found = reasons(
            lambda kind=kind: take_step(
                draft, kind, Told(on=DAY, **everything), by=world.archivist, at=NOW
            )
        )
        assert ("not_next", None) in found, (status, kind)


def test_all_reasons_are_told_at_once(draft: RetentionSchedule, world: World) -> None:
    draft.rules.all().delete()
    told = Told(on=DAY + timedelta(days=9), file=("acta.pdf", b"no es PDF"))
    assert reasons(lambda: take_step(draft, "approved", told, by=world.author, at=NOW)) == {
        ("no_role", None),
        ("missing", "number"),
        ("future", "on"),
        ("no_pdf", "file"),
        ("no_rules", None),
    }
    assert not draft.steps.exists()


def test_no_day_goes_back_and_a_deadline_does_not_end_before_it_begins(
    draft: RetentionSchedule,
) -> None:
    lead(draft, Status.IN_EVALUATION)
    early = DAY - timedelta(days=5)
    told = Told(on=early, text="Falta", deadline=early - timedelta(days=1))
    assert reasons(lambda: take_step(draft, "adjustments", told, by=None, at=NOW)) == {
        ("order", "on"),
        ("deadline", "deadline"),
    }


def test_somebody_else_was_faster(draft: RetentionSchedule) -> None:
    lead(draft, Status.APPROVED)
    with pytest.raises(Conflict):
        take_step(draft, "submitted", Told(on=DAY, body="AGN"), by=None, at=NOW, seen="draft")
    assert draft.steps.count() == 1


def test_a_series_that_no_rule_reaches_keeps_it_from_being_approved(
    draft: RetentionSchedule, world: World
) -> None:
    gap = Series.objects.create(
        scheme=draft.scheme, office=world.office, code="130.66", name="Sin regla"
    )
    told = Told(on=DAY, number="Acta 1")
    with pytest.raises(NotAllowed, match=r"130\.66"):
        take_step(draft, "approved", told, by=None, at=NOW)
    gap.delete()
    take_step(draft, "approved", told, by=None, at=NOW)


def test_every_round_keeps_concept_deadline_answer_and_differences(
    draft: RetentionSchedule, world: World
) -> None:
    lead(draft, Status.IN_EVALUATION)
    until = DAY + timedelta(days=30)
    step(draft, "adjustments", text="Suban el archivo central.", deadline=until, number="C-1")
    rule = draft.rules.get()
    rule.archive_years = 10
    register(rule, by=world.archivist, at=NOW)
    other = Series(scheme=draft.scheme, office=world.office, code="130.51", name="Actas")
    register(other, by=world.archivist, at=NOW)
    register(
        RetentionRule(
            schedule=draft,
            series=other,
            office_years=1,
            archive_years=1,
            disposition="permanent",
        ),
        by=world.archivist,
        at=NOW,
    )
    step(draft, "submitted", text="Se acogió y se agregó una serie.")
    first, second = rounds_of(draft)
    assert first.concept is not None
    assert (first.concept.text, first.concept.deadline) == ("Suban el archivo central.", until)
    assert first.answer == "Se acogió y se agregó una serie."
    assert first.differences is not None
    told = {one.code: (one.state, one.changed) for one in first.differences.different}
    assert told == {
        "130.50": ("changed", frozenset({"archive_years"})),
        "130.51": ("added", frozenset()),
    }
    assert second.concept is second.differences is None


def test_lines_stay_while_it_is_evaluated(draft: RetentionSchedule, world: World) -> None:
    lead(draft, Status.SUBMITTED)
    rule = draft.rules.get()
    rule.archive_years = 9
    with pytest.raises(NotAllowed, match="se escriben"):
        register(rule, by=world.archivist, at=NOW)
    series = rule.series
    series.name = "Otro nombre"
    with pytest.raises(NotAllowed, match="se escriben"):
        register(series, by=world.archivist, at=NOW)


def test_approval_is_taken_back_with_a_reason_before_it_is_presented(
    draft: RetentionSchedule,
) -> None:
    lead(draft, Status.APPROVED)
    assert reasons(lambda: step(draft, "reopened")) == {("missing", "text")}
    step(draft, "reopened", text="Faltó una dependencia.")
    draft.refresh_from_db()
    assert draft.editable


def test_a_version_of_before_is_brought_in_once(draft: RetentionSchedule, world: World) -> None:
    bring_in_force(draft, act="Ordenanza 3", on=DAY, by=None, at=NOW)
    draft.refresh_from_db()
    assert draft.status == Status.IN_FORCE
    with pytest.raises(NotAllowed):
        bring_in_force(draft, act="Ordenanza 3", on=DAY, by=None, at=NOW)


def valuation(world: World, label: str) -> RetentionSchedule:
    """A TVD of one fund, being written."""
    scheme = ClassificationScheme.objects.create(name="Fondo", label=label, accumulated=True)
    schedule = RetentionSchedule.objects.create(kind="tvd", scheme=scheme, label=label)
    period = OrganicPeriod.objects.create(
        scheme=scheme, name="Primero", valid_from=date(1960, 1, 1), valid_to=date(1969, 12, 31)
    )
    series = Series.objects.create(
        scheme=scheme, office=world.office, code="130.1", name="Planos", period=period
    )
    RetentionRule.objects.create(
        schedule=schedule, series=series, archive_years=5, disposition="destroy"
    )
    return schedule


@pytest.mark.conformance("C04")
def test_who_brings_a_version_in_says_who_convalidated_it_before_the_entity_came(
    world: World,
) -> None:
    first = valuation(world, "1")
    told: dict[str, Any] = {"act": "Ordenanza 3", "by": world.archivist, "at": NOW}
    assert reasons(lambda: bring_in_force(first, on=DAY, **told)) == {
        ("after_start", "on"),
        ("missing", "text"),
        ("missing", "body"),
    }
    assert next_kinds(first)[-1] == "brought"
    told |= {"convalidation": "Acta 7 de 2014", "body": "Consejo Departamental"}
    bring_in_force(first, on=date(2014, 12, 31), **told)
    first.refresh_from_db()
    assert (first.status, first.convalidation) == (
        Status.IN_FORCE,
        "Acta 7 de 2014, Consejo Departamental",
    )


@pytest.mark.conformance("C04")
def test_nothing_comes_in_beside_what_went_through_every_step_here(
    world: World, draft: RetentionSchedule
) -> None:
    lead(valuation(world, "1"), Status.IN_FORCE)
    second = valuation(world, "2")
    assert "brought" not in next_kinds(second)
    for by in (world.archivist, None):
        found = reasons(lambda by=by: bring_in_force(second, act="O. 3", on=DAY, by=by, at=NOW))
        assert ("led_here", None) in found
    assert next_kinds(draft)[-1] == "brought"  # of another kind nothing was led here


def test_nothing_is_put_in_force_before_what_it_replaces(draft: RetentionSchedule) -> None:
    lead(draft, Status.PUBLISHED)
    step(draft, "registered")
    former = RetentionSchedule.objects.get(status=Status.IN_FORCE)
    former.scheme.valid_from = DAY
    former.scheme.save()
    with pytest.raises(NotAllowed, match="desde ese día"):
        step(draft, "in_force")


@pytest.mark.conformance("R01")
def test_only_who_keeps_the_archive_takes_a_step(draft: RetentionSchedule, world: World) -> None:
    for person in (world.author, world.reviewer, world.approver, world.stranger):
        with pytest.raises(NotAllowed):
            step(draft, "approved", by=person)
    step(draft, "approved", by=world.archivist)


def test_status_and_scheme_are_not_moved_by_hand(draft: RetentionSchedule, world: World) -> None:
    draft.status = Status.IN_FORCE
    with pytest.raises(ProtectedError):
        draft.save()
    with pytest.raises(ProtectedError):
        RetentionSchedule.objects.create(
            scheme=ClassificationScheme.objects.create(name="CCD", label="7"),
            label="7",
            status="adopted",
        )
    scheme = ClassificationScheme.objects.get(pk=draft.scheme_id)
    scheme.valid_from = DAY
    with pytest.raises(NotAllowed, match="Entra en vigor"):
        register(scheme, by=world.archivist, at=NOW)


def test_verification_names_a_version_whose_steps_and_status_disagree(
    draft: RetentionSchedule, world: World
) -> None:
    """What no trigger stops, because the row comes in as it is."""
    scheme = ClassificationScheme.objects.create(name="CCD", label="99")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO retention_retentionschedule (kind, label, description, status, "
            "approval_minutes, convalidation, act, scheme_id) "
            "VALUES ('trd', '99', '', 'in_force', '', '', '', %s)",
            [scheme.pk],
        )
    found = {(one.check, one.object) for one in integrity.verify().problems}
    assert ("schedule_life", "TRD 99") in found


def test_verification_names_lines_that_are_not_those_frozen(
    draft: RetentionSchedule, world: World
) -> None:
    lead(draft, Status.SUBMITTED)
    drop_guards()
    Series.objects.filter(scheme=draft.scheme).update(name="Nombre cambiado por fuera")
    found = {(one.check, one.object) for one in integrity.verify().problems}
    assert ("schedule_lines", str(draft)) in found


def test_a_step_is_evidence(draft: RetentionSchedule) -> None:
    lead(draft, Status.APPROVED)
    kept = draft.steps.get()
    kept.text = "otra cosa"
    with pytest.raises(ProtectedError):
        kept.save()


@pytest.mark.parametrize(
    ("outcome", "signed", "against"),
    [
        (quorum.APPROVED, True, set()),
        (quorum.APPROVED, False, {"not_signed"}),
        (quorum.APPROVED, None, {"not_signed"}),
        ("rejected", None, {"not_approved", "not_signed"}),
    ],
)
def test_a_decision_approves_with_signed_minutes_only(
    draft: RetentionSchedule, world: World, outcome: str, signed: bool | None, against: set[str]
) -> None:
    session = SimpleNamespace()
    if signed is not None:
        issued = SimpleNamespace(exists=lambda: signed)
        session.opening = SimpleNamespace(document=SimpleNamespace(issuances=issued))
    decision: Any = SimpleNamespace(outcome=outcome, item=SimpleNamespace(session=session))
    told = Told(on=DAY, number="Acta 3", decision=decision)
    found = life._reasons(draft, "approved", told, by=world.archivist, at=NOW)
    assert {one.code for one in found} == against
