"""The piece of a text that shows why it was found. Everything in it is escaped but our <mark>."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from search.analysis import STOP_WORDS, Token, matching, read, stem, words
from search.terms import Query

WIDTH = 240
_LEAD = 60  # characters before the first match
LONGEST_SHOWN = 60_000
"""Characters of a text that are looked at, some 25 pages: no more of it travels for a hit."""
_MOST_MARKS = 200  # where a word stands on every line, the first ones will do


def excerpt(text: str, query: Query) -> SafeString:
    """About 240 characters around where most of the query's words stand, those words marked.

    The beginning of the text where none stands.
    """
    text = " ".join(text[:LONGEST_SHOWN].split())
    marks = _marks(text, query)
    start, end = _window(text, marks)
    pieces = ["… " if start else ""]
    last = start
    for one in marks:
        if one.start >= start and one.end <= end:
            pieces.append(conditional_escape(text[last : one.start]))
            pieces.append(format_html("<mark>{}</mark>", text[one.start : one.end]))
            last = one.end
    pieces += [conditional_escape(text[last:end]), " …" if end < len(text) else ""]
    return mark_safe("".join(pieces))  # noqa: S308  every piece is escaped above


def telling(texts: Sequence[str], query: Query) -> SafeString:
    """The excerpt of that text in which most is marked, the first of those that are alike."""
    pieces = [excerpt(text, query) for text in texts if text] or [SafeString("")]
    return max(pieces, key=lambda piece: piece.count("<mark>"))


def marked(text: str, query: Query) -> SafeString:
    """All of a short text, escaped, with the words of the query marked: a title."""
    pieces, last = [], 0
    for one in _marks(text, query):
        pieces.append(conditional_escape(text[last : one.start]))
        pieces.append(format_html("<mark>{}</mark>", text[one.start : one.end]))
        last = one.end
    pieces.append(conditional_escape(text[last:]))
    return mark_safe("".join(pieces))  # noqa: S308  every piece is escaped above


def _marks(text: str, query: Query) -> list[Token]:
    wanted = _wanted(query)
    found = matching(text, wanted)
    return list(islice(_whole(text, found, wanted) if wanted.phrases else found, _MOST_MARKS))


def _whole(text: str, found: Iterable[Token], wanted: _Wanted) -> Iterator[Token]:
    """What was typed, and of what is said instead of it, only what stands together."""
    run: list[Token] = []
    for one in found:
        if run and words(text[run[-1].end : one.start]):
            yield from _of_run(run, wanted)
            run = []
        run.append(one)
    yield from _of_run(run, wanted)


def _of_run(run: list[Token], wanted: _Wanted) -> Iterator[Token]:
    stems = [one.stem for one in run]
    kept: set[int] = set()
    for phrase in wanted.phrases:
        for start in range(len(stems) - len(phrase) + 1):
            if tuple(stems[start : start + len(phrase)]) == phrase:
                kept.update(range(start, start + len(phrase)))
    for place, one in enumerate(run):
        if place in kept or wanted.typed(one.word, one.stem):
            yield one


class _Wanted(dict[str, bool]):
    """Whether a word may be marked, by how it is written: told once of each spelling, since the
    texts of one answer have most of their words in common."""

    def __init__(self, query: Query) -> None:
        super().__init__()
        stems = query.stems()
        self.stems = stems - {stem(word) for word in STOP_WORDS} or stems
        self.starts = query.starts() or ("\0",)
        self.phrases = query.phrases()
        self.parts = {stem for phrase in self.phrases for stem in phrase}

    def typed(self, word: str, root: str) -> bool:
        return root in self.stems or word.startswith(self.starts)

    def __missing__(self, written: str) -> bool:
        word, root = read(written)
        self[written] = found = root in self.parts or self.typed(word, root)
        return found


@lru_cache(maxsize=8)
def _wanted(query: Query) -> _Wanted:
    return _Wanted(query)


def _window(text: str, marks: list[Token]) -> tuple[int, int]:
    """Where the excerpt begins and ends, at spaces: first of the windows with most to show."""
    if not marks:
        return 0, _at_space(text, WIDTH)
    best, best_worth = marks[0], (0, 0)
    inside: Counter[str] = Counter()
    first = 0
    for one in marks:  # `first` to `one` is what a window that ends at `one` holds
        inside[one.stem] += 1
        while one.end - marks[first].start > WIDTH - _LEAD:
            inside[marks[first].stem] -= 1
            first += 1
        worth = (sum(count > 0 for count in inside.values()), sum(inside.values()))
        if worth > best_worth:
            best, best_worth = marks[first], worth
    start = max(best.start - _LEAD, 0)
    if start:
        start = text.find(" ", start, best.start) + 1 or best.start
    return start, max(_at_space(text, start + WIDTH), min(best.end, len(text)))


def _at_space(text: str, end: int) -> int:
    if end >= len(text):
        return len(text)
    space = text.rfind(" ", 0, end + 1)
    return space if space > end - _LEAD else end
