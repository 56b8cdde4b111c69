"""A case file keeps its rule, whatever comes; an act may lengthen it, and nothing shortens it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import ProtectedError

import pytest

from records.case_files.reclassifying import merge, reclassify
from records.exceptions import NotAllowed
from records.models import CaseFile, ClassificationScheme, OrganicPeriod, RecordEvent, Series
from retention.calculus import Terms
from retention.models import RetentionRule, RetentionSchedule, RuleExtension
from retention.scheduling.dry_run import dry_run
from retention.scheduling.extending import extend_rule, kept_rules, rule_of, terms_of
from retention.scheduling.finding import rule_for
from tests.factories import World
from tests.retention.lives import DAY, NOW, lead
from tests.retention.test_settled import draft as draft  # a fixture
from tests.retention.test_settled import line

Motive = RuleExtension.Motive


def opened(world: World, series: Series, code: str) -> CaseFile:
    return CaseFile.objects.create(
        series=series, office=world.office, code=code, title="Asunto", opened_on=DAY
    )


def extend(case_file: CaseFile, world: World, **told: Any) -> RuleExtension:
    facts: dict[str, Any] = {
        "motive": Motive.LATER_LAW,
        "act": "Resolución 3",
        "on": DAY,
        "reason": "Lo ordena una norma posterior.",
        "by": world.archivist,
        "at": NOW,
    }
    return extend_rule(case_file, **facts | told)


def successor(draft: RetentionSchedule, world: World, **told: Any) -> RetentionRule:
    """The line of the draft for the world's series."""
    series = Series.objects.create(
        scheme=draft.scheme, office=world.office, code=world.series.code, name="Procedimientos"
    )
    rule = line(draft, series)
    for name, value in told.items():
        setattr(rule, name, value)
    rule.save()
    return rule


@pytest.mark.conformance("C03")
def test_a_new_version_leaves_the_case_files_of_the_old_one_as_they_were(
    world: World, draft: RetentionSchedule
) -> None:
    case_file = opened(world, world.series, "E-1")
    before = rule_of(case_file)
    successor(draft, world, archive_years=1)
    lead(draft, "in_force")
    after = rule_of(CaseFile.objects.get(pk=case_file.pk))
    assert before is not None
    assert after is not None
    assert after.terms == before.terms == Terms(2, 8, "permanent", "closing")
    assert after.rule.schedule.status == "replaced"


def test_acts_lengthen_and_add_up(world: World, draft: RetentionSchedule) -> None:
    rule = draft.rules.get()
    case_file = opened(world, rule.series, "E-1")
    extend(case_file, world, archive_years=5)
    extend(case_file, world, motive=Motive.HUMAN_RIGHTS, permanent=True, office_years=1)
    kept = rule_of(case_file)
    assert kept is not None
    assert kept.terms == Terms(2, 8, "permanent", "closing")
    assert len(kept.extensions) == 2
    assert terms_of(kept.rule) == Terms(1, 3, "destroy", "closing")
    assert RecordEvent.objects.filter(action="rule.extended").count() == 2
    with pytest.raises(ProtectedError):
        kept.extensions[0].delete()


@pytest.mark.parametrize(
    ("told", "codes"),
    [
        ({"archive_years": -3}, {"shorter"}),
        ({}, {"nothing"}),
        ({"motive": "porque sí", "permanent": True}, {"motive"}),
        ({"motive": Motive.HUMAN_RIGHTS, "archive_years": 4}, {"human_rights"}),
        ({"archive_years": 1, "act": " ", "reason": ""}, {"no_act", "no_reason"}),
    ],
)
def test_nothing_else_changes_the_rule_of_a_case_file(
    world: World, draft: RetentionSchedule, told: dict[str, Any], codes: set[str]
) -> None:
    case_file = opened(world, draft.rules.get().series, "E-1")
    with pytest.raises(NotAllowed) as refusal:
        extend(case_file, world, **told)
    assert {one.code for one in refusal.value.reasons} == codes
    assert not RuleExtension.objects.exists()


