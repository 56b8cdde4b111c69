"""Who the demo entity is: itself, its offices, positions, people, processes and schedule."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
# Who signs in at the demo, in the order of the contract; their colleagues stand in the history.
SIGN_INS = (
    "editora",
    "revisor",
    "aprobadora",
    "archivista",
    "secretaria",
    "correspondencia",
    "enlace",
    "auditora",
    "consulta",
    "admin",
)
# Hands a post over while the demo is looked at: signs in with the same password, to sign the acta.
LEAVES = "dparedes"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnType:
    """Under which type of document a kind of thing files itself."""

    kind: str
    type: str
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """`code_template` is the pattern of the codes of controlled documents."""

    name: str
    short_name: str
    nit: str
    city: str
    address: str
    phone: str
    email: str
    accent: str
    code_template: str
    time_zone: str
    scheme_name: str
    scheme_label: str
    scheme_act: str
    scheme_convalidation: str
    scheme_approved_on: date
    scheme_adopted_on: date
    agreement_act: str
    urgent_allowed: bool
    own_types: tuple[OwnType, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """`successors`: codes of the offices that took over when this one ended."""

    code: str
    name: str
    short_name: str
    parent: str | None
    act: str
    valid_from: date
    valid_to: date | None = None
    successors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    key: str
    name: str
    office: str
    grade: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """`position` is the key of a position; a contractor has none, and `act` is the contract."""

    bond: str
    act: str
    valid_from: date
    office: str
    position: str | None = None
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        """True from the first to the last day, both included."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """`roles` are names of `records.permissions.Role`; who is not `active` signs in no more."""

    username: str
    name: str
    roles: tuple[str, ...]
    active: bool = True
    appointments: tuple[Appointment, ...]

    def appointment_on(self, day: date) -> Appointment | None:
        """The latest appointment held that day: an `encargo` goes before the post it interrupts."""
        held = [each for each in self.appointments if each.holds_on(day)]
        return max(held, key=lambda each: each.valid_from, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """A macroprocess has no parent; `kind`: strategic, core, support or evaluation."""

    code: str
    name: str
    parent: str | None
    kind: str
    office: str | None
    objective: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleRow:
    """A row of the schedule; `disposition` is CT, E or S."""

    office: str
    series: str
    series_name: str
    subseries: str
    subseries_name: str
    document_types: tuple[str, ...]
    support: str
    office_years: int
    archive_years: int
    disposition: str
    reproduce: bool
    procedure: str

    @property
    def code(self) -> str:
        """Office, series and subseries joined, as printed."""
        return ".".join(part for part in (self.office, self.series, self.subseries) if part)

    @property
    def name(self) -> str:
        return self.subseries_name or self.series_name


@cache
def toml(name: str) -> dict[str, Any]:
    """One TOML file of this folder."""
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def crest() -> str:
    """The entity's crest, an SVG of plain paths."""
    return (FOLDER / "crest.svg").read_text(encoding="utf-8")


def entity() -> Entity:
    told = toml("entity.toml")
    own_types = tuple(OwnType(**one) for one in told["own_types"])
    return Entity(**told | {"own_types": own_types})


def offices() -> list[Office]:
    """Every office, parents and predecessors before those that follow them."""
    return [
        Office(
            **{**row, "parent": row.get("parent"), "successors": tuple(row.get("successors", ()))}
        )
        for row in toml("offices.toml")["offices"]
    ]


def positions(name: str = "people.toml") -> list[Position]:
    """The positions that a file tells."""
    return [Position(**row) for row in toml(name)["positions"]]


def people(name: str = "people.toml") -> list[Person]:
    """The people that a file tells."""
    return [
        Person(
            username=row["username"],
            name=row["name"],
            roles=tuple(row["roles"]),
            active=row.get("active", True),
            appointments=tuple(Appointment(**each) for each in row["appointments"]),
        )
        for row in toml(name)["people"]
    ]


def processes() -> list[Process]:
    """The process map, each macroprocess before its processes."""
    return [
        Process(**{**row, "parent": row.get("parent"), "office": row.get("office")})
        for row in toml("processes.toml")["processes"]
    ]


@cache
def schedule() -> list[ScheduleRow]:
    """The retention schedule, row by row."""
    with (FOLDER / "schedule.csv").open(encoding="utf-8", newline="") as lines:
        return [_row(line) for line in csv.DictReader(lines, delimiter=";")]


def _row(line: dict[str, str]) -> ScheduleRow:
    return ScheduleRow(
        office=line["Dependencia"],
        series=line["Código serie"],
        series_name=line["Serie"],
        subseries=line["Código subserie"],
        subseries_name=line["Subserie"],
        document_types=tuple(line["Tipos documentales"].split("|")),
        support=line["Soporte"],
        office_years=int(line["AG"]),
        archive_years=int(line["AC"]),
        disposition=next(mark for mark in ("CT", "E", "S") if line[mark]),
        reproduce=bool(line["MT"]),
        procedure=line["Procedimiento"],
    )
