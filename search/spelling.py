"""«Quiso decir»: a question whose words are those that the reader may find. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from search.analysis import FILLERS, STOP_WORDS, stem, words
from search.terms import Query

_SHORTEST = 4
_FAR = 2


def meant(query: Query, vocabulary: Iterable[str]) -> str:
    """The question with each word that nobody wrote replaced by the nearest that somebody did.

    Empty where every word is known, or none is near: at most two letters apart, one for short
    words. Of words as near as each other the more frequent counts, so that the same vocabulary
    gives the same answer.
    """
    asked = words(query.text)
    unknown = {word for word in asked if len(word) >= _SHORTEST and word.isalpha()}
    unknown -= STOP_WORDS | FILLERS
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
