"""Parts that many kinds share, and the parts that a document may have besides those of its kind."""

from __future__ import annotations

from records.kinds.model import Part

OBJECTIVE = Part("objective", "Objetivo")
RESPONSIBLE = Part("responsible", "Responsable")
SCOPE = Part("scope", "Alcance")
DEFINITIONS = Part("definitions", "Definiciones", ("definitions",), ("definitions",))
CONTENT = Part("content", "Contenido", ("activities",))
STEPS = Part("content", "Contenido", ("activities",), ("paragraph", "activities"))
REFERENCES = Part(
    "references", "Soporte normativo y de referencia", ("references",), ("references",)
)
RECORDS = Part("records", "Registros", ("records",), ("records",))
ANNEXES = Part("annexes", "Listado de anexos", ("annexes",), ("annexes",))

# Any document may have these: rows of before, a section that no layout foresees.
ACTIVITIES = Part("activities", "Descripción de actividades", ("activities",), ("activities",))
CHANGES = Part("changes", "Control de cambios", ("changes",), ("changes",))
APPROVAL = Part("approval", "Control de revisión y aprobación", (), ())
OTHER = Part(
    "other",
    "",
    ("definitions", "activities", "references", "records", "changes", "annexes"),
)
EVERYWHERE = (ACTIVITIES, CHANGES, OTHER)
