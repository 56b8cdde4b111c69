"""What changed between two contents: by the ids of their parts, to the word, whole.

`compare()` gives the difference, which is a complete edit script: `applied()` makes the newer
content of the older one with nothing else. `compare_read()` gives that of what is printed, and
`told()` puts either in words, for a screen and for paper. Numbers are printed, not written:
renumbering is no change.
"""

from __future__ import annotations

from records.comparison.applying import applied
from records.comparison.differing import compare, compare_read
from records.comparison.model import Change, Difference, FieldChange, Piece
from records.comparison.steps import StepChanges, steps
from records.comparison.telling import Entry, Line, Told, told
from records.comparison.texts import words

__all__ = [
    "Change",
    "Difference",
    "Entry",
    "FieldChange",
    "Line",
    "Piece",
    "StepChanges",
    "Told",
    "applied",
    "compare",
    "compare_read",
    "steps",
    "told",
    "words",
]
