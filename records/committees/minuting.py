"""The secretary's own draft of a session, brought into it: agenda, development, commitments.

Attendance, votes and decisions are not taken from a file: each is recorded by its own verb.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.translation import gettext as _

from records.committees.calling import add_item, begun, ended_reasons, locked
from records.committees.commitments import commit
from records.committees.former import document_called, labels_of
from records.committees.minutes import develop
from records.committees.people import keeper_reasons
from records.events import act
from records.exceptions import NotAllowed, Reason
from records.issue import coming_label
from records.models import AgendaItem, Appointment, CommitteeSession
from records.models.organization import person_name
from records.numbering import canonical
from records.text import fold

_MOST = 300


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the agenda as a draft tells it, and the document that its title names, if any."""

    title: str
    development: str = ""
    code: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class Owed:
    """A commitment as a draft tells it: whose, by name."""

    text: str
    responsible: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Filled:
    """What a draft brought: points new in the agenda, points developed, commitments recorded."""

    added: int = 0
    developed: int = 0
    committed: int = 0


def fill(
    session: CommitteeSession,
    points: Sequence[Point],
    owed: Sequence[Owed],
    *,
    by: Any,
    at: datetime,
) -> Filled:
    """Bring a draft into its session: before it is held its agenda, from then on all of it.

    What the session has already is left as it is: a point told, a commitment made. Raises
    NotAllowed with every reason, and then nothing of the draft is kept.
    """
    reasons: list[Reason] = []
    counts = {"added": 0, "developed": 0, "committed": 0}
    with act(by=by, at=at):
        session = locked(session)
        if against := keeper_reasons(session.committee, by, at):
            raise NotAllowed(against)
        if not points and not owed:
            message = _("The file shows neither an agenda nor commitments.")
            raise NotAllowed([Reason("nothing", message, "file")])
        held, ended = begun(session), bool(ended_reasons(session))
        items = {fold(one.title): one for one in session.items.all()}
        for point in points:
            try:
                item = items.get(fold(point.title))
                if item is None:
                    item = _added(session, point, ended=ended, by=by, at=at)
                    items[fold(point.title)] = item
                    counts["added"] += 1
                if held and point.development.strip() and not item.development:
                    develop(item, point.development, by=by, at=at)
                    counts["developed"] += 1
            except NotAllowed as refused:
                reasons += _placed(point.title, refused)
        if held:
            made, against = _committed(session, owed, by=by, at=at)
            counts["committed"], reasons = made, [*reasons, *against]
        if reasons:
            raise NotAllowed(reasons)
    return Filled(**counts)


def _added(
    session: CommitteeSession, point: Point, *, ended: bool, by: Any, at: datetime
) -> AgendaItem:
    if ended:
        message = _("it is not in the agenda of the session, which has ended.")
        raise NotAllowed([Reason("no_item", message, "file")])
    # What is put to a vote says so; the rest of an agenda is told.
    decides = "aproba" in fold(point.title)
    if decides and point.code and (against := _named_reasons(point)):
        raise NotAllowed(against)
    return add_item(session, title=point.title[:_MOST], decides=decides, by=by, at=at)


def _named_reasons(point: Point) -> list[Reason]:
    """Why nothing can be decided on what a point names: Legajo keeps no such document, or version.

    A version that was not submitted yet is none.
    """
    code = canonical(point.code)
    document = document_called(code)
    if document is None:
        message = _("it puts the document %(code)s to the vote, which is not in Legajo.")
        return [Reason("unknown_document", message % {"code": code}, "file")]
    known = set(document.issuances.values_list("label", flat=True))
    known |= {coming_label(document, one.label) for one in document.versions.in_review()}
    if not point.version or known & labels_of(point.version):
        return []
    message = _(
        "it puts version %(version)s of %(code)s to the vote, which is neither issued nor in "
        "review."
    )
    told = message % {"version": point.version, "code": code}
    return [Reason("unknown_version", told, "file")]


def _committed(
    session: CommitteeSession, owed: Sequence[Owed], *, by: Any, at: datetime
) -> tuple[int, list[Reason]]:
    people = _people(timezone.localdate(at))
    known = {fold(text) for text in session.commitments.values_list("text", flat=True)}
    reasons: list[Reason] = []
    made = 0
    for one in owed:
        if fold(one.text) in known:
            continue
        try:
            who = people.get(fold(one.responsible))
            if who is None and one.responsible:
                message = _("nobody who works here today is called %(name)s.")
                raise NotAllowed([Reason("nobody", message % {"name": one.responsible})])
            commit(session, text=one.text, responsible=who, due_on=one.due_on, by=by, at=at)
            made += 1
        except NotAllowed as refused:
            reasons += _placed(one.text, refused)
    return made, reasons


def _people(day: date) -> dict[str, Any]:
    """Who works for the entity, by name; two of one name are nobody."""
    held = Appointment.objects.on(day).values("user")
    found: dict[str, Any] = {}
    for user in get_user_model()._default_manager.filter(pk__in=held, is_active=True):
        name = fold(person_name(user))
        found[name] = None if name in found else user
    return found


def _placed(what: str, refused: NotAllowed) -> list[Reason]:
    short = what if len(what) <= 60 else f"{what[:57]}…"
    return [Reason(one.code, f"«{short}»: {one.message}", "file") for one in refused.reasons]
