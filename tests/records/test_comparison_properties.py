"""A difference is complete, and as small as can be: properties over random edits."""

from __future__ import annotations

import copy
import itertools
import json
from collections import deque

from hypothesis import given
from hypothesis import strategies as st

from records.comparison import applied, compare, told, words
from records.comparison.parts import ROOT, tree, written
from records.comparison.texts import marked
from tests.records.contents import arbitrary_contents, procedure
from tests.records.edits import EDITS, Content, edited, long_content, steps, unnumbered


@given(EDITS)
def test_what_is_shown_makes_the_newer_of_the_older(script) -> None:
    before = long_content()
    after = edited(before, script)
    difference = compare(before, after)
    made = applied(difference, before)
    assert made == written(difference.newer, ROOT)
    if {*difference.newer} == {*tree(after)}:
        assert made == unnumbered(after)
    else:  # a part that lost its id is known by what it says; it then bears its former id
        assert len(json.dumps(made)) == len(json.dumps(unnumbered(after)))


@given(arbitrary_contents, arbitrary_contents)
def test_two_contents_that_share_nothing_too(before: Content, after: Content) -> None:
    difference = compare(before, after)
    assert applied(difference, before) == written(difference.newer, ROOT)
    assert told(difference).summary


@given(arbitrary_contents)
def test_any_content_is_the_same_as_itself(value: Content) -> None:
    difference = compare(value, copy.deepcopy(value))
    assert not difference
    assert len(difference) == 0
    assert told(difference).summary == "Los textos son iguales."


@given(EDITS)
def test_the_way_back_is_as_long(script) -> None:
    before = long_content()
    after = edited(before, script)
    forth, back = compare(before, after), compare(after, before)
    states = {"added": "removed", "removed": "added"}
    counted = [
        sorted(state for change in one.changes.values() for state in change.states)
        for one in (forth, back)
    ]
    assert counted[0] == sorted(states.get(one, one) for one in counted[1])


@given(EDITS)
def test_every_change_is_told(script) -> None:
    before = long_content()
    difference = compare(before, edited(before, script))
    entries = [entry for group in told(difference).groups for entry in group.entries]
    shown = {entry.key for entry in entries}
    for key, change in difference.changes.items():
        if key not in shown:  # it came or went with the part it stands in
            assert change.part.parent in difference.changes
            assert difference.changes[change.part.parent].states == change.states
    assert all(entry.words for entry in entries)
    for entry in entries:
        if "changed" in entry.states:
            assert entry.lines


def fewest_moves(before: tuple[int, ...], after: tuple[int, ...]) -> int:
    """By trying: take one out and put it anywhere, until the order is the other."""
    seen, queue = {before}, deque([(before, 0)])
    while queue:
        order, moves = queue.popleft()
        if order == after:
            return moves
        for at, to in itertools.product(range(len(order)), repeat=2):
            rest = order[:at] + order[at + 1 :]
            tried = (*rest[:to], order[at], *rest[to:])
            if tried not in seen:
                seen.add(tried)
                queue.append((tried, moves + 1))
    raise AssertionError("no order is out of reach")


@given(st.permutations(range(5)))
def test_as_few_parts_as_can_be_are_called_moved(order: list[int]) -> None:
    before = procedure(steps("Recibir", "Revisar", "Prestar", "Cobrar", "Cerrar"))
    after = copy.deepcopy(before)
    rows = after["sections"][4]["blocks"][1]["items"]
    rows[:] = [rows[place] for place in order]
    difference = compare(before, after)
    assert {change.states for change in difference.changes.values()} <= {("moved",)}
    assert len(difference) == fewest_moves(tuple(order), tuple(range(5)))


def longest_common(before: str, after: str) -> int:
    """The slow way: all that can be left out of the one is tried in the other."""
    for size in range(min(len(before), len(after)), 0, -1):
        for kept in itertools.combinations(before, size):
            rest = iter(after)
            if all(one in rest for one in kept):
                return size
    return 0


@given(st.text("abc", max_size=7), st.text("abc", max_size=7))
def test_as_few_words_as_can_be_are_marked(before: str, after: str) -> None:
    kept = sum(j - i for same, i, j, _k, _m in marked([*before], [*after]) if same)
    assert kept == longest_common(before, after)


@given(st.text(max_size=200), st.text(max_size=200))
def test_no_word_is_lost_between_two_texts(before: str, after: str) -> None:
    pieces = words(before, after)
    old = "".join(piece.text for piece in pieces if piece.kind != "added")
    new = "".join(piece.text for piece in pieces if piece.kind != "removed")
    assert "".join(old.split()) == "".join(before.split())
    assert "".join(new.split()) == "".join(after.split())
