"""Restricting a case file or a record with its grounds, and ending that by a reasoned act.

No term ends a restriction and no verb but `declassify` lowers a level (domain 11.13; Ley 1712 de
2014, arts. 18, 19, 22 and 28). Whoever may know is asked of the level, at each question.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from records import vetoes
from records.case_files import documents
from records.case_files.access import Grounds, reasons_against, restricted, stricter, strictest
from records.case_files.rights import done_by, reasons_of_archive, reasons_of_keeper
from records.case_files.standing import locked
from records.events import act
from records.exceptions import NotAllowed, Reason
from records.models import (
    AccessLevel,
    CaseFile,
    ControlledDocument,
    Declassification,
    Record,
    Restriction,
)
from records.permissions import ADOPTS, has_role
from records.wording import too_long, unsaid


def impose(
    subject: CaseFile | Record, access: str, grounds: Grounds, *, by: Any, at: datetime
) -> Restriction:
    """Restrict a case file or a record, or motivate the level that it has already.

    Who keeps the case files of the office does; where it is, or holds, what was issued of a
    controlled document, archive managers and administrators, and the document follows in the same
    act. A lower level is no restriction: that is an act of declassification. The fifteen years of
    a reserve count from its first day, however often it is imposed. Raises NotAllowed with every
    reason.
    """
    day = timezone.localdate(at)
    with act(by=by, at=at) as log:
        reached = documents.reached(subject)
        case_file = locked(_case_file(subject))
        subject = _read(subject)
        reasons = [
            *reasons_of_keeper(by, case_file, at),
            *reasons_against(access, grounds, since=begun(subject, day)),
            *_of_documents(subject, reached, by, day),
            *vetoes.reasons("restrict", subject, day),
        ]
        if access == AccessLevel.PUBLIC:
            message = _("Public is no restriction: it is declassified by an act.")
            reasons.append(Reason("public", message, "access"))
        elif access in AccessLevel.values and stricter(subject.access, access):
            message = _("It is restricted more strictly already: that is lowered by an act.")
            reasons.append(Reason("lower", message, "access"))
        if reasons:
            raise NotAllowed(reasons)
        before = subject.access
        _set(subject, access)
        row = restricted(subject, grounds, by=by, at=at)
        facts = {"from": before, "to": access, "restriction": row.pk}
        log.record(f"{_named(subject)}.restricted", subject, facts=facts)
        documents.raise_to(access, reached, row.harm, log=log)
    return row


def begun(subject: CaseFile | Record, day: date) -> date:
    """The day from which its reserve counts: that day, or the first on which it was reserved.

    A record counts from its entry where its case file was reserved then; what bears the level
    without grounds, from the day on which it came into being with it.
    """
    reserved = Restriction.objects.filter(access=AccessLevel.RESERVED)
    first = reserved.order_by("decided_on").values_list("decided_on", flat=True)
    if isinstance(subject, CaseFile):
        came, days = subject.opened_on, list(first.filter(case_file=subject)[:1])
    else:
        came = timezone.localdate(subject.incorporated_at)
        above = first.filter(case_file=subject.case_file)[:1]
        days = [*first.filter(record=subject)[:1], *(max(one, came) for one in above)]
    if not days and subject.access == AccessLevel.RESERVED:
        days.append(came)
    return min([day, *days])


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
        reached = documents.reached(restriction.subject)
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
        documents.lower_to(after, reached, row.reason, before=before, log=log)
    return row


def standing_of(subject: CaseFile | Record) -> QuerySet[Restriction]:
    """The restrictions of it that no act ended."""
    of_it = {"case_file": subject} if isinstance(subject, CaseFile) else {"record": subject}
    return Restriction.objects.standing().filter(**of_it)


def _of_documents(
    subject: CaseFile | Record, reached: Sequence[ControlledDocument], by: Any, day: date
) -> list[Reason]:
    """Why who may read a document is not changed so: by whom, on hold, or only a copy."""
    reasons = []
    if reached and not has_role(by, *ADOPTS):
        message = _(
            "It is of a controlled document: archive managers and administrators restrict it."
        )
        reasons.append(Reason("no_role", message))
    if isinstance(subject, Record) and subject.same_as and subject.same_as.version_id:
        message = _("It is a copy of an issued version, in %(code)s: restrict that one.")
        reasons.append(Reason("copy", message % {"code": subject.same_as.case_file.code}))
    for document in reached:
        reasons += vetoes.reasons("restrict", document, day)
    return reasons


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
