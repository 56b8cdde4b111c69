"""Which rule keeps a series of a tree of any depth, and the scheme that never is a day's."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from records.exceptions import NotAllowed
from records.models import ClassificationScheme, LegalReference, OrganicPeriod, Series
from records.organization import register
from retention.models import (
    FinalDisposition,
    Reproduction,
    RetentionRule,
    RetentionSchedule,
    SamplingMethod,
)
from retention.scheduling import (
    Level,
    ScheduleLine,
    TypeName,
    adopt_schedule,
    codes_with_rule,
    rule_for,
    rules_by_code,
    rules_of,
    sentence,
)
from tests.factories import World
from tests.standing import standing

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)
TODAY = date(2026, 3, 2)


@pytest.fixture
def world() -> World:
    return standing(World)


def line(world: World, *path: tuple[str, str], **told: Any) -> ScheduleLine:
    kept = {"office_years": 2, "archive_years": 3, "disposition": FinalDisposition.DESTROY}
    return ScheduleLine(office=world.office, path=tuple(Level(*one) for one in path), **kept | told)


def adopted(world: World, *lines: ScheduleLine, kind: str = "trd") -> RetentionSchedule:
    return adopt_schedule(
        lines,
        scheme=ClassificationScheme(name="CCD", label="9", valid_from=TODAY),
        schedule=RetentionSchedule(
            kind=kind, label="9", status="adopted", act="Resolución 9", adopted_on=TODAY
        ),
        by=None,
        at=NOW,
    )


@pytest.mark.conformance("C05")
def test_a_rule_holds_for_all_that_stands_below_it_to_any_depth(
    world: World, django_assert_num_queries: Any
) -> None:
    schedule = adopted(world, line(world, ("1", "Serie")), line(world, ("2", "Otra"), ("1", "Sub")))
    scheme = schedule.scheme
    above = Series.objects.get(scheme=scheme, code="130.1")
    for depth in range(2, 8):
        above = Series.objects.create(
            scheme=scheme,
            office=world.office,
            parent=above,
            code=f"{above.code}.{depth}",
            name=f"Nivel {depth}",
        )
    deepest = Series.objects.get(pk=above.pk)
    assert deepest.level == 7
    rule = rule_for(deepest)
    assert rule is not None
    assert rule.series.code == "130.1"
    with django_assert_num_queries(5):  # itself, its rule, and two levels a query
        assert rules_of([Series.objects.get(pk=above.pk)])[above.pk] == rule
    assert rules_by_code([deepest.code, "130.2", "130.2.1", ""], today=TODAY) == {
        deepest.code: rule,
        "130.2.1": RetentionRule.objects.get(series__code="130.2.1"),
    }
    with django_assert_num_queries(2):
        codes = codes_with_rule(TODAY)
    assert deepest.code in codes
    assert "130.2.1" in codes
    assert "130.2" not in codes


def test_a_ring_that_no_form_lets_in_ends_the_search(world: World) -> None:
    held = {"scheme": world.series.scheme, "office": world.office}
    ring = Series.objects.create(**held, pk=10**6, parent_id=10**6, code="130.99", name="Anillo")
    assert rule_for(Series.objects.get(pk=ring.pk)) is None
    assert rules_of([Series.objects.get(pk=ring.pk)]) == {}
    assert ring.code not in codes_with_rule(TODAY)


def test_a_line_is_kept_in_full(world: World) -> None:
    norm = LegalReference.objects.create(kind="law", number="8000", year=1993)
    schedule = adopted(
        world,
        line(
            world,
            ("02", "ACTAS"),
            ("07", "Actas de comité"),
            ("01", "Actas del comité de archivo"),
            document_types=(TypeName("Acta", on_paper=True), TypeName("Anexo")),
            disposition=FinalDisposition.SAMPLE,
            reproduction=Reproduction.DIGITAL,
            sampling_method=SamplingMethod.SYSTEMATIC,
            sampling_rate=10,
            legal_basis=(norm,),
            proposed_access="classified",
        ),
    )
    rule = schedule.rules.get()
    series = rule.series
    assert [one.code for one in series.lineage] == ["130.02", "130.02.07", "130.02.07.01"]
    assert series.proposed_access == "classified"
    assert series.parent is not None
    assert series.parent.proposed_access == "public"
    assert [one.name for one in series.document_types.all()] == ["Acta", "Anexo"]
    assert [*rule.legal_basis.all()] == [norm]
    assert (rule.sampling_method, rule.sampling_rate) == ("systematic", 10)
    assert "digital" in sentence(rule)


def test_everything_that_contradicts_itself_in_a_line_is_said_at_once(world: World) -> None:
    scheme = ClassificationScheme.objects.create(name="CCD", label="3")
    schedule = RetentionSchedule.objects.create(scheme=scheme, label="3")
    rule = RetentionRule(
        schedule=schedule,
        series=Series.objects.create(
            scheme=scheme, office=world.office, code="130.1", name="Quejas"
        ),
        archive_years=3,
        disposition=FinalDisposition.DESTROY,
        human_rights=True,
        sampling_rate=5,
    )
    with pytest.raises(NotAllowed) as refusal:
        register(rule, by=world.archivist, at=NOW)
    assert {one.field for one in refusal.value.reasons} >= {
        "office_years",
        "disposition",
        "sampling_rate",
    }


def test_a_valuation_schedule_has_one_term_periods_and_subjects(world: World) -> None:
    scheme = ClassificationScheme(name="Fondo", label="1", accumulated=True, valid_from=TODAY)
    register(scheme, by=world.archivist, at=NOW)
    period = register(
        OrganicPeriod(
            scheme=scheme,
            name="1950–1970",
            valid_from=date(1950, 1, 1),
            valid_to=date(1970, 12, 31),
        ),
        by=world.archivist,
        at=NOW,
    )
    schedule = RetentionSchedule(kind="tvd", label="1", scheme=scheme)
    register(schedule, by=world.archivist, at=NOW)
    for name in ("Caminos vecinales", "Baldíos"):
        series = Series(
            scheme=scheme, office=world.office, code="130.1", name=name, is_subject=True
        )
        with pytest.raises(NotAllowed, match="período"):
            register(series, by=world.archivist, at=NOW)
    series.period = period
    register(series, by=world.archivist, at=NOW)
    rule = RetentionRule(schedule=schedule, series=series, archive_years=20, office_years=2)
    rule.disposition = FinalDisposition.PERMANENT
    with pytest.raises(NotAllowed, match="un solo plazo"):
        register(rule, by=world.archivist, at=NOW)
    rule.office_years = None
    register(rule, by=world.archivist, at=NOW)
    assert sentence(rule).startswith("central 20 años")
    in_force = ClassificationScheme.objects.in_force_on(TODAY)
    assert in_force is not None
    assert in_force.pk != scheme.pk
    wrong = RetentionSchedule(kind="trd", label="2", scheme=scheme)
    with pytest.raises(NotAllowed, match="fondo acumulado"):
        register(wrong, by=world.archivist, at=NOW)
