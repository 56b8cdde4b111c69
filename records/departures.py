"""Authorising what a procedure does not foresee, for a time, where internal control sees it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from records import vetoes
from records.content import items
from records.events import act
from records.exceptions import Conflict, NotAllowed, Reason
from records.issue import content_of, status_of, withdraws
from records.models import ControlledDocument, Departure, DepartureEnd, Issuance
from records.models.organization import person_name
from records.organization import appointment_of
from records.wording import too_long, unsaid


def activities_of(issuance: Issuance) -> dict[str, str]:
    """The activities of an issued version, by id: number and text."""
    rows = items(content_of(issuance.version), "activities")
    return {
        row["id"]: " ".join(f"{row['number'] or place}. {row['text']}".split())
        for place, row in enumerate(rows, start=1)
    }


def open_departures(document: ControlledDocument, day: date) -> QuerySet[Departure]:
    """The departures from a document that are in course that day, or still to begin."""
    found = Departure.objects.filter(version__document=document, until__gte=day)
    return found.exclude(end__on__lte=day)


def authorises(by: Any, issuance: Issuance, day: date) -> bool:
    """Whether that person authorises departures from it: who approves in its office does."""
    return withdraws(by, issuance.document, day)


def authorise_departure(
    issuance: Issuance,
    *,
    activity: str,
    instead: str,
    reason: str,
    asked_by: str,
    since: date,
    until: date,
    by: Any,
    at: datetime,
) -> Departure:
    """Register that, until a day, an activity of a version in force is done otherwise, and why.

    Whoever approves documents of that office authorises, with the position held that day. Raises
    NotAllowed with every reason.
    """
    today = timezone.localdate(at)
    with act(by=by, at=at) as log:
        appointment = appointment_of(by, today)
        activities = activities_of(issuance)
        reasons = [
            *too_long(Departure, "asked_by", asked_by),
            *unsaid(reason),
        ]
        if not authorises(by, issuance, today):
            message = _("Who approves documents of this office authorises departures from them.")
            reasons.append(Reason("no_role", message))
        if appointment is None or not appointment.may_approve:
            message = _("Who authorises holds a position today.")
            reasons.append(Reason("not_appointed", message))
        if status_of(issuance, today) != "in_force":
            reasons.append(Reason("not_in_force", _("This version is not in force.")))
        if activity not in activities:
            message = _("Choose an activity of the procedure.")
            reasons.append(Reason("no_activity", message, "activity"))
        if not instead.strip():
            message = _("Say what is done instead.")
            reasons.append(Reason("no_instead", message, "instead"))
        if not asked_by.strip():
            reasons.append(Reason("no_asker", _("Say who asked for it."), "asked_by"))
        if since < today:
            message = _("It does not begin on a day that has passed.")
            reasons.append(Reason("since_past", message, "since"))
        if until < since:
            reasons.append(Reason("until_before", _("It ends before it begins."), "until"))
        reasons += vetoes.reasons("depart", issuance, today)
        if reasons or appointment is None:
            raise NotAllowed(reasons)
        departure = Departure.objects.create(
            version=issuance.version,
            activity=activity,
            activity_text=activities[activity],
            instead=instead.strip(),
            reason=reason.strip(),
            asked_by=asked_by.strip(),
            since=since,
            until=until,
            authorised_by=by,
            appointment=appointment,
            name=person_name(by),
            position=appointment.title,
            at=at,
        )
        log.record(
            "departure.authorised",
            departure,
            facts={"document": issuance.document_id, "until": until.isoformat()},
            detail={"reason": reason.strip()},
        )
    return departure


def end_departure(departure: Departure, *, reason: str, by: Any, at: datetime) -> DepartureEnd:
    """End a departure before its time, from today on: once. Who authorises in that office does.

    Raises NotAllowed with every reason, Conflict when it had ended.
    """
    today = timezone.localdate(at)
    reasons = unsaid(reason)
    document = departure.version.document
    if not withdraws(by, document, today):
        message = _("Who approves documents of this office authorises departures from them.")
        reasons.append(Reason("no_role", message))
    with act(by=by, at=at) as log:
        if departure.until < today or hasattr(departure, "end"):
            raise Conflict([Reason("ended", _("This departure has ended already."))])
        reasons += vetoes.reasons("end_departure", departure, today)
        if reasons:
            raise NotAllowed(reasons)
        try:
            with transaction.atomic():
                end = DepartureEnd.objects.create(
                    departure=departure, on=today, reason=reason.strip(), by=by, at=at
                )
        except IntegrityError as error:
            message = _("This departure has ended already.")
            raise Conflict([Reason("ended", message)]) from error
        log.record(
            "departure.ended",
            departure,
            facts={"document": document.pk},
            detail={"reason": reason.strip()},
        )
    return end
