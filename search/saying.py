"""What is said of an answer that is not of what was typed: one sentence, not two alike."""

from __future__ import annotations

from typing import NamedTuple

from search.language import parse
from search.queries import Results, instead_of
from search.terms import Query


class Said(NamedTuple):
    """`instead`: what was perhaps meant, where that was answered; `meant`: where it may be asked.

    At most one of both. `remarks`: the others. `query`: what is marked in what was found.
    """

    remarks: list[str]
    instead: str
    meant: str
    query: Query


def said_of(results: Results) -> Said:
    """What a page says above what was found."""
    meant = results.meant
    sentence = instead_of(results.query.text, meant)
    if meant and sentence in results.remarks:
        others = [one for one in results.remarks if one != sentence]
        return Said(others, meant, "", parse(meant))
    return Said(results.remarks, "", meant, results.query)
