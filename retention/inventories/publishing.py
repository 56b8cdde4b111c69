"""Publishing an inventory: its public form, where citizens read it, search it and take it away.

Law 1712 de 2014, art. 20, and Acuerdo AGN 001 de 2024, art. 4.5.4: what the entity keeps is told.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from records.events import act
from records.exceptions import NotAllowed, Reason
from records.models.organization import person_name
from records.organization import appointment_of
from records.permissions import Role, has_role
from records.querysets import case_files_visible_to
from retention.inventories.keeping import content_of
from retention.inventories.layouts import Head
from retention.inventories.lines import InventoryLine
from retention.models import Inventory, InventoryPublication

PUBLISHES = (Role.ARCHIVIST, Role.ADMINISTRATOR)


def reasons_against(inventory: Inventory, *, by: Any) -> list[Reason]:
    """Why this person does not publish it; empty when they may."""
    reasons = []
    if not has_role(by, *PUBLISHES):
        reasons.append(Reason("no_role", _("Only the archive publishes inventories.")))
    if not inventory.public:
        message = _("Only the public form is published: keep one, and publish that.")
        reasons.append(Reason("not_public", message))
    if InventoryPublication.objects.filter(inventory=inventory).exists():
        reasons.append(Reason("published", _("This inventory is published already.")))
    return reasons


def publish(inventory: Inventory, *, by: Any, at: datetime) -> InventoryPublication:
    """Put its public form where citizens read it. Raises NotAllowed with every reason.

    It stays there. What of it may no longer be known is left out by itself: see `known_of`.
    """
    if reasons := reasons_against(inventory, by=by):
        raise NotAllowed(reasons)
    held = appointment_of(by, timezone.localdate(at))
    try:
        with act(by=by, at=at) as log:
            published = InventoryPublication.objects.create(
                inventory=inventory,
                by=by,
                name=person_name(by),
                position=held.title if held else "",
                at=at,
            )
            log.record("inventory.published", inventory, facts={"lines": inventory.lines})
    except IntegrityError:
        # Two at once: rows of evidence are locked by nobody, and the database takes one.
        raise NotAllowed(reasons_against(inventory, by=by)) from None
    return published


def known_of(published: InventoryPublication, user: Any) -> tuple[Head, list[InventoryLine]]:
    """Head and lines as they were kept, of the case files that this person may know of today.

    Numbered anew: a gap would tell that something is no longer for everybody. Raises StorageError.
    """
    head, lines, _told = content_of(published.inventory)
    units = known_units(published, user)
    shown = [line for line in lines if line.unit in units]
    return head, [replace(line, order=order) for order, line in enumerate(shown, 1)]


def known_units(published: InventoryPublication, user: Any) -> frozenset[str]:
    """The codes of the case files that it lists and this person may know of today."""
    known = published.inventory.listed.filter(pk__in=case_files_visible_to(user))
    return frozenset(known.values_list("code", flat=True))
