"""Which step an urgent issue signs, and how it stands at a moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from records.lifecycle import (
    Signed,
    Step,
    Urgent,
    is_complete_with,
    step_done,
    urgent_state,
    urgent_step,
)

moments = st.datetimes(datetime(2020, 1, 1), datetime(2021, 1, 1), timezones=st.just(UTC))


@given(moments, st.none() | moments, st.none() | moments, moments)
def test_its_state_is_one_of_three_and_only_moves_on(by, confirmed, ended, moment):
    one = Urgent(by, confirmed, ended)
    now, later = urgent_state(one, moment), urgent_state(one, moment + timedelta(days=400))
    assert later != "waiting"
    if confirmed is not None and confirmed <= moment:
        assert now == later == "confirmed"
    elif now == "waiting":
        assert moment <= by
        assert ended is None or ended > moment
    else:
        assert now == "lapsed"


people = st.integers(1, 6)
steps = st.lists(
    st.builds(
        Step,
        st.sampled_from(["prepared", "reviewed", "approved"]),
        st.just("Paso"),
        st.lists(people, max_size=3, unique=True).map(tuple),
    ),
    min_size=1,
    max_size=5,
)


@given(steps, st.lists(st.tuples(st.integers(0, 4), people), max_size=6), people)
def test_the_step_taken_is_a_missing_approval_and_the_own_one_first(route, done, user):
    signed = [Signed(step, "x", who) for step, who in done if step < len(route)]
    step = urgent_step(route, signed, user)
    missing = [
        place
        for place, one in enumerate(route)
        if one.role == "approved" and not step_done(place, route, signed)
    ]
    if step is None:
        assert missing == []
        return
    assert step in missing
    own = [place for place in missing if user in route[place].people]
    if own:
        assert step == own[0]
    elif route[step].people:
        assert all(route[place].people for place in missing)
    if len(missing) > 1:
        assert not is_complete_with(route, signed, step, user)
