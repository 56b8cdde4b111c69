"""Documents that are tables first: characterisations, plans, risk maps, sheets, formats."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from random import Random
from typing import Any

from portal.demo.year.prose import base, lower, paragraphs
from portal.demo.year.vocabulary import Subject, Theme, cells

Written = dict[str, Any]
_CORRUPT = ("dádivas", "dirigidas", "suplantada", "cercanos", "no existen")
_DIGITAL = ("digital", "tecnologia")
_FREQUENCIES = ("monthly", "quarterly", "half_yearly")
NOTICE = (
    "La entidad trata estos datos solo para atender lo que aquí se pide y los conserva según la "
    "tabla de retención documental. Usted puede conocerlos, actualizarlos y pedir su corrección en "
    "los términos de la Ley 1581 de 2012."
)


def decimal(text: str) -> str:
    """A number as the canonical content writes it."""
    return text.replace(",", ".")


def indicators(theme: Theme, pick: Random) -> list[Written]:
    """One for each subject, with a base line below its target."""
    rows = []
    for one in theme.subjects:
        name, formula, unit, target = one.measure
        rows.append(
            {
                "key": name,
                "name": name,
                "formula": formula,
                "unit": unit,
                "baseline": str(max(1, int(float(decimal(target))) - pick.randint(4, 20))),
                "target": decimal(target),
                "frequency": pick.choice(_FREQUENCIES),
                "source": one.records[0][0],
                "responsible": theme.person("P"),
            }
        )
    return rows


def characterization(theme: Theme, subject: Subject, pick: Random, process: str) -> Written:
    given = "Plan de desarrollo, normas y resultados del año anterior"
    rows = [
        _phase(
            theme,
            "plan",
            ("Alta dirección y entes de control", given),
            f"Programar el trabajo del año en {theme.about}",
            "Plan del proceso",
        ),
        *(
            _phase(
                theme,
                "do",
                (theme.clients, f"{one.start[:1].upper()}{one.start[1:]}"),
                f"{one.act[:1].upper()}{one.act[1:]}",
                one.records[0][0],
            )
            for one in theme.subjects
        ),
        _phase(
            theme,
            "check",
            (theme.person("P"), "Registros e indicadores del proceso"),
            "Medir los resultados y comprobar los controles",
            "Informe de seguimiento",
        ),
        _phase(
            theme,
            "act",
            ("Comités y auditorías", "Hallazgos, quejas y propuestas"),
            "Corregir las causas y adoptar mejoras",
            "Acciones de mejora cerradas",
        ),
    ]
    return {
        **base(theme, subject, pick),
        "title": process,
        "objective": f"Dirigir las actividades que aseguran {theme.about}, desde su planeación "
        "hasta su mejora.",
        "scope": "Comprende la planeación, la ejecución, la verificación y la mejora del proceso.",
        "cycle": {"cycle": rows},
        "resources": {
            "resources": [
                {"key": text, "kind": kind, "description": text} for kind, text in theme.resources
            ]
        },
        "indicators": {"indicators": indicators(theme, pick)},
    }


def _phase(theme: Theme, phase: str, given: tuple[str, str], activity: str, output: str) -> Written:
    return {
        "key": f"{phase}/{activity}",
        "phase": phase,
        "supplier": given[0],
        "input": given[1],
        "activity": activity,
        "responsible": theme.person("L" if phase == "plan" else "P"),
        "output": output,
        "customer": theme.clients,
    }


def work(theme: Theme, pick: Random, first: date) -> list[Written]:
    """The activities of a plan: what each subject wants to improve, weighted to the whole."""
    shares = [30, 25, 25, 20]
    pick.shuffle(shares)
    rows = []
    for place, (one, share) in enumerate(zip(theme.subjects, shares, strict=True)):
        text, product = one.improve
        start = date(2026, 2 + place, 2)
        rows.append(
            {
                "key": text,
                "objective": one.purpose,
                "activity": text,
                "responsible": theme.person("P" if place % 2 else "L"),
                "product": product,
                "start": max(start, first).isoformat(),
                "end": date(2026, 8 + place, 28).isoformat(),
                "weight": share,
                "progress": 0,
                "budget": pick.randint(8, 140) * 1_000_000,
            }
        )
    return rows


def plan(theme: Theme, subject: Subject, pick: Random, process: str, first: date) -> Written:
    return {
        **base(theme, subject, pick),
        "title": f"Trabajo de 2026 del proceso {process}",
        "objective": f"Acordar qué se hará en 2026 por {theme.about}, quién responde y con qué.",
        "scope": "Cubre las actividades de la vigencia 2026 y su seguimiento trimestral.",
        "diagnosis": paragraphs(
            tuple(
                f"{one.risk[0]}. Se explica así: {lower(one.risk[1])}. Puede traer esto: "
                f"{lower(one.risk[2])}."
                for one in theme.subjects[:3]
            )
        ),
        "work": {"plan_activities": work(theme, pick, first)},
        "indicators": {"indicators": indicators(theme, pick)[:3]},
        "follow_up": "El avance se informa al cierre de cada trimestre y los atrasos de más de un "
        "mes se explican en el comité que aprobó el plan.",
    }


def program(theme: Theme, subject: Subject, pick: Random, process: str, first: date) -> Written:
    written = plan(theme, subject, pick, process, first)
    return {
        **written,
        "title": f"Fortalecimiento del proceso {process}",
        "justification": written.pop("diagnosis"),
        "objective": f"Reunir en un solo esfuerzo las acciones que fortalecen {theme.about}.",
    }


def matrix(theme: Theme, subject: Subject, pick: Random, process: str) -> Written:
    return {
        **base(theme, subject, pick),
        "title": f"Riesgos del proceso {process}",
        "objective": f"Anticipar lo que puede impedir los resultados en {theme.about} y acordar "
        "cómo se controla.",
        "scope": "Comprende los riesgos de gestión, de corrupción y de seguridad digital.",
        "risks": {"risks": risks(theme, pick)},
        "follow_up": "Los controles se prueban cada cuatro meses y el resultado se informa al "
        "comité coordinador de control interno.",
    }


def risks(theme: Theme, pick: Random) -> list[Written]:
    """One for each subject; its control lowers it, its action lowers it further."""
    rows = []
    for place, one in enumerate(theme.subjects, start=1):
        risk, cause, consequence, control, action = one.risk
        probability, impact = pick.randint(3, 4), pick.randint(3, 5)
        corrupt = any(word in risk for word in _CORRUPT)
        plain = "digital_security" if theme.name in _DIGITAL else "management"
        rows.append(
            {
                "key": f"R{place}",
                "code": f"R{place}",
                "risk": risk,
                "class": "corruption" if corrupt else plain,
                "cause": cause,
                "consequence": consequence,
                "probability": str(probability),
                "impact": str(impact),
                "control": control,
                "control_kind": pick.choice(("preventive", "detective")),
                "residual_probability": str(probability - pick.randint(1, 2)),
                "residual_impact": str(impact - pick.randint(0, 1)),
                "treatment": "reduce",
                "action": action,
                "responsible": theme.person("P"),
                "due": date(2026, pick.randint(9, 12), 15).isoformat(),
            }
        )
    return rows


def datasheet(theme: Theme, subject: Subject, pick: Random) -> Written:
    return {
        **base(theme, subject, pick),
        "title": f"Especificaciones para {subject.act}",
        "objective": f"Fijar qué se exige para {subject.act} y cómo se comprueba.",
        "sheet": {
            "sheet": [
                {
                    "subject": subject.title,
                    "use": subject.purpose,
                    "place": "Sede principal y sedes subregionales",
                    "responsible": theme.person("P"),
                }
            ]
        },
        "characteristics": {
            "characteristics": [
                {
                    "key": name,
                    "name": name,
                    "value": value,
                    "unit": unit or None,
                    "method": method,
                }
                for name, value, unit, method in subject.traits
            ]
        },
    }


def external(told: Written, theme: Theme, checked: date) -> Written:
    """The card of a norm of others, as `external.toml` tells it."""
    return {
        "title": told["title"],
        "origin": {
            "origin": [
                {
                    **{key: told[key] for key in ("kind", "number", "issued_on", "issuer")},
                    "status": "in_force",
                    "applies_to": f"A los procesos que cuidan {theme.about}.",
                    "checked_on": checked.isoformat(),
                }
            ]
        },
        "summary": told["summary"],
        "duties": {
            "duties": [
                {
                    "key": duty,
                    "article": article,
                    "duty": duty,
                    "how": how,
                    "responsible": theme.person("L"),
                }
                for article, duty, how in map(cells, told["duties"])
            ]
        },
        "annexes": [],
    }


def form(theme: Theme, subject: Subject, pick: Random) -> Written:
    """A format: who fills it in, what the subject asks, two signatures."""
    name, series = subject.records[0]
    return {
        "title": name,
        "objective": f"Dejar constancia de lo que hace falta para {subject.act}.",
        "content": f"## Cómo se diligencia\n\nSe llena una sola vez por cada caso. "
        f"{subject.rules[0]}\n\n> Nota: Lo que no aplique se deja en blanco.",
        "form": {
            "fillers": "anybody",
            "series": series,
            "notice": NOTICE,
            "sections": [
                {
                    "title": "Quien diligencia",
                    "fields": [
                        {
                            "label": "Nombres y apellidos",
                            "of": "line",
                            "required": "yes",
                            "personal": "yes",
                            "most": 120,
                        },
                        {"label": "Dependencia", "of": "office", "required": "yes"},
                    ],
                },
                {"title": subject.title, "fields": [_field(line) for line in subject.fields]},
            ],
            "signers": [
                {"name": "Diligencia", "who": "filler"},
                {"name": "Visto bueno", "who": "chosen"},
            ],
        },
        "records": [{"name": name, "responsible": theme.person("P"), "series": series}],
        "annexes": [],
    }


def _field(line: str) -> Written:
    label, of, *options = line.split(":", 2)
    row: Written = {"label": label, "of": of, "required": "yes"}
    if options:
        row["options"] = "\n".join(options[0].split("|"))
    return row


def fields(subject: Subject) -> Sequence[tuple[str, str, tuple[str, ...]]]:
    """Label, type and options of what its format asks."""
    rows = [_field(line) for line in subject.fields]
    return [(row["label"], row["of"], tuple(row.get("options", "").split("\n"))) for row in rows]