def test_only_who_keeps_the_archive_extends(world: World, draft: RetentionSchedule) -> None:
    case_file = opened(world, draft.rules.get().series, "E-1")
    with pytest.raises(NotAllowed, match="no administra estos datos"):
        extend(case_file, world, archive_years=1, by=world.author)


def by_force(schedule: RetentionSchedule) -> dict[tuple[str, Terms, Terms], set[str]]:
    """Every open case file one by one: its terms, those that it would have, and its code."""
    found: dict[tuple[str, Terms, Terms], set[str]] = {}
    for one in CaseFile.objects.with_standing().order_by("code"):
        if one.standing not in {"open", "reopened"} or one.series.scheme_id == schedule.scheme_id:
            continue
        kept = rule_of(one)
        period = one.series.period.name if one.series.period else None
        heir = Series.objects.filter(
            scheme=schedule.scheme, code=one.series.code, period__name=period
        ).first()
        new = rule_for(heir)
        if kept is None or new is None:
            continue
        new_terms = terms_of(new)
        if kept.terms != new_terms:
            found.setdefault((one.series.code, kept.terms, new_terms), set()).add(one.code)
    return found


def test_a_dry_run_is_what_one_finds_case_file_by_case_file(
    world: World, draft: RetentionSchedule, django_assert_max_num_queries: Any
) -> None:
    minutes = Series.objects.get(code="130.02.03")
    below = Series.objects.create(
        scheme=minutes.scheme, office=world.office, parent=minutes, code="130.02.03.1", name="Más"
    )
    successor(draft, world, archive_years=20)
    same = Series.objects.create(
        scheme=draft.scheme, office=world.office, code="130.02.03", name="Actas"
    )
    RetentionRule.objects.create(
        schedule=draft, series=same, office_years=2, archive_years=8, disposition="permanent"
    )
    shorter = Series.objects.create(
        scheme=draft.scheme, office=world.office, parent=same, code="130.02.03.1", name="Más"
    )
    RetentionRule.objects.create(
        schedule=draft, series=shorter, office_years=0, archive_years=1, disposition="destroy"
    )
    for number in range(9):
        opened(world, world.series, f"A-{number}")
        opened(world, minutes, f"B-{number}")
        opened(world, below, f"C-{number}")
    extend(CaseFile.objects.get(code="A-1"), world, archive_years=5)
    extend(CaseFile.objects.get(code="B-2"), world, archive_years=5)
    before = {one.code: kept.terms for one, kept in _kept()}
    with django_assert_max_num_queries(16):
        found = dry_run(draft, today=DAY)
    told = {(one.code, one.change.old, one.change.new): one for one in found.changed if one.open}
    expected = by_force(draft)
    assert {key: one.open for key, one in told.items()} == {
        key: len(codes) for key, codes in expected.items()
    }
    for key, one in told.items():
        assert one.examples
        assert set(one.examples) <= expected[key]
    assert found.open == sum(len(codes) for codes in expected.values()) == 19
    assert [one.code for one in found.new] == ["130.50"]
    by_code = {one.code: one.change for one in found.changed}
    assert by_code["130.02.03.1"].shortens
    assert by_code["130.22.01"].lengthens is by_code["130.22.01"].disposition is True
    lead(draft, "in_force")
    assert {one.code: kept.terms for one, kept in _kept()} == before


def _kept() -> list[tuple[CaseFile, Any]]:
    files = list(CaseFile.objects.select_related("series"))
    kept = kept_rules(files)
    return [(one, kept[one.pk]) for one in files]


def moved(world: World, draft: RetentionSchedule) -> tuple[CaseFile, Series]:
    """A case file of the old version, and the series of the same code in the new one."""
    case_file = opened(world, world.series, "E-1")
    rule = successor(draft, world, archive_years=1, disposition="destroy")
    lead(draft, "in_force")
    return CaseFile.objects.get(pk=case_file.pk), Series.objects.get(pk=rule.series_id)


