"""Whom the places of a filled format fall to, and what is refused because nobody could sign it."""

from __future__ import annotations

import pytest

from records import filled_reading
from records.exceptions import NotAllowed
from records.models import FilledFormat, FormatDraft, Issuance, Office
from records.permissions import Role
from tests.factories import World, person
from tests.records import filling as made
from tests.records.account_form import account_format, signer

pytestmark = pytest.mark.django_db


@pytest.fixture
def format_(world: World) -> Issuance:
    return account_format(world)


@pytest.fixture
def boss(world: World):
    return made.head(world)


def test_a_place_of_an_office_without_approver_goes_to_the_office_above(world, format_):
    top = Office.objects.create(code="100", name="Despacho")
    boss = person("greta.despacho", Role.APPROVER, top, position="Gobernadora")
    Office.objects.filter(pk=world.other_office.pk).update(parent=top)
    filled = made.sent(world, format_)
    assert filled_reading.route_of(filled)[1].office == top.pk
    made.sign(filled, 1, boss)


def test_what_nobody_could_sign_is_not_sent(world, format_):
    with pytest.raises(NotAllowed) as refused:
        made.sent(world, format_)
    assert [one.code for one in refused.value.reasons] == ["nobody"]
    assert "140" in str(refused.value)
    assert FormatDraft.objects.exists()
    assert not FilledFormat.objects.exists()


def test_whoever_approves_does_not_authorise_what_they_ask_for(world, format_, boss):
    top = Office.objects.create(code="100", name="Despacho")
    person("greta.despacho", Role.APPROVER, top, position="Gobernadora")
    Office.objects.filter(pk=world.other_office.pk).update(parent=top)
    filled = made.sent(world, format_, by=boss)
    assert filled_reading.route_of(filled)[1].office == top.pk


def test_where_one_person_alone_approves_the_second_place_goes_to_the_office_above(world):
    slots = [signer("Solicita", "filler"), signer("Jefe", "head"), signer("Dueño", "owner")]
    both = account_format(world, signers=slots)
    top = Office.objects.create(code="100", name="Despacho")
    boss = person("greta.despacho", Role.APPROVER, top, position="Gobernadora")
    Office.objects.filter(pk=world.office.pk).update(parent=top)
    filled = made.sent(world, both, by=world.author)
    offices = [place.office for place in filled_reading.route_of(filled)]
    assert offices == [None, world.office.pk, top.pk]
    made.sign(filled, 1, world.approver)
    made.sign(filled, 2, boss)
    assert FilledFormat.objects.get(pk=filled.pk).completion
