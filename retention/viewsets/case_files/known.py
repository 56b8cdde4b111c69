"""The case files that somebody may know of, each with how it stands."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef

from records.models import Series
from records.querysets import case_files_visible_to


def with_case_files(user: Any) -> Any:
    """The series that have case files this person may know of: no other narrows a list of them.

    That a series has one tells nobody of it who may not know of that.
    """
    known = case_files_visible_to(user).filter(series=OuterRef("pk"))
    return Series.objects.filter(Exists(known))


def known_to(user: Any) -> Any:
    """They, with standing, series and office."""
    found: Any = case_files_visible_to(user)
    return found.with_standing().select_related("series", "office")
