"""Requests of change that wait for a person: to be decided, or to be answered by writing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from editorial.models import DocumentPage
from records.models import ChangeRequest
from records.permissions import KEEPS_QUALITY, WRITES, has_role, offices_of

_SHOWN = 20


@dataclass(frozen=True, slots=True)
class ToAttend:
    """An accepted request of change, and the draft in which it is answered, if there is one."""

    request: ChangeRequest
    page: DocumentPage | None


def to_attend(user: Any) -> list[ToAttend]:
    """The accepted requests that this person's offices answer by writing, the oldest first."""
    if not has_role(user, *WRITES):
        return []
    found = (
        ChangeRequest.objects.visible_to(user)
        .open()
        .exclude(kind=ChangeRequest.Kind.ANNUL)
        .filter(office__in=offices_of(user))
        .select_related("document")
        .order_by("at")
    )
    requests = list(found[:_SHOWN])
    documents = [one.document_id for one in requests if one.document_id]
    pages = {page.document_id: page for page in DocumentPage.objects.filter(document__in=documents)}
    return [ToAttend(one, pages.get(one.document_id)) for one in requests]


def to_decide(user: Any) -> int:
    """How many requests of change wait for this person's decision: nobody decides on their own."""
    if not has_role(user, *KEEPS_QUALITY):
        return 0
    found = ChangeRequest.objects.visible_to(user).exclude(by=user)
    return found.filter(decision__isnull=True).count()
