"""Restricting a case file or a record with its grounds, and ending that by a reasoned act.

No term ends a restriction and no verb but `declassify` lowers a level (domain 11.13; Ley 1712 de
2014, arts. 18, 19, 22 and 28). Whoever may know is asked of the level, at each question.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from records import vetoes
from records.case_files.access import Grounds, reasons_against, restricted
from records.case_files.rights import done_by, reasons_of_archive, reasons_of_keeper
from records.case_files.standing import locked
from records.events import act
from records.exceptions import NotAllowed, Reason
from records.models import AccessLevel, CaseFile, Declassification, Record, Restriction
from records.wording import too_long, unsaid

_STRICTNESS = {AccessLevel.PUBLIC: 0, AccessLevel.CLASSIFIED: 1, AccessLevel.RESERVED: 2}


def strictest(levels: Iterable[str]) -> str:
    """The strictest of these levels; public where there is none."""
    ordered = sorted(levels, key=lambda one: _STRICTNESS[AccessLevel(one)])
    return ordered[-1] if ordered else AccessLevel.PUBLIC.value


def impose(
    subject: CaseFile | Record, access: str, grounds: Grounds, *, by: Any, at: datetime
) -> Restriction:
    """Restrict a case file or a record, or motivate the level that it has already.

    Who keeps the case files of the office does. A lower level is no restriction: that is an act of
    declassification. Raises NotAllowed with every reason.
    """
    day = timezone.localdate(at)
    with act(by=by, at=at) as log:
        case_file = locked(_case_file(subject))
        subject = _read(subject)
        reasons = [
            *reasons_of_keeper(by, case_file, at),
            *reasons_against(access, grounds, since=day),
            *vetoes.reasons("restrict", subject, day),
        ]
        if access == AccessLevel.PUBLIC:
            message = _("Public is no restriction: it is declassified by an act.")
            reasons.append(Reason("public", message, "access"))
        elif access in AccessLevel.values and strictest([access, subject.access]) != access:
            message = _("It is restricted more strictly already: that is lowered by an act.")
            reasons.append(Reason("lower", message, "access"))
        if reasons:
            raise NotAllowed(reasons)
        before = subject.access
        _set(subject, access)
        row = restricted(subject, grounds, by=by, at=at)
        facts = {"from": before, "to": access, "restriction": row.pk}
        log.record(f"{_named(subject)}.restricted", subject, facts=facts)
    return row


def declassify(
    restriction: Restriction,
    *,
    act_: str,
    on: date | None,
    reason: str,
    access: str = AccessLevel.PUBLIC,
    grounds: Grounds | None = None,
    by: Any,
    at: datetime,
) -> Declassification:
    """End a restriction by a reasoned act; what else restricts it goes on.

    `access` classified: from reserved, with grounds of its own. Records that only inherited the
    level of their case file follow it; what is restricted of itself, or bears personal data of a
    filled format, stays. Archive managers and administrators do. Raises NotAllowed.
    """
    day = timezone.localdate(at)
    with act(by=by, at=at) as log:
        case_file = locked(_case_file(restriction.subject))
        restriction = Restriction.objects.get(pk=restriction.pk)
        subject = _read(restriction.subject)
        reasons = _against_ending(restriction, act_, on, reason, access, grounds, day, by)
        reasons += vetoes.reasons("declassify", subject, day)
        if reasons or on is None:
            raise NotAllowed(reasons)
        row = Declassification.objects.create(
            restriction=restriction,
            access=access,
            act=act_.strip(),
            on=on,
            reason=reason.strip(),
            **done_by(by, at),
        )
        others = standing_of(subject).values_list("access", flat=True)
        before, after = subject.access, strictest([access, *others])
        _set(subject, after)
        if access != AccessLevel.PUBLIC and grounds is not None and after == access:
            restricted(subject, grounds, by=by, at=at)
        followed = _follow(case_file, before, after) if isinstance(subject, CaseFile) else 0
        facts = {"from": before, "to": after, "restriction": restriction.pk, "count": followed}
        detail = {"reason": row.reason, "act": row.act}
        log.record(f"{_named(subject)}.declassified", subject, facts=facts, detail=detail)
    return row


def standing_of(subject: CaseFile | Record) -> QuerySet[Restriction]:
    """The restrictions of it that no act ended."""
    of_it = {"case_file": subject} if isinstance(subject, CaseFile) else {"record": subject}
    return Restriction.objects.standing().filter(**of_it)


def _against_ending(
    restriction: Restriction,
    act_: str,
    on: date | None,
    reason: str,
    access: str,
    grounds: Grounds | None,
    day: date,
    by: Any,
) -> list[Reason]:
    reasons = [
        *reasons_of_archive(by),
        *unsaid(reason),
        *too_long(Declassification, "act", act_),
    ]
    if hasattr(restriction, "ending"):
        reasons.append(Reason("ended", _("An act ended this restriction already.")))
    if not act_.strip():
        reasons.append(Reason("no_act", _("Cite the act that declassifies it."), "act"))
    if on is None or on > day:
        reasons.append(Reason("on", _("Write the date of the act."), "on"))
    if access == AccessLevel.RESERVED or access not in AccessLevel.values:
        message = _("An act of declassification leaves it public or classified.")
        reasons.append(Reason("access", message, "access"))
    elif access == AccessLevel.CLASSIFIED:
        if restriction.access != AccessLevel.RESERVED:
            message = _("It is classified already.")
            reasons.append(Reason("same_access", message, "access"))
        reasons += reasons_against(access, grounds, since=day)
    return reasons


def _follow(case_file: CaseFile, before: str, after: str) -> int:
    """Lower the records that only inherited the level that their case file had; how many."""
    inherited = Record.objects.filter(
        case_file=case_file, access=before, version=None, completion=None, same_as=None
    ).exclude(pk__in=Restriction.objects.standing().exclude(record=None).values("record"))
    return inherited.update(access=after) if before != after else 0


def _case_file(subject: CaseFile | Record) -> CaseFile:
    return subject if isinstance(subject, CaseFile) else subject.case_file


def _read(subject: CaseFile | Record) -> CaseFile | Record:
    """It as it is now that its case file is locked."""
    found: CaseFile | Record = type(subject)._default_manager.get(pk=subject.pk)
    return found


def _set(subject: CaseFile | Record, access: str) -> None:
    type(subject)._default_manager.filter(pk=subject.pk).update(access=access)
    subject.access = access


def _named(subject: CaseFile | Record) -> str:
    return "case_file" if isinstance(subject, CaseFile) else "record"
