"""What stands open under a name among the controlled documents."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from editorial.models import DocumentPage
from editorial.waiting import returned_to, waiting_for
from retention.handovers.matters import Matter


def open_documents(user: Any, at: datetime) -> Iterator[Matter]:
    """Drafts that they began or wrote last, versions that wait for them, what they submitted."""
    for page in _drafts(user):
        written = page.latest_revision_created_at
        yield Matter(_("Draft of a document"), _named(page), _day(written) if written else "")
    to_sign, submitted = waiting_for(user, at=at)
    for one in to_sign:
        what = f"{one.version.code} {one.version.title} ({one.step})"
        yield Matter(_("Document that waits for their signature"), what, one.since.isoformat())
    for one in submitted:
        what = f"{one.version.code} {one.version.title} ({one.step})"
        yield Matter(_("Document that they submitted"), what, one.since.isoformat())
    for refusal in returned_to(user):
        what = f"{refusal.version.code} {refusal.version.title}"
        yield Matter(_("Document that came back to them"), what, _day(refusal.at))


def _drafts(user: Any) -> list[DocumentPage]:
    """Pages with something that was not issued."""
    changed = DocumentPage.objects.filter(has_unpublished_changes=True)
    theirs = changed.filter(owner=user) | changed.filter(latest_revision__user=user)
    return list(theirs.distinct().select_related("document").order_by("title", "pk"))


def _named(page: DocumentPage) -> str:
    code = page.document.code if page.document is not None else ""
    return f"{code or ''} {page.title}".strip()


def _day(moment: datetime) -> str:
    return timezone.localdate(moment).isoformat()
