"""The demo entity: an invented department, its people, schedule and documents.

Texts stand in TOML and CSV, where a quality officer can read and correct them; the modules here
only turn them into plain structures. Nothing in them touches a database: `loading`
passes what it finds here through the same verbs as any entity.
"""

from __future__ import annotations

from portal.demo.documents import DemoDocument, DemoVersion, Urgent, dated, documents
from portal.demo.organization import (
    LEAVES,
    SIGN_INS,
    Appointment,
    Entity,
    Office,
    Person,
    Position,
    Process,
    ScheduleRow,
    crest,
    entity,
    offices,
    people,
    positions,
    processes,
    schedule,
)

__all__ = [
    "LEAVES",
    "SIGN_INS",
    "Appointment",
    "DemoDocument",
    "DemoVersion",
    "Entity",
    "Office",
    "Person",
    "Position",
    "Process",
    "ScheduleRow",
    "Urgent",
    "crest",
    "dated",
    "documents",
    "entity",
    "offices",
    "people",
    "positions",
    "processes",
    "schedule",
]
