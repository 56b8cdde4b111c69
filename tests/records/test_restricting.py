"""A document that is restricted after its issue is hidden at once, and opened by an act alone."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

import pytest

from records.case_files.access import Grounds
from records.case_files.filing import opened, put
from records.exceptions import NotAllowed
from records.models import CaseFile, EventDetail, Issuance, Record, RecordEvent, Restriction
from records.restricting import restrict
from records.restrictions.imposing import declassify, impose
from records.restrictions.listing import (
    case_files_without_grounds,
    records_without_grounds,
    restrictions_visible_to,
)
from tests.factories import World, at
from tests.grounds import grounds

pytestmark = pytest.mark.django_db
MOMENT = at("2020-03-02")
ACT: dict[str, Any] = {
    "act_": "Resolución 8 de 2021",
    "on": date(2021, 3, 1),
    "reason": "Terminó el proceso.",
    "at": at("2021-03-01"),
}


def codes(refused: Any) -> list[str]:
    return [one.code for one in refused.value.reasons]


def test_a_restricted_document_is_hidden_at_once_and_shown_by_an_act():
    world = World()
    issuance = world.issue()
    seen = Issuance.objects.visible_to(AnonymousUser())
    assert list(seen.all()) == [issuance]
    told = {"by": world.archivist, "at": MOMENT}
    row = restrict(issuance.document, "reserved", grounds("Orden judicial."), **told)
    assert list(seen.all()) == []
    event = RecordEvent.objects.get(action="document.access_changed")
    assert event.facts == {"from": "public", "to": "reserved"}
    assert EventDetail.objects.get(event=event).payload == {"reason": "Orden judicial."}
    assert list(restrictions_visible_to(world.archivist)) == [row]
    with pytest.raises(NotAllowed) as refused:
        restrict(issuance.document, "public", grounds(), **told)
    assert codes(refused) == ["public"]
    assert list(seen.all()) == []
    declassify(row, **ACT, by=world.archivist)
    assert list(seen.all()) == [issuance]


@pytest.mark.conformance("S05")
def test_every_reason_against_it_at_once():
    world = World()
    document = world.issue().document
    with pytest.raises(NotAllowed) as error:
        restrict(document, "reserved", Grounds(), by=world.author, at=MOMENT)
    assert set(codes(error)) == {"no_role", "no_norm", "no_aim", "no_harm", "no_term"}
    assert not Restriction.objects.exists()
    with pytest.raises(NotAllowed) as error:
        restrict(world.document(), "reserved", grounds(), by=world.archivist, at=MOMENT)
    assert codes(error) == ["not_issued"]


@pytest.mark.parametrize("of", ["record", "case file"])
def test_what_is_restricted_in_the_archive_is_hidden_from_the_portal_too(
    of: str, client: Client
) -> None:
    """The page of the document is read by everybody: it follows in the same act."""
    world = World()
    issuance = world.issue()
    record = issuance.version.record
    subject: CaseFile | Record = record if of == "record" else record.case_file
    named = [issuance.document.code, issuance.label]
    page = reverse("document", args=named[:1])
    addresses = [page, reverse("version-json", args=named)]
    before = [client.get(one).status_code for one in addresses]
    assert before == [200, 200]
    with pytest.raises(NotAllowed) as refused:
        impose(subject, "reserved", grounds(), by=world.author, at=MOMENT)
    assert codes(refused) == ["no_role"]
    row = impose(subject, "reserved", grounds(), by=world.archivist, at=MOMENT)
    assert [client.get(one).status_code for one in addresses] == [404] * 2
    other = impose(record, "classified" if of != "record" else "reserved", _kind(of), **_by(world))
    declassify(row, **ACT, by=world.archivist)
    assert client.get(page).status_code == 404  # what else restricts it goes on
    declassify(other, **ACT, by=world.archivist)
    assert [client.get(one).status_code for one in addresses] == before


def _kind(of: str) -> Grounds:
    told = grounds()
    return told if of == "record" else Grounds(told.norm, told.aim, told.harm)


def _by(world: World) -> dict[str, Any]:
    return {"by": world.archivist, "at": at("2020-03-03")}


def test_a_copy_of_a_version_leads_to_the_version_itself() -> None:
    world = World()
    record = world.issue().version.record
    told: dict[str, Any] = {"by": world.archivist, "at": MOMENT}
    other = opened(world.series, title="Proceso", office_id=world.office.pk, **told)
    copy = put(other, title="Copia", created_on=date(2020, 2, 3), same_as=record, **told)
    with pytest.raises(NotAllowed) as refused:
        impose(copy, "reserved", grounds(), **told)
    assert codes(refused) == ["copy"]
    impose(other, "reserved", grounds(), **told)
    assert Issuance.objects.visible_to(AnonymousUser()).exists()  # the file with a copy is another


def test_what_is_restricted_without_grounds_is_one_list(client: Client) -> None:
    """What opens by itself, or is issued reserved, waits for its grounds there."""
    world = World()
    told: dict[str, Any] = {"by": world.archivist, "at": MOMENT}
    case_file = opened(
        world.series,
        title="Encuestas, 2020",
        office_id=world.office.pk,
        access="classified",
        **told,
    )
    put(case_file, title="Encuesta 1", created_on=date(2020, 2, 3), access="classified", **told)
    issued = world.issue(
        document=world.document(), content=world.content() | {"access": "reserved"}
    )
    record = issued.version.record
    known = case_files_without_grounds(world.archivist)
    assert list(known) == [case_file]
    assert list(records_without_grounds(world.archivist)) == [record]
    assert not case_files_without_grounds(world.stranger).exists()
    assert not records_without_grounds(world.stranger).exists()
    client.force_login(world.archivist)
    shown = client.get(reverse("restrictions:without_grounds"))
    assert shown.status_code == 200
    assert case_file.code in shown.content.decode()
    assert record.title in shown.content.decode()
    why = grounds()
    impose(case_file, "classified", Grounds(why.norm, why.aim, why.harm), **told)
    impose(record, "reserved", why, **told)
    assert not case_files_without_grounds(world.archivist).exists()
    assert not records_without_grounds(world.archivist).exists()


def test_what_is_issued_into_a_restricted_case_file_is_read_by_no_more_people() -> None:
    world = World()
    first = world.issue()
    restrict(first.document, "reserved", grounds(), by=world.archivist, at=MOMENT)
    document = type(first.document).objects.get(pk=first.document.pk)
    document.access = "public"  # as one that enters its case file for the first time
    document.save()
    world.issue(document, day="2021-02-03", note="Otra.")
    assert not Issuance.objects.visible_to(AnonymousUser()).exists()


def test_fifteen_years_are_all_however_often_it_is_reserved() -> None:
    world = World()
    told: dict[str, Any] = {"by": world.author}
    case_file = opened(world.series, title="Proceso", office_id=world.office.pk, at=MOMENT, **told)
    record = put(case_file, title="Queja", created_on=date(2020, 3, 2), at=MOMENT, **told)
    impose(case_file, "reserved", grounds(until=date(2030, 3, 2)), at=MOMENT, **told)
    again = at("2030-02-01")
    for subject in (case_file, record):
        with pytest.raises(NotAllowed) as refused:
            impose(subject, "reserved", grounds(until=date(2035, 3, 3)), at=again, **told)
        assert codes(refused) == ["term_long"]
    row = impose(case_file, "reserved", grounds(until=date(2035, 3, 2)), at=again, **told)
    # Not by an act and a new reserve either, once the fifteen years are over.
    for one in Restriction.objects.standing():
        declassify(one, **{**ACT, "at": at("2036-01-01")}, by=world.archivist)
    assert row.until == date(2035, 3, 2)
    with pytest.raises(NotAllowed) as refused:
        impose(case_file, "reserved", grounds(until=date(2040, 1, 1)), at=at("2036-02-01"), **told)
    assert codes(refused) == ["term_long"]
