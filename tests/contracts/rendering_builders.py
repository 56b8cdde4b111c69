"""Builders of contents for the samples that are rendered."""

from __future__ import annotations

import uuid
from typing import Any

Content = dict[str, Any]


def identity(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"urn:legajo:sample:{name}"))


def section(role: str, title: str, *blocks: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": identity(f"section-{role}-{title}"),
        "role": role,
        "number": None,
        "title": title,
        "blocks": list(blocks),
    }


def block(kind: str, name: str, **fields: Any) -> dict[str, Any]:
    return {"id": identity(f"{kind}-{name}"), "type": kind, **fields}


def paragraph(text: str) -> dict[str, Any]:
    return block("paragraph", text, text=text)


def activity(
    number: int,
    text: str,
    responsible: str | None = "Profesional de sistemas",
    record: str | None = None,
    term: str | None = None,
    decision: tuple[str | None, str, str] | None = None,
) -> dict[str, Any]:
    """`decision`: question, yes, no; a target is next, end or the number of an activity."""
    if decision:
        question, yes, no = decision
        decided = {"question": question, "yes": _target(yes), "no": _target(no)}
    return {
        "id": identity(f"activity-{number}"),
        "number": str(number),
        "text": text,
        "responsible": responsible,
        "record": record,
        "term": term,
        "decision": decided if decision else None,
    }


def _target(name: str) -> str:
    return name if name in ("next", "end") else identity(f"activity-{name}")


def document(*sections: dict[str, Any], **fields: Any) -> Content:
    return {
        "schema": "content-1",
        "kind": "procedure",
        "code": "PR-T3-P2-04",
        "title": "Atender solicitudes de soporte y de cuentas de usuario",
        "language": "es",
        "access": "public",
        "process": {
            "code": "T3-P2",
            "name": "Gestionar servicios digitales",
            "parent": {"code": "T3", "name": "Apoyo tecnológico"},
        },
        "office": {"code": "140", "name": "Oficina de Tecnologías"},
        "series": {"code": "140.31", "name": "Procedimientos"},
        "sections": list(sections),
    } | fields


def signature(role: str, **fields: Any) -> dict[str, Any]:
    return {
        "role": role,
        "step": {"prepared": "Elaboró", "reviewed": "Revisó", "approved": "Aprobó"}[role],
        "name": None,
        "position": None,
        "bond": None,
        "office": None,
        "committee": None,
        "minutes_number": None,
        "date": "2026-03-02",
        "signed_at": "2026-03-02T09:30:00-05:00",
    } | fields
