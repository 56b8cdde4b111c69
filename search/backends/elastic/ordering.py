"""The order of hits and their cursors, which the database engine understands as well. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from search.backends.base import Order
from search.backends.elastic.wording import EXACT
from search.cursors import place_of
from search.entries import Sort

_TIE = [{"code": "asc"}, {"sort": "asc"}, {"subject": "asc"}]
_NO_DAY = {Order.NEWEST: 0, Order.OLDEST: 99_999_999}
_NEWEST = {"day": {"order": "desc", "missing": _NO_DAY[Order.NEWEST]}}
_MOST = 2**53


def ordered(order: Order) -> list[Any]:
    """What hits are sorted by: always by code and key in the end, so that pages never overlap."""
    match order:
        case Order.NEWEST:
            return [_NEWEST, *_TIE]
        case Order.OLDEST:
            return [{"day": {"order": "asc", "missing": _NO_DAY[order]}}, *_TIE]
        case Order.CODE:
            return list(_TIE)
    return [{"_score": "desc"}, _NEWEST, *_TIE]


def place(order: Order, sorted_by: Sequence[Any]) -> list[Any]:
    """Where a hit stands, as the database engine tells it."""
    *first, code, sort, subject = sorted_by
    tie = [code, sort, int(subject)]
    match order:
        case Order.CODE:
            return tie
        case Order.NEWEST | Order.OLDEST:
            return [_day(order, int(first[0])), *tie]
    score, day = float(first[0]), int(first[1])
    exact = score >= EXACT
    worth = -(score - EXACT if exact else score)
    return [not exact, worth, _day(Order.NEWEST, day), *tie]


def after(order: Order, cursor: str) -> list[Any] | None:
    """What the hits behind a cursor are asked for with; None for what is no cursor of it."""
    held = place_of(cursor)
    if held is None:
        return None
    match order, held:
        case Order.CODE, [code, sort, subject]:
            first: list[Any] = []
        case ((Order.NEWEST | Order.OLDEST), [str(day), code, sort, subject]):
            number = _number(order, day)
            if number is None:
                return None
            first = [number]
        case (
            Order.RELEVANCE,
            [bool(other), (int() | float()) as score, str(day), code, sort, subject],
        ):
            number = _number(Order.NEWEST, day)
            # No number that is none is less than this, and none is too long to be compared.
            if number is None or not abs(score) <= _MOST:
                return None
            first = [-score if other else EXACT - score, number]
        case _:
            return None
    sound = (
        isinstance(code, str)
        and isinstance(sort, str)
        and sort in set(Sort)
        and type(subject) is int
    )
    return [*first, code, sort, subject] if sound and 0 <= subject < _MOST else None


def _day(order: Order, number: int) -> str:
    if number == _NO_DAY[order]:
        return "~"
    if order == Order.NEWEST:
        return f"{99_999_999 - number:08}"
    text = f"{number:08}"
    return f"{text[:4]}-{text[4:6]}-{text[6:]}"


def _number(order: Order, day: str) -> int | None:
    digits = day.replace("-", "")
    if day == "~":
        return _NO_DAY[order]
    if len(digits) != 8 or not digits.isascii() or not digits.isdigit():
        return None
    return 99_999_999 - int(digits) if order == Order.NEWEST else int(digits)
