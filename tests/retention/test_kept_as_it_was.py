"""No merge and no other series keeps a case file shorter than it was kept (domain 11.14)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.test import Client
from django.urls import reverse

import pytest

from records.case_files import closing, reclassifying
from records.exceptions import NotAllowed
from records.models import CaseFile, ClassificationScheme, Series
from retention.calculus import Terms
from retention.inventories.choosing import Choice
from retention.inventories.gathering import lines
from retention.models import RetentionRule, RetentionSchedule, RuleExtension
from retention.scheduling.counting import awaiting_fact, counting_of
from retention.scheduling.extending import extend_rule, rule_of
from retention.scheduling.happening import tell_fact
from retention.scheduling.life import bring_in_force
from tests.factories import World, at
from tests.records.case_files.files import codes, filed, opened

pytestmark = pytest.mark.django_db
NOW = at("2020-03-01")


@pytest.fixture
def world(db: None) -> World:
    return World()


SHORT = {"office_years": 1, "archive_years": 1, "disposition": "destroy"}
LONG = {"office_years": 2, "archive_years": 8, "disposition": "permanent"}


def in_force(world: World, *terms: dict[str, Any]) -> list[Series]:
    """Series of one schedule that is in force, kept as told."""
    scheme = ClassificationScheme.objects.create(
        name="Cuadro", label="7", valid_from=date(2016, 1, 1)
    )
    schedule = RetentionSchedule.objects.create(scheme=scheme, label="7")
    series = [
        Series.objects.create(
            scheme=scheme, office=world.office, code=f"130.7{number}", name="Contratos"
        )
        for number, _told in enumerate(terms)
    ]
    for one, told in zip(series, terms, strict=True):
        RetentionRule.objects.create(schedule=schedule, series=one, **told)
    moment = at("2016-01-01")
    bring_in_force(schedule, act="Resolución 7", on=moment.date(), by=None, at=moment)
    return series


def kept_for_ever(case_file: CaseFile, world: World) -> None:
    extend_rule(
        case_file,
        motive=RuleExtension.Motive.HUMAN_RIGHTS,
        permanent=True,
        act="Resolución 3",
        on=NOW.date(),
        reason="Cuenta de hechos del conflicto.",
        by=world.archivist,
        at=NOW,
    )


def terms_of(case_file: CaseFile) -> Terms:
    kept = rule_of(CaseFile.objects.get(pk=case_file.pk))
    assert kept is not None
    return kept.terms


def merge(world: World, source: CaseFile, target: CaseFile) -> Any:
    return reclassifying.merge(
        source, target, reason="Es el mismo asunto.", by=world.archivist, at=NOW
    )


def reclassify(world: World, case_file: CaseFile, series: Series) -> Any:
    return reclassifying.reclassify(
        case_file, series, reason="Es de otra serie.", by=world.archivist, at=NOW
    )


def test_a_merge_does_not_undo_an_act_that_keeps_for_ever(world: World) -> None:
    (series,) = in_force(world, SHORT)
    source, target = (opened(world, series=series, title=one) for one in ("Uno", "Dos"))
    kept_for_ever(source, world)
    with pytest.raises(NotAllowed) as refused:
        merge(world, source, target)
    assert codes(refused) == {"shortened"}
    kept_for_ever(target, world)
    merge(world, source, target)
    assert terms_of(target) == Terms(1, 1, "permanent")


def test_what_has_fewer_acts_goes_into_what_has_more(world: World) -> None:
    (series,) = in_force(world, SHORT)
    source, target = (opened(world, series=series, title=one) for one in ("Uno", "Dos"))
    kept_for_ever(target, world)
    merge(world, source, target)
    assert terms_of(target).disposition == "permanent"


def test_nothing_is_merged_into_what_counts_from_an_earlier_day(world: World) -> None:
    (series,) = in_force(world, SHORT | {"trigger": "registration"})
    old = opened(world, series=series, title="Viejo", day="2018-01-10")
    new = opened(world, series=series, title="Nuevo", day="2020-01-10")
    with pytest.raises(NotAllowed) as refused:
        merge(world, new, old)
    assert codes(refused) == {"earlier"}
    merge(world, old, new)


def test_nothing_is_merged_into_what_had_its_fact_before(world: World) -> None:
    (series,) = in_force(world, SHORT | {"trigger": "event"})
    told = {"reason": "Orden", "by": world.archivist, "at": at("2020-02-20")}
    first, later, none = (
        opened(world, series=series, title=one, day="2020-01-10") for one in ("1", "2", "3")
    )
    for one, day in ((first, 11), (later, 12)):
        filed(world, one)
        closing.close([one], by=world.archivist, at=at("2020-02-10"))
        fact = {"what": "Liquidación", "on": date(2020, 1, day)}
        tell_fact(one, **fact, by=world.archivist, at=at("2020-02-11"))
        closing.reopen(one, order="Auto 1", **told)
    for source in (later, none):
        with pytest.raises(NotAllowed) as refused:
            merge(world, source, first)
        assert codes(refused) == {"earlier"}
    merge(world, first, later)
    merge(world, later, none)


def test_an_act_is_about_what_holds_something_and_of_today(world: World) -> None:
    (series,) = in_force(world, SHORT)
    source, target = (opened(world, series=series, title=one) for one in ("Uno", "Dos"))
    merge(world, source, target)
    with pytest.raises(NotAllowed) as refused:
        kept_for_ever(source, world)
    assert codes(refused) == {"merged"}
    with pytest.raises(NotAllowed) as refused:
        extend_rule(
            target,
            motive=RuleExtension.Motive.LATER_LAW,
            archive_years=1000,
            act="x" * 201,
            on=date(2020, 3, 2),
            reason="Ley",
            by=world.archivist,
            at=NOW,
        )
    assert codes(refused) == {"years", "too_long", "future"}


def test_another_series_shortens_nothing_and_lengthens(world: World) -> None:
    longer, shorter = in_force(world, LONG, SHORT | {"office_years": 3})
    one = opened(world, series=longer)
    reclassify(world, one, shorter)
    assert terms_of(one) == Terms(3, 7, "permanent")
    other = opened(world, series=shorter, title="Otro")
    reclassify(world, other, longer)
    assert terms_of(other) == Terms(3, 7, "permanent")
    with pytest.raises(NotAllowed) as refused:
        merge(world, one, opened(world, series=shorter, title="Dos"))
    assert codes(refused) == {"shortened"}


def test_a_series_without_a_rule_takes_nothing_that_has_one(world: World) -> None:
    without = Series.objects.create(
        scheme=world.series.scheme, office=world.office, code="130.99", name="Sin regla"
    )
    with pytest.raises(NotAllowed) as refused:
        reclassify(world, opened(world), without)
    assert codes(refused) == {"no_rule"}


def test_it_goes_on_waiting_for_the_fact_of_its_former_rule(world: World) -> None:
    waits, counts = in_force(world, SHORT | {"trigger": "event"}, LONG)
    one = opened(world, series=waits)
    filed(world, one)
    reclassify(world, one, counts)
    closing.close([one], "administrative", by=world.archivist, at=NOW)
    found = CaseFile.objects.with_standing().get(pk=one.pk)
    assert list(awaiting_fact(CaseFile.objects.with_standing())) == [one]
    counting = counting_of(found)
    assert counting is not None
    assert (counting.days, counting.awaits_fact) == (None, True)
    tell_fact(one, what="Liquidación", on=NOW.date(), by=world.archivist, at=at("2020-03-02"))
    counting = counting_of(found)
    assert counting is not None
    assert counting.days is not None
    assert counting.days.due_on == date(2030, 3, 1)


def test_the_form_shows_the_rule_that_it_has_and_that_of_each_series(
    world: World, client: Client
) -> None:
    one = opened(world)
    client.force_login(world.archivist)
    page = client.get(reverse("case_files:deed", args=[one.pk, "reclasificar"])).content.decode()
    assert "Hoy se conserva así" in page
    assert page.count("central 8 años, conservación total") == 2


def test_lists_and_inventories_tell_the_rule_of_each_case_file_and_until_when(
    world: World, client: Client
) -> None:
    one, other = opened(world, title="Uno"), opened(world, title="Dos")
    for case_file in (one, other):
        filed(world, case_file)
    extend_rule(
        one,
        motive=RuleExtension.Motive.LATER_LAW,
        archive_years=5,
        act="Ley 2999 de 2019",
        on=NOW.date(),
        reason="Lo ordena.",
        by=world.archivist,
        at=NOW,
    )
    closing.close([one], "administrative", by=world.archivist, at=at("2020-03-02"))
    client.force_login(world.archivist)
    words = (
        "central 13 años, conservación total (gestión hasta 2022-03-02, central hasta 2035-03-02)"
    )
    for name in ("case_files:index", "records:index"):
        page = client.get(reverse(name)).content.decode()
        assert page.count(words) == 1
        assert page.count("central 8 años, conservación total") == 1
    record = client.get(reverse("records:inspect", args=[one.records.get().pk]))
    assert words in record.content.decode()
    found = {
        line.unit: line.notes
        for line in lines(Choice(), world.archivist, day=NOW.date(), public=False)
    }
    assert found == {
        one.code: "Se conserva: gestión hasta 2022-03-02, central hasta 2035-03-02",
        other.code: "",
    }
