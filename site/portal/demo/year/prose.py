"""Documents that are read from beginning to end, as somebody of the office would write them.

Each function gives what a file of `procedures/` would hold; `portal.demo.contents` makes blocks of
it. `pick` chooses among turns of phrase, so that no two documents sound alike.
"""

from __future__ import annotations

from random import Random
from typing import Any

from portal.demo.year.vocabulary import Step, Subject, Theme

Written = dict[str, Any]

_GOALS = (
    "{purpose}",
    "{purpose} Con ello se cuida {about}.",
    "{purpose} Así todas las dependencias trabajan de la misma manera.",
)
_SCOPES = (
    "Comienza con {start} y termina con {end}. Aplica a {who} y a las demás dependencias que "
    "intervengan.",
    "Cubre desde {start} hasta {end}. Obliga a servidores y contratistas de la entidad.",
    "Va desde {start} hasta {end}, en la sede principal y en las sedes subregionales.",
)
_LEADS = (
    "{lead}, o quien este delegue.",
    "{lead}. La ejecución diaria corresponde a: {professional}.",
)
_HOW = (
    "Antes de empezar conviene tener a mano los soportes y saber quién resuelve las dudas: "
    "{professional}.",
    "Cada paso deja su constancia en el gestor documental el mismo día en que se hace.",
    "Lo que aquí se describe se revisa al menos una vez al año con quienes hacen el trabajo.",
)


def lower(text: str) -> str:
    """With a small first letter, to go on with a sentence."""
    return text[:1].lower() + text[1:]


