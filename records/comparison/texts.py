"""What changed inside a text, word by word (rapidfuzz: decision 19)."""

from __future__ import annotations

import re

from rapidfuzz.distance import LCSseq

from records.comparison.model import Piece

# A date, a code, an address or a figure is one word; a mark of punctuation is another; so is a
# line feed, which is a line break of the document.
WORD = re.compile(r"\w+(?:[-./:@,]\w+)*|[^\w\s]|\n")
_TOKEN = re.compile(rf"[^\S\n]*(?:{WORD.pattern})")
_SPACES = " \t\r\f\v\u00a0"
# A rewritten text shares only its articles: words marked among them would be read by nobody.
_REWRITTEN = 0.4
_LARGEST = 400_000_000  # words by words: each pair takes a bit of memory


def words(before: str, after: str) -> tuple[Piece, ...]:
    """The words that stay, go and come, in reading order; the fewest that can be marked.

    What stays and what goes, put together, is `before`, and what stays and what comes is `after`,
    but for spaces. Texts that share fewer than two words in five are shown whole, the one after
    the other.
    """
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    runs = _runs([one.lstrip(_SPACES) for one in old], [one.lstrip(_SPACES) for one in new])
    pieces: list[Piece] = []
    for same, i, j, k, m in runs:
        if same:
            pieces.append(Piece("same", "".join(new[k:m])))
            continue
        _mark(pieces, "removed", "".join(old[i:j]))
        _mark(pieces, "added", "".join(new[k:m]))
    return tuple(pieces)


def _mark(pieces: list[Piece], kind: str, text: str) -> None:
    """The words without the space before them, which is no change."""
    bare = text.lstrip(_SPACES)
    if text != bare and pieces:
        pieces.append(Piece("same", " "))
    if bare:
        pieces.append(Piece(kind, bare))


def marked(before: list[str], after: list[str]) -> list[tuple[bool, int, int, int, int]]:
    """Runs of words that are the same, and runs that are not, with as few of these as can be."""
    found: list[tuple[bool, int, int, int, int]] = []
    for one in LCSseq.opcodes(before, after):
        run = (one.tag == "equal", one.src_start, one.src_end, one.dest_start, one.dest_end)
        if found and found[-1][0] == run[0]:  # it tells what goes and what comes apart
            run = (run[0], found[-1][1], run[2], found[-1][3], run[4])
            found.pop()
        found.append(run)
    return found


def alike(before: list[str], after: list[str]) -> float:
    """From 0 to 1, how many of their words two texts share in the same order."""
    if not before and not after:
        return 1.0
    return 2 * LCSseq.similarity(before, after) / (len(before) + len(after))


def _runs(first: list[str], second: list[str]) -> list[tuple[bool, int, int, int, int]]:
    whole = [(False, 0, len(first), 0, len(second))]
    if not first or not second:
        return whole
    if len(first) * len(second) > _LARGEST:
        return [(True, 0, len(first), 0, len(second))] if first == second else whole
    found = marked(first, second)
    kept = sum(j - i for same, i, j, _k, _m in found if same)
    return found if 2 * kept >= _REWRITTEN * (len(first) + len(second)) else whole
