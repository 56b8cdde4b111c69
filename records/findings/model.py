"""What a finding is, and what the rules know beyond the content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

# The closed list of `document.schema.json`; findings come in this order.
CODES = (
    "section_missing",
    "section_number_repeated",
    "activity_without_responsible",
    "activity_without_record",
    "cell_missing",
    "table_at_odds",
    "form_at_odds",
    "record_column_shifted",
    "record_not_listed",
    "record_not_produced",
    "record_without_rule",
    "version_goes_back",
    "dates_out_of_order",
    "date_format_mixed",
    "norm_repealed",
    "acronym_undefined",
    "text_unplaced",
)
NAMES = {
    "section_missing": "Falta una parte obligatoria",
    "section_number_repeated": "Un número de sección se repite",
    "activity_without_responsible": "Una actividad no tiene responsable",
    "activity_without_record": "Una actividad no dice qué registro deja",
    "cell_missing": "A una fila le falta un dato",
    "table_at_odds": "Una tabla se contradice",
    "form_at_odds": "El formulario no se puede diligenciar así",
    "record_column_shifted": "La columna de registros está corrida",
    "record_not_listed": "Una actividad deja un registro que no está en la tabla",
    "record_not_produced": "Ninguna actividad produce un registro de la tabla",
    "record_without_rule": "Un registro no tiene regla en la TRD",
    "version_goes_back": "La versión retrocede en el control de cambios",
    "dates_out_of_order": "Las fechas no siguen su orden",
    "date_format_mixed": "Las fechas se escriben de varias maneras",
    "norm_repealed": "Cita una norma que ya no rige",
    "acronym_undefined": "Una sigla no está en las definiciones",
    "text_unplaced": "Un texto importado no tiene sección",
}
# What a submission does not pass by default; an entity may set another list.
BLOCKING: frozenset[str] = frozenset(
    {"section_missing", "activity_without_responsible", "cell_missing", "form_at_odds"}
)
ADVISORY: frozenset[str] = frozenset(CODES) - BLOCKING


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that looks wrong. `where` is for people, `target` the id of what it speaks of.

    One that is not `waivable` always holds the document back, whatever the entity chose.
    """

    code: str
    message: str
    where: str | None = None
    target: str | None = None
    waivable: bool = True


@dataclass(frozen=True, slots=True)
class Facts:
    """What an import read beside the content; empty for a draft written in Legajo.

    `signatures` and `changes` are rows as in the exchange form; their dates may be dates or ISO
    text. `date_formats` are the formats found in print, `unplaced` the texts that fitted nowhere.
    """

    label: str | None = None
    approved_on: date | None = None
    signatures: tuple[Mapping[str, Any], ...] = ()
    changes: tuple[Mapping[str, Any], ...] = ()
    date_formats: frozenset[str] = frozenset()
    unplaced: tuple[str, ...] = ()


def excerpt(text: str, length: int = 60) -> str:
    """The beginning of `text` on one line, cut at a word."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    return line[:length].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"


def activity_name(item: Mapping[str, Any], position: int) -> str:
    """How people call an activity: by its printed number, else by its row."""
    return f"Actividad {item['number']}" if item["number"] else f"Actividad de la fila {position}"
