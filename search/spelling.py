"""«Quiso decir»: a question whose words are those that the reader may find. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import islice, product

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from search.analysis import FILLERS, STOP_WORDS, stem, tokens, words
from search.terms import Query, Word

_SHORTEST = 4
_FAR = 2
_MOST_WAYS = 6
_NOTHING = STOP_WORDS | FILLERS
_BARE_N = re.compile("(?<=[aeiou])n(?=[aeiou])")
# A code without its hyphens: of two or three letters, of a letter and a number, and its own number.
_RUN = re.compile(r"([a-z]{2,3})((?:[a-z]\d{1,2}?)+?)(\d{2,3})?")
_STEP = re.compile(r"[a-z]\d+")


def otherwise(query: Query) -> tuple[Query, list[str]]:
    """The question typed without its ñ, or a code without its hyphens: all the ways in which it
    may have been meant, and a question that at least one of them must meet.

    Of another keyboard «diseno» is no mistake that the vocabulary mends: ñ is a letter of its own.
    """
    asked = words(query.text) if query.plain else []
    if len(asked) == 1 and (found := _RUN.fullmatch(asked[0])):
        kind, steps, number = found.groups()
        code = "-".join(filter(None, (kind, *_STEP.findall(steps), number))).upper()
        return query, [code]
    ways = [
        [word, *(f"{word[: n.start()]}ñ{word[n.end() :]}" for n in _BARE_N.finditer(word))]
        for word in asked
    ]
    told = islice((" ".join(one) for one in product(*ways)), 1, 1 + _MOST_WAYS)
    groups = tuple(tuple(Word(stem(one)) for one in way) for way in ways if way[0] not in _NOTHING)
    return Query(query.text, groups), list(told)


def accented(meant: str, texts: Iterable[str]) -> str:
    """The same words with the accents that they have in these texts."""
    forms: dict[str, str] = {}
    for text in texts:
        for one in tokens(text):
            written = text[one.start : one.end].lower()
            if written != one.word:
                forms.setdefault(one.word, written)
    return " ".join(forms.get(word, word) for word in meant.split())


def meant(query: Query, vocabulary: Iterable[str]) -> str:
    """The question with each word that nobody wrote replaced by the nearest that somebody did.

    Empty where every word is known, or none is near: at most two letters apart, one for short
    words. Of words as near as each other the more frequent counts, so that the same vocabulary
    gives the same answer.
    """
    asked = words(query.text)
    unknown = {word for word in asked if len(word) >= _SHORTEST and word.isalpha()}
    unknown -= _NOTHING
    if not unknown:
        return ""
    counts = Counter(vocabulary)
    stems = {stem(word) for word in counts}
    unknown = {word for word in unknown if stem(word) not in stems}
    choices = sorted(counts, key=lambda word: (-counts[word], word))
    better = {word: _nearest(word, choices) for word in unknown}
    if not unknown or not any(better.values()):
        return ""
    return " ".join(better.get(word) or word for word in asked)


def _nearest(word: str, choices: list[str]) -> str:
    far = _FAR if len(word) > _SHORTEST + 1 else 1
    near = process.extract(
        word, choices, scorer=DamerauLevenshtein.distance, score_cutoff=far, limit=1
    )
    return str(near[0][0]) if near else ""
