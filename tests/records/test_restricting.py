"""A document that is restricted after its issue is hidden at once; lifting shows it again."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

import pytest

from records.exceptions import NotAllowed
from records.models import EventDetail, Issuance, RecordEvent
from records.restricting import restrict
from tests.factories import World, at

pytestmark = pytest.mark.django_db
MOMENT = at("2020-03-02")


def test_a_restricted_document_is_hidden_at_once_and_shown_when_lifted():
    world = World()
    issuance = world.issue()
    seen = Issuance.objects.visible_to(AnonymousUser())
    assert list(seen.all()) == [issuance]
    told = {"by": world.archivist, "at": MOMENT}
    restrict(issuance.document, "reserved", reason="Orden judicial.", **told)
    assert list(seen.all()) == []
    event = RecordEvent.objects.get(action="document.access_changed")
    assert event.facts == {"from": "public", "to": "reserved"}
    assert EventDetail.objects.get(event=event).payload == {"reason": "Orden judicial."}
    restrict(issuance.document, "public", reason="Se levantó.", **told)
    assert list(seen.all()) == [issuance]


@pytest.mark.conformance("S05")
def test_every_reason_against_it_at_once():
    world = World()
    document = world.document()
    with pytest.raises(NotAllowed) as error:
        restrict(document, "public", reason=" ", by=world.author, at=MOMENT)
    codes = {one.code for one in error.value.reasons}
    assert codes == {"no_role", "same_access", "no_reason"}
