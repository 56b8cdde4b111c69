"""The case files that somebody may know of, each with how it stands."""

from __future__ import annotations

from typing import Any

from records.querysets import case_files_visible_to


def known_to(user: Any) -> Any:
    """They, with standing, series and office."""
    found: Any = case_files_visible_to(user)
    return found.with_standing().select_related("series", "office")
