"""Before a session: it is planned, its agenda filled from the inbox, its members called."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from records import vetoes
from records.approvals import approval_of
from records.committees.people import keeper_reasons, seats_of
from records.days import in_words
from records.events import act
from records.exceptions import Conflict, NotAllowed, Reason
from records.models import (
    AgendaItem,
    Committee,
    CommitteeRequest,
    CommitteeSession,
    Convocation,
    DocumentVersion,
    SessionClosing,
)
from records.organization import appointment_of
from records.routes import awaited_committee


def locked(session: CommitteeSession) -> CommitteeSession:
    """The row that every verb of a session locks, read again."""
    return (
        CommitteeSession.objects.select_for_update(of=("self",))
        .select_related("committee__chair", "committee__secretary")
        .get(pk=session.pk)
    )


def ended_reasons(session: CommitteeSession) -> list[Reason]:
    """Why nothing more happens in a session; empty while it goes on or is still to begin."""
    if SessionClosing.objects.filter(session=session).exists():
        return [Reason("closed", _("The session has ended."))]
    return []


def begun(session: CommitteeSession) -> bool:
    """Whether it is held: it has a number."""
    return hasattr(session, "opening")


def ask(committee: Committee, *, title: str, text: str, by: Any, at: datetime) -> CommitteeRequest:
    """Ask a committee to treat a matter. Whoever works for the entity does. Raises NotAllowed."""
    today = timezone.localdate(at)
    reasons = []
    if appointment_of(by, today) is None:
        message = _("Whoever works for the entity asks: you have no appointment in force.")
        reasons.append(Reason("not_appointed", message))
    if not committee.holds_on(today):
        reasons.append(Reason("ended", _("That committee no longer exists."), "committee"))
    reasons += _title_reasons(title, 200)
    with act(by=by, at=at) as log:
        if reasons:
            raise NotAllowed(reasons)
        request = CommitteeRequest.objects.create(
            committee=committee, title=title.strip(), text=text.strip(), by=by, at=at
        )
        log.record("committee.asked", request, facts={"committee": committee.pk})
    return request


def plan(
    committee: Committee,
    *,
    mode: str,
    starts_at: datetime,
    votes_until: datetime | None = None,
    place: str = "",
    link: str = "",
    extraordinary: bool = False,
    by: Any,
    at: datetime,
) -> CommitteeSession:
    """Plan a session. Raises NotAllowed with every reason."""
    reasons = [
        *keeper_reasons(committee, by, at),
        *_plan_reasons(mode, starts_at, votes_until, place, link),
    ]
    if not committee.holds_on(timezone.localdate(starts_at)):
        message = _("The committee does not exist on that day.")
        reasons.append(Reason("ended", message, "starts_at"))
    with act(by=by, at=at) as log:
        if reasons:
            raise NotAllowed(reasons)
        session = CommitteeSession.objects.create(
            committee=committee,
            mode=mode,
            starts_at=starts_at,
            votes_until=votes_until,
            place=place.strip(),
            link=link.strip(),
            extraordinary=extraordinary,
            created_by=by,
            created_at=at,
        )
        log.record("session.planned", session, facts={"committee": committee.pk, "mode": mode})
    return session


def _plan_reasons(
    mode: str, starts_at: datetime, votes_until: datetime | None, place: str, link: str
) -> list[Reason]:
    reasons = []
    if mode not in CommitteeSession.Mode.values:
        reasons.append(Reason("mode", _("Choose the mode of the session."), "mode"))
    if mode == CommitteeSession.Mode.ASYNCHRONOUS:
        if votes_until is None or votes_until <= starts_at:
            message = _("Say until when votes are received, after the session begins.")
            reasons.append(Reason("window", message, "votes_until"))
    elif votes_until is not None:
        message = _("Only an asynchronous session has a window for votes.")
        reasons.append(Reason("window", message, "votes_until"))
    if mode == CommitteeSession.Mode.FACE_TO_FACE and not place.strip():
        reasons.append(Reason("no_place", _("Say where they meet."), "place"))
    if mode == CommitteeSession.Mode.VIRTUAL and not link.strip():
        reasons.append(Reason("no_link", _("Give the link of the meeting."), "link"))
    return reasons


def _title_reasons(title: str, most: int) -> list[Reason]:
    if not title.strip():
        return [Reason("no_title", _("Write the matter."), "title")]
    if len(title.strip()) > most:
        message = _("Name the matter in %(count)d characters at most.") % {"count": most}
        return [Reason("title_long", message, "title")]
    return []


def add_item(
    session: CommitteeSession,
    *,
    title: str = "",
    version: DocumentVersion | None = None,
    request: CommitteeRequest | None = None,
    decides: bool = True,
    by: Any,
    at: datetime,
) -> AgendaItem:
    """Put a matter at the end of the agenda, also while the session is held.

    A version is one that waits for this committee now, a request one that it was asked and has not
    decided: nothing else can be approved. Raises NotAllowed with every reason.
    """
    if not title.strip():
        title = _proposed(version, request)
    with act(by=by, at=at) as log:
        session = locked(session)
        reasons = [
            *keeper_reasons(session.committee, by, at),
            *ended_reasons(session),
            *_title_reasons(title, 300),
            *_matter_reasons(session, version, request),
        ]
        if reasons:
            raise NotAllowed(reasons)
        last = session.items.aggregate(last=Max("order"))["last"] or 0
        item = AgendaItem.objects.create(
            session=session,
            order=last + 1,
            title=title.strip(),
            version=version,
            request=request,
            decides=decides or version is not None,
        )
        log.record(
            "session.item_added",
            session,
            facts={"item": item.pk, **({"version": version.pk} if version else {})},
            detail={"title": item.title},
        )
    return item


def _proposed(version: DocumentVersion | None, request: CommitteeRequest | None) -> str:
    if version is not None:
        return f"Aprobación de {version.code}. {version.title}"[:300]
    return request.title if request is not None else ""


def _matter_reasons(
    session: CommitteeSession, version: DocumentVersion | None, request: CommitteeRequest | None
) -> list[Reason]:
    reasons = []
    if version is not None:
        known = DocumentVersion.objects.in_review().filter(pk=version.pk).first()
        if known is None or awaited_committee(known) != session.committee.code:
            message = _("That version does not wait for this committee.")
            reasons.append(Reason("unknown_version", message, "version"))
        elif approval_of(known) is not None:
            message = _("A committee approved that version: its minutes wait for a signature.")
            reasons.append(Reason("approved", message, "version"))
        elif session.items.filter(version=known).exists():
            message = _("That version is in the agenda already.")
            reasons.append(Reason("twice", message, "version"))
        elif other := _elsewhere(session, known):
            message = _("That version is in the agenda of the session of %(day)s.")
            day = in_words(timezone.localdate(other.session.starts_at))
            reasons.append(Reason("elsewhere", message % {"day": day}, "version"))
    if request is not None:
        if request.committee_id != session.committee_id:
            message = _("That request was made to another committee.")
            reasons.append(Reason("other_committee", message, "request"))
        elif session.items.filter(request=request).exists():
            message = _("That request is in the agenda already.")
            reasons.append(Reason("twice", message, "request"))
    return reasons


def _elsewhere(session: CommitteeSession, version: DocumentVersion) -> AgendaItem | None:
    """The open point of another session that has the same version."""
    return (
        AgendaItem.objects.filter(
            version=version, session__closing__isnull=True, decision__isnull=True
        )
        .exclude(session=session)
        .select_related("session")
        .first()
    )


def remove_item(item: AgendaItem, *, by: Any, at: datetime) -> None:
    """Take a matter off the agenda before the session is held, and close up the order."""
    with act(by=by, at=at) as log:
        session = locked(item.session)
        reasons = [*keeper_reasons(session.committee, by, at), *ended_reasons(session)]
        if begun(session):
            message = _("The session is held: a matter is put off, not taken away.")
            reasons.append(Reason("begun", message))
        if reasons:
            raise NotAllowed(reasons)
        AgendaItem.objects.filter(pk=item.pk).delete()
        for order, one in enumerate(session.items.order_by("order", "pk"), start=1):
            if one.order != order:
                one.order = order
                one.save(update_fields=["order"])
        log.record("session.item_removed", session, detail={"title": item.title})


def raise_item(item: AgendaItem, *, by: Any, at: datetime) -> None:
    """Put a matter one place higher in the agenda, before the session is held."""
    with act(by=by, at=at) as log:
        session = locked(item.session)
        reasons = [*keeper_reasons(session.committee, by, at), *ended_reasons(session)]
        if begun(session):
            message = _("The session is held: its agenda keeps its order.")
            reasons.append(Reason("begun", message))
        if reasons:
            raise NotAllowed(reasons)
        above = session.items.filter(order__lt=item.order).order_by("order").last()
        if above is None:
            return
        above.order, item.order = item.order, above.order
        for one in (above, item):
            one.save(update_fields=["order"])
        log.record("session.item_moved", session, facts={"item": item.pk})


def convene(session: CommitteeSession, *, means: str, by: Any, at: datetime) -> Convocation:
    """Call the members with the agenda as it stands; again, when it changed.

    `means` says how they were called and where that is to be seen. Raises NotAllowed.
    """
    with act(by=by, at=at) as log:
        session = locked(session)
        seats = seats_of(session.committee, timezone.localdate(session.starts_at))
        items = list(session.items.select_related("version"))
        reasons = [*keeper_reasons(session.committee, by, at), *ended_reasons(session)]
        if begun(session):
            raise Conflict([Reason("begun", _("The session is held already."))])
        if not items:
            message = _("Put at least one matter in the agenda.")
            reasons.append(Reason("no_agenda", message, "agenda"))
        if not any(one.votes for one in seats):
            message = _("The committee has no member with a vote on that day.")
            reasons.append(Reason("no_members", message))
        if not means.strip():
            message = _("Say how the members were called: letter, mail, date.")
            reasons.append(Reason("no_means", message, "means"))
        elif len(means.strip()) > 300:
            message = _("Say it in 300 characters at most.")
            reasons.append(Reason("means_long", message, "means"))
        if session.starts_at < at:
            message = _("The session would have begun before it is called.")
            reasons.append(Reason("starts_past", message, "starts_at"))
        reasons += vetoes.reasons("convene", session, timezone.localdate(at))
        if reasons:
            raise NotAllowed(reasons)
        people = [user.pk for seat in seats for user in seat.people()]
        convocation = Convocation.objects.create(
            session=session,
            means=means.strip(),
            agenda=[
                {"order": one.order, "title": one.title, "version": one.version_id} for one in items
            ],
            people=list(dict.fromkeys(people)),
            by=by,
            at=at,
        )
        log.record(
            "session.convened",
            session,
            facts={"convocation": convocation.pk, "items": [one.pk for one in items]},
        )
    return convocation


def call_off(session: CommitteeSession, *, reason: str, by: Any, at: datetime) -> SessionClosing:
    """End a session before it is held: no quorum, another day. Its matters are free again."""
    with act(by=by, at=at) as log:
        session = locked(session)
        reasons = [*keeper_reasons(session.committee, by, at), *ended_reasons(session)]
        if begun(session):
            reasons.append(Reason("begun", _("The session is held: it is closed.")))
        if not reason.strip():
            reasons.append(Reason("no_reason", _("Say why."), "reason"))
        if reasons:
            raise NotAllowed(reasons)
        closing = SessionClosing.objects.create(
            session=session, ended_at=at, cancelled=True, reason=reason.strip(), by=by, at=at
        )
        log.record("session.called_off", session, detail={"reason": closing.reason})
    return closing
