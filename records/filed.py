"""The files of a record that a person may open: all of them, or what a reader needs."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from records.models import Component, Record
from records.permissions import offices_of, sees_everything
from records.querysets import records_visible_to

# They hold what the public projection leaves out: for the archive, and for the office itself.
INNER = (Component.Role.CONTENT, Component.Role.REVIEW)


def files_of(record: Record, user: Any) -> QuerySet[Component]:
    """The files of a record and of the version it keeps, in the order in which they came.

    None where the person may not know of the record. The content as it was signed and the PDF for
    review are for those who read everything and for the record's office.
    """
    if not records_visible_to(user).filter(pk=record.pk).exists():
        return Component.objects.none()
    of_version = Q(version=record.version_id) if record.version_id else Q(pk__in=[])
    files: QuerySet[Component] = Component.objects.filter(Q(record=record) | of_version)
    if not sees_everything(user) and record.case_file.office_id not in offices_of(user):
        files = files.exclude(role__in=INNER)
    return files.order_by("created_at", "pk")
