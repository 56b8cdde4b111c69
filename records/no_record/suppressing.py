"""Suppressing: a mistaken upload in quarantine, or personal data by order of an authority.

One person orders it with its reason, another confirms it: from then on nobody opens the file, and
its bytes go (`records.no_record.erasing`). The row of the file, the order and both persons stay.
Until it is confirmed it may be refused: then nothing happens, and it may be ordered anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from records import storage, vetoes
from records.capture.judging import captured_formats
from records.capture.naming import safe_name
from records.capture.reading import Incoming, Inspected, inspect
from records.capture.words import why_not
from records.case_files.reindexing import freeze_again
from records.case_files.rights import ARCHIVISTS, done_by, reasons_of_archive
from records.case_files.standing import all_locked, locked
from records.events import act
from records.exceptions import NotAllowed, Reason
from records.models import (
    CaseFile,
    Component,
    Record,
    Suppression,
    SuppressionConfirmation,
    SuppressionRefusal,
)
from records.no_record.erasing import suppressed_files
from records.no_record.quarantine import is_in_quarantine
from records.permissions import has_role
from records.wording import too_long, unsaid

Ground = Suppression.Ground


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """What is ordered. `component` None: all files of the record.

    `replacement`: the file that takes its place, without what was ordered out.
    """

    ground: str
    what: str
    reason: str
    component: Component | None = None
    replacement: Incoming | None = None
    authority: str = ""
    order: str = ""
    ordered_on: date | None = None


def to_confirm(user: Any) -> QuerySet[Suppression]:
    """The orders that wait for this person as the second one; none for who may not confirm."""
    waiting = Suppression.objects.standing().filter(confirmation=None).exclude(user=user.pk)
    return waiting if has_role(user, *ARCHIVISTS) else waiting.none()


def order_suppression(record: Record, told: Ordered, *, by: Any, at: datetime) -> Suppression:
    """Write an order to suppress down. Nothing is suppressed until a second person confirms it.

    An order about a record that shows the files of another is about that other, wherever it is
    shown. Archive managers and administrators do. Raises NotAllowed with every reason.
    """
    looked = inspect([told.replacement])[0] if told.replacement is not None else None
    if record.same_as is not None and told.ground != Ground.MISTAKE:
        record = record.same_as
    reasons = reasons_against(record, told, looked, by=by, at=at)
    if reasons:
        raise NotAllowed(reasons)
    digest = storage.storage().put_file(told.replacement.path) if told.replacement else ""
    with act(by=by, at=at) as log:
        locked(record.case_file)
        if reasons := reasons_against(record, told, looked, by=by, at=at):
            raise NotAllowed(reasons)
        row = Suppression.objects.create(
            ground=told.ground,
            record=record,
            component=told.component,
            replacement=_replacement(record, told, looked, digest, at),
            authority=told.authority.strip(),
            order=told.order.strip(),
            ordered_on=told.ordered_on,
            what=told.what.strip(),
            reason=told.reason.strip(),
            **done_by(by, at),
        )
        facts = {"ground": told.ground, "component": told.component and told.component.pk}
        detail = {"reason": row.reason, "order": row.order, "authority": row.authority}
        log.record("suppression.ordered", record, facts=facts, detail=detail)
    return row


def _replacement(
    record: Record, told: Ordered, looked: Inspected | None, digest: str, at: datetime
) -> Component | None:
    if told.replacement is None or told.component is None or looked is None or not looked.format:
        return None
    return Component.objects.create(
        record=record,
        role=told.component.role,
        sha256=digest,
        size=told.replacement.size,
        media_type=looked.format.media_type,
        name=safe_name(told.replacement.name),
        created_at=at,
    )


def reasons_against(
    record: Record, told: Ordered, looked: Inspected | None, *, by: Any, at: datetime
) -> list[Reason]:
    """Every reason why this is not ordered so; empty when it can be. Changes nothing."""
    today = timezone.localdate(at)
    reasons = [
        *reasons_of_archive(by),
        *unsaid(told.reason),
        *too_long(Suppression, "authority", told.authority),
        *too_long(Suppression, "order", told.order),
        *vetoes.reasons("suppress", record, today),
    ]
    if not told.what.strip():
        reasons.append(Reason("no_what", _("Say what is suppressed."), "what"))
    if told.ground not in Ground.values:
        reasons.append(Reason("ground", _("Choose the ground of the suppression."), "ground"))
    if told.component is not None and told.component.record_id != record.pk:
        reasons.append(Reason("component", _("That file is not of this record."), "component"))
    if _is_ordered(record, told.component):
        reasons.append(Reason("ordered", _("That is ordered to be suppressed already.")))
    reasons += _of_ground(record, told, today)
    reasons += _not_covered(record, told)
    if told.replacement is not None:
        reasons += _of_replacement(told, looked)
    return reasons


def _is_ordered(record: Record, component: Component | None) -> bool:
    known = Suppression.objects.standing().filter(record=record)
    return known.filter(component=None).exists() or (
        component is not None and known.filter(component=component).exists()
    )


def _not_covered(record: Record, told: Ordered) -> list[Reason]:
    """What no suppression takes: nothing is promised that does not happen."""
    if record.version_id is not None:
        message = _(
            "An issued version of a controlled document is not suppressed: restrict its document, "
            "withdraw it, and issue a corrected one."
        )
        return [Reason("version", message)]
    if record.same_as is not None:
        message = _("It shows the files of another record, which stay: nothing of it is left.")
        return [Reason("copy", message)]
    if told.ground != Ground.MISTAKE and told.component is None and not _has_files(record):
        return [Reason("no_file", _("It has no file here that could be suppressed."))]
    return []


def _has_files(record: Record) -> bool:
    return suppressed_files(Suppression(record=record)).exists()


def _of_ground(record: Record, told: Ordered, today: date) -> list[Reason]:
    if told.ground == Ground.MISTAKE:
        if told.component is not None or not is_in_quarantine(record):
            message = _("Only a whole record in quarantine is suppressed as a mistake.")
            return [Reason("not_in_quarantine", message, "ground")]
        return []
    reasons = []
    for name, message in (
        ("authority", _("Say which authority ordered it, or who claimed it.")),
        ("order", _("Say by which order, decision or claim, with its number.")),
    ):
        if not getattr(told, name).strip():
            reasons.append(Reason(f"no_{name}", message, name))
    if told.ordered_on is None or told.ordered_on > today:
        reasons.append(Reason("ordered_on", _("Say when it was ordered."), "ordered_on"))
    return reasons


def _of_replacement(told: Ordered, looked: Inspected | None) -> list[Reason]:
    if told.component is None or told.replacement is None:
        message = _("A file takes the place of one file, not of a whole record.")
        return [Reason("replacement", message, "replacement")]
    if looked is None or looked.format is None or looked.format.key not in captured_formats():
        code = (looked.wrong if looked else None) or "unknown"
        return [Reason(code, why_not(code, told.replacement.name), "replacement")]
    return []


def confirm_suppression(
    suppression: Suppression, *, by: Any, at: datetime
) -> SuppressionConfirmation:
    """A second person confirms it: from now on nobody opens what is suppressed.

    Of those who answer for the archive, and never who ordered it. Each closed case file that shows
    it has a new index frozen, and its old ones are kept. Raises NotAllowed.
    """
    with act(by=by, at=at) as log:
        showing = Record.objects.kept().filter(
            Q(pk=suppression.record_id) | Q(same_as=suppression.record_id)
        )
        found = CaseFile.objects.filter(
            Q(pk=suppression.record.case_file_id) | Q(records__in=showing)
        )
        case_files = all_locked(found.distinct())
        suppression = Suppression.objects.select_related("record").get(pk=suppression.pk)
        record = suppression.record
        reasons = [
            *reasons_of_archive(by),
            *vetoes.reasons("suppress", record, timezone.localdate(at)),
        ]
        if suppression.user_id == by.pk:
            message = _("Who ordered a suppression does not confirm it: a second person does.")
            reasons.append(Reason("same_person", message))
        reasons += _settled(suppression)
        if suppression.ground == Ground.MISTAKE and not is_in_quarantine(record):
            message = _("Only a whole record in quarantine is suppressed as a mistake.")
            reasons.append(Reason("not_in_quarantine", message))
        if reasons:
            raise NotAllowed(reasons)
        row = SuppressionConfirmation.objects.create(suppression=suppression, **done_by(by, at))
        log.record("suppression.confirmed", record, facts={"suppression": suppression.pk})
        for case_file in case_files:
            if showing.filter(case_file=case_file).exists():
                freeze_again(case_file, by=by, at=at)
    return row


def refuse_suppression(
    suppression: Suppression, *, reason: str, by: Any, at: datetime
) -> SuppressionRefusal:
    """It does not happen: a second person refuses it, or who ordered it takes it back.

    Nothing of the record changes, and it may be ordered anew. Of those who answer for the archive,
    while it is not confirmed. Raises NotAllowed with every reason.
    """
    with act(by=by, at=at) as log:
        locked(suppression.record.case_file)
        suppression = Suppression.objects.select_related("record").get(pk=suppression.pk)
        reasons = [*reasons_of_archive(by), *unsaid(reason), *_settled(suppression)]
        if reasons:
            raise NotAllowed(reasons)
        row = SuppressionRefusal.objects.create(
            suppression=suppression, reason=reason.strip(), **done_by(by, at)
        )
        facts = {"suppression": suppression.pk}
        detail = {"reason": row.reason}
        log.record("suppression.refused", suppression.record, facts=facts, detail=detail)
    return row


def _settled(suppression: Suppression) -> list[Reason]:
    if hasattr(suppression, "confirmation"):
        return [Reason("confirmed", _("It is confirmed already."))]
    if hasattr(suppression, "refusal"):
        return [Reason("refused", _("It was refused already."))]
    return []
