"""Verbs of collegiate bodies: called, held, voted, decided, minuted and followed up.

Each module is a moment of the life of a session. Whoever keeps a committee is the person who holds
the position of its secretary that day, with that role; members vote.
"""

from __future__ import annotations

from records.committees.calling import (
    add_item,
    ask,
    call_off,
    convene,
    plan,
    raise_item,
    remove_item,
)
from records.committees.commitments import commit, follow_up
from records.committees.deciding import decide, vote
from records.committees.extracts import prepare_extract, release
from records.committees.former import adopt_minutes
from records.committees.holding import Presence, close, hold, register_attendance
from records.committees.minutes import (
    answer,
    attach_annex,
    circulate,
    develop,
    remark,
    submit_minutes,
)
from records.committees.minuting import Filled, fill
from records.committees.ruling import Ballot, Ruling, rule

__all__ = [
    "Ballot",
    "Filled",
    "Presence",
    "Ruling",
    "add_item",
    "adopt_minutes",
    "answer",
    "ask",
    "attach_annex",
    "call_off",
    "circulate",
    "close",
    "commit",
    "convene",
    "decide",
    "develop",
    "fill",
    "follow_up",
    "hold",
    "plan",
    "prepare_extract",
    "raise_item",
    "register_attendance",
    "release",
    "remark",
    "remove_item",
    "rule",
    "submit_minutes",
    "vote",
]
