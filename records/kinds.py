"""The kinds of controlled document: what each must have and what its parts are called.

Rules only. A kind of the exchange form (`document.schema.json`) that is not listed here cannot be
written yet, but can be read by an import and adopted.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """`roles`: the sections of a new document, in order; `mandatory`: what it must have."""

    name: str
    prefix: str
    label: str
    plural: str
    roles: tuple[str, ...]
    mandatory: frozenset[str]


HEADINGS = {
    "objective": "Objetivo",
    "responsible": "Responsable",
    "scope": "Alcance",
    "definitions": "Definiciones",
    "content": "Contenido",
    "activities": "Descripción de actividades",
    "references": "Soporte normativo y de referencia",
    "records": "Registros",
    "changes": "Control de cambios",
    "annexes": "Listado de anexos",
    "approval": "Control de revisión y aprobación",
}

PROCEDURE = Kind(
    name="procedure",
    prefix="PR",
    label="Procedimiento",
    plural="Procedimientos",
    roles=(
        "objective",
        "responsible",
        "scope",
        "definitions",
        "content",
        "references",
        "records",
        "annexes",
    ),
    mandatory=frozenset(
        {"objective", "responsible", "scope", "content", "activities", "references", "records"}
    ),
)
FORMAT = Kind(
    name="format",
    prefix="FO",
    label="Formato",
    plural="Formatos",
    roles=("objective", "content", "records", "annexes"),
    mandatory=frozenset({"objective", "content"}),
)

KINDS = {kind.name: kind for kind in (PROCEDURE, FORMAT)}

# Spanish names of every kind of the exchange form, for what is adopted and for lists.
LABELS = {
    "procedure": "Procedimiento",
    "characterization": "Caracterización",
    "format": "Formato",
    "manual": "Manual",
    "instruction": "Instructivo",
    "guide": "Guía",
    "protocol": "Protocolo",
    "policy": "Política",
    "plan": "Plan",
    "program": "Programa",
    "matrix": "Matriz",
    "datasheet": "Ficha técnica",
    "minutes": "Acta",
    "report": "Informe",
    "letter": "Oficio",
    "external": "Documento externo",
    "other": "Otro",
}
