"""The judged set: what is asked, what answers it, and which third is held out. Read from TOML."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
KINDS = ("known", "topic", "counter", "archive")
IT = 3
"""The grade of a document that is what was looked for; 2 helps, 1 is near."""


@dataclass(frozen=True, eq=False)
class Judged:
    """A question with the grade of each document that answers it; of all others it is 0.

    `archive`: asked by somebody who works there and reads everything, not by a citizen.
    """

    text: str
    kind: str
    trait: str
    archive: bool
    grades: Mapping[str, int]

    @property
    def held_out(self) -> bool:
        """Whether it is of the third that nothing is tuned on: by its text, and for good."""
        return int(hashlib.sha256(self.text.encode()).hexdigest(), 16) % 3 == 0


@cache
def questions() -> tuple[Judged, ...]:
    return tuple(_asked(_read(HERE / "queries.toml"), ()))


@cache
def corpus() -> Mapping[str, list[dict[str, Any]]]:
    """The rows of all files of the corpus, by what they are: `version`, `record`, `office`…"""
    found: dict[str, list[dict[str, Any]]] = {}
    for file in sorted((HERE / "corpus").glob("*.toml")):
        for name, rows in _read(file).items():
            found.setdefault(name, []).extend(rows if isinstance(rows, list) else [rows])
    return found


def name_of(row: Mapping[str, Any]) -> str:
    """What judgements call a row: its code, or the id of a record, which has none."""
    return str(row.get("id") or row["code"])


def _read(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _asked(table: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[Judged]:
    for text, held in table.items():
        if all(isinstance(grade, int) for grade in held.values()):
            kind, trait = path[0], path[1] if len(path) > 1 else ""
            archive = trait == "archive"
            yield Judged(text, kind, "" if archive else trait, archive, held)
        else:
            yield from _asked(held, (*path, text))
