"""What engines match: the stems of an entry's words by where they stand, and other forms. Pure."""

from __future__ import annotations

from operator import itemgetter
from typing import NamedTuple

from search.analysis import joined, pairs, stem, words
from search.entries import LONGEST_TEXT, Entry

_WORD, _ROOT = itemgetter(0), itemgetter(1)


class Written(NamedTuple):
    """The words of an entry, with a space at each side.

    `forms` are the words that differ from their stem, for prefixes; `title_forms` those of titles.
    """

    code_stems: str
    title_stems: str
    tag_stems: str
    heading_stems: str
    body_stems: str
    attached_stems: str
    title_forms: str
    forms: str


def written(entry: Entry) -> Written:
    """The words of `entry`, as many as every engine takes."""
    texts = {
        "title": entry.title,
        "tag": " ".join(entry.tags),
        "heading": entry.headings,
        "body": entry.body,
        "attached": entry.attached,
    }
    budget = LONGEST_TEXT
    stems: dict[str, str] = {}
    forms: dict[str, set[str]] = {}
    for name, text in texts.items():
        kept, budget = _afforded(text, budget)
        forms[name] = {word for word, root in set(kept) if word != root}
        stems[f"{name}_stems"] = joined(map(_ROOT, kept))
    return Written(
        code_stems=joined(
            stem(word) for text in (entry.code, *entry.codes) for word in words(text)
        ),
        title_forms=" ".join(sorted(forms["title"])),
        forms=" ".join(sorted(set().union(*forms.values()))),
        **stems,
    )


def _afforded(text: str, budget: int) -> tuple[list[tuple[str, str]], int]:
    """The first words of a text with their stems, and what is left for the others."""
    found = pairs(text)
    left = budget - len(" ".join(map(_WORD, found)).encode()) - bool(found)
    if left >= 0:
        return found, left
    for number, (word, _stem) in enumerate(found):
        budget -= len(word.encode()) + 1
        if budget < 0:
            return found[:number], 0
    return found, budget
