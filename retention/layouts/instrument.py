"""What is written in the official layout: the lines of a version, and whose they are. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from records.text import natural
from retention.layouts import lines as said
from retention.layouts.lines import SheetLine

TITLES = {
    said.CCD: "Cuadro de clasificación documental",
    said.TRD: "Tabla de retención documental",
    said.TVD: "Tabla de valoración documental",
}
SIGNERS = ("Secretaría general o quien haga sus veces", "Responsable de gestión documental")
SIGNED_WITH = ("Nombre", "Cargo", "Firma", "Fecha")
ENDS = {said.PERMANENT: "CT", said.DESTROY: "E", said.SAMPLE: "S"}
MEANS = {said.MICROFILM: "M", said.DIGITAL: "D", said.EITHER: "MT"}
CONVENTIONS = (
    ("D", "código de la dependencia"),
    ("S", "código de la serie"),
    ("Sb", "código de la subserie"),
    ("P", "papel"),
    ("EL", "electrónico"),
    ("AG", "archivo de gestión"),
    ("AC", "archivo central"),
    ("CT", "conservación total"),
    ("E", "eliminación"),
    ("S", "selección"),
    ("M/D", "reproducción por medio técnico: M microfilmación, D digitalización, X cualquiera"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """A version of a CCD, TRD or TVD, to be written."""

    kind: str
    label: str
    entity: str
    lines: Sequence[SheetLine]
    offices: Mapping[str, str] = field(default_factory=dict)
    """Code and name of each office."""
    units: Mapping[str, str] = field(default_factory=dict)
    """The unit above an office, by the code of the office."""
    facts: Sequence[tuple[str, str]] = ()
    """Minutes of approval, convalidation, act of adoption: what the foot tells."""

    @property
    def title(self) -> str:
        return TITLES[self.kind]

    def blocks(self) -> Iterator[tuple[str, str, list[SheetLine]]]:
        """Organic period, office and its lines, in the order in which they come."""
        found: dict[tuple[str, str], list[SheetLine]] = {}
        for line in self.lines:
            found.setdefault((line.period, line.office), []).append(line)
        for (period, office), lines in found.items():
            yield period, office, lines


@dataclass(frozen=True, slots=True)
class Extra:
    """A column that is written only where a line tells something in it."""

    field: str
    title: str

    def of(self, line: SheetLine) -> str:
        """What a line tells in it."""
        value = getattr(line, self.field)
        if isinstance(value, bool):
            return "X" if value else ""
        if isinstance(value, tuple):
            return together(value)
        if value is None:
            return ""
        return WORDS.get(self.field, {}).get(value, str(value))


WORDS = {
    "trigger": {
        "closing": "cierre",
        "year_end": "fin de vigencia",
        "last_document": "último documento",
        "event": "evento",
        "registration": "radicación",
    },
    "sampling_method": {
        "simple_random": "aleatorio simple",
        "systematic": "sistemático",
        "qualitative": "cualitativo",
        "intrinsic": "intrínseco",
    },
    "access": {"public": "pública", "classified": "clasificada", "reserved": "reservada"},
}
_EXTRAS = (
    Extra("trigger", "Cuenta desde"),
    Extra("sampling_method", "Método de selección"),
    Extra("sampling_rate", "% de selección"),
    Extra("human_rights", "Derechos humanos"),
    Extra("legal_basis", "Fundamento legal"),
    Extra("access", "Acceso propuesto"),
    Extra("is_subject", "Es asunto"),
)


def extras(lines: Sequence[SheetLine]) -> list[Extra]:
    """The columns beyond the official ones that these lines need."""
    return [one for one in _EXTRAS if any(one.of(line) for line in lines)]


def together(names: Sequence[str]) -> str:
    """These in one cell, as they are read again: parted by `|`."""
    if len(names) == 1 and ";" in names[0]:
        return f"{names[0]} |"
    return " | ".join(names)


def by_code(line: SheetLine) -> tuple[object, ...]:
    """The order of a printed schedule: 2 before 10, a series before what stands below it."""
    return tuple(natural(level.code) for level in line.path)
