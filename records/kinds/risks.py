"""The risk map: what may happen, how likely and how grave, what holds it back, what is done.

The zones are those of the guide for the administration of risk of the Departamento Administrativo
de la Función Pública: probability and impact from 1 to 5.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from records.kinds.heat import Heat, HeatRule
from records.kinds.model import Column, Derived, Fault, Grid, Kind, Of, Part, Row
from records.kinds.parts import ANNEXES, CONTENT, DEFINITIONS, OBJECTIVE, REFERENCES, SCOPE
from records.kinds.texts import FOLLOW_UP

CLASSES = (
    ("management", "Gestión"),
    ("fiscal", "Fiscal"),
    ("corruption", "Corrupción"),
    ("digital_security", "Seguridad digital"),
)
PROBABILITIES = (
    ("1", "1 Muy baja"),
    ("2", "2 Baja"),
    ("3", "3 Media"),
    ("4", "4 Alta"),
    ("5", "5 Muy alta"),
)
IMPACTS = (
    ("1", "1 Leve"),
    ("2", "2 Menor"),
    ("3", "3 Moderado"),
    ("4", "4 Mayor"),
    ("5", "5 Catastrófico"),
)
CONTROLS = (
    ("preventive", "Preventivo"),
    ("detective", "Detectivo"),
    ("corrective", "Correctivo"),
)
TREATMENTS = (
    ("reduce", "Reducir"),
    ("accept", "Aceptar"),
    ("avoid", "Evitar"),
    ("share", "Compartir"),
)
ZONES = ("Bajo", "Moderado", "Alto", "Extremo")

# A row is a probability from 1 to 5, a place in it an impact from 1 to 5.
_HEAT = ("00123", "01123", "11123", "11223", "22223")


def zone(probability: str | None, impact: str | None) -> str:
    """The zone of a risk, empty while one of both is unknown."""
    if not (probability and impact):
        return ""
    return ZONES[int(_HEAT[int(probability) - 1][int(impact) - 1])]


def inherent(row: Row) -> str:
    """The zone before any control."""
    return zone(row["probability"], row["impact"])


def residual(row: Row) -> str:
    """The zone with the controls in place; without them it is the inherent one."""
    return zone(
        row["residual_probability"] or row["probability"], row["residual_impact"] or row["impact"]
    )


def summary(rows: Sequence[Row]) -> list[str]:
    """How many risks stand in each zone once they are controlled."""
    counted = [(name, sum(residual(row) == name for row in rows)) for name in reversed(ZONES)]
    told = ", ".join(f"{name.lower()}: {count}" for name, count in counted if count)
    return [f"Riesgos por zona residual: {told}."] if told else []


def _known(number: int, row: Row) -> str:
    return row["code"] or f"R{number}"


_WHERE: dict[str, Any] = {
    "down": "Probabilidad",
    "across": "Impacto",
    "down_scale": PROBABILITIES,
    "across_scale": IMPACTS,
    "levels": ZONES,
    "level": zone,
    "name": _known,
}
_MAPS = (
    HeatRule(
        title="Riesgo inherente, antes de los controles",
        place=lambda row: (row["probability"], row["impact"]),
        **_WHERE,
    ),
    HeatRule(
        title="Riesgo residual, con los controles",
        place=lambda row: (
            row["residual_probability"] or row["probability"],
            row["residual_impact"] or row["impact"],
        ),
        **_WHERE,
    ),
)


def heats(rows: Sequence[Row]) -> list[Heat]:
    """Where the risks stand before and after their controls."""
    return [heat for rule in _MAPS if (heat := rule.drawn(rows))]


def faults(rows: Sequence[Row]) -> Iterable[Fault]:
    """A control that makes a risk worse; a grave risk that is accepted or that nobody treats."""
    for number, row in enumerate(rows, 1):
        before, after = inherent(row), residual(row)
        if before and ZONES.index(after) > ZONES.index(before):
            yield row["id"], f"El riesgo {number} queda peor con su control que sin él."
        if after in ZONES[2:] and row["treatment"] == "accept":
            yield (
                row["id"],
                f"El riesgo {number} está en zona {after.lower()}: no se acepta.",
            )
        if row["class"] == "corruption" and row["treatment"] == "accept":
            yield row["id"], f"El riesgo {number} es de corrupción: no se acepta, se trata."
        if row["treatment"] in ("reduce", "share") and not row["action"]:
            yield row["id"], f"El riesgo {number} no dice qué se hará para tratarlo."


RISKS = Grid(
    name="risks",
    label="Riesgos",
    noun="riesgo",
    icon="warning",
    cells=(
        Column("code", "N.º", Of.LINE, 7, required=True),
        Column("risk", "Riesgo", Of.TEXT, 26, required=True),
        Column("class", "Clase", Of.CHOICE, 12, choices=CLASSES, required=True),
        Column("cause", "Causa", Of.TEXT, 24, required=True),
        Column("consequence", "Consecuencia", Of.TEXT, 24, required=True),
        Column("probability", "Probabilidad", Of.CHOICE, 11, choices=PROBABILITIES, required=True),
        Column("impact", "Impacto", Of.CHOICE, 11, choices=IMPACTS, required=True),
        Derived("inherent", "Zona inherente", inherent, 10, ZONES),
        Column("control", "Control", Of.TEXT, 28, required=True),
        Column("control_kind", "Tipo de control", Of.CHOICE, 11, choices=CONTROLS),
        Column(
            "residual_probability",
            "Probabilidad residual",
            Of.CHOICE,
            11,
            choices=PROBABILITIES,
            required=True,
        ),
        Column(
            "residual_impact", "Impacto residual", Of.CHOICE, 11, choices=IMPACTS, required=True
        ),
        Derived("residual", "Zona residual", residual, 10, ZONES),
        Column("treatment", "Tratamiento", Of.CHOICE, 11, choices=TREATMENTS, required=True),
        Column("action", "Acción", Of.TEXT, 24),
        Column("responsible", "Responsable", Of.LINE, 16, required=True),
        Column("due", "Fecha límite", Of.DATE, 10),
    ),
    sheets=(
        (
            "Identificación y valoración",
            (
                "code",
                "risk",
                "class",
                "cause",
                "consequence",
                "probability",
                "impact",
                "inherent",
            ),
        ),
        (
            "Controles y tratamiento",
            (
                "code",
                "control",
                "control_kind",
                "residual_probability",
                "residual_impact",
                "residual",
                "treatment",
                "action",
                "responsible",
                "due",
            ),
        ),
    ),
    summary=summary,
    heats=heats,
    faults=faults,
)
MATRIX = Kind(
    name="matrix",
    prefix="MZ",
    label="Matriz",
    plural="Matrices",
    parts=(
        OBJECTIVE,
        SCOPE,
        DEFINITIONS,
        CONTENT,
        Part("risks", "Mapa de riesgos", (RISKS,), ("risks",)),
        FOLLOW_UP,
        REFERENCES,
        ANNEXES,
    ),
    mandatory=frozenset({"objective", "scope"}),
    schema="matrix-1",
    landscape=True,
)
