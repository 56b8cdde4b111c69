"""Numbers that bind: given in the act that uses them, never twice, annulled only by minutes.

Every number from 1 to the last of a row and year is accounted for: given to something, or given
and annulled (Acuerdo 060 de 2001, arts. 5 and 6). The year is that of America/Bogota.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from records import sequences, vetoes
from records.events import Act, act
from records.exceptions import Conflict, NotAllowed, Reason
from records.models import (
    ContingencyRange,
    Issuance,
    NumberAnnulment,
    Record,
    RegistryNumber,
    Sequence,
)
from records.numbering import NumberClass
from records.permissions import Role, has_role
from records.wording import too_long, unsaid

KEEPS_NUMBERS = (Role.ARCHIVIST, Role.ADMINISTRATOR)
LARGEST_RANGE = 10_000


@dataclass(frozen=True, slots=True)
class HandWritten:
    """A number that was given by hand during a contingency, and what bears it."""

    number: int
    subject: Model
    on: date


def give(
    numbers: NumberClass, subject: Model, *, by: Any, at: datetime, office: str = ""
) -> RegistryNumber:
    """The next number of this class for `subject`, in the caller's transaction.

    A rollback gives it back; until the caller's act ends nobody else takes one of the same row, so
    that the order of numbers is the order of commits. A draft takes none: the verbs that register
    or sign last call this. Raises RuntimeError outside a transaction.
    """
    day = timezone.localdate(at)
    scope = numbers.scope(office)
    number = sequences.take(scope, day.year)
    with act(by=by, at=at) as log:
        return _given(
            log,
            RegistryNumber(
                scope=scope,
                year=day.year,
                number=number,
                printed=numbers.printed(day.year, number, office),
                taken_on=day,
            ),
            subject,
            by=by,
            at=at,
        )


def annul(
    number: RegistryNumber, *, reason: str, order: str, minutes: Record, by: Any, at: datetime
) -> NumberAnnulment:
    """A number binds no longer; it stays given and is never given again.

    `minutes` is the acta that says so: filed, and signed as an issued or adopted version. Raises
    NotAllowed with every reason, Conflict when it was annulled before.
    """
    with act(by=by, at=at) as log:
        _lock(number.scope, number.year)
        if NumberAnnulment.objects.filter(number=number).exists():
            raise Conflict([Reason("annulled", _("This number was already annulled."))])
        reasons = [*_role(by), *_unsigned(minutes), *unsaid(reason)]
        reasons += _unnamed(order, NumberAnnulment)
        reasons += vetoes.reasons("annul", number, timezone.localdate(at))
        if reasons:
            raise NotAllowed(reasons)
        return _annulled(log, number, reason, order, minutes, by=by, at=at)


def open_range(
    numbers: NumberClass, size: int, *, order: str, by: Any, at: datetime, office: str = ""
) -> ContingencyRange:
    """Set the next `size` numbers of a class aside, to be given by hand while the system is down.

    `order` is the act that opens the range. Raises NotAllowed with every reason.
    """
    day = timezone.localdate(at)
    with act(by=by, at=at) as log:
        reasons = _role(by)
        if not 1 <= size <= LARGEST_RANGE:
            message = _("A range holds from 1 to %(most)s numbers.") % {"most": LARGEST_RANGE}
            reasons.append(Reason("size", message, "size"))
        reasons += _unnamed(order, ContingencyRange)
        if reasons:
            raise NotAllowed(reasons)
        scope = numbers.scope(office)
        first = sequences.take(scope, day.year, size)
        opened = ContingencyRange.objects.create(
            scope=scope,
            year=day.year,
            first=first,
            last=first + size - 1,
            act=order.strip(),
            by=by,
            at=at,
        )
        log.record(
            "numbers.range_opened",
            opened,
            facts={"scope": scope, "year": day.year, "first": first, "last": opened.last},
            detail={"act": opened.act},
        )
    return opened


def load_range(
    opened: ContingencyRange,
    numbers: NumberClass,
    written: Iterable[HandWritten],
    *,
    minutes: Record | None,
    by: Any,
    at: datetime,
    office: str = "",
) -> list[RegistryNumber]:
    """Bring in what was numbered by hand: once, and every number of the range accounted for.

    What nobody used is annulled by `minutes` in the same act. Raises NotAllowed with every reason,
    Conflict when the range was loaded.
    """
    found = sorted(written, key=lambda one: one.number)
    unused = sorted(set(range(opened.first, opened.last + 1)) - {one.number for one in found})
    with act(by=by, at=at) as log:
        _lock(opened.scope, opened.year)
        if opened.numbers.exists():
            raise Conflict([Reason("loaded", _("This range was already loaded."))])
        reasons = [*_role(by), *_misfits(opened, numbers.scope(office), found)]
        if unused:
            reasons += _unsigned(minutes)
        if reasons:
            raise NotAllowed(reasons)
        days = {one.number: one for one in found}
        given = []
        for number in range(opened.first, opened.last + 1):
            hand = days.get(number)
            row = RegistryNumber(
                scope=opened.scope,
                year=opened.year,
                number=number,
                printed=numbers.printed(opened.year, number, office),
                contingency=opened,
                taken_on=hand.on if hand else timezone.localdate(opened.at),
            )
            subject = hand.subject if hand else opened
            given.append(_given(log, row, subject, by=by, at=at))
            if hand is None and minutes is not None:
                reason = _("Not used in the contingency.")
                _annulled(log, row, reason, opened.act, minutes, by=by, at=at)
    return given


def _given(
    log: Act, row: RegistryNumber, subject: Model, *, by: Any, at: datetime
) -> RegistryNumber:
    row.subject_type = subject._meta.label_lower
    row.subject_id = int(subject.pk)
    row.by, row.at = by, at
    row.save()
    log.record(
        "number.given",
        subject,
        facts={"number": row.pk, "scope": row.scope, "year": row.year, "value": row.number},
    )
    return row


def _annulled(
    log: Act,
    number: RegistryNumber,
    reason: str,
    order: str,
    minutes: Record,
    *,
    by: Any,
    at: datetime,
) -> NumberAnnulment:
    annulment = NumberAnnulment.objects.create(
        number=number, reason=reason.strip(), act=order.strip(), minutes=minutes, by=by, at=at
    )
    log.record(
        "number.annulled",
        number,
        facts={"annulment": annulment.pk, "minutes": minutes.pk},
        detail={"reason": annulment.reason, "act": annulment.act},
    )
    return annulment


def _lock(scope: str, year: int) -> None:
    """One at a time on the same row of numbers: evidence itself is never locked."""
    Sequence.objects.select_for_update().get(scope=scope, year=year)


def _role(by: Any) -> list[Reason]:
    if has_role(by, *KEEPS_NUMBERS):
        return []
    return [Reason("no_role", _("Your account does not keep the numbers of the entity."))]


def _unnamed(order: str, model: type[Model]) -> list[Reason]:
    """Why no act can be kept by these words."""
    if not order.strip():
        return [Reason("no_act", _("Name the act."), "order")]
    return too_long(model, "act", order.strip(), place="order")


def _unsigned(minutes: Record | None) -> list[Reason]:
    if minutes is not None and Issuance.objects.filter(version=minutes.version_id).exists():
        return []
    message = _("The minutes that annul a number are signed and filed first.")
    return [Reason("minutes", message, "minutes")]


def _misfits(opened: ContingencyRange, scope: str, written: list[HandWritten]) -> list[Reason]:
    reasons = []
    if scope != opened.scope:
        reasons.append(Reason("scope", _("The range is of another class of numbers.")))
    outside = [one.number for one in written if not opened.first <= one.number <= opened.last]
    if outside:
        message = _("These numbers are not of the range: %(numbers)s.")
        reasons.append(Reason("outside", message % {"numbers": _listed(outside)}, "written"))
    values = [one.number for one in written]
    twice = sorted({number for number in values if values.count(number) > 1})
    if twice:
        message = _("These numbers are there twice: %(numbers)s.")
        reasons.append(Reason("twice", message % {"numbers": _listed(twice)}, "written"))
    if any(one.on.year != opened.year for one in written):
        message = _("A number of %(year)s is dated in that year.") % {"year": opened.year}
        reasons.append(Reason("year", message, "written"))
    return reasons


def _listed(values: list[int]) -> str:
    return ", ".join(str(value) for value in values)
