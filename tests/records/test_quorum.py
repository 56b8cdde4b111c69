"""Rules of collegiate bodies, tried on every size."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records import quorum
from records.quorum import Tally

RULES = ["majority", "two_thirds", "all"]
MAJORITIES = ["present", "simple", "seats", "unanimous"]
tallies = st.builds(Tally, *[st.integers(0, 30)] * 4)


@pytest.mark.parametrize(
    ("rule", "seats", "expected"),
    [
        ("majority", 5, 3),
        ("majority", 6, 4),
        ("majority", 1, 1),
        ("two_thirds", 6, 4),
        ("two_thirds", 7, 5),
        ("all", 4, 4),
    ],
)
def test_the_quorum_is_counted_as_the_rule_says(rule: str, seats: int, expected: int):
    assert quorum.needed(rule, seats) == expected


@given(st.sampled_from(RULES), st.integers(1, 200))
def test_a_quorum_can_always_be_reached_and_never_by_nobody(rule: str, seats: int):
    assert 1 <= quorum.needed(rule, seats) <= seats


@given(st.integers(1, 200))
def test_two_majorities_always_share_a_member(seats: int):
    assert 2 * quorum.needed("majority", seats) > seats


@given(
    st.sampled_from(RULES),
    st.sets(st.integers(1, 40), min_size=1),
    st.sets(st.integers(1, 60)),
    st.integers(1, 60),
)
def test_only_seats_that_vote_count_and_more_people_never_lose_the_quorum(
    rule: str, seats: set[int], present: set[int], late: int
):
    before = quorum.reasons_against_quorum(rule, seats, present)
    after = quorum.reasons_against_quorum(rule, seats, present | {late})
    assert bool(before) == (len(seats & present) < quorum.needed(rule, len(seats)))
    assert before or not after


@given(st.lists(st.sampled_from(quorum.CHOICES)))
def test_every_vote_is_counted_once(choices: list[str]):
    tally = Tally.of(choices)
    assert tally.able + tally.impeded == len(choices)
    assert tally.in_favour == choices.count("for")


@given(st.sampled_from(MAJORITIES), tallies, st.integers(0, 30))
def test_nothing_is_carried_without_a_vote_in_favour_nor_by_a_tie(
    majority: str, tally: Tally, more: int
):
    seats = tally.able + tally.impeded + more
    won = quorum.carried(majority, tally, seats=seats)
    if tally.in_favour == 0 or tally.in_favour <= tally.against:
        assert not won


@given(st.sampled_from(MAJORITIES), tallies)
def test_one_more_in_favour_never_undoes_an_approval(majority: str, tally: Tally):
    seats = tally.able + tally.impeded
    more = Tally(tally.in_favour + 1, tally.against, tally.abstentions, tally.impeded)
    if quorum.carried(majority, tally, seats=seats):
        assert quorum.carried(majority, more, seats=seats + 1)


@given(st.sampled_from(MAJORITIES), tallies)
def test_who_is_impeded_does_not_weigh(majority: str, tally: Tally):
    without = Tally(tally.in_favour, tally.against, tally.abstentions, 0)
    assert quorum.carried(majority, tally, seats=tally.able + tally.impeded) == quorum.carried(
        majority, without, seats=tally.able
    )


@given(st.sampled_from(MAJORITIES), tallies)
def test_the_votes_support_one_outcome_only(majority: str, tally: Tally):
    seats = tally.able + tally.impeded
    supported = [
        outcome
        for outcome in ("approved", "returned")
        if not quorum.reasons_against_outcome(outcome, majority, tally, seats=seats)
    ]
    assert len(supported) == (1 if tally.able else 0)
    assert quorum.reasons_against_outcome("deferred", majority, tally, seats=seats) == []


@given(
    choice=st.sampled_from([*quorum.CHOICES, "quizás"]),
    reason=st.sampled_from(["", " ", "Porque sí."]),
    seat=st.none() | st.integers(1, 4),
    present=st.frozensets(st.integers(1, 4)),
    voted=st.frozensets(st.integers(1, 4)),
    impeded=st.booleans(),
)
def test_a_vote_counts_when_nothing_stands_against_it(
    choice: str,
    reason: str,
    seat: int | None,
    present: frozenset[int],
    voted: frozenset[int],
    impeded: bool,
):
    reasons = quorum.reasons_against_vote(
        choice, reason, seat=seat, present=present, voted=voted, impeded=impeded
    )
    codes = {one.code for one in reasons}
    assert ("no_member" in codes) == (seat is None)
    assert ("twice" in codes) == (seat is not None and seat in voted)
    assert ("absent" in codes) == (seat is not None and seat not in present)
    assert ("impeded" in codes) == (impeded and choice != "impeded")
    assert ("no_reason" in codes) == (choice in ("against", "impeded") and not reason.strip())
    assert all(one.field for one in reasons)


@given(st.lists(st.tuples(st.integers(1, 4), st.sampled_from(["present", "absent", "left"]))))
def test_the_last_thing_told_of_a_seat_counts(rows: list[tuple[int, str]]):
    there = quorum.present(rows)
    for seat in {seat for seat, _state in rows}:
        told = [state for one, state in rows if one == seat]
        assert (seat in there) == (told[-1] == "present")


def test_a_window_takes_votes_from_its_first_moment_to_its_last():
    opens = datetime(2020, 2, 10, tzinfo=UTC)
    closes = opens + timedelta(days=2)
    inside = [opens, closes, opens + timedelta(hours=3)]
    assert all(
        quorum.reasons_against_window(now, opens=opens, closes=closes) == [] for now in inside
    )
    outside = [opens - timedelta(seconds=1), closes + timedelta(seconds=1)]
    assert all(quorum.reasons_against_window(now, opens=opens, closes=closes) for now in outside)


def test_an_unknown_rule_is_an_error():
    with pytest.raises(ValueError, match="x"):
        quorum.needed("x", 3)
    with pytest.raises(ValueError, match="x"):
        quorum.carried("x", Tally(1), seats=1)
