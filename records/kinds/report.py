"""Reports: what was done in a period, measured against what was to be done.

A supervision report answers for one contract; a report of progress for the activities of one plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from records.kinds.model import Column, Derived, Fault, Grid, Kind, Of, Part, Row, Template
from records.kinds.parts import ANNEXES, OBJECTIVE, REFERENCES, SCOPE
from records.kinds.work_plan import WHOLE, weighted_progress

SUBJECTS = (
    ("management", "Informe de gestión"),
    ("progress", "Informe de avance de un plan"),
    ("supervision", "Informe de supervisión"),
    ("audit", "Informe de auditoría o seguimiento"),
    ("technical", "Informe técnico"),
)
RESULTS = (("met", "Cumplida"), ("partly", "Parcial"), ("not_met", "No cumplida"))


def _wrong_period(rows: Sequence[Row]) -> Iterable[Fault]:
    for row in rows:
        if row["start"] and row["end"] and row["end"] < row["start"]:
            yield row["id"], "El período del informe termina antes de empezar."
        if row["subject"] == "supervision" and not (row["contract"] and row["contractor"]):
            yield row["id"], "Un informe de supervisión dice de qué contrato y de qué contratista."
        if row["subject"] == "progress" and not row["plan"]:
            yield row["id"], "Un informe de avance dice de qué plan: escriba su código."


FACTS = Grid(
    name="report_facts",
    label="Ficha del informe",
    noun="ficha",
    icon="doc-full",
    single=True,
    cells=(
        Column("subject", "Clase de informe", Of.CHOICE, choices=SUBJECTS, required=True),
        Column("start", "Período desde", Of.DATE, required=True),
        Column("end", "Período hasta", Of.DATE, required=True),
        Column("addressee", "Dirigido a", Of.LINE),
        Column("plan", "Plan que se informa", Of.LINE),
        Column("contract", "Contrato o convenio", Of.LINE),
        Column("contractor", "Contratista", Of.LINE),
        Column("object", "Objeto", Of.TEXT),
        Column("value", "Valor", Of.PESOS, least=0),
    ),
    faults=_wrong_period,
)


def _late(row: Row) -> str:
    """How an activity stands, by its progress alone: a report has no today."""
    progress = row["progress"]
    if progress is None:
        return "Sin informar"
    return "Terminada" if progress >= WHOLE else "En curso" if progress else "Sin iniciar"


def _progress_told(rows: Sequence[Row]) -> list[str]:
    done = sum(_late(row) == "Terminada" for row in rows)
    return [
        f"Avance ponderado: {weighted_progress(rows)} %. "
        f"Actividades terminadas: {done} de {len(rows)}."
    ]


PROGRESS = Grid(
    name="progress",
    label="Avance de las actividades",
    noun="actividad",
    icon="tasks",
    cells=(
        Column("activity", "Actividad", Of.TEXT, 28, required=True),
        Column("responsible", "Responsable", Of.LINE, 16, required=True),
        Column("product", "Producto", Of.TEXT, 16),
        Column("end", "Fin previsto", Of.DATE, 10),
        Column("weight", "Peso", Of.PERCENT, 7, least=0, most=WHOLE),
        Column("progress", "Avance", Of.PERCENT, 8, least=0, most=WHOLE, required=True),
        Derived("state", "Estado", _late, 11),
        Column("evidence", "Evidencia", Of.TEXT, 18),
    ),
    summary=_progress_told,
)


def fulfilment(row: Row) -> str:
    """How much of its target an indicator reached, in percent; empty where that says nothing."""
    if not (row["measure"] and row["target"]) or not Decimal(row["target"]):
        return ""
    return f"{round(Decimal(row['measure']) / Decimal(row['target']) * WHOLE)} %"


MEASURES = Grid(
    name="measures",
    label="Resultado de los indicadores",
    noun="indicador",
    icon="view",
    cells=(
        Column("name", "Indicador", Of.TEXT, 24, required=True),
        Column("unit", "Unidad", Of.LINE, 10),
        Column("target", "Meta", Of.DECIMAL, 9, required=True),
        Column("measure", "Resultado", Of.DECIMAL, 10, required=True),
        Derived("fulfilment", "Cumplimiento", fulfilment, 13),
        Column("analysis", "Análisis", Of.TEXT, 34),
    ),
)
OBLIGATIONS = Grid(
    name="obligations",
    label="Cumplimiento de las obligaciones",
    noun="obligación",
    icon="list-ul",
    cells=(
        Column("obligation", "Obligación", Of.TEXT, 34, required=True),
        Column("done", "Actividad realizada", Of.TEXT, 32, required=True),
        Column("result", "Cumplimiento", Of.CHOICE, 12, choices=RESULTS, required=True),
        Column("evidence", "Evidencia", Of.TEXT, 22),
    ),
)
PAYMENTS = Grid(
    name="payments",
    label="Pagos",
    noun="pago",
    icon="form",
    cells=(
        Column("number", "Pago n.º", Of.LINE, 10, required=True),
        Column("date", "Fecha", Of.DATE, 12),
        Column("amount", "Valor", Of.PESOS, 18, required=True, least=0),
        Column("note", "Observación", Of.TEXT, 40),
    ),
    summary=lambda rows: [
        f"Total pagado: $ {sum(row['amount'] or 0 for row in rows):,}.".replace(",", ".")
    ],
)
FINDINGS = Grid(
    name="audit_findings",
    label="Hallazgos",
    noun="hallazgo",
    icon="warning",
    cells=(
        Column("criterion", "Criterio", Of.TEXT, 22, required=True),
        Column("condition", "Lo que se encontró", Of.TEXT, 32, required=True),
        Column("cause", "Causa", Of.TEXT, 22),
        Column("recommendation", "Recomendación", Of.TEXT, 26, required=True),
        Column("responsible", "Responsable", Of.LINE, 16),
    ),
)

CARD = Part("report_facts", "Datos del informe", (FACTS,), ("report_facts",))
SUMMARY = Part("summary", "Resumen")
METHOD = Part("method", "Metodología")
DEVELOPMENT = Part("development", "Desarrollo", ("chart", "figure"))
MEASURED = Part("measures", "Indicadores", (MEASURES, "chart"), ("measures",))
DONE = Part("progress", "Avance del plan", (PROGRESS, "chart"), ("progress",))
DUTIES = Part("obligations", "Obligaciones del contrato", (OBLIGATIONS,), ("obligations",))
PAID = Part("payments", "Pagos", (PAYMENTS,), ("payments",))
FOUND = Part("audit_findings", "Hallazgos", (FINDINGS,), ("audit_findings",))
CONCLUSIONS = Part("conclusions", "Conclusiones")
ADVICE = Part("recommendations", "Recomendaciones")

_OPENING = ("report_facts", "summary", "objective")
_ENDING = ("conclusions", "recommendations", "annexes")

REPORT = Kind(
    name="report",
    prefix="IF",
    label="Informe",
    plural="Informes",
    parts=(
        CARD,
        SUMMARY,
        OBJECTIVE,
        SCOPE,
        METHOD,
        DEVELOPMENT,
        DONE,
        MEASURED,
        DUTIES,
        PAID,
        FOUND,
        CONCLUSIONS,
        ADVICE,
        REFERENCES,
        ANNEXES,
    ),
    mandatory=frozenset({"report_facts", "conclusions"}),
    schema="report-1",
    chosen_by=("report_facts", "subject"),
    templates=(
        Template("management", (*_OPENING, "development", "measures", *_ENDING), ("development",)),
        Template("progress", (*_OPENING, "progress", "measures", *_ENDING), ("progress",)),
        Template(
            "supervision",
            ("report_facts", "obligations", "payments", "development", *_ENDING),
            ("obligations",),
        ),
        Template(
            "audit",
            (*_OPENING, "scope", "method", "audit_findings", *_ENDING),
            ("objective", "scope", "audit_findings"),
        ),
        Template("technical", (*_OPENING, "method", "development", *_ENDING), ("development",)),
    ),
)
