"""Kinds that are read from beginning to end: what is done, by whom, and why."""

from __future__ import annotations

from records.kinds.model import Kind, Part
from records.kinds.parts import (
    ANNEXES,
    CONTENT,
    DEFINITIONS,
    OBJECTIVE,
    RECORDS,
    REFERENCES,
    RESPONSIBLE,
    SCOPE,
    STEPS,
)

INTRODUCTION = Part("introduction", "Presentación")
MATERIALS = Part("materials", "Insumos y herramientas")
PRECAUTIONS = Part("precautions", "Precauciones")
STATEMENT = Part("statement", "Declaración de la política")
PRINCIPLES = Part("principles", "Principios")
COMMITMENTS = Part("guidelines", "Lineamientos")
FOLLOW_UP = Part("follow_up", "Seguimiento y evaluación")

PROCEDURE = Kind(
    name="procedure",
    prefix="PR",
    label="Procedimiento",
    plural="Procedimientos",
    parts=(OBJECTIVE, RESPONSIBLE, SCOPE, DEFINITIONS, STEPS, REFERENCES, RECORDS, ANNEXES),
    mandatory=frozenset(
        {"objective", "responsible", "scope", "content", "activities", "references", "records"}
    ),
)
PROTOCOL = Kind(
    name="protocol",
    prefix="PT",
    label="Protocolo",
    plural="Protocolos",
    parts=(
        OBJECTIVE,
        SCOPE,
        RESPONSIBLE,
        DEFINITIONS,
        PRECAUTIONS,
        STEPS,
        REFERENCES,
        RECORDS,
        ANNEXES,
    ),
    mandatory=frozenset({"objective", "scope", "responsible", "activities"}),
    schema="texts-1",
)
INSTRUCTION = Kind(
    name="instruction",
    prefix="IN",
    label="Instructivo",
    plural="Instructivos",
    parts=(OBJECTIVE, SCOPE, RESPONSIBLE, MATERIALS, STEPS, REFERENCES, RECORDS, ANNEXES),
    mandatory=frozenset({"objective", "scope", "content"}),
    schema="texts-1",
)
GUIDE = Kind(
    name="guide",
    prefix="GU",
    label="Guía",
    plural="Guías",
    parts=(INTRODUCTION, OBJECTIVE, SCOPE, DEFINITIONS, CONTENT, REFERENCES, ANNEXES),
    mandatory=frozenset({"objective", "scope", "content"}),
    schema="texts-1",
)
MANUAL = Kind(
    name="manual",
    prefix="MA",
    label="Manual",
    plural="Manuales",
    parts=(
        INTRODUCTION,
        OBJECTIVE,
        SCOPE,
        RESPONSIBLE,
        DEFINITIONS,
        CONTENT,
        REFERENCES,
        RECORDS,
        ANNEXES,
    ),
    mandatory=frozenset({"introduction", "objective", "scope", "content"}),
    schema="texts-1",
)
POLICY = Kind(
    name="policy",
    prefix="PO",
    label="Política",
    plural="Políticas",
    parts=(
        STATEMENT,
        OBJECTIVE,
        SCOPE,
        DEFINITIONS,
        PRINCIPLES,
        COMMITMENTS,
        RESPONSIBLE,
        FOLLOW_UP,
        REFERENCES,
        ANNEXES,
    ),
    mandatory=frozenset({"statement", "objective", "scope", "guidelines", "responsible"}),
    schema="texts-1",
)
