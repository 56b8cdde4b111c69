"""Reports of the year: management, progress of a plan, supervision, audit, technical."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

from portal.demo.year.prose import lower, paragraphs
from portal.demo.year.tables import decimal
from portal.demo.year.vocabulary import Subject, Theme
from records.kinds.work_plan import weighted_progress

Written = dict[str, Any]
_MONTHS = ("Enero", "Febrero", "Marzo", "Abril", "Mayo", "Junio")


def _facts(subject: str, start: date, end: date, **more: Any) -> Written:
    row = {"subject": subject, "start": start.isoformat(), "end": end.isoformat(), **more}
    return {"report_facts": [row]}


def _measured(theme: Theme, pick: Random) -> list[Written]:
    rows = []
    for one in theme.subjects:
        name, _formula, unit, target = one.measure
        goal = float(decimal(target))
        got = round(goal * pick.uniform(0.72, 1.02))
        got = min(got, 100) if unit == "%" else got
        told = (
            "Se cumplió la meta."
            if got >= goal
            else f"Falta atender esta causa: {lower(one.risk[1])}."
        )
        rows.append(
            {
                "key": name,
                "name": name,
                "unit": unit,
                "target": decimal(target),
                "measure": str(got),
                "analysis": told,
            }
        )
    return rows


def _ending(theme: Theme, subject: Subject, pick: Random) -> Written:
    one, other = pick.sample(theme.subjects, 2)
    return {
        "conclusions": paragraphs(
            (
                f"El trabajo del período en {theme.about} avanzó como se había previsto en "
                f"«{lower(one.title)}».",
                f"Queda por fortalecer «{lower(other.title)}», donde se observó este riesgo: "
                f"{lower(other.risk[0])}.",
            )
        ),
        "recommendations": paragraphs((f"{other.risk[4]}.", f"{one.improve[0]}.")),
        "annexes": [],
    }


def management(theme: Theme, subject: Subject, pick: Random, process: str) -> Written:
    counted = [(month, str(pick.randint(18, 160))) for month in _MONTHS]
    best = max(counted, key=lambda row: int(row[1]))[0].lower()
    return {
        **_ending(theme, subject, pick),
        "title": f"Gestión del primer semestre de 2026 del proceso {process}",
        "report_facts": _facts(
            "management",
            date(2026, 1, 1),
            date(2026, 6, 30),
            addressee="Despacho de la Gobernadora",
        ),
        "summary": f"En el semestre se atendieron {sum(int(row[1]) for row in counted)} casos de "
        f"«{lower(subject.title)}»; el mes con más trabajo fue {best}.",
        "objective": f"Informar qué se logró en {theme.about} y qué falta.",
        "development": {
            "text": paragraphs(tuple(f"{one.title}. {one.purpose}" for one in theme.subjects)),
            "chart": {
                "caption": f"Casos de {lower(subject.title)} por mes",
                "chart": pick.choice(("columns", "bars", "lines")),
                "unit": "casos",
                "head": ["Mes", "Casos"],
                "rows": counted,
            },
        },
        "measures": {"measures": _measured(theme, pick)},
    }


def progress(theme: Theme, pick: Random, plan: Written, code: str, until: date) -> Written:
    """How far the plan of that code is: its own activities, with what shows it."""
    rows = []
    for one in plan["work"]["plan_activities"]:
        told = pick.choice((25, 40, 60, 75, 100))
        rows.append(
            {
                **{
                    key: one[key] for key in ("activity", "responsible", "product", "end", "weight")
                },
                "key": one["activity"],
                "progress": told,
                "evidence": "Expediente del plan en el gestor documental",
            }
        )
    done = weighted_progress([{**row} for row in rows])
    late = min(rows, key=lambda row: row["progress"])
    return {
        "title": f"Avance al {until.day}/{until.month:02} de «{plan['title']}»",
        "report_facts": _facts(
            "progress", date(2026, 1, 1), until, plan=code, addressee="Comité que aprobó el plan"
        ),
        "summary": f"El plan lleva un avance ponderado de {done} %.",
        "objective": "Mostrar el avance de cada actividad y lo que hace falta para terminarla.",
        "progress": {"progress": rows},
        "measures": {"measures": _measured(theme, pick)[:2]},
        "conclusions": f"La actividad que más atención pide es «{lower(late['activity'])}», con "
        f"{late['progress']} % de avance.",
        "recommendations": f"Revisar en el próximo comité los recursos asignados a: "
        f"{lower(late['responsible'])}.",
        "annexes": [],
    }


def audit(theme: Theme, subject: Subject, pick: Random, audited: Theme, process: str) -> Written:
    rows = [
        {
            "key": one.title,
            "criterion": one.rules[0],
            "condition": f"En {pick.randint(2, 6)} de {pick.randint(12, 30)} casos revisados no se "
            "encontró la constancia.",
            "cause": one.risk[1],
            "recommendation": one.risk[4],
            "responsible": audited.person("L"),
        }
        for one in pick.sample(audited.subjects, 3)
    ]
    return {
        **_ending(audited, subject, pick),
        "title": f"Auditoría interna al proceso {process}",
        "report_facts": _facts(
            "audit", date(2026, 2, 2), date(2026, 5, 29), addressee=audited.person("L")
        ),
        "summary": f"Se revisaron {len(audited.subjects)} temas y quedaron {len(rows)} hallazgos.",
        "objective": f"Evaluar si los controles protegen {audited.about}.",
        "scope": "Comprende los casos atendidos entre enero y abril de 2026 en dos sedes.",
        "method": "Se revisó una muestra al azar, se entrevistó a quienes hacen el trabajo y se "
        "observó su ejecución.",
        "audit_findings": {"audit_findings": rows},
    }


def supervision(theme: Theme, subject: Subject, pick: Random, number: int) -> Written:
    value = pick.randint(30, 90) * 1_000_000
    return {
        **_ending(theme, subject, pick),
        "title": f"Supervisión del contrato {number} de 2026",
        "report_facts": _facts(
            "supervision",
            date(2026, 2, 2),
            date(2026, 6, 30),
            contract=f"Contrato {number} de 2026",
            contractor=pick.choice(_FIRMS),
            object=f"Apoyar a la entidad para {subject.act}.",
            value=value,
        ),
        "obligations": {
            "obligations": [
                {
                    "key": step.text,
                    "obligation": step.text,
                    "done": f"Se hizo con el acompañamiento de: {lower(step.who)}.",
                    "result": pick.choice(("met", "met", "met", "partly")),
                    "evidence": step.record or "Informe del contratista",
                }
                for step in subject.steps[:4]
            ]
        },
        "payments": {
            "payments": [
                {
                    "key": str(place),
                    "number": str(place),
                    "date": date(2026, 2 + place, 12).isoformat(),
                    "amount": value // 10,
                    "note": "Con informe y aportes a la seguridad social verificados",
                }
                for place in range(1, 4)
            ]
        },
        "development": "El contratista cumplió el cronograma y atendió las observaciones del "
        "supervisor dentro de los plazos.",
    }


_FIRMS = (
    "Servicios Integrales del Puerto S. A. S.",
    "Corporación Manglar Vivo",
    "Unión Temporal Aguas Claras 2026",
    "Consultores de la Ribera Ltda.",
)


def technical(theme: Theme, subject: Subject, pick: Random) -> Written:
    return {
        **_ending(theme, subject, pick),
        "title": f"Diagnóstico técnico sobre {lower(subject.title)}",
        "report_facts": _facts(
            "technical", date(2026, 3, 2), date(2026, 4, 30), addressee=theme.person("L")
        ),
        "summary": f"Se midió el estado de lo que se necesita para {subject.act}.",
        "objective": f"Conocer si lo que hay permite {subject.act} como se espera.",
        "method": "Se midieron las características de la ficha técnica en una muestra y se "
        "compararon con el valor exigido.",
        "development": {
            "text": paragraphs(
                tuple(
                    f"{name}: se exige {lower(value)} {unit}".rstrip()
                    + f" y se verificó así: {lower(method)}."
                    for name, value, unit, method in subject.traits
                )
            )
        },
    }
