"""The day of an answer: today, or the one that `?fecha=AAAA-MM-DD` names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time

from django.http import Http404, HttpRequest
from django.utils import timezone

# fromisoformat also reads 20200203 and 2020-W06, \d also the digits of other scripts.
DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"


@dataclass(frozen=True, slots=True)
class Day:
    """`on`: the day asked for. `asked`: somebody asked for it; else it is today."""

    on: date
    asked: bool

    @property
    def query(self) -> str:
        """What an address on the same page carries on: `?fecha=2020-02-03`, or nothing."""
        return f"?fecha={self.on.isoformat()}" if self.asked else ""


def day_of(request: HttpRequest) -> Day:
    """The day that the visitor asks about. Raises Http404 when it is no date."""
    text = asked_day(request)
    if not text:
        return Day(timezone.localdate(), asked=False)
    day = day_in(text)
    if day is None:
        raise Http404
    return Day(day, asked=True)


def known_until(day: date) -> datetime:
    """The moment up to which an answer for that day knows what happened: its end, never later."""
    return min(timezone.now(), timezone.make_aware(datetime.combine(day, time.max)))


def asked_day(request: HttpRequest) -> str:
    """What `?fecha=` says; empty when it is not there or left empty, as a form sends it."""
    return request.GET.get("fecha", "").strip()


def day_in(text: str) -> date | None:
    """The day that `text` writes as AAAA-MM-DD; None when it is no day."""
    if not re.fullmatch(DAY, text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
