"""What a signer is told that changed."""

from __future__ import annotations

import copy

from hypothesis import given
from hypothesis import strategies as st

from records.comparison import changes, words
from tests.records.contents import arbitrary_contents, procedure


def test_the_same_content_has_no_changes() -> None:
    content = procedure()
    assert changes(content, copy.deepcopy(content)) == []


@given(arbitrary_contents)
def test_any_content_is_the_same_as_itself(content) -> None:
    assert changes(content, copy.deepcopy(content)) == []


def _activities(content):
    for section in content["sections"]:
        for block in section["blocks"]:
            if block["type"] == "activities":
                return block["items"]
    raise AssertionError("no activities")


def test_a_changed_responsible_is_named_with_its_words() -> None:
    before = procedure()
    after = copy.deepcopy(before)
    activity = _activities(after)[0]
    activity["responsible"] = "Líder de datos"
    (change,) = changes(before, after)
    assert change.kind == "changed"
    assert change.where == f"Actividad {activity['number']} · Responsable"
    assert ("added", "Líder de datos") in [(piece.kind, piece.text) for piece in change.pieces]


def test_renumbering_is_no_change() -> None:
    before = procedure()
    after = copy.deepcopy(before)
    for index, activity in enumerate(_activities(after), start=10):
        activity["number"] = str(index)
    assert changes(before, after) == []


def test_rows_that_come_and_go() -> None:
    before = procedure()
    after = copy.deepcopy(before)
    gone = _activities(after).pop(0)
    assert [
        (change.kind, gone["text"] in change.pieces[0].text) for change in changes(before, after)
    ] == [("removed", True)]
    assert [change.kind for change in changes(after, before)] == ["added"]


def test_a_decision_speaks_of_numbers_never_of_ids() -> None:
    before = procedure()
    after = copy.deepcopy(before)
    first = _activities(after)[0]
    first["decision"] = {"question": "¿Está completo?", "yes": "next", "no": first["id"]}
    (change,) = changes(before, after)
    text = " ".join(piece.text for piece in change.pieces)
    assert "siguiente" in text
    assert first["id"] not in text


@given(st.text(max_size=200), st.text(max_size=200))
def test_no_word_is_lost_between_two_texts(before: str, after: str) -> None:
    pieces = words(before, after)
    old = " ".join(piece.text for piece in pieces if piece.kind != "added")
    new = " ".join(piece.text for piece in pieces if piece.kind != "removed")
    assert old.split() == before.split()
    assert new.split() == after.split()
