"""Named by a setting that Wagtail imports while models load, so it stands alone."""

from __future__ import annotations

from typing import Any


def leave_publishing_to_issue(workflow_state: Any, user: Any = None) -> None:
    """The end of Wagtail's workflow publishes nothing: issuing is what puts a version in force."""
