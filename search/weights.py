"""How much a word counts by where it stands. Every engine ranks by these and nothing else.

Never by how often a word stands somewhere in the whole index: a restricted document would move the
order of what a visitor sees.
"""

from __future__ import annotations

from search.entries import Sort

WEIGHTS = {
    "code_stems": 8.0,
    "title_stems": 4.0,
    "tag_stems": 3.5,  # a heading is part of the text as well: 3
    "heading_stems": 2.0,
    "body_stems": 1.0,
    "attached_stems": 0.5,
}

ANYWHERE = 16.0
"""What a word counts for standing there at all: of what has some of the words, what has most of
them comes first, wherever they stand."""

WHOLE_TITLE = 12.0
"""What a title counts for that is what was asked, all of it and nothing else. Not that of a series:
it is called as all that is kept in it, and is seldom what somebody looks for by that name."""

SORTS = {Sort.VERSION: 0.375, Sort.SERIES: 0.25, Sort.CASE_FILE: 0.125}
"""Of what is worth the same: documents first, and case files before what lies in them."""
