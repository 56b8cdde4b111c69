"""Indicators: what is measured, how, how often and against which target."""

from __future__ import annotations

from records.kinds.model import Column, Grid, Of, Part

FREQUENCIES = (
    ("monthly", "Mensual"),
    ("quarterly", "Trimestral"),
    ("half_yearly", "Semestral"),
    ("yearly", "Anual"),
    ("once", "Una sola vez"),
)
INDICATORS = Grid(
    name="indicators",
    label="Indicadores",
    noun="indicador",
    icon="view",
    cells=(
        Column("name", "Indicador", Of.TEXT, 20, required=True),
        Column("formula", "Fórmula", Of.TEXT, 24, required=True),
        Column("unit", "Unidad", Of.LINE, 9),
        Column("baseline", "Línea base", Of.DECIMAL, 8),
        Column("target", "Meta", Of.DECIMAL, 8, required=True),
        Column("frequency", "Frecuencia", Of.CHOICE, 11, choices=FREQUENCIES, required=True),
        Column("source", "Fuente", Of.LINE, 14),
        Column("responsible", "Responsable", Of.LINE, 16, required=True),
    ),
)
MEASURED = Part("indicators", "Indicadores", (INDICATORS,), ("indicators",))