def listed(parts: tuple[str, ...]) -> str:
    """One after the other as a reader hears them: «a, b y c»."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} y {parts[-1]}"


def bullets(lines: tuple[str, ...]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def paragraphs(lines: tuple[str, ...]) -> str:
    return "\n\n".join(lines)


def base(theme: Theme, subject: Subject, pick: Random) -> Written:
    """What every one of them says: aim, reach, who answers, terms and norms."""
    return {
        "objective": pick.choice(_GOALS).format(purpose=subject.purpose, about=theme.about),
        "scope": pick.choice(_SCOPES).format(
            start=subject.start, end=subject.end, who=lower(theme.person("P"))
        ),
        "responsible": pick.choice(_LEADS).format(
            lead=theme.person("L"), professional=lower(theme.person("P"))
        ),
        "definitions": paragraphs(theme.terms),
        "references": paragraphs(theme.norms),
        "records": [
            {"name": name, "responsible": theme.person("P"), "series": series}
            for name, series in subject.records
        ],
        "annexes": [],
    }


def activity(step: Step, key: str) -> Written:
    """A row of the table of activities."""
    row: Written = {"key": key, "text": step.text, "who": step.who}
    if step.record:
        row["record"] = step.record
    if step.term:
        row["term"] = step.term
    return row


def activities(subject: Subject) -> list[Written]:
    """The steps of a subject with their question; what it leads to is told by its number."""
    rows = [activity(step, str(place)) for place, step in enumerate(subject.steps, start=1)]
    place, question, no = subject.ask
    rows[int(place) - 1] |= {"ask": question, "yes": "next", "no": no}
    return rows


def procedure(theme: Theme, subject: Subject, pick: Random) -> Written:
    how = pick.choice(_HOW).format(professional=lower(theme.person("P")))
    return {
        **base(theme, subject, pick),
        "title": subject.title,
        "content": f"## Condiciones generales\n\n{how}\n\n{bullets(subject.rules)}",
        "activities": activities(subject),
    }


def protocol(theme: Theme, subject: Subject, pick: Random) -> Written:
    return {
        **base(theme, subject, pick),
        "title": f"Actuación segura al {subject.act}",
        "precautions": bullets(subject.rules)
        + f"\n\n> Importante: Si aparece una señal de «{lower(subject.risk[0])}», detenga la "
        f"actividad y avise: {lower(theme.person('L'))}.",
        "content": "## Secuencia\n\nLos pasos se siguen en este orden y ninguno se omite.",
        "activities": activities(subject),
    }


def instruction(theme: Theme, subject: Subject, pick: Random) -> Written:
    needed = tuple(
        f"{name}: {lower(value)} {unit}".strip() for name, value, unit, _ in subject.traits
    )
    return {
        **base(theme, subject, pick),
        "title": f"Paso a paso para {subject.act}",
        "materials": bullets(needed),
        "content": "## Antes de comenzar\n\n" + paragraphs(subject.rules[:2]),
        "activities": activities(subject),
    }


def guide(theme: Theme, subject: Subject, pick: Random) -> Written:
    name, formula, _unit, target = subject.measure
    steps = "\n".join(f"{n}. {step.text}" for n, step in enumerate(subject.steps, start=1))
    written = base(theme, subject, pick)
    del written["responsible"], written["records"]
    return {
        **written,
        "title": f"Orientaciones para {subject.act}",
        "introduction": f"Esta guía reúne lo que han aprendido quienes trabajan por {theme.about}. "
        "No reemplaza el procedimiento: ayuda a aplicarlo bien.",
        "content": f"## En qué orden\n\n{steps}\n\n## Reglas que ayudan\n\n"
        f"{bullets(subject.rules)}\n\n## Cómo saber si va bien\n\nEl resultado se mira con un "
        f"indicador, «{lower(name)}»: {formula}. La meta es {target}.\n\n"
        f"> Nota: El riesgo más frecuente es este: {lower(subject.risk[0])}. Su causa habitual: "
        f"{lower(subject.risk[1])}.",
    }


def manual(theme: Theme, subject: Subject, pick: Random, process: str) -> Written:
    chapters = [
        f"## {one.title}\n\n{one.purpose}\n\n{bullets(one.rules)}" for one in theme.subjects
    ]
    pick.shuffle(chapters)
    return {
        **base(theme, subject, pick),
        "title": f"Operación del proceso {process}",
        "introduction": f"Este manual explica cómo se trabaja en {theme.about} y a quién sirve: "
        f"{lower(theme.clients)}. Está escrito para quien llega por primera vez.",
        "objective": f"Reunir las reglas con que la entidad atiende {theme.about}.",
        "scope": f"Comprende {len(chapters)} temas del proceso y se aplica en todas las sedes.",
        "content": "\n\n".join(chapters),
    }


def policy(theme: Theme, subject: Subject, pick: Random) -> Written:
    principles = pick.sample(_PRINCIPLES, 3)
    written = base(theme, subject, pick)
    del written["records"]
    return {
        **written,
        "title": f"Compromiso con {theme.about}",
        "statement": f"La Gobernación de Aguaclara se compromete con {theme.about}. Para cumplirlo "
        f"asigna personas, recursos y tiempo, y rinde cuentas de sus resultados a: "
        f"{lower(theme.clients)}.",
        "objective": f"Orientar las decisiones que afectan {theme.about}.",
        "scope": "Obliga a todos los servidores y contratistas, en todas las sedes y procesos.",
        "principles": bullets(tuple(principles)),
        "guidelines": paragraphs(tuple(f"{one.purpose} {one.rules[0]}" for one in theme.subjects)),
        "follow_up": f"El seguimiento se hace cada semestre con un indicador, «"
        f"{lower(subject.measure[0])}», y se presenta al comité que aprueba esta política.",
    }


_PRINCIPLES = (
    "Cuidado: lo público se trata como propio y ajeno a la vez.",
    "Transparencia: se explica lo que se hace y lo que falta.",
    "Equidad: se llega primero a quien tiene menos.",
    "Legalidad: ninguna urgencia justifica saltarse una garantía.",
    "Aprendizaje: cada error deja una mejora escrita.",
    "Sencillez: se pide a las personas solo lo necesario.",
)
