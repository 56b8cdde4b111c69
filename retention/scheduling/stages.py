"""The life of a version of a schedule: from where a step may be taken, and where it leads. Pure.

Domain 1.4: borrador, aprobada, presentada, en evaluación, ajustes, convalidada, adoptada, publicada
e inscrita en el RUSD, vigente, sustituida.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from records.business_days import Calendar

DRAFT, APPROVED, SUBMITTED, IN_EVALUATION = "draft", "approved", "submitted", "in_evaluation"
ADJUSTMENTS, CONVALIDATED, ADOPTED = "adjustments", "convalidated", "adopted"
PUBLISHED, IN_FORCE, REPLACED = "published", "in_force", "replaced"


@dataclass(frozen=True, slots=True)
class Move:
    """A kind of step: the statuses it is taken from, where it leads, and the facts it must tell."""

    kind: str
    since: tuple[str, ...]
    leads_to: str
    asks: tuple[str, ...] = ()


MOVES: dict[str, Move] = {
    move.kind: move
    for move in (
        Move("approved", (DRAFT, ADJUSTMENTS), APPROVED, ("number",)),
        Move("reopened", (APPROVED,), DRAFT, ("text",)),
        Move("submitted", (APPROVED, ADJUSTMENTS), SUBMITTED, ("body",)),
        Move("received", (SUBMITTED,), IN_EVALUATION),
        Move("adjustments", (IN_EVALUATION,), ADJUSTMENTS, ("text", "deadline")),
        Move("convalidated", (IN_EVALUATION,), CONVALIDATED, ("number", "body")),
        Move("adopted", (CONVALIDATED,), ADOPTED, ("number",)),
        Move("published", (ADOPTED, PUBLISHED), PUBLISHED, ("address",)),
        Move("registered", (ADOPTED, PUBLISHED), PUBLISHED, ("number",)),
        Move("in_force", (PUBLISHED,), IN_FORCE),
        Move("brought", (DRAFT,), IN_FORCE, ("number",)),
        Move("replaced", (IN_FORCE,), REPLACED),
    )
}
ONCE = frozenset({"published", "registered"})
"""Of these a version takes each once; it is published and registered before it is in force."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was taken, as the rules see it."""

    kind: str
    leads_to: str
    on: date
    deadline: date | None = None
    answered: bool = False


def status_after(steps: Sequence[Taken]) -> str:
    """The status that follows from the steps alone."""
    return steps[-1].leads_to if steps else DRAFT


def is_lawful(steps: Sequence[Taken]) -> bool:
    """Whether each step was taken from where it may be, leads where it does, and no day goes back.

    What stands before `replaced` is of another version; its day may be that of the successor.
    """
    for place, step in enumerate(steps):
        move = MOVES.get(step.kind)
        before = steps[:place]
        if move is None or step.leads_to != move.leads_to:
            return False
        if status_after(before) not in move.since or (before and step.on < before[-1].on):
            return False
        if step.kind in ONCE and step.kind in {one.kind for one in before}:
            return False
    return True


def possible(status: str, steps: Sequence[Taken]) -> list[str]:
    """The kinds of step that come next, the usual one first. `replaced` and `brought` are not
    chosen: the successor replaces, and bringing in stands apart."""
    taken = {one.kind for one in steps}
    usual = [
        move.kind
        for move in MOVES.values()
        if status in move.since
        and move.kind not in {"replaced", "brought"}
        and not (move.kind in ONCE and move.kind in taken)
    ]
    if status == PUBLISHED and not taken >= ONCE:
        usual.remove("in_force")
    if status == ADJUSTMENTS:  # what was asked is answered, with or without the committee again
        usual.sort(key=lambda kind: kind != "submitted")
    return usual


@dataclass(frozen=True, slots=True)
class Term:
    """So many days, of business or all of them, for one thing of the life of a version."""

    kind: str
    days: int
    business: bool = True

    def ends(self, since: date, calendar: Calendar) -> date:
        """Its last day. Raises NoCalendar."""
        if self.business:
            return calendar.add(since, self.days)
        return since + timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class Due:
    """A term of a version: from when, its last day, and when it was met, if it was."""

    kind: str
    since: date
    until: date
    met_on: date | None

    def is_late(self, today: date) -> bool:
        """Whether it ended without being met, or was met too late."""
        return (self.met_on or today) > self.until


_FROM_TO = {
    "submit": ("approved", ("submitted",)),
    "evaluate": ("submitted", ("adjustments", "convalidated")),
    "adjust": ("adjustments", ("submitted",)),
    "publish": ("convalidated", ("registered",)),
}


def dues(steps: Sequence[Taken], terms: Iterable[Term], calendar: Calendar) -> list[Due]:
    """Every term that began with a step, in the order of the steps.

    A concept that says its own deadline is answered by that day. What was taken back to draft, or
    approved anew, ends a term without meeting it.
    """
    known = {term.kind: term for term in terms}
    found = []
    for place, step in enumerate(steps):
        for kind, (since, until) in _FROM_TO.items():
            if step.kind != since:
                continue
            later = steps[place + 1 :]
            ended = next((one for one in later if one.kind in (*until, "reopened")), None)
            if ended is not None and ended.kind == "reopened":
                continue
            own = step.deadline if kind == "adjust" else None
            if own is None and kind not in known:
                continue
            last = own or known[kind].ends(step.on, calendar)
            found.append(Due(kind, step.on, last, ended.on if ended else None))
    return found
