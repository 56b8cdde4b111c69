"""The case files that somebody may know of, each with how it stands."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef

from records.models import CaseFile, Series
from records.querysets import case_files_visible_to


def with_case_files(request: Any = None) -> Any:
    """The series that have case files: no other narrows a list of them."""
    return Series.objects.filter(Exists(CaseFile.objects.filter(series=OuterRef("pk"))))


def known_to(user: Any) -> Any:
    """They, with standing, series and office."""
    found: Any = case_files_visible_to(user)
    return found.with_standing().select_related("series", "office")
