"""The follower that makes the PDF of what was issued, and of what was filled in."""

from __future__ import annotations

from django.utils import timezone

from records import filled_pdf
from records.issue import attach, pdf_of
from records.models import FilledFormat, Issuance, RecordEvent


def on_event(event: RecordEvent) -> None:
    """After an issue, attach its PDF; an adopted PDF is already there."""
    if event.action == "filling.completed":
        filled_pdf.attach(FilledFormat.objects.get(pk=event.subject_id), at=timezone.now())
    if event.action != "version.issued":
        return
    issuance = Issuance.objects.select_related("version").get(pk=event.facts["issuance"])
    if pdf_of(issuance) is None:
        attach(issuance, at=timezone.now())
