"""How a text becomes words that can be found. Both engines get what this says and nothing else.

Accents, case and inflexion make no difference; ñ is a letter of its own, never n.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from operator import itemgetter
from threading import Lock
from typing import NamedTuple

import snowballstemmer

# Letters and digits with the marks that some languages write over them, «wɨ́ma» is one word, and
# with the soft hyphens that PDF and Word leave inside.
_TOKEN = re.compile(r"[^\W_]+(?:[\u0300-\u036f\u00ad]+[^\W_]*)*")
# What both engines take for a letter, whatever the locale of the database. Beyond stand scripts
# that no document here is written in.
_LAST_LETTER = "\u052f"
_LONGEST = 40
_WORD = itemgetter(0)
_OF_US = re.compile(r"\w{2}[aei]mos$")
_PLURAL = re.compile(r"\w\w[aeo]s")

_STOP_WORDS = """
    a al ante con de del desde e el en entre es la las lo los o para por que se sin sobre su sus
    u un una unas unos y
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())
_FILLERS = """
    cada como cual cuales cuando cuanta cuantas cuanto cuantos debe debo donde era esta estan fue
    fueron ha hace hacen hacer hago han hay me mi mis muy necesito no pide pido puede pueden puedo
    que quien quienes quiero se ser si sido tengo tiene va ya
"""
# What people say when they ask across a desk: «¿cuándo fue que ya se respondió?»
FILLERS = frozenset(_FILLERS.split())


class Token(NamedTuple):
    """A word of a text: how it is compared, and where it stands."""

    word: str
    stem: str
    start: int
    end: int


def tokens(text: str) -> Iterator[Token]:
    """The words of `text` in order, folded, with their positions."""
    for found in _TOKEN.finditer(text):
        word, root = read(found.group())
        if word:
            yield Token(word, root, *found.span())


def matching(text: str, wanted: Mapping[str, bool]) -> Iterator[Token]:
    """The words of `text` whose spelling is wanted."""
    for found in _TOKEN.finditer(text):
        written = found.group()
        if wanted[written]:
            yield Token(*read(written), *found.span())


def pairs(text: str) -> list[tuple[str, str]]:
    """The words of `text` in order, folded, with their stems: without where they stand."""
    return list(filter(_WORD, map(read, _TOKEN.findall(text))))


def words(text: str) -> list[str]:
    """The words of `text` in order, folded."""
    return [word for word, _stem in pairs(text)]


def joined(stems: Iterable[str]) -> str:
    """Stems as an index keeps them, with a space at each side: what stands together is a piece."""
    return f" {' '.join(stems)} "


@lru_cache(maxsize=100_000)
def read(written: str) -> tuple[str, str]:
    """The word that is written so, and its stem."""
    word = fold(written)
    return word, stem(word)


def fold(word: str) -> str:
    """`word` in small letters a to z, digits and ñ; letters of other alphabets stay as they are."""
    small = unicodedata.normalize("NFKC", word).casefold()
    composed = unicodedata.normalize("NFKC", small)
    letters = "".join(_base(letter) for letter in composed)
    return letters[:_LONGEST]


def _base(letter: str) -> str:
    if letter == "ñ":
        return letter
    parts = unicodedata.normalize("NFD", letter)
    return "".join(part for part in parts if part.isalnum() and part <= _LAST_LETTER)


_stemmer = snowballstemmer.stemmer("spanish")
# It keeps the word that it is at in itself: two threads at once would mix theirs.
_alone = Lock()


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """What inflexions of a folded word share. Words with digits are codes and stay whole."""
    if not word.isalpha():
        return word
    # Without their accent préstamos, máximos and reclamos are verbs for Snowball.
    noun = word[:-1] if _OF_US.search(word) else word
    with _alone:
        once = fold(_stemmer.stemWord(noun)) or word
        # Snowball takes one ending a time: entidades, entidad, entid.
        twice: str = fold(_stemmer.stemWord(once)) or once
    if twice == word and _PLURAL.fullmatch(word[-4:]):
        return word[:-1]  # and leaves short plurals: años, actas, ejes
    return f"{twice[:-1]}c" if twice.endswith("z") else twice  # juez and jueces, raíz and raíces
