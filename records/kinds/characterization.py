"""The characterisation of a process: who gives it what, what it does, who gets what of it."""

from __future__ import annotations

from records.kinds.measures import MEASURED
from records.kinds.model import Column, Grid, Kind, Of, Part
from records.kinds.parts import ANNEXES, OBJECTIVE, RECORDS, REFERENCES, RESPONSIBLE, SCOPE

PHASES = (("plan", "Planear"), ("do", "Hacer"), ("check", "Verificar"), ("act", "Actuar"))
RESOURCES = (
    ("human", "Humano"),
    ("technological", "Tecnológico"),
    ("physical", "Físico"),
    ("financial", "Financiero"),
)
CYCLE = Grid(
    name="cycle",
    label="Ciclo PHVA",
    noun="fila del ciclo",
    icon="history",
    cells=(
        Column("phase", "Ciclo", Of.CHOICE, 9, choices=PHASES, required=True),
        Column("supplier", "Proveedor", Of.TEXT, 17, required=True),
        Column("input", "Entrada o insumo", Of.TEXT, 19, required=True),
        Column("activity", "Actividad", Of.TEXT, 26, required=True),
        Column("responsible", "Responsable", Of.LINE, 15),
        Column("output", "Salida o producto", Of.TEXT, 19, required=True),
        Column("customer", "Cliente o usuario", Of.TEXT, 17, required=True),
    ),
)
NEEDED = Grid(
    name="resources",
    label="Recursos",
    noun="recurso",
    icon="cogs",
    cells=(
        Column("kind", "Recurso", Of.CHOICE, 14, choices=RESOURCES, required=True),
        Column("description", "Descripción", Of.TEXT, 60, required=True),
    ),
)
CHARACTERIZATION = Kind(
    name="characterization",
    prefix="CA",
    label="Caracterización",
    plural="Caracterizaciones",
    parts=(
        OBJECTIVE,
        RESPONSIBLE,
        SCOPE,
        Part("cycle", "Ciclo del proceso", (CYCLE,), ("cycle",)),
        Part("resources", "Recursos", (NEEDED,), ("resources",)),
        MEASURED,
        REFERENCES,
        RECORDS,
        ANNEXES,
    ),
    mandatory=frozenset({"objective", "responsible", "scope", "cycle"}),
    schema="characterization-1",
    landscape=True,
)
