"""Who is there votes, and nobody else: refused with every reason, nothing half done."""

from __future__ import annotations

import pytest

from records import committees
from records.committees import Ballot, Ruling
from records.committees.drawing import letter_told
from records.exceptions import NotAllowed
from records.models import Decision, Vote
from tests.chamber import Chamber
from tests.factories import at


def codes(refused: pytest.ExceptionInfo[NotAllowed]) -> set[str]:
    return {one.code for one in refused.value.reasons}


@pytest.mark.parametrize(
    ("told", "printed"),
    [
        ("Oficio 2026-1234", "Oficio 2026-1234"),
        ("Memorando 7", "Memorando 7"),
        ("2026-1234", "oficio 2026-1234"),
        ("OF-12", "oficio OF-12"),
    ],
)
def test_the_letter_of_a_substitute_is_named_once(told: str, printed: str):
    assert letter_told(told) == printed


def test_each_who_is_present_votes_abstains_or_is_impeded(chamber: Chamber):
    session = chamber.held()
    item, (first, second, third) = session.items.get(), chamber.seats
    when = {"by": chamber.secretary, "at": at("2020-02-10", 10)}
    votes = {first: Ballot("for"), second: Ballot("for")}
    with pytest.raises(NotAllowed, match="escriba su voto") as refused:
        committees.rule(session, [Ruling(item, "approved", "Sí.", votes)], **when)
    assert [one.field for one in refused.value.reasons] == [f"item-{item.pk}-vote-{third.pk}"]
    assert not Vote.objects.exists()
    committees.rule(session, [Ruling(item, "deferred", "Otro día.")], **when)


def test_a_vote_of_nobody_of_the_committee_is_refused_with_the_rest(chamber: Chamber):
    session = chamber.held()
    item, when = session.items.get(), {"by": chamber.secretary, "at": at("2020-02-10", 10)}
    guest = chamber.committee.members.get(kind="guest")
    votes = {**chamber.ballots(), None: Ballot("for"), guest: Ballot("for")}
    with pytest.raises(NotAllowed, match="no es miembro con voto") as refused:
        committees.rule(session, [Ruling(item, "rejected", "", votes)], **when)
    assert codes(refused) == {"no_member", "no_text"}
    assert not Vote.objects.exists()
    assert not Decision.objects.exists()
