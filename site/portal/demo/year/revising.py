"""What later versions change, and the note that says why: edits as a person would make them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from portal.demo.year.prose import Written, activity, lower
from portal.demo.year.vocabulary import Subject, Theme

_SHORTER = {"5 días hábiles": "3 días hábiles", "10 días hábiles": "8 días hábiles"}


@dataclass(frozen=True, slots=True)
class Revision:
    """A later version: what it changes, why, and whether it touches the substance."""

    note: str
    patch: dict[str, Any]
    scope: str = "major"


def revised(
    kind: str, theme: Theme, subject: Subject, written: Written, pick: Random, on: date, number: int
) -> Revision:
    """The version of that number, 2 or 3, of a document as it was first written."""
    makes = _MAKES.get(kind, _reworded)
    return makes(theme, subject, written, pick, on, number)


def _steps(
    theme: Theme, subject: Subject, written: Written, pick: Random, on: date, number: int
) -> Revision:
    if number == 2:
        edits = [{"op": "add", "after": str(subject.after), **activity(subject.added, "nueva")}]
        edits += _faster(subject, written)
        return Revision(subject.why, {"activities": edits})
    last = str(len(subject.steps))
    earlier = str(max(1, subject.after - 1))
    place = earlier if earlier != str(subject.after) else last
    moved = {"op": "move", "key": "nueva", "after": place}
    return Revision(
        "Se cambia de lugar la actividad que agregó la versión anterior, según lo que observaron "
        f"quienes la ejecutan, y la dirige: {lower(theme.person('L'))}.",
        {
            "activities": [moved],
            "responsible": f"{theme.person('L')}, con el apoyo de: {lower(theme.person('P'))}.",
        },
    )


def _faster(subject: Subject, written: Written) -> list[dict[str, Any]]:
    """One term that can be shortened, on a step without question."""
    for row in written["activities"]:
        if row.get("term") in _SHORTER and "ask" not in row:
            return [{"op": "set", **row, "term": _SHORTER[row["term"]]}]
    return []


def _chapters(
    theme: Theme, subject: Subject, written: Written, pick: Random, on: date, number: int
) -> Revision:
    one = theme.subjects[number % len(theme.subjects)]
    text = (
        f"Desde {on:%m/%Y} se tiene en cuenta además lo que mostró el seguimiento: "
        f"{lower(one.risk[0])}. Para evitarlo se adopta este control: {lower(one.risk[3])}."
    )
    first = str(written["content"]).split("\n", maxsplit=1)[0].lstrip("# ")
    edit = {"op": "insert", "at": first, "text": text}
    return Revision(
        f"Se agregan lecciones del seguimiento sobre «{lower(one.title)}».",
        {"label": f"0{number}", "content": [edit]},
    )


def _statement(
    theme: Theme, subject: Subject, written: Written, pick: Random, on: date, number: int
) -> Revision:
    promise, note = _PROMISES[number % len(_PROMISES)]
    return Revision(note, {"statement": f"{written['statement']} {promise}"})


def _advanced(
    theme: Theme, subject: Subject, written: Written, pick: Random, on: date, number: int
) -> Revision:
    rows = []
    for row in written["work"]["plan_activities"]:
        begun = date.fromisoformat(row["start"]) < on
        told = min(100, 30 * (number - 1) + pick.choice((5, 15, 25))) if begun else 0
        rows.append({**row, "progress": told, "evidence": "Expediente del plan" if told else None})
    return Revision(
        f"Se actualiza el avance de las actividades con corte al {on:%d/%m/%Y}.",
        {"tables": {"plan_activities": rows}},
        "minor",
    )


def _reviewed_risks(
    theme: Theme, subject: Subject, written: Written, pick: Random, on: date, number: int
) -> Revision:
    rows = [dict(row) for row in written["risks"]["risks"]]
    row = rows[number % len(rows)]
    row["control"] = f"{row['control']}; la prueba de {on:%m/%Y} mostró que funciona"
    row["residual_probability"] = str(max(1, int(row["residual_probability"]) - 1))
    return Revision(
        f"Se prueba el control del riesgo {row['code']} y se revisa su valoración.",
        {"tables": {"risks": [row]}},
    )


def _cycled(
    theme: Theme, subject: Subject, written: Written, pick: Random, on: date, number: int
) -> Revision:
    one = theme.subjects[number % len(theme.subjects)]
    row = {
        "key": f"act/{number}",
        "phase": "act",
        "supplier": theme.clients,
        "input": "Encuesta de satisfacción",
        "activity": f"Acordar mejoras sobre «{lower(one.title)}»",
        "responsible": theme.person("L"),
        "output": one.improve[1],
        "customer": theme.clients,
    }
    return Revision(
        "Se agrega al ciclo lo que se hace con la encuesta de satisfacción.",
        {"tables": {"cycle": [row]}},
    )


def _exacting(
    theme: Theme, subject: Subject, written: Written, pick: Random, on: date, number: int
) -> Revision:
    rows = [dict(row) for row in written["characteristics"]["characteristics"]]
    row = rows[number % len(rows)]
    row["method"] = f"{row['method']}, con registro fotográfico".lstrip(", ")
    return Revision(
        f"Se precisa cómo se verifica «{lower(row['name'])}».",
        {"tables": {"characteristics": [row]}},
        "minor",
    )


def _reworded(
    theme: Theme, subject: Subject, written: Written, pick: Random, on: date, number: int
) -> Revision:
    text = f"{written['objective']} Se aplica también en las sedes subregionales."
    return Revision(
        "Se aclara que aplica en las sedes subregionales.", {"objective": text}, "minor"
    )


_PROMISES = (
    (
        "Cada año consulta a la ciudadanía qué debe mejorar.",
        "Se incorpora la consulta anual a la ciudadanía, por decisión del comité.",
    ),
    (
        "Publica cada semestre sus resultados, también los que no alcanzaron la meta.",
        "Se agrega la publicación semestral de resultados, pedida por las veedurías.",
    ),
)
_MAKES = {
    "procedure": _steps,
    "protocol": _steps,
    "instruction": _steps,
    "guide": _chapters,
    "manual": _chapters,
    "format": _chapters,
    "policy": _statement,
    "plan": _advanced,
    "program": _advanced,
    "matrix": _reviewed_risks,
    "characterization": _cycled,
    "datasheet": _exacting,
}
