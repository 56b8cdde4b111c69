"""A submission that ends without issue: taken back by its author, or returned for correction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from records import approvals, quorum, signing, vetoes
from records.events import act
from records.exceptions import Conflict, NotAllowed, Reason
from records.models import ControlledDocument, Decision, DocumentVersion, Refusal
from records.wording import unsaid


def recall(version: DocumentVersion, *, reason: str, by: Any, at: datetime) -> Refusal:
    """Take a submission back. It stays as evidence; the draft can be edited and submitted anew.

    Only whoever submitted it may; `by` None: the system, when its workflow was cancelled.
    """
    return _end(version, Refusal.Kind.RECALLED, reason=reason, by=by, at=at)


def refuse(
    version: DocumentVersion,
    *,
    reason: str,
    by: Any,
    at: datetime,
    decision: Decision | None = None,
) -> Refusal:
    """Return a version for correction, with the reason. One refusal ends the submission.

    Whoever may sign the pending step does; a committee by its `decision`, which `by` recorded.
    """
    if decision is not None and (
        decision.item.version_id != version.pk or decision.outcome != quorum.RETURNED
    ):
        raise ValueError("a decision returns the version that it is about")
    return _end(version, Refusal.Kind.RETURNED, reason=reason, by=by, at=at, decision=decision)


def _end(
    version: DocumentVersion,
    kind: Refusal.Kind,
    *,
    reason: str,
    by: Any,
    at: datetime,
    decision: Decision | None = None,
) -> Refusal:
    with act(by=by, at=at) as log:
        version.document = ControlledDocument.objects.select_for_update().get(
            pk=version.document_id
        )
        if not DocumentVersion.objects.in_review().filter(pk=version.pk).exists():
            raise Conflict([Reason("not_in_review", _("This version is no longer in review."))])
        reasons = []
        asked = "refuse" if kind == Refusal.Kind.RETURNED else "recall"
        reasons += unsaid(reason)
        if approvals.approval_of(version) is not None:
            message = _("A committee approved it: it waits for the signature of the minutes.")
            reasons.append(Reason("approved", message))
        if kind == Refusal.Kind.RETURNED and decision is None:
            reasons += signing.reasons_against(version, by=by, at=at)
        elif kind == Refusal.Kind.RECALLED and by is not None and by.pk != version.submitted_by_id:
            message = _("Only whoever submitted it takes it back.")
            reasons.append(Reason("not_author", message))
        reasons += vetoes.reasons(asked, version, timezone.localdate(at))
        if reasons:
            raise NotAllowed(reasons)
        refusal = Refusal.objects.create(
            version=version, kind=kind, by=by, at=at, reason=reason.strip()
        )
        log.record(
            f"version.{kind.value}",
            version,
            facts={
                "document": version.document_id,
                **({"decision": decision.pk} if decision is not None else {}),
            },
            detail={"reason": reason.strip()},
        )
    return refusal
