"""Change control: who asks, who decides, which submission answers, and what the state is."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser

import pytest

from records import agreements, changes, issue, returning
from records.errata import digest_of, note_erratum
from records.exceptions import Conflict, NotAllowed
from records.models import (
    ChangeRequest,
    ControlledDocument,
    Entity,
    Erratum,
    Issuance,
    RecordEvent,
)
from records.permissions import Role
from tests.factories import World, at, person

pytestmark = pytest.mark.django_db
LATER = "2020-03-02"


@pytest.fixture
def quality(world: World) -> Any:
    return person("nora.calidad", Role.QUALITY, world.other_office)


def ask(world: World, document: ControlledDocument | None, **told: Any) -> ChangeRequest:
    kind = told.pop("kind", "change" if document else "create")
    return changes.request_change(
        kind,
        document=document,
        **{
            "document_kind": "" if document else "procedure",
            "title": "" if document else "Publicar mapas",
            "office": world.office,
            "reason": "Cambió la norma.",
            "by": world.stranger,
            "at": at(LATER),
            **told,
        },
    )


def accepted(request: ChangeRequest, by: Any) -> ChangeRequest:
    changes.decide(request, accepted=True, by=by, at=at(LATER, 10))
    return request


def state(request: ChangeRequest) -> str:
    return str(ChangeRequest.objects.with_state().get(pk=request.pk).state)


def codes(refusal: pytest.ExceptionInfo[NotAllowed]) -> set[str]:
    return {reason.code for reason in refusal.value.reasons}


def test_a_change_goes_from_its_request_to_its_issue(world: World, quality: Any) -> None:
    issued = world.issue()
    request = ask(world, issued.document)
    assert (request.number, request.title) == ("SC-2020-001", issued.version.title)
    assert request.office == world.office
    assert state(request) == "received"
    accepted(request, quality)
    assert state(request) == "accepted"
    version = world.submit(
        issued.document, world.content(objective="Otro."), day=LATER, note="Norma.", request=request
    )
    assert state(request) == "in_review"
    returning.refuse(version, reason="Falta.", by=world.reviewer, at=at(LATER, 11))
    assert state(request) == "accepted"  # it waits for the next submission
    world.issue(
        issued.document, world.content(objective="Otro."), day="2020-03-03", request=request
    )
    assert state(request) == "attended"
    actions = RecordEvent.objects.filter(action__startswith="change.").order_by("seq")
    assert [one.action for one in actions] == ["change.requested", "change.accepted"]


def test_a_request_for_a_new_document_is_answered_by_its_first_version(
    world: World, quality: Any
) -> None:
    request = accepted(ask(world, None), quality)
    other = world.issue(content=world.content("PR-M2-P6-02")).document
    assert request not in changes.open_for(other, world.author)
    document = world.document()
    assert list(changes.open_for(document, world.author)) == [request]
    world.issue(document, day=LATER, request=request)
    assert state(request) == "attended"


def test_the_end_of_a_document_answers_a_request_for_it(world: World, quality: Any) -> None:
    issued = world.issue()
    request = accepted(ask(world, issued.document, kind="annul"), quality)
    with pytest.raises(NotAllowed) as refusal:
        world.submit(issued.document, world.content(), day=LATER, request=request)
    assert codes(refusal) == {"request_other"}
    issue.withdraw(
        issued,
        effective_on=date(2020, 3, 2),
        reason="Ya no se hace.",
        by=world.approver,
        at=at(LATER, 12),
        request=request,
    )
    assert state(request) == "attended"


def test_where_the_entity_asks_for_it_nothing_goes_without_a_request(
    world: World, quality: Any
) -> None:
    issued = world.issue()
    Entity.objects.update(requests_required=True)
    with pytest.raises(NotAllowed) as refusal:
        world.submit(issued.document, world.content(), day=LATER)
    assert codes(refusal) == {"no_request"}
    with pytest.raises(NotAllowed) as refusal:
        issue.withdraw(
            issued,
            effective_on=date(2020, 3, 2),
            reason="No.",
            by=world.approver,
            at=at(LATER),
        )
    assert codes(refusal) == {"no_request"}


def test_a_request_that_is_not_accepted_answers_nothing(world: World, quality: Any) -> None:
    issued, other = world.issue(), world.issue(content=world.content("PR-M2-P6-02"))
    received, rejected = ask(world, issued.document), ask(world, other.document)
    changes.decide(rejected, accepted=False, reason="Ya está.", by=quality, at=at(LATER))
    assert state(rejected) == "rejected"
    for request in (received, rejected):
        with pytest.raises(NotAllowed) as refusal:
            world.submit(issued.document, world.content(), day=LATER, request=request)
        assert "request_closed" in codes(refusal)
    assert "request_document" in codes(refusal)


def test_every_reason_against_asking_at_once(world: World) -> None:
    with pytest.raises(NotAllowed) as refusal:
        ask(world, None, title=" ", document_kind="", reason="")
    assert {one.field for one in refusal.value.reasons} == {"title", "document_kind", "reason"}
    with pytest.raises(NotAllowed) as refusal:
        ask(world, None, kind="change", by=AnonymousUser())
    assert codes(refusal) == {"no_role", "no_document"}
    assert not ChangeRequest.objects.exists()


def test_who_may_not_know_of_a_document_asks_for_no_change_of_it(world: World) -> None:
    issued = world.issue(content=world.content(access="reserved"))
    with pytest.raises(NotAllowed) as refusal:
        ask(world, issued.document)
    assert codes(refusal) == {"no_document"}


def test_nobody_decides_twice_nor_on_their_own(world: World, quality: Any) -> None:
    issued = world.issue()
    own = ask(world, issued.document, by=quality)
    with pytest.raises(NotAllowed) as refusal:
        accepted(own, quality)
    assert codes(refusal) == {"own"}
    with pytest.raises(NotAllowed) as refusal:
        changes.decide(own, accepted=False, by=world.author, at=at(LATER))
    assert codes(refusal) == {"no_role", "no_reason"}
    other = accepted(ask(world, issued.document), quality)
    with pytest.raises(Conflict):
        accepted(other, quality)


def test_who_knows_of_a_request(world: World, quality: Any) -> None:
    public, restricted = (
        world.issue(),
        world.issue(content=world.content("PR-M2-P6-02", access="reserved")),
    )
    open_, hidden = (ask(world, one.document, by=world.author) for one in (public, restricted))
    seen = ChangeRequest.objects.visible_to
    assert set(seen(world.author)) == {open_, hidden}  # asked for them
    assert set(seen(world.reviewer)) == {open_, hidden}  # of their office
    assert set(seen(quality)) == {open_}
    assert set(seen(world.archivist)) == {open_, hidden}
    assert set(seen(world.stranger)) == set()
    assert set(seen(AnonymousUser())) == set()


def test_a_first_version_is_no_correction_of_form(world: World) -> None:
    with pytest.raises(NotAllowed) as refusal:
        world.submit(world.document(), world.content(), change_scope="minor")
    assert codes(refusal) == {"first_minor"}
    issued = world.issue()
    newer = world.issue(issued.document, day=LATER, change_scope="minor")
    assert newer.envelope["change"]["scope"] == "minor"


# --- Notes of errata ------------------------------------------------------------------------------


def note(issued: Issuance, by: Any, **told: Any) -> Erratum:
    return note_erratum(
        issued,
        **{
            "says": "Ley 1712 de 2015",
            "should_say": "Ley 1712 de 2014",
            "authentication": "password",
            "by": by,
            "at": at(LATER),
            **told,
        },
    )


def test_whoever_signs_a_note_may_accept_the_agreement_in_the_same_act(world: World) -> None:
    issued = world.issue()
    agreed = agreements.adopt_agreement(
        "Firmamos de otro modo.",
        order="Resolución 9 de 2020",
        adopted_on=at(LATER).date(),
        by=None,
        at=at(LATER),
    )
    with pytest.raises(NotAllowed, match="acuerdo"):
        note(issued, world.approver)
    note(issued, world.approver, accepts=agreed.pk)
    assert agreements.has_accepted(agreed, world.approver)


def test_an_approver_signs_a_note_and_the_version_stays_what_it_is(world: World) -> None:
    issued = world.issue()
    sealed = issued.envelope_sha256
    signed = note(issued, world.approver)
    issued.refresh_from_db()
    assert issued.envelope_sha256 == sealed
    assert signed.position == "Secretaria de las TIC"
    assert signed.sha256 == digest_of(issued, signed.says, signed.should_say)
    event = RecordEvent.objects.latest("seq")
    assert (event.action, event.facts["sha256"]) == ("version.corrected", signed.sha256)


def test_every_reason_against_a_note_at_once(world: World) -> None:
    issued = world.issue()
    with pytest.raises(NotAllowed) as refusal:
        note(issued, world.author, says=" ", should_say="x" * 1001)
    assert codes(refusal) == {"no_role", "empty", "too_long"}
    with pytest.raises(NotAllowed) as refusal:
        note(issued, world.approver, should_say="Ley 1712 de 2015")
    assert codes(refusal) == {"same"}
    world.issue(issued.document, day="2020-02-20")
    with pytest.raises(NotAllowed) as refusal:
        note(issued, world.approver)
    assert codes(refusal) == {"not_in_force"}
