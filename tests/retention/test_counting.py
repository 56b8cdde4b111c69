"""From when the years of a case file count, and the fact that a rule waits for."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.test import Client
from django.urls import reverse

import pytest

from records.case_files import closing, late
from records.exceptions import NotAllowed
from records.models import CaseFile, ClassificationScheme, RecordEvent, Series
from retention.models import FinalDisposition, RetentionRule, RetentionSchedule, StartingFact
from retention.scheduling.counting import Counting, awaiting_fact, countings
from retention.scheduling.happening import tell_fact
from retention.scheduling.life import bring_in_force
from tests.factories import World, at
from tests.records.case_files.files import codes, filed, kept, opened
from tests.standing import standing

pytestmark = pytest.mark.django_db
TOLD = {"what": "Liquidación del contrato", "on": date(2020, 5, 4)}


@pytest.fixture
def world(db: None) -> World:
    return standing(World)


@pytest.fixture
def contracts(world: World) -> Series:
    """A subseries whose series counts from an event, in a schedule that is in force."""
    return series_counting_from("event", world)


def series_counting_from(trigger: str, world: World) -> Series:
    scheme = ClassificationScheme.objects.create(
        name="CCD", label=trigger, valid_from=date(2016, 1, 1)
    )
    schedule = RetentionSchedule.objects.create(scheme=scheme, label=trigger)
    held = {"scheme": scheme, "office": world.office}
    above = Series.objects.create(**held, code="130.30", name="Contratos")
    RetentionRule.objects.create(
        schedule=schedule,
        series=above,
        office_years=2,
        archive_years=18,
        disposition=FinalDisposition.SAMPLE,
        trigger=trigger,
    )
    below = Series.objects.create(**held, code="130.30.01", name="De obra", parent=above)
    since = at("2016-01-01")
    bring_in_force(schedule, act="Resolución 2", on=since.date(), by=None, at=since)
    return below


def closed(world: World, series: Series, day: str = "2020-03-02", **told: Any) -> CaseFile:
    case_file = opened(world, series=series, **told)
    filed(world, case_file, day="2020-02-20")
    closing.close([case_file], "administrative", by=world.archivist, at=at(day))
    return case_file


def counting(case_file: CaseFile) -> Counting:
    return countings(CaseFile.objects.with_standing().filter(pk=case_file.pk))[case_file.pk]


def waiting() -> list[CaseFile]:
    return list(awaiting_fact(CaseFile.objects.with_standing()))


def test_a_closed_case_file_waits_for_its_fact_and_counts_from_it(world: World, contracts: Series):
    open_one = opened(world, series=contracts, title="Abierto")
    one = closed(world, contracts)
    assert waiting() == [one]
    assert counting(one).awaits_fact
    assert counting(one).days is None
    assert not counting(open_one).awaits_fact
    record = one.records.get()
    fact = tell_fact(one, **TOLD, record=record, by=world.author, at=at("2020-06-01"))
    assert (fact.name, fact.record) == ("Ana Autora", record)
    days = counting(one).days
    assert days is not None
    assert (days.since, days.ag_until, days.due_on) == (
        date(2020, 5, 4),
        date(2022, 5, 4),
        date(2040, 5, 4),
    )
    assert waiting() == []
    event = RecordEvent.objects.get(action="case_file.fact_told")
    told = {"fact": fact.pk, "on": "2020-05-04", "record": record.pk}
    assert told.items() <= event.facts.items()


def test_a_fact_is_corrected_by_another_with_a_reason_and_both_stay(
    world: World, contracts: Series
):
    one = closed(world, contracts)
    tell_fact(one, **TOLD, by=world.author, at=at("2020-06-01"))
    right = TOLD | {"on": date(2020, 5, 24)}
    with pytest.raises(NotAllowed) as refused:
        tell_fact(one, **right, by=world.author, at=at("2020-06-02"))
    assert codes(refused) == {"no_reason"}
    tell_fact(one, **right, reason="Se leyó mal el acta.", by=world.author, at=at("2020-06-02"))
    days = counting(one).days
    assert days is not None
    assert days.since == date(2020, 5, 24)
    assert StartingFact.objects.count() == 2


def test_every_reason_against_a_fact_at_once(world: World, contracts: Series):
    other = closed(world, contracts, title="Otro")
    one = opened(world, series=contracts)
    with pytest.raises(NotAllowed) as refused:
        tell_fact(
            one,
            what=" ",
            on=date(2020, 1, 2),
            record=other.records.get(),
            by=world.stranger,
            at=at("2020-06-01"),
        )
    assert codes(refused) == {"no_role", "not_closed", "no_fact", "before", "record"}
    with pytest.raises(NotAllowed) as refused:
        tell_fact(other, what="x" * 251, on=date(2020, 6, 2), by=world.author, at=at("2020-06-01"))
    assert codes(refused) == {"too_long", "on"}
    assert not StartingFact.objects.exists()


def test_what_counts_from_its_closing_takes_no_fact(world: World):
    one = closed(world, world.series)
    with pytest.raises(NotAllowed) as refused:
        tell_fact(one, **TOLD, by=world.author, at=at("2020-06-01"))
    assert codes(refused) == {"trigger"}
    assert counting(one).days is not None
    assert waiting() == []


def test_what_is_reopened_counts_no_more_and_keeps_its_fact(world: World, contracts: Series):
    one = closed(world, contracts)
    tell_fact(one, **TOLD, by=world.author, at=at("2020-06-01"))
    closing.reopen(
        one, order="Auto 7", reason="Lo ordena.", by=world.archivist, at=at("2020-07-01")
    )
    assert counting(one).days is None
    closing.close([one], "administrative", by=world.archivist, at=at("2020-08-03"))
    days = counting(one).days
    assert days is not None
    assert days.since == TOLD["on"]


def test_the_last_document_counts_and_one_that_came_late_does_not(world: World):
    one = closed(world, series_counting_from("last_document", world))
    late.put_late(
        one,
        title="Tardío",
        created_on=date(2020, 4, 1),
        files=[kept()],
        reason="Llegó después.",
        by=world.archivist,
        at=at("2020-04-02"),
    )
    days = counting(one).days
    assert days is not None
    assert days.since == date(2020, 2, 20)


def test_many_are_counted_with_the_same_number_of_queries(
    world: World, contracts: Series, django_assert_num_queries: Any
):
    for number in range(6):
        closed(world, contracts, title=f"N.º {number}")
    rows = list(
        CaseFile.objects.with_standing().select_related("series__rule", "series__parent__rule")
    )
    with django_assert_num_queries(3):
        found = countings(rows)
    assert len(found) == 6


def test_the_list_leads_to_the_deed_and_the_page_tells_the_days(
    world: World, contracts: Series, client: Client
):
    one = closed(world, contracts, title="Convenio 7")
    client.force_login(world.author)
    listed = reverse("case_files:awaiting")
    deed = reverse("case_files:deed", args=[one.pk, "hecho"])
    page = client.get(listed).content.decode()
    assert "Convenio 7" in page
    assert deed in page
    assert "reason" not in client.get(deed).context["form"].fields
    inspect = reverse("case_files:inspect", args=[one.pk])
    assert "espera su hecho" in client.get(inspect).content.decode()
    told = {"what": "Liquidación", "on": "2020-05-04", "record": one.records.get().pk}
    assert client.post(deed, told).status_code == 302
    assert "Convenio 7" not in client.get(listed).content.decode()
    page = client.get(inspect).content.decode()
    assert "en el archivo central hasta el 2040-05-04" in page
    assert "reason" in client.get(deed).context["form"].fields


def test_the_list_shows_nobody_the_case_files_of_another_office(
    world: World, contracts: Series, client: Client
):
    closed(world, contracts, title="Convenio 7")
    client.force_login(world.stranger)
    assert "Convenio 7" not in client.get(reverse("case_files:awaiting")).content.decode()


def test_the_archive_lengthens_the_rule_of_one_case_file_on_screen(world: World, client: Client):
    one = opened(world)
    deed = reverse("case_files:deed", args=[one.pk, "ampliar-regla"])
    told = {
        "motive": "later_law",
        "act": "Ley 2999 de 2019",
        "on": "2020-02-03",
        "archive_years": "5",
        "reason": "Lo ordena.",
    }
    client.force_login(world.author)
    refused = client.post(deed, told)
    assert "no administra estos datos" in refused.content.decode()
    client.force_login(world.archivist)
    nothing = client.post(deed, told | {"archive_years": ""})
    assert "no agrega nada" in nothing.content.decode()
    assert client.post(deed, told).status_code == 302
    page = client.get(reverse("case_files:inspect", args=[one.pk])).content.decode()
    assert "central 13 años" in page
    assert "Ley 2999 de 2019" in page
    assert "5 años más en el archivo central" in page
