"""Versions and dates that do not follow one another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from records.content import Content, items
from records.findings.model import Facts, Finding
from records.numbering import label_order

Row = Mapping[str, Any]

_ROLES = ("prepared", "reviewed", "approved")
_ROLE_NAMES = {
    "prepared": "elaboración",
    "reviewed": "revisión",
    "approved": "aprobación",
}


def versions_going_back(content: Content, facts: Facts) -> Iterator[Finding]:
    """Each row of change control with a lower version than the row before, and a lower header."""
    rows = _chronological(_changes(content, facts))
    for before, row in pairwise(rows):
        if _lower(row["version"], before["version"]):
            yield Finding(
                "version_goes_back",
                f"El control de cambios pasa de la versión {before['version']} a la"
                f" {row['version']}: corrija el número o explique en la razón por qué se"
                " numeró de nuevo.",
                f"Control de cambios, versión {row['version']}{_on(row)}",
                row.get("id"),
            )
    if facts.label and rows and _lower(facts.label, rows[-1]["version"]):
        yield Finding(
            "version_goes_back",
            f"El encabezado dice versión {facts.label} y el control de cambios termina en la"
            f" {rows[-1]['version']}: ponga de acuerdo los dos.",
            "Encabezado",
        )


def dates_out_of_order(content: Content, facts: Facts, today: date) -> Iterator[Finding]:
    """Signatures not prepared ≤ reviewed ≤ approved, change rows that go back, days to come."""
    yield from _signatures_out_of_order(facts)
    rows = _chronological(_changes(content, facts))
    dated = [(row, day) for row in rows if (day := _day(row["date"]))]
    for (before, first), (row, second) in pairwise(dated):
        if second < first:
            yield Finding(
                "dates_out_of_order",
                f"La versión {row['version']} tiene fecha {_printed(second)}, anterior a la de la"
                f" versión {before['version']} ({_printed(first)}): corrija la fecha.",
                f"Control de cambios, versión {row['version']}",
                row.get("id"),
            )
    if facts.approved_on and dated and dated[-1][1] > facts.approved_on:
        yield Finding(
            "dates_out_of_order",
            f"El último cambio es del {_printed(dated[-1][1])}, posterior a la aprobación"
            f" ({_printed(facts.approved_on)}): corrija una de las dos fechas.",
            "Control de cambios",
            dated[-1][0].get("id"),
        )
    if facts.approved_on and facts.approved_on > today:
        yield Finding(
            "dates_out_of_order",
            f"La fecha de aprobación, {_printed(facts.approved_on)}, aún no ha llegado: corríjala.",
            "Encabezado",
        )


def mixed_date_formats(facts: Facts) -> Iterator[Finding]:
    """One finding when dates are printed in more than one format."""
    if len(facts.date_formats) > 1:
        formats = " y ".join(sorted(map(_in_spanish, facts.date_formats)))
        yield Finding(
            "date_format_mixed",
            f"El documento escribe las fechas de varias maneras ({formats}): use una sola.",
        )


def _in_spanish(form: str) -> str:
    """«d-m-y» and «dd-mm-yyyy» as people write it: «dd-mm-aaaa»."""
    names = {"d": "dd", "m": "mm", "y": "aaaa"}
    return re.sub(r"\b([dmy])\1*\b", lambda found: names[found[1]], form)


def _signatures_out_of_order(facts: Facts) -> Iterator[Finding]:
    days: dict[str, list[date]] = {role: [] for role in _ROLES}
    for row in facts.signatures:
        day = _day(row.get("date"))
        if day and row["role"] in days:
            days[row["role"]].append(day)
    dated = [role for role in _ROLES if days[role]]
    for earlier, later in pairwise(dated):
        last, first = max(days[earlier]), min(days[later])
        if last > first:
            yield Finding(
                "dates_out_of_order",
                f"La {_ROLE_NAMES[earlier]} ({_printed(last)}) es posterior a la"
                f" {_ROLE_NAMES[later]} ({_printed(first)}): corrija una de las dos fechas.",
                "Control de revisión y aprobación",
            )
    if facts.approved_on and dated:
        role = dated[-1]
        last = max(days[role])
        if last > facts.approved_on:
            yield Finding(
                "dates_out_of_order",
                f"La {_ROLE_NAMES[role]} se firmó el {_printed(last)}, después de la fecha de"
                f" aprobación del encabezado ({_printed(facts.approved_on)}): corrija una de las"
                " dos.",
                "Encabezado",
            )


def _changes(content: Content, facts: Facts) -> Sequence[Row]:
    return facts.changes or items(content, "changes")


def _chronological(rows: Sequence[Row]) -> list[Row]:
    """Oldest first; some entities print the newest first, and then every row goes down."""
    labels = [order for row in rows if (order := label_order(row["version"]))]
    days = [day for row in rows if (day := _day(row["date"]))]
    falls = any(b < a for a, b in pairwise(labels)) or any(b < a for a, b in pairwise(days))
    rises = any(b > a for a, b in pairwise(labels)) or any(b > a for a, b in pairwise(days))
    return list(reversed(rows)) if falls and not rises else list(rows)


def _lower(label: str, than: str) -> bool:
    one, other = label_order(label), label_order(than)
    return one is not None and other is not None and one < other


def _day(value: date | str | None) -> date | None:
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _printed(day: date) -> str:
    return day.strftime("%d/%m/%Y")


def _on(row: Row) -> str:
    day = _day(row["date"])
    return f" del {_printed(day)}" if day else ""
