"""The case files of the demo entity, as they are written in `case_files.toml`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from portal.demo.organization import toml


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A document of a case file: its day, its type by name, its pages."""

    on: date
    type: str
    title: str
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lent:
    """A loan: to a person by their user name."""

    on: date
    due_on: date
    to: str
    purpose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenCaseFile:
    """A case file; `volumes`: folios and place of each, as the verb takes them."""

    series: str
    office: str
    title: str
    on: date
    by: str
    support: str = "electronic"
    records: tuple[Filed, ...] = ()
    volumes: tuple[dict[str, Any], ...] = ()
    loan: Lent | None = None
    closed_on: date | None = None
    observation: str = ""


@cache
def case_files() -> tuple[WrittenCaseFile, ...]:
    """Every case file that somebody opened by hand."""
    return tuple(
        WrittenCaseFile(
            **{
                **row,
                "records": tuple(Filed(**one) for one in row.get("records", [])),
                "volumes": tuple(row.get("volumes", [])),
                "loan": Lent(**row["loan"]) if "loan" in row else None,
            }
        )
        for row in toml("case_files.toml")["case_files"]
    )
