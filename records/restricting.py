"""Who may know of a document, changed after it was issued (Ley 1712 de 2014, arts. 18 and 19)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from records import vetoes
from records.events import act
from records.exceptions import NotAllowed, Reason
from records.models import AccessLevel, ControlledDocument
from records.permissions import ADOPTS, has_role
from records.wording import unsaid


def restrict(
    document: ControlledDocument, access: str, *, reason: str, by: Any, at: datetime
) -> ControlledDocument:
    """Restrict a document beyond what its issued versions say, or lift that again.

    What a version was issued with stays: no version is shown to more people than it allows. Every
    answer to a visitor asks `visible_to`, so the change counts at once. Archive managers and
    administrators do. Raises NotAllowed with every reason.
    """
    with act(by=by, at=at) as log:
        document = ControlledDocument.objects.select_for_update().get(pk=document.pk)
        reasons = vetoes.reasons("restrict", document, timezone.localdate(at))
        if not has_role(by, *ADOPTS):
            message = _("Your account does not change who may read.")
            reasons.append(Reason("no_role", message))
        if access not in AccessLevel.values:
            message = _("There is no such level of access.")
            reasons.append(Reason("access", message, "access"))
        elif access == document.access:
            message = _("It has that access already.")
            reasons.append(Reason("same_access", message, "access"))
        reasons += unsaid(reason)
        if reasons:
            raise NotAllowed(reasons)
        before, document.access = document.access, access
        document.save(update_fields=["access"])
        log.record(
            "document.access_changed",
            document,
            facts={"from": before, "to": access},
            detail={"reason": reason.strip()},
        )
    return document
