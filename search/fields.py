"""What narrows a question: conditions on fields, chosen on the page or typed as `serie:210.11`."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Field(StrEnum):
    """What a condition is about. The value names the facet."""

    KIND = "kind"
    OFFICE = "office"
    PROCESS = "process"
    SERIES = "series"
    TAG = "tag"
    YEAR = "year"
    STATE = "state"
    ACCESS = "access"


# How each is typed: without accents, in small letters.
WORDS = {
    "tipo": Field.KIND,
    "oficina": Field.OFFICE,
    "dependencia": Field.OFFICE,
    "proceso": Field.PROCESS,
    "serie": Field.SERIES,
    "subserie": Field.SERIES,
    "etiqueta": Field.TAG,
    "ano": Field.YEAR,
    "año": Field.YEAR,
    "estado": Field.STATE,
    "acceso": Field.ACCESS,
}
CODES = frozenset({"codigo", "radicado", "numero"})
TITLE = "titulo"
SINCE, UNTIL, DAY = "desde", "hasta", "fecha"


@dataclass(frozen=True, slots=True)
class Condition:
    """`field` has one of `values`; or has none of them.

    `whole`: a value was chosen where it was counted, and means no more than that; one that was
    typed may be a part of a name.
    """

    field: Field
    values: tuple[str, ...]
    excluded: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `since` to `until`, both in it; None is open."""

    since: date | None = None
    until: date | None = None

    @property
    def empty(self) -> bool:
        """Whether no day can be in it."""
        return self.since is not None and self.until is not None and self.until < self.since

    @property
    def open(self) -> bool:
        return self.since is None and self.until is None

    def within(self, other: Span) -> Span:
        """The days of both."""
        starts = [one for one in (self.since, other.since) if one]
        ends = [one for one in (self.until, other.until) if one]
        return Span(max(starts, default=None), min(ends, default=None))


ANY_DAY = Span()
_YEAR = re.compile("(?!0000)[0-9]{4}")
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_SPOKEN = re.compile(r"(?:(?:(\d{1,2})/)?(\d{1,2})/)(\d{4})")


def span_of(name: str, value: str) -> Span | None:
    """The days that `desde:2024-03`, `hasta:2024`, `fecha:2023..2024-06` mean; None if it is none.

    A year and a month stand for all of their days. Days are written as in ISO 8601, or 15/03/2024.
    """
    first, dots, last = value.partition("..")
    if name != DAY and dots:
        return None
    if not dots:
        last = first
    since = _ends(first) if first or not dots else (None, None)
    until = _ends(last) if last or not dots else (None, None)
    if since is None or until is None or value in {"", ".."}:
        return None
    return Span(
        since[0] if name != UNTIL else None,
        until[1] if name != SINCE else None,
    )


def _ends(text: str) -> tuple[date, date] | None:
    """The first and the last day of what is written."""
    if spoken := _SPOKEN.fullmatch(text):
        text = "-".join(one for one in reversed(spoken.groups()) if one)
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    year, month, day = (int(one) if one else None for one in found.groups())
    try:
        if year is None:
            return None
        if month is None:
            return date(year, 1, 1), date(year, 12, 31)
        if day is None:
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
        return date(year, month, day), date(year, month, day)
    except ValueError:
        return None


def years_in(values: Iterable[str]) -> list[str]:
    """Those that are a year of the calendar, 0001 to 9999: nothing is of another."""
    return [value for value in values if _YEAR.fullmatch(value)]


def chosen(field: Field, values: Iterable[str]) -> list[Condition]:
    """The condition that these choices make; none without a choice."""
    kept = tuple(dict.fromkeys(value for value in values if value))
    return [Condition(field, kept, whole=True)] if kept else []
