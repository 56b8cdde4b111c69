"""The follower that makes the PDF of what was issued, filled in or indexed."""

from __future__ import annotations

from django.utils import timezone

from records import filled_pdf
from records.electronic_index import attaching as indices
from records.issue import attach, pdf_of
from records.models import CaseFileIndex, FilledFormat, Issuance, RecordEvent


def on_event(event: RecordEvent) -> None:
    """After an issue, attach its PDF; an adopted PDF is already there."""
    if event.action == "case_file.indexed":
        found = CaseFileIndex.objects.select_related("case_file")
        indices.attach(found.get(pk=event.facts["index"]), at=timezone.now())
    if event.action == "filling.completed":
        filled_pdf.attach(FilledFormat.objects.get(pk=event.subject_id), at=timezone.now())
    if event.action != "version.issued":
        return
    issuance = Issuance.objects.select_related("version").get(pk=event.facts["issuance"])
    if pdf_of(issuance) is None:
        attach(issuance, at=timezone.now())
