"""The piece of text beside a hit."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from search.excerpts import WIDTH, excerpt
from search.language import parse

LONG = "Preámbulo sin interés. " * 40


def plain(html: str) -> str:
    return re.sub("</?mark>", "", html)


def test_every_inflexion_of_a_word_is_marked() -> None:
    found = excerpt("Los permisos y el Permiso.", parse("permiso"))
    assert found == "Los <mark>permisos</mark> y el <mark>Permiso</mark>."


def test_the_window_with_most_of_the_words_is_shown() -> None:
    text = f"{LONG} permiso {LONG} permiso de tala {LONG}"
    found = excerpt(text, parse("permiso tala"))
    assert "<mark>permiso</mark> de <mark>tala</mark>" in found
    assert found.startswith("… ")
    assert found.endswith(" …")


def test_what_begins_so_is_marked_and_words_of_every_document_are_not() -> None:
    found = excerpt("de la reforestación", parse("de refor*"))
    assert found == "de la <mark>reforestación</mark>"


def test_without_a_match_the_beginning_is_shown() -> None:
    assert excerpt(LONG, parse("nada")).startswith("Preámbulo sin")


def test_markup_of_the_document_is_text() -> None:
    found = excerpt("<script>tala</script> & <mark>", parse("tala"))
    assert found == "&lt;script&gt;<mark>tala</mark>&lt;/script&gt; &amp; &lt;mark&gt;"


@given(st.text(), st.text())
def test_nothing_but_our_mark_is_markup(text: str, question: str) -> None:
    found = excerpt(text * 3, parse(question))
    assert not re.search("[<>\"']", plain(found))
    assert len(plain(found)) <= 6 * (WIDTH + 60 + 4)


@given(st.sampled_from(["tala", "bosque", "rio"]), st.text(max_size=2_000))
def test_a_word_that_stands_there_is_marked(word: str, text: str) -> None:
    assert f"<mark>{word}</mark>" in excerpt(f"{text} {word} {text}", parse(word))
