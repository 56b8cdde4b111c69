"""What the page of a record says of how it came, and of what was made of its files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from records.capture import works
from records.capture.words import NOTES
from records.case_files.rights import ARCHIVISTS, keeps
from records.models import Record
from records.permissions import has_role
from records.querysets import files_of
from records.viewsets.no_record import suppressions_of


def came(record: Record, user: Any) -> dict[str, Any]:
    """How a record was captured, its digitisation, how far each work on its files is.

    Of files that the person may open, and of no other.
    """
    capture = getattr(record, "capture", None)
    acts = {
        "restrictions": record.restrictions.select_related("ending").order_by("pk"),
        "suppressions": suppressions_of(record, user),
        "keeps": keeps(user, record.case_file.office_id, timezone.now()),
        "suppresses": capture is not None and has_role(user, *ARCHIVISTS),
    }
    if capture is None:
        return {"capture": None, **acts}
    files = files_of(record, user).filter(role__in=works.CAPTURED)
    return {
        "capture": capture,
        "notes": [NOTES[one] for one in capture.notes if one in NOTES],
        "digitisation": getattr(record, "digitisation", None),
        "works": [(one, works.states_of(one)) for one in files],
        **acts,
    }


def framed(files: Sequence[dict[str, Any]], asked: str) -> dict[str, Any] | None:
    """The file that the frame shows: the one asked for, else the first that can be shown."""
    shown = [one for one in files if one["shown"]]
    chosen = [one for one in shown if str(one["pk"]) == asked]
    return next(iter([*chosen, *shown]), None)
