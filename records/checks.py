"""System checks of the database: whether the guards of evidence stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.core.checks import ERROR, WARNING, CheckMessage

from records import guards

_level: ContextVar[int] = ContextVar("level", default=ERROR)


@contextmanager
def about_to_be_mended() -> Iterator[None]:
    """Inside, a lost guard is a warning: as an error it would stop the `migrate` that mends it."""
    token = _level.set(WARNING)
    try:
        yield
    finally:
        _level.reset(token)


def guards_stand(*, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """An error for each guard of a named database that is not as it must be.

    Django asks this in `check --database default` and `migrate`, not in a plain `check`.
    """
    return [
        CheckMessage(_level.get(), sentence, hint="manage.py protect", id="records.E001")
        for using in databases or ()
        for sentence in guards.problems(using)
    ]
