"""Signing what was filled in, place by place; the last signature makes it a numbered record."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from records import filled_content as contents
from records import format_drafts, numbers, vetoes
from records.case_files import filing
from records.events import act
from records.exceptions import Conflict, NotAllowed, Reason
from records.filled_places import reasons_against
from records.filled_reading import content_of, hand_of, reasons_against_signing, route_of
from records.models import (
    ControlledDocument,
    FilledCompletion,
    FilledFormat,
    FilledReturn,
    FilledSignature,
)
from records.numbering import NumberClass
from records.organization import appointment_of
from records.signing import ALONE, Circumstances, bound


def numbers_of(filled: FilledFormat) -> NumberClass:
    """The consecutive of what was filled in: one a format and year, one for each other kind."""
    if filled.kind == FilledFormat.Kind.ATTENDANCE:
        return NumberClass("attendance", layout="LA-{year}-{number}", width=4)
    if filled.kind == FilledFormat.Kind.HANDOVER:
        return NumberClass("handover", layout="EC-{year}-{number}", width=4)
    return NumberClass(
        f"filled:{filled.code}", layout=f"{filled.code}-{{year}}-{{number}}", width=4
    )


def intent(filled: FilledFormat, place: int) -> str:
    """The statement that a signer reads and makes."""
    told = {"name": route_of(filled)[place].name, "title": filled.title, "code": filled.code}
    if filled.kind == FilledFormat.Kind.ATTENDANCE:
        return _("I closed the attendance list “%(title)s” and answer for it.") % told
    if filled.kind == FilledFormat.Kind.HANDOVER:
        if place == 0:
            return _("I hand over what “%(title)s” lists, and answer for its being all.") % told
        return _("I receive what “%(title)s” lists, with the observations it bears.") % told
    if place == 0:
        return _("I filled in %(title)s (%(code)s) and answer for what it says.") % told
    return _("I read what was filled in in %(title)s (%(code)s) and sign as “%(name)s”.") % told


def sign(
    filled: FilledFormat,
    *,
    place: int,
    content_sha256: str,
    authentication: str,
    by: Any,
    at: datetime,
    circumstances: Circumstances = ALONE,
) -> FilledSignature:
    """Sign one place. The last one gives the number and makes the record, in the same act.

    `content_sha256` is what the signer saw. Raises NotAllowed with every reason, Conflict when it
    was signed, completed or given back meanwhile.
    """
    with act(by=by, at=at):
        filled = locked(filled)
        return put_signature(
            filled,
            place,
            content_sha256=content_sha256,
            authentication=authentication,
            by=by,
            at=at,
            circumstances=circumstances,
        )


def locked(filled: FilledFormat) -> FilledFormat:
    """It, read again under the lock of its format or list. Raises Conflict when it has ended."""
    lock(filled)
    found: FilledFormat | None = FilledFormat.objects.open().filter(pk=filled.pk).first()
    if found is None:
        message = _("It was completed or given back meanwhile.")
        raise Conflict([Reason("not_open", message)])
    return found


def lock(filled: FilledFormat) -> None:
    """One at a time on the same format, list or hand-over: evidence itself is never locked.

    What needs no format is prepared in a row of its own, known by the name of its kind.
    """
    if filled.issuance_id is not None:
        ControlledDocument.objects.select_for_update().get(issuances=filled.issuance_id)
        return
    prepared: Any = FilledFormat._meta.get_field(filled.kind).related_model
    list(prepared._default_manager.select_for_update().filter(filled=filled.pk))


def put_signature(
    filled: FilledFormat,
    place: int,
    *,
    content_sha256: str,
    authentication: str,
    by: Any,
    at: datetime,
    circumstances: Circumstances,
) -> FilledSignature:
    """Write the signature of a place, under the lock that the caller holds; the last completes."""
    day = timezone.localdate(at)
    route = route_of(filled)
    there = list(filled.signatures.order_by("step"))
    reasons = reasons_against(
        route, [one.user_id for one in there if one.user_id], place, hand_of(by, day)
    )
    if reasons and reasons[0].code == "not_next":
        raise Conflict(reasons)
    with act(by=by, at=at, part=True) as log:
        person = bound(
            filled,
            reasons,
            appointment_of(by, day),
            content_sha256=content_sha256,
            authentication=authentication,
            by=by,
            at=at,
            circumstances=circumstances,
        )
        signature = FilledSignature.objects.create(
            **person,
            filled=filled,
            step=place,
            step_name=route[place].name,
            intent=intent(filled, place),
            cms=circumstances.cms,
            previous=there[-1] if there else None,
        )
        log.record(
            "filling.signed",
            filled,
            facts={
                "signature": signature.pk,
                "step": place,
                "content_sha256": content_sha256,
                "level": signature.level,
            },
            detail=circumstances.detail(),
        )
        if place + 1 == len(route):
            _complete(filled, by=by, at=at)
    return signature


def _complete(filled: FilledFormat, *, by: Any, at: datetime) -> FilledCompletion:
    with act(by=by, at=at, part=True) as log:
        number = numbers.give(numbers_of(filled), filled, by=by, at=at, office=filled.office.code)
        record = filing.file_filled(filled, number, by=by, at=at)
        completion = FilledCompletion.objects.create(
            filled=filled, number=number, record=record, completed_at=at
        )
        log.record(
            "filling.completed",
            filled,
            facts={
                "completion": completion.pk,
                "number": number.pk,
                "record": record.pk,
                "content_sha256": filled.content_sha256,
            },
        )
    return completion


def give_back(filled: FilledFormat, *, reason: str, by: Any, at: datetime) -> FilledReturn:
    """Return it to its author, who gets a new draft, or goes on where it was prepared.

    Whoever would sign next may.
    """
    return _ended(filled, FilledReturn.Kind.RETURNED, reason=reason, by=by, at=at)


def take_back(filled: FilledFormat, *, reason: str, by: Any, at: datetime) -> FilledReturn:
    """Its author takes it back before it is complete, and goes on with a new draft."""
    return _ended(filled, FilledReturn.Kind.RECALLED, reason=reason, by=by, at=at)


def _ended(
    filled: FilledFormat, kind: FilledReturn.Kind, *, reason: str, by: Any, at: datetime
) -> FilledReturn:
    with act(by=by, at=at) as log:
        filled = locked(filled)
        reasons = []
        if not reason.strip():
            reasons.append(Reason("no_reason", _("Say why."), "reason"))
        if kind == FilledReturn.Kind.RETURNED:
            reasons += reasons_against_signing(filled, by=by, at=at)
        elif filled.author_id != by.pk:
            reasons.append(Reason("not_yours", _("Only whoever filled it in takes it back.")))
        reasons += vetoes.reasons("return", filled, timezone.localdate(at))
        if reasons:
            raise NotAllowed(reasons)
        ending = FilledReturn.objects.create(
            filled=filled, kind=kind, by=by, at=at, reason=reason.strip()
        )
        format_drafts.again(filled, contents.values(content_of(filled)), at=at)
        log.record(f"filling.{kind.value}", filled, detail={"reason": ending.reason})
    return ending
