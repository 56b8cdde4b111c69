"""How a case file lived elsewhere, as a package tells it: judged before it is believed. Pure.

What a signed index says binds the day of its closing, from which years count: a package says
neither an earlier one nor a closing without its index.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from records.models import CaseFileClosing, Component

ADMINISTRATIVE = CaseFileClosing.Kind.ADMINISTRATIVE.value
Told = Mapping[str, Any]


def wrong_with(described: Told, *, today: date) -> str:
    """What could not have happened so, in a sentence; empty where everything could.

    Raises ValueError for a day that is none.
    """
    opened_on = date.fromisoformat(described["case_file"]["opened_on"])
    found = [
        *_days(opened_on, described["closings"], today),
        *_kinds(described["closings"]),
        *_indices(described["closings"], described["indices"]),
    ]
    return next(iter(found), "")


def unsigned(described: Told) -> str:
    """That an index of it bears no signature, in a sentence; empty where each has one."""
    for one in described["indices"]:
        if Component.Role.SIGNED not in {file["role"] for file in one["files"]}:
            message = _(
                "Its index %(number)d bears no signature: nobody says that it is as it was closed. "
                "Ask for a package made after it was signed."
            )
            return message % {"number": one["number"]}
    return ""


def _days(opened_on: date, closings: Sequence[Told], today: date) -> Iterator[str]:
    """It was opened, then closed, then that was reopened: none earlier than the one before."""
    late = _("It would be opened, closed or reopened on %(day)s, which is still to come.")
    if opened_on > today:
        yield late % {"day": opened_on.isoformat()}
    before = reopened = opened_on
    for one in closings:
        floor = reopened if one["kind"] == ADMINISTRATIVE else before
        told = [date.fromisoformat(step["on"]) for step in (one, one["reopening"]) if step]
        for former, day in zip([floor, *told], told, strict=False):
            if day < former:
                message = _("It would be closed or reopened on %(day)s, earlier than %(former)s.")
                yield message % {"day": day.isoformat(), "former": former.isoformat()}
            if day > today:
                yield late % {"day": day.isoformat()}
        before = told[0]
        if one["reopening"]:
            reopened = max(reopened, told[1])


def _kinds(closings: Sequence[Told]) -> Iterator[str]:
    """Closed administratively, then finally; closed again only after both were reopened."""
    for place, one in enumerate(closings):
        former = closings[:place]
        if one["number"] != 1 + sum(other["kind"] == one["kind"] for other in former):
            yield _("Its closing of %(day)s bears a number that is not the next.") % {
                "day": one["on"]
            }
        if one["kind"] == ADMINISTRATIVE:
            fits = all(other["reopening"] for other in former)
        else:
            last = former[-1] if former else None
            fits = (
                last is not None
                and last["kind"] == ADMINISTRATIVE
                and bool(last["reopening"]) == bool(one["reopening"])
                and all(other["reopening"] for other in former[:-1])
            )
        if not fits:
            message = _(
                "It could not be closed so on %(day)s: the closing before does not allow it."
            )
            yield message % {"day": one["on"]}


def _indices(closings: Sequence[Told], indices: Sequence[Told]) -> Iterator[str]:
    """Each administrative closing has its index, made on its day."""
    for place, one in enumerate(closings):
        if one["kind"] != ADMINISTRATIVE:
            continue
        made = [
            datetime.fromisoformat(row["made_at"]) for row in indices if row["closing"] == place
        ]
        if not made:
            message = _(
                "It was closed on %(day)s, and the package does not hold the index of that."
            )
            yield message % {"day": one["on"]}
        elif (day := timezone.localdate(min(made)).isoformat()) != one["on"]:
            message = _("It would be closed on %(day)s, and its index was made on %(made)s.")
            yield message % {"day": one["on"], "made": day}
