"""A cursor is what somebody wrote in an address: whatever it holds, it is one or it is none."""

from __future__ import annotations

import base64
import json

from hypothesis import example, given
from hypothesis import strategies as st

from search.backends.base import Order
from search.backends.elastic.ordering import after
from search.entries import Sort

ONE = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
ANY = st.recursive(
    ONE | st.sampled_from([*map(str, Sort), "~", "2020-02-01", "20200201"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)


@given(st.sampled_from(list(Order)), st.lists(ANY, min_size=2, max_size=7))
@example(Order.CODE, ["a", [], 1])
@example(Order.CODE, ["a", {}, 1])
@example(Order.NEWEST, ["20200201", "a", ["version"], 1])
@example(Order.RELEVANCE, [True, 10**400, "~", "a", "version", 1])
@example(Order.RELEVANCE, [True, float("nan"), "~", "a", "version", 1])
@example(Order.RELEVANCE, [False, float("inf"), "~", "a", "version", 1])
def test_whatever_stands_in_a_cursor_is_understood_or_ignored(
    order: Order, held: list[object]
) -> None:
    cursor = base64.urlsafe_b64encode(json.dumps(held).encode()).decode().rstrip("=")
    found = after(order, cursor)
    if found is not None:
        *numbers, code, sort, subject = found
        assert all(abs(one) < 2**54 for one in numbers)
        assert (type(code), type(subject)) == (str, int)
        assert sort in set(Sort)
