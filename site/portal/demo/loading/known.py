"""What the texts of the demo must say for a deed to be done."""

from __future__ import annotations

from typing import TypeVar

_T = TypeVar("_T")


def known(value: _T | None, what: str) -> _T:
    """The value. Raises ValueError that names `what` where the demo does not say it."""
    if value is None:
        raise ValueError(f"the demo does not say {what}")
    return value
