"""A format with every kind of field, made from FO-M11-P2-05: create or withdraw a user account."""

from __future__ import annotations

from typing import Any

from records.kinds.forms import FORM
from records.models import Issuance
from tests.factories import World
from tests.records.contents import content, new_id, paragraph, rows, section

_FIELD = {"options": None, "required": "no", "personal": "no", "help": None} | dict.fromkeys(
    ("least", "most")
)


def field(label: str, of: str, **told: Any) -> dict[str, Any]:
    return {"id": new_id(), **_FIELD, "label": label, "of": of, **told}


def signer(name: str, who: str, position: str | None = None) -> dict[str, Any]:
    return {"id": new_id(), "name": name, "who": who, "position": position}


def heading(text: str) -> dict[str, Any]:
    return {"id": new_id(), "type": "heading", "level": 2, "number": None, "text": text}


def account_form(**changes: Any) -> dict[str, Any]:
    """Canonical content of the format. `signers=`: the places to sign; `fillers=`: who fills in."""
    signers = changes.pop(
        "signers",
        [
            signer("Solicita", "filler"),
            signer("Autoriza el jefe inmediato", "head"),
            signer("Administrador del sistema", "chosen"),
        ],
    )
    filing = {
        "id": new_id(),
        "fillers": changes.pop("fillers", "anybody"),
        "series": changes.pop("kept_in", "130.22.01"),
        "notice": "La entidad trata estos datos solo para administrar la cuenta.",
    }
    yes: dict[str, Any] = {"required": "yes"}
    personal: dict[str, Any] = {"required": "yes", "personal": "yes"}
    fields = [
        heading("Solicitante"),
        rows(
            "form_fields",
            field("Nombre completo", "line", **personal, most=80),
            field("Documento de identidad", "line", **personal, help="Sin puntos ni espacios."),
            field("Correo institucional", "mail", **personal),
            field("Dependencia", "office", **yes),
            field("Jefe inmediato", "person"),
        ),
        heading("Cuenta que se pide"),
        paragraph("Use una solicitud por persona; puede incluir varios sistemas."),
        rows(
            "form_fields",
            field("Clase de solicitud", "choice", **yes, options="Creación\nActivación\nRetiro"),
            field("Desde", "date", **yes),
            field("Meses", "number", least=1, most=24),
            field("¿Es contratista?", "yes_no", **yes),
            field(
                "Medios de acceso",
                "choices",
                options="Equipo de la entidad\nRed privada virtual\nTeléfono institucional",
                most=2,
            ),
            field("Justificación", "text", **yes, least=5, help="La función que exige el acceso."),
            field(
                "Sistemas y roles",
                "table",
                **yes,
                options="Sistema\nRol que se pide\nHasta (fecha)\nCupo (número)",
                least=1,
                most=10,
            ),
            field("Acto o contrato", "file"),
        ),
    ]
    return content(
        section("objective", paragraph("Pedir una cuenta de usuario con lo que permite decidir.")),
        section(
            FORM.role,
            *fields,
            *([rows("form_signers", *signers)] if signers else []),
            rows("form_filing", filing),
            title=FORM.heading,
        ),
        **{
            "schema": "format-1",
            "kind": "format",
            "code": "FO-M11-P2-05",
            "title": "Creación, activación o retiro de un usuario",
        }
        | changes,
    )


def account_format(world: World, *, day: str = "2020-02-03", **changes: Any) -> Issuance:
    """An issued format with this form, of the world's office."""
    placed = {part: world.content()[part] for part in ("process", "office", "series")}
    made = account_form(**{**placed, **changes})
    return world.issue(world.document(kind="format", day=day), made, day=day)
