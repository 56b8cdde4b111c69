"""Names that may be the same series written twice. Pure; a warning, never an error."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from rapidfuzz.distance import DamerauLevenshtein

from records.text import fold
from retention.layouts.lines import Problem, SheetLine

_JOINING = frozenset({"a", "al", "con", "de", "del", "e", "el", "en", "la", "las", "lo", "los",
                      "o", "para", "por", "u", "y"})  # fmt: skip
_SHORT = 8
_MOST = 1_500  # siblings that are compared each with each; more are compared by their words only


def alike(lines: Iterable[SheetLine]) -> list[Problem]:
    """A warning for each name that a sibling before it bears too, or almost; and for each code that
    is another's but for zeros."""
    siblings: dict[tuple[str, str, tuple[str, ...]], list[SheetLine]] = defaultdict(list)
    for line in lines:
        above = tuple(level.code for level in line.path[:-1])
        siblings[line.period, line.office, above].append(line)
    return [
        told
        for group in siblings.values()
        for told in (
            *(_told(one, other) for one, other in _pairs(group)),
            *(_told_of_code(one, other) for one, other in _same_code(group)),
        )
    ]


def _same_code(group: list[SheetLine]) -> Iterator[tuple[SheetLine, SheetLine]]:
    seen: dict[str, SheetLine] = {}
    for line in group:
        bare = line.path[-1].code.lstrip("0") or "0"
        if (one := seen.setdefault(bare, line)) is not line and one.path != line.path:
            yield one, line


def _pairs(group: list[SheetLine]) -> Iterator[tuple[SheetLine, SheetLine]]:
    seen: dict[tuple[str, ...], SheetLine] = {}
    written: list[tuple[str, SheetLine]] = []
    for line in group:
        words = _words(line.name)
        text = " ".join(words)
        key = tuple(sorted(words))
        if (same := seen.get(key)) is not None:
            yield same, line
        elif len(group) <= _MOST and (near := _near(text, written)) is not None:
            yield near, line
        seen.setdefault(key, line)
        written.append((text, line))


def _near(text: str, written: list[tuple[str, SheetLine]]) -> SheetLine | None:
    """The first that differs by one letter, where there are enough to tell."""
    if len(text) < _SHORT or any(map(str.isdigit, text)):
        return None
    return next(
        (
            line
            for other, line in written
            if abs(len(other) - len(text)) <= 1
            and DamerauLevenshtein.distance(text, other, score_cutoff=1) <= 1
        ),
        None,
    )


def _words(name: str) -> list[str]:
    """The words that tell, in the singular as far as a letter tells it."""
    words = [word for word in re.findall(r"[a-z0-9ñ]+", fold(name)) if word not in _JOINING]
    return [re.sub(r"(?<=[aeiou])s$|(?<=[lnrdzj])es$", "", word) for word in words]


def _told(one: SheetLine, other: SheetLine) -> Problem:
    message = (
        f"«{other.name}» ({other.printed_code}) se parece a «{one.name}» ({one.printed_code}): "
        "revise que no sea la misma."
    )
    return Problem(other.line, "", other.name, "un nombre que se distinga", message, other.sheet)


def _told_of_code(one: SheetLine, other: SheetLine) -> Problem:
    message = (
        f"El código de «{other.name}» ({other.printed_code}) es el de «{one.name}» "
        f"({one.printed_code}) salvo los ceros: revise que no sea la misma."
    )
    return Problem(
        other.line, "", other.printed_code, "un código que se distinga", message, other.sheet
    )
