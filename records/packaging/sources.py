"""What upper apps know of a case file and a package carries for them, unread by what is below."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from records.models import CaseFile, Record


@dataclass(frozen=True, slots=True)
class Source:
    """An app's part of a package, under its name.

    `told(case_file, places)` gives JSON, naming records by their places in the package;
    `kept(case_file, told, records)` makes the rows again inside the act of the import. It raises
    ValueError, KeyError or TypeError for what it never told.
    """

    name: str
    told: Callable[[CaseFile, Mapping[int, int]], dict[str, Any]]
    kept: Callable[[CaseFile, dict[str, Any], Sequence[Record]], None]


_sources: dict[str, Source] = {}


def register_source(source: Source) -> None:
    """Let packages carry what the app knows. Called from `AppConfig.ready()`, once."""
    _sources[source.name] = source


def sources() -> dict[str, Source]:
    """Those that are registered, by their names."""
    return dict(_sources)
