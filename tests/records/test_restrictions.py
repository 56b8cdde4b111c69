"""Restrictions say why; their term warns and publishes nothing; an act ends them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core import mail
from django.test import Client
from django.urls import reverse

import pytest

from records import due_tasks
from records.case_files.access import Grounds
from records.case_files.filing import opened, put
from records.exceptions import NotAllowed
from records.models import CaseFile, Record, RecordEvent, Restriction
from records.permissions import Role
from records.querysets import case_files_visible_to, records_visible_to
from records.restrictions.imposing import declassify, impose
from records.restrictions.listing import (
    ENDED,
    STATES,
    in_state,
    restrictions_visible_to,
    state_of,
)
from tests.factories import World, at, person

LACKING = Grounds()
WHY = Grounds(
    norm="Ley 1712 de 2014, artículo 19, literal d",
    aim="Proteger la investigación disciplinaria",
    harm="El investigado conocería las pruebas antes de tiempo",
)
RESERVED = Grounds(WHY.norm, WHY.aim, WHY.harm, until=date(2035, 2, 3))


def codes(refused: Any) -> list[str]:
    return [one.code for one in refused.value.reasons]


@pytest.fixture
def case_file(world: World) -> CaseFile:
    return opened(
        world.series,
        title="Proceso disciplinario 4",
        office_id=world.office.pk,
        by=world.author,
        at=at("2020-02-01"),
    )


def filed(case_file: CaseFile, title: str, by: Any) -> Record:
    return put(case_file, title=title, created_on=date(2020, 2, 1), by=by, at=at("2020-02-03"))


def test_a_restriction_says_all_that_the_law_asks(world: World, case_file: CaseFile) -> None:
    for access, codes_ in (
        ("reserved", ["no_norm", "no_aim", "no_harm", "no_term"]),
        ("classified", ["no_norm", "no_aim", "no_harm"]),
        ("public", ["public"]),
    ):
        with pytest.raises(NotAllowed) as refused:
            impose(case_file, access, LACKING, by=world.author, at=at("2020-02-03"))
        assert codes(refused) == codes_
    with pytest.raises(NotAllowed) as refused:
        impose(case_file, "classified", RESERVED, by=world.author, at=at("2020-02-03"))
    assert codes(refused) == ["term"]
    longer = Grounds(WHY.norm, WHY.aim, WHY.harm, until=date(2035, 2, 4))
    with pytest.raises(NotAllowed) as refused:
        impose(case_file, "reserved", longer, by=world.stranger, at=at("2020-02-03"))
    assert codes(refused) == ["no_role", "term_long"]
    assert not Restriction.objects.exists()


def test_who_may_know_changes_at_once(world: World, case_file: CaseFile) -> None:
    assert case_files_visible_to(world.stranger).filter(pk=case_file.pk).exists()
    impose(case_file, "reserved", RESERVED, by=world.author, at=at("2020-02-03"))
    assert not case_files_visible_to(world.stranger).filter(pk=case_file.pk).exists()
    assert not restrictions_visible_to(world.stranger).exists()
    assert restrictions_visible_to(world.author).count() == 1
    with pytest.raises(NotAllowed) as refused:
        impose(case_file, "classified", WHY, by=world.author, at=at("2020-02-04"))
    assert codes(refused) == ["lower"]


@pytest.mark.parametrize("day", ["2035-02-04", "2036-01-01", "2090-01-01"])
def test_no_term_publishes_anything(day: str, world: World, case_file: CaseFile) -> None:
    """Whatever the calendar says and every due task does, only an act opens it."""
    row = impose(case_file, "reserved", RESERVED, by=world.author, at=at("2020-02-03"))
    for name in due_tasks.names():
        if name not in ("head", "timestamps"):
            due_tasks.run(name, at=at(day))
    assert not case_files_visible_to(world.stranger).filter(pk=case_file.pk).exists()
    assert CaseFile.objects.get().access == "reserved"
    assert state_of(Restriction.objects.get(pk=row.pk), date.fromisoformat(day)) == "passed"


def test_the_archive_is_warned_once_before_and_once_after(
    world: World, case_file: CaseFile
) -> None:
    impose(case_file, "reserved", RESERVED, by=world.author, at=at("2020-02-03"))
    assert due_tasks.run("restrictions", at=at("2034-08-06")) is None
    told = "Se avisó el vencimiento de 1 reserva."
    assert due_tasks.run("restrictions", at=at("2034-08-07")) == told
    assert due_tasks.run("restrictions", at=at("2034-12-01")) is None
    assert due_tasks.run("restrictions", at=at("2035-02-03")) is None
    assert due_tasks.run("restrictions", at=at("2035-02-04")) == told
    assert due_tasks.run("restrictions", at=at("2036-02-04")) is None
    assert [one.to for one in mail.outbox] == [[world.archivist.email]] * 2
    assert case_file.code in mail.outbox[0].body
    assert case_file.title not in mail.outbox[0].body
    assert "Sigue reservado hasta que un acto" in mail.outbox[1].body
    notices = RecordEvent.objects.filter(action="restriction.reminded").order_by("seq")
    assert [one.facts["notice"] for one in notices] == ["near", "passed"]


def test_nobody_to_warn_is_told(world: World, case_file: CaseFile) -> None:
    impose(case_file, "reserved", RESERVED, by=world.author, at=at("2020-02-03"))
    world.archivist.email = ""
    world.archivist.save()
    with pytest.raises(due_tasks.NotDone, match="correo"):
        due_tasks.run("restrictions", at=at("2035-02-04"))
    world.archivist.email = "dora@entidad.example"
    world.archivist.save()
    assert due_tasks.run("restrictions", at=at("2035-02-05"))


def test_a_reasoned_act_opens_it_with_what_only_inherited(
    world: World, case_file: CaseFile
) -> None:
    before = filed(case_file, "Queja", world.author)
    row = impose(case_file, "reserved", RESERVED, by=world.author, at=at("2020-02-03"))
    inherited = filed(case_file, "Auto de apertura", world.author)
    own = filed(case_file, "Historia clínica", world.author)
    impose(own, "reserved", RESERVED, by=world.author, at=at("2020-02-03"))
    assert inherited.access == "reserved"

    with pytest.raises(NotAllowed) as refused:
        declassify(row, act_=" ", on=None, reason=" ", by=world.author, at=at("2035-02-05"))
    assert codes(refused) == ["no_role", "no_reason", "no_act", "on"]
    declassify(
        row,
        act_="Resolución 45 de 2035",
        on=date(2035, 2, 5),
        reason="La investigación terminó.",
        by=world.archivist,
        at=at("2035-02-05"),
    )
    levels = dict(Record.objects.values_list("pk", "access"))
    assert levels == {before.pk: "public", inherited.pk: "public", own.pk: "reserved"}
    known = records_visible_to(world.stranger).values_list("pk", flat=True)
    assert set(known) == {before.pk, inherited.pk}
    assert RecordEvent.objects.filter(action="case_file.declassified").get().facts["count"] == 1
    with pytest.raises(NotAllowed) as refused:
        declassify(
            row,
            act_="Otra",
            on=date(2035, 2, 5),
            reason="x",
            by=world.archivist,
            at=at("2035-02-06"),
        )
    assert codes(refused) == ["ended"]


def test_what_else_restricts_it_goes_on(world: World, case_file: CaseFile) -> None:
    first = impose(case_file, "classified", WHY, by=world.author, at=at("2020-02-03"))
    impose(case_file, "reserved", RESERVED, by=world.author, at=at("2020-02-04"))
    told = {"act_": "Resolución 1", "on": date(2020, 3, 1), "reason": "Consentimiento."}
    declassify(first, **told, by=world.archivist, at=at("2020-03-01"))
    assert CaseFile.objects.get().access == "reserved"


def test_from_reserved_to_classified_with_grounds_of_its_own(
    world: World, case_file: CaseFile
) -> None:
    row = impose(case_file, "reserved", RESERVED, by=world.author, at=at("2020-02-03"))
    told = {"act_": "Resolución 1", "on": date(2020, 3, 1), "reason": "Terminó."}
    with pytest.raises(NotAllowed) as refused:
        declassify(row, access="classified", **told, by=world.archivist, at=at("2020-03-01"))
    assert codes(refused) == ["no_norm", "no_aim", "no_harm"]
    declassify(
        row, access="classified", grounds=WHY, **told, by=world.archivist, at=at("2020-03-01")
    )
    assert CaseFile.objects.get().access == "classified"
    left = Restriction.objects.standing().get()
    assert left.access == "classified"
    with pytest.raises(NotAllowed) as refused:
        declassify(
            left, access="classified", grounds=WHY, **told, by=world.archivist, at=at("2020-03-01")
        )
    assert codes(refused) == ["same_access"]


def test_each_state_finds_its_own(world: World, case_file: CaseFile) -> None:
    reserved = impose(case_file, "reserved", RESERVED, by=world.author, at=at("2020-02-03"))
    classified = impose(
        filed(case_file, "Queja", world.author),
        "reserved",
        RESERVED,
        by=world.author,
        at=at("2021-02-03"),
    )
    rows = Restriction.objects.all()
    for today in (date(2020, 3, 1), date(2034, 12, 1), date(2035, 2, 4)):
        for state in STATES:
            found = set(in_state(rows, state, today))
            assert found == {one for one in (reserved, classified) if state_of(one, today) == state}
    assert not in_state(rows, ENDED, date(2020, 3, 1)).exists()


# --- screens ---


def test_it_is_restricted_and_declassified_on_the_screen(
    world: World, client: Client, case_file: CaseFile
) -> None:
    client.force_login(world.author)
    address = f"{reverse('restrictions:impose')}?expediente={case_file.pk}"
    told = {"access": "classified", "norm": WHY.norm, "aim": WHY.aim, "harm": ""}
    refused = client.post(address, told)
    assert refused.status_code == 422
    assert "Diga el daño" in refused.content.decode() or "daño" in refused.content.decode()
    assert client.post(address, {**told, "harm": WHY.harm}).status_code == 302
    row = Restriction.objects.get()
    page = client.get(reverse("restrictions:inspect", args=[row.pk])).content.decode()
    assert "Desclasificar con un acto" not in page
    act = {
        "act": "Resolución 3",
        "on": "2020-03-01",
        "reason": "Consentimiento.",
        "access": "public",
    }
    ending = reverse("restrictions:declassify", args=[row.pk])
    assert client.post(ending, act).status_code in (302, 403)
    assert Restriction.objects.standing().exists()
    client.force_login(world.archivist)
    page = client.get(reverse("restrictions:inspect", args=[row.pk])).content.decode()
    assert "Desclasificar con un acto" in page
    client.post(ending, act)
    assert not Restriction.objects.standing().exists()
    listed = client.get(reverse("restrictions:index")).content.decode()
    assert case_file.code in listed


def test_strangers_find_no_restriction(world: World, client: Client, case_file: CaseFile) -> None:
    row = impose(case_file, "reserved", RESERVED, by=world.author, at=at("2020-02-03"))
    client.force_login(world.stranger)
    assert client.get(reverse("restrictions:inspect", args=[row.pk])).status_code == 404
    assert client.post(reverse("restrictions:declassify", args=[row.pk])).status_code == 404
    impose_ = reverse("restrictions:impose")
    assert client.get(f"{impose_}?expediente={case_file.pk}").status_code == 404
    assert client.get(impose_).status_code == 404
    assert case_file.code not in client.get(reverse("restrictions:index")).content.decode()


def test_who_reads_everything_and_keeps_nothing_restricts_nothing(
    world: World, client: Client, case_file: CaseFile
) -> None:
    client.force_login(person("aldo.audita", Role.AUDITOR))
    address = f"{reverse('restrictions:impose')}?expediente={case_file.pk}"
    assert client.get(address).status_code in (302, 403)
