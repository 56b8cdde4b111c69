"""The two official layouts of the inventory: their columns, head and foot (domain 3.2). Pure.

"2024" is the one of the Acuerdo AGN 001 de 2024 (17 columns); "2002" that of the Acuerdo 042.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import groupby
from typing import Any

from retention.inventories.lines import InventoryLine, support_codes

TITLE = "Formato único de inventario documental"
MARK = "X"

PURPOSES = {
    "office": "Inventario de archivo de gestión",
    "central": "Inventario de archivo central",
    "primary": "Transferencia primaria",
    "secondary": "Transferencia secundaria",
    "accumulated": "Valoración de fondos acumulados",
    "merger": "Fusión y supresión de entidades o dependencias",
    "individual": "Inventario individual por vinculación, traslado o desvinculación",
    "destruction": "Eliminación",
}
TRANSFERS = frozenset({"primary", "secondary"})
SIGNERS = ("Elaborado por", "Entregado por", "Recibido por")
SIGNED_WITH = ("Nombre", "Cargo", "Firma", "Lugar", "Fecha")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, the title above it, its width in characters, and what it says."""

    title: str
    group: str
    width: int
    said: Callable[[InventoryLine], str | int | None]
    centred: bool = False

    @property
    def full_title(self) -> str:
        """With the title above it: what a table of one row of titles shows."""
        return f"{self.group}: {self.title}" if self.group else self.title


@dataclass(frozen=True, slots=True)
class Profile:
    """An official layout."""

    code: str
    label: str
    columns: tuple[Column, ...]

    def groups(self) -> list[tuple[str, int]]:
        """The titles above the columns, each with how many it spans; empty above a lone one."""
        return [
            (group, len(list(columns)))
            for group, columns in groupby(self.columns, key=lambda one: one.group)
        ]

    def row(self, line: InventoryLine) -> list[str | int | None]:
        """The cells of a line."""
        return [column.said(line) for column in self.columns]


@dataclass(frozen=True, slots=True)
class Entry:
    """Registro de entrada: when a transfer was received, and its number."""

    on: date
    transfer: int


