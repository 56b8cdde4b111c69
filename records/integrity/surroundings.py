"""Checks of what stands around the evidence: the guards of the database."""

from __future__ import annotations

from typing import Any

from records import guards
from records.integrity.model import Found, State, check


@check("guard", over="once")
def guarded(rows: list[Any], state: State) -> Found:
    """Every guard that keeps evidence from being changed stands."""
    for sentence in guards.problems():
        yield "base de datos", sentence
