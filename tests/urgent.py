"""What is issued before its route is complete, and the second person, through the verbs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from records import urgency
from records.models import ControlledDocument, Entity, Issuance
from tests.factories import World, at


def issue_urgently(
    world: World,
    document: ControlledDocument | None = None,
    content: dict[str, Any] | None = None,
    *,
    day: str = "2020-02-03",
    reason: str = "Se desbordó el río.",
    **kwargs: Any,
) -> Issuance:
    """Submit, and let the approver issue it before anybody reviewed it, where that is allowed."""
    Entity.objects.update(urgent_allowed=True)
    version = world.submit(
        document or world.document(day=day), content or world.content(), day=day, **kwargs
    )
    return urgency.issue_urgently(
        version,
        reason=reason,
        content_sha256=version.content_sha256,
        authentication="password",
        by=world.approver,
        at=at(day, 11),
    )


def confirm(world: World, issuance: Issuance, *, by: Any = None, moment: datetime) -> None:
    """A second person, usually the reviewer, confirms it."""
    urgency.confirm_urgent(
        issuance,
        content_sha256=issuance.version.content_sha256,
        authentication="password",
        by=by or world.reviewer,
        at=moment,
    )
