"""What differs between two frozen contents of schedules: by line, with the fields. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from records.text import natural

ADDED, REMOVED, CHANGED, SAME = "added", "removed", "changed", "same"
Content = Mapping[str, Any]
Line = Mapping[str, Any]

FIELDS = (
    "name",
    "document_types",
    "on_paper",
    "electronic",
    "office_years",
    "archive_years",
    "disposition",
    "reproduction",
    "trigger",
    "procedure",
    "legal_basis",
    "sampling_method",
    "sampling_rate",
    "human_rights",
    "proposed_access",
    "is_subject",
)
"""In the order in which they are told; `code` and `period` are what a line is known by."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    field: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line that is in one content or both."""

    code: str
    period: str
    state: str
    old: Line | None
    new: Line | None
    fields: tuple[FieldChange, ...] = ()

    @property
    def name(self) -> str:
        return str((self.new or self.old or {}).get("name", ""))

    @property
    def changed(self) -> frozenset[str]:
        return frozenset(one.field for one in self.fields)


@dataclass(frozen=True, slots=True)
class Differences:
    """Every line of both, by period and code, each once."""

    lines: tuple[LineChange, ...] = field(default_factory=tuple)

    @property
    def different(self) -> tuple[LineChange, ...]:
        return tuple(one for one in self.lines if one.state != SAME)

    def count(self, state: str) -> int:
        return sum(one.state == state for one in self.lines)


def differences(old: Content, new: Content) -> Differences:
    """All lines of both contents side by side; a line is known by its period and its code."""
    before, after = _by_key(old), _by_key(new)
    keys = sorted(before.keys() | after.keys(), key=lambda key: (key[0], natural(key[1]), key[1]))
    return Differences(tuple(_compared(key, before.get(key), after.get(key)) for key in keys))


def _by_key(content: Content) -> dict[tuple[str, str], Line]:
    return {(line.get("period", ""), line["code"]): line for line in content["lines"]}


def _compared(key: tuple[str, str], old: Line | None, new: Line | None) -> LineChange:
    period, code = key
    if old is None or new is None:
        return LineChange(code, period, ADDED if old is None else REMOVED, old, new)
    fields = tuple(
        FieldChange(name, old.get(name), new.get(name))
        for name in FIELDS
        if old.get(name) != new.get(name)
    )
    return LineChange(code, period, CHANGED if fields else SAME, old, new, fields)


def essence(content: Content) -> dict[str, Any]:
    """What is fixed with a version: its lines without what other rows tell (names of norms)."""
    lines = [{k: v for k, v in line.items() if k != "legal_basis"} for line in content["lines"]]
    return {"kind": content["kind"], "label": content["label"], "lines": lines}
