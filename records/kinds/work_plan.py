"""Plans and programmes: what will be done, by whom, until when, and how far it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from records.kinds.measures import MEASURED
from records.kinds.model import Column, Fault, Grid, Kind, Of, Part, Row
from records.kinds.parts import ANNEXES, DEFINITIONS, OBJECTIVE, REFERENCES, RESPONSIBLE, SCOPE
from records.kinds.texts import FOLLOW_UP

WHOLE = 100


def weighted_progress(rows: Sequence[Row]) -> int:
    """How far the plan is, in percent: each activity counts as it weighs, or all alike."""
    weights = [row["weight"] or 0 for row in rows]
    if not any(weights):
        weights = [1] * len(rows)
    total = sum(weights)
    done = sum(w * (row["progress"] or 0) for w, row in zip(weights, rows, strict=True))
    return round(done / total) if total else 0


def summary(rows: Sequence[Row]) -> list[str]:
    """The progress of the whole, and what it costs where it says so."""
    told = [f"Avance ponderado del plan: {weighted_progress(rows)} %."]
    if budget := sum(row["budget"] or 0 for row in rows):
        told.append(f"Presupuesto total: $ {budget:,}.".replace(",", "."))
    return told


def faults(rows: Sequence[Row]) -> Iterable[Fault]:
    """Weights that do not add up to 100; an activity that ends before it begins."""
    weights = [row["weight"] for row in rows if row["weight"] is not None]
    if weights and sum(weights) != WHOLE:
        yield None, f"Los pesos de las actividades suman {sum(weights)} %: deben sumar 100 %."
    for number, row in enumerate(rows, 1):
        if row["start"] and row["end"] and row["end"] < row["start"]:
            yield row["id"], f"La actividad {number} del plan termina antes de empezar."


PLAN_ACTIVITIES = Grid(
    name="plan_activities",
    label="Plan de trabajo",
    noun="actividad del plan",
    icon="tasks",
    cells=(
        Column("objective", "Objetivo o estrategia", Of.TEXT, 16),
        Column("activity", "Actividad", Of.TEXT, 26, required=True),
        Column("responsible", "Responsable", Of.LINE, 17, required=True),
        Column("product", "Producto", Of.TEXT, 17, required=True),
        Column("start", "Inicio", Of.DATE, 9, required=True),
        Column("end", "Fin", Of.DATE, 9, required=True),
        Column("weight", "Peso", Of.PERCENT, 6, least=0, most=WHOLE),
        Column("progress", "Avance", Of.PERCENT, 7, least=0, most=WHOLE),
        Column("budget", "Presupuesto", Of.PESOS, 13, least=0),
        Column("evidence", "Evidencia", Of.LINE, 12),
    ),
    summary=summary,
    faults=faults,
)
DIAGNOSIS = Part("diagnosis", "Diagnóstico")
JUSTIFICATION = Part("justification", "Justificación")
WORK = Part("work", "Plan de trabajo", (PLAN_ACTIVITIES,), ("plan_activities",))

PLAN = Kind(
    name="plan",
    prefix="PL",
    label="Plan",
    plural="Planes",
    parts=(
        OBJECTIVE,
        SCOPE,
        RESPONSIBLE,
        DIAGNOSIS,
        WORK,
        MEASURED,
        FOLLOW_UP,
        REFERENCES,
        ANNEXES,
    ),
    mandatory=frozenset({"objective", "scope", "work"}),
    schema="plan-1",
    landscape=True,
)
PROGRAM = Kind(
    name="program",
    prefix="PG",
    label="Programa",
    plural="Programas",
    parts=(
        JUSTIFICATION,
        OBJECTIVE,
        SCOPE,
        DEFINITIONS,
        RESPONSIBLE,
        WORK,
        MEASURED,
        FOLLOW_UP,
        REFERENCES,
        ANNEXES,
    ),
    mandatory=frozenset({"justification", "objective", "scope", "work"}),
    schema="plan-1",
    landscape=True,
)
