"""Whose seals a file of the entity may bear."""

from __future__ import annotations

from collections.abc import Collection

from records.exceptions import KeyUnavailable
from records.handovers import seals_used
from records.integrity.model import CouldNotCheck, State


def known_seals(state: State) -> Collection[str]:
    """The fingerprints of the entity's seals, asked for once. Raises CouldNotCheck."""
    if state.seals is None:
        try:
            state.seals = seals_used()
        except KeyUnavailable as error:
            raise CouldNotCheck(str(error)) from error
    return state.seals