@dataclass(frozen=True, slots=True)
class Signer:
    """Who elaborates, hands over or receives. Empty where it is signed by hand."""

    name: str = ""
    position: str = ""
    place: str = ""
    on: date | None = None

    def values(self) -> tuple[str, ...]:
        """What stands beside `SIGNED_WITH`."""
        return (self.name, self.position, "", self.place, self.on.isoformat() if self.on else "")


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the table and below it. `entry` only where it is a transfer."""

    sender: str
    producer: str
    unit: str
    office: str
    purpose: str
    entry: Entry | None = None
    signers: tuple[Signer, Signer, Signer] = (Signer(), Signer(), Signer())
    remark: str = ""

    def facts(self) -> list[tuple[str, str]]:
        """Name and value of each line of the head, in the order of the form."""
        return [
            ("Entidad remitente", self.sender),
            ("Entidad productora", self.producer),
            ("Unidad administrativa", self.unit),
            ("Oficina productora", self.office),
            ("Objeto", PURPOSES[self.purpose]),
        ]

    def entered(self) -> list[tuple[str, str]] | None:
        """Registro de entrada: year, month, day and number; empty boxes before it is received.

        None where it is no transfer: the form has no such boxes then.
        """
        if self.purpose not in TRANSFERS:
            return None
        titles = ("Año", "Mes", "Día", "N.T.")
        if self.entry is None:
            return [(title, "") for title in titles]
        day = self.entry.on
        said = (f"{day.year}", f"{day.month:02}", f"{day.day:02}", str(self.entry.transfer))
        return list(zip(titles, said, strict=True))


def _mark(there: bool) -> str:
    return MARK if there else ""


def _named(line: InventoryLine) -> str:
    """The unit by its code and its name, which may be the code already."""
    return line.name if line.unit in line.name else f"{line.unit} · {line.name}"


_IDENTITY = "Identificación"
_DATES = "Fechas extremas"
_SUPPORT = "Soporte o formato"
_PHYSICAL = "Físico – Unidad de conservación"
_ELECTRONIC = "Electrónico"
_UNIT = "Unidad de conservación"

PROFILES = {
    "2024": Profile(
        "2024",
        "Acuerdo 001 de 2024",
        (
            Column("Número de orden", _IDENTITY, 8, lambda one: one.order, centred=True),
            Column("Código", _IDENTITY, 14, lambda one: one.code),
            Column("Nombre de la serie, subserie o asunto", _IDENTITY, 28, lambda one: one.series),
            Column("Nombre de la unidad documental", _IDENTITY, 38, _named),
            Column("Inicial", _DATES, 12, lambda one: one.first, centred=True),
            Column("Final", _DATES, 12, lambda one: one.last, centred=True),
            Column("Físico", _SUPPORT, 7, lambda one: _mark(one.on_paper), centred=True),
            Column("Electrónico", _SUPPORT, 10, lambda one: _mark(one.electronic), centred=True),
            Column("Caja", _PHYSICAL, 8, lambda one: one.box, centred=True),
            Column("Carpeta", _PHYSICAL, 8, lambda one: one.folder, centred=True),
            Column(
                "Tomo, legajo o libro",
                _PHYSICAL,
                9,
                lambda one: one.volume or one.other,
                centred=True,
            ),
            Column("Número de folios", _PHYSICAL, 8, lambda one: one.folios, centred=True),
            Column("Tipo", _ELECTRONIC, 10, lambda one: one.kinds),
            Column("Cantidad", _ELECTRONIC, 9, lambda one: one.files, centred=True),
            Column("Tamaño", _ELECTRONIC, 10, lambda one: one.size, centred=True),
            Column("Ubicación", _ELECTRONIC, 16, lambda one: one.place),
            Column("Notas", "", 28, lambda one: one.notes),
        ),
    ),
    "2002": Profile(
        "2002",
        "Acuerdo 042 de 2002",
        (
            Column("Número de orden", "", 8, lambda one: one.order, centred=True),
            Column("Código", "", 14, lambda one: one.code),
            Column(
                "Nombre de la serie, subserie o asuntos",
                "",
                48,
                lambda one: f"{one.series}. {_named(one)}",
            ),
            Column("Inicial", _DATES, 12, lambda one: one.first, centred=True),
            Column("Final", _DATES, 12, lambda one: one.last, centred=True),
            Column("Caja", _UNIT, 8, lambda one: one.box, centred=True),
            Column("Carpeta", _UNIT, 8, lambda one: one.folder, centred=True),
            Column("Tomo", _UNIT, 8, lambda one: one.volume, centred=True),
            Column("Otro", _UNIT, 12, lambda one: one.other),
            Column("Número de folios", "", 8, lambda one: one.folios, centred=True),
            Column(
                "Soporte",
                "",
                9,
                lambda one: support_codes(on_paper=one.on_paper, electronic=one.electronic),
                centred=True,
            ),
            Column("Frecuencia de consulta", "", 11, lambda one: one.consultation, centred=True),
            Column("Notas", "", 30, lambda one: one.notes),
        ),
    ),
}
DEFAULT = "2024"


def frozen(lines: Sequence[InventoryLine], head: Head) -> dict[str, Any]:
    """What an inventory listed, as the content that a kept one is known by. `thawed` reads it."""
    told = asdict(head)
    if head.entry is not None:
        told["entry"]["on"] = head.entry.on.isoformat()
    for signer in told["signers"]:
        signer["on"] = signer["on"].isoformat() if signer["on"] else None
    return {
        "schema": "inventory-1",
        "head": {**told, "signers": list(told["signers"])},
        "lines": [asdict(one) for one in lines],
    }


def thawed(content: Mapping[str, Any]) -> tuple[Head, list[InventoryLine]]:
    """Head and lines of a content that `frozen` gave."""
    told = dict(content["head"])
    if told["entry"] is not None:
        told["entry"] = Entry(_day(told["entry"]["on"]), told["entry"]["transfer"])
    told["signers"] = tuple(Signer(**{**one, "on": _day(one["on"])}) for one in told["signers"])
    return Head(**told), [InventoryLine(**one) for one in content["lines"]]


def _day(text: str | None) -> Any:
    return date.fromisoformat(text) if text else None