@pytest.mark.conformance("C03")
def test_no_reclassifying_takes_a_case_file_into_the_new_version(
    world: World, draft: RetentionSchedule
) -> None:
    case_file, heir = moved(world, draft)
    before = rule_of(case_file)
    with pytest.raises(NotAllowed) as refused:
        reclassify(case_file, heir, reason="Es más corta.", by=world.archivist, at=NOW)
    assert [one.code for one in refused.value.reasons] == ["other_scheme"]
    assert rule_of(CaseFile.objects.get(pk=case_file.pk)) == before
    old = Series.objects.get(code="130.02.03")
    reclassify(case_file, old, reason="Era otra.", by=world.archivist, at=NOW)
    assert CaseFile.objects.get(pk=case_file.pk).series.scheme == world.series.scheme


@pytest.mark.conformance("C03")
def test_no_merge_takes_a_case_file_into_the_new_version(
    world: World, draft: RetentionSchedule
) -> None:
    case_file, heir = moved(world, draft)
    other = opened(world, heir, "E-2")
    for source, target in ((case_file, other), (other, case_file)):
        with pytest.raises(NotAllowed) as refused:
            merge(source, target, reason="Un asunto.", by=world.archivist, at=NOW)
        assert "other_series" in {one.code for one in refused.value.reasons}
    twin = opened(world, world.series, "E-3")
    merge(case_file, twin, reason="Un asunto.", by=world.archivist, at=NOW)
    kept = rule_of(CaseFile.objects.get(pk=twin.pk))
    assert kept is not None
    assert kept.terms == Terms(2, 8, "permanent", "closing")


@pytest.mark.conformance("C03")
@pytest.mark.parametrize("told", [{"archive_years": 5}, {"office_years": 1}])
def test_what_an_act_lengthened_is_not_merged_into_what_it_did_not(
    world: World, draft: RetentionSchedule, told: dict[str, int]
) -> None:
    longer = opened(world, world.series, "E-1")
    shorter = opened(world, world.series, "E-2")
    extend(longer, world, **told)
    with pytest.raises(NotAllowed) as refused:
        merge(longer, shorter, reason="Un asunto.", by=world.archivist, at=NOW)
    assert [one.code for one in refused.value.reasons] == ["shortened"]
    extend(shorter, world, **told)
    assert merge(longer, shorter, reason="Un asunto.", by=world.archivist, at=NOW).pk


def valuation(world: World, label: str, years: dict[str, int]) -> RetentionSchedule:
    """A TVD of one fund: the same code in each organic period, with its own years."""
    scheme = ClassificationScheme.objects.create(name="Fondo", label=label, accumulated=True)
    schedule = RetentionSchedule.objects.create(kind="tvd", scheme=scheme, label=label)
    for place, (name, count) in enumerate(years.items()):
        period = OrganicPeriod.objects.create(
            scheme=scheme,
            name=name,
            valid_from=date(1960 + 10 * place, 1, 1),
            valid_to=date(1969 + 10 * place, 12, 31),
        )
        series = Series.objects.create(
            scheme=scheme, office=world.office, code="130.1", name="Planos", period=period
        )
        RetentionRule.objects.create(
            schedule=schedule, series=series, archive_years=count, disposition="destroy"
        )
    return schedule


def test_the_dry_run_of_a_valuation_compares_each_period_with_its_own(world: World) -> None:
    first = valuation(world, "1", {"Primero": 5, "Segundo": 9, "Tercero": 3})
    lead(first, "in_force")
    for place, series in enumerate(Series.objects.filter(scheme=first.scheme).order_by("period")):
        for number in range(place + 1):
            opened(world, series, f"T-{place}-{number}")
    second = valuation(world, "2", {"Primero": 5, "Segundo": 20, "Cuarto": 1})
    found = dry_run(second, today=DAY)
    assert {
        (one.code, one.change.old, one.change.new): one.open for one in found.changed if one.open
    } == {key: len(codes) for key, codes in by_force(second).items()}
    assert [(one.organic_period, one.open) for one in found.changed] == [("Segundo", 2)]
    assert [(one.organic_period, one.open) for one in found.gone] == [("Tercero", 3)]
    assert [one.organic_period for one in found.new] == ["Cuarto"]
    assert found.unchanged == 1
