"""Tags: outside the signed content, changed by this verb alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from taggit.models import Tag

from records.events import act
from records.exceptions import NotAllowed, Reason
from records.models import ControlledDocument
from records.permissions import ADOPTS, KEEPS_QUALITY, WRITES, has_role
from records.wording import too_long


def retag(
    document: ControlledDocument, names: Iterable[str], *, by: Any, at: datetime
) -> frozenset[str]:
    """Give the document exactly these tags. Nothing is recorded when nothing changes.

    Raises NotAllowed when the person neither writes nor keeps archive or quality system, and for
    a tag that is too long.
    """
    if not has_role(by, *WRITES, *ADOPTS, *KEEPS_QUALITY):
        raise NotAllowed([Reason("no_role", _("Your account does not write documents."))])
    wanted = frozenset(name.strip() for name in names if name.strip())
    if reasons := [one for name in wanted for one in too_long(Tag, "name", name, place="tags")]:
        raise NotAllowed(reasons)
    with act(by=by, at=at) as log:
        ControlledDocument.objects.select_for_update().get(pk=document.pk)
        before = frozenset(document.tags.names())
        if wanted != before:
            document.tags.set(sorted(wanted))
            log.record(
                "document.tagged",
                document,
                detail={"added": sorted(wanted - before), "removed": sorted(before - wanted)},
            )
    return wanted
