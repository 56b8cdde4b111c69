"""A format filled in, as its screens do it."""

from __future__ import annotations

from typing import Any

from records import filled_signing, filling, format_drafts, issue
from records.forms import Form, form_of
from records.models import FilledFormat, FormatDraft, Issuance
from records.permissions import Role
from tests.factories import World, at, person

DAY = "2020-03-02"
RIGHT: dict[str, Any] = {
    "Nombre completo": "Canario Zurriaga Quebradaseca",
    "Documento de identidad": "CANARIO-52000111",
    "Correo institucional": "canario.zurriaga@entidad.example",
    "Dependencia": {"code": "140", "name": "Secretaría de Hacienda"},
    "Clase de solicitud": "Creación",
    "Desde": "2020-04-01",
    "¿Es contratista?": "no",
    "Justificación": "Liquidar el impuesto con canariojustifica.",
    "Sistemas y roles": [["SAP", "+57 es texto", "", "3"], ["SIGEP", "Consulta", "2020-12-31", ""]],
}


def form_in(issuance: Issuance) -> Form:
    form = form_of(issue.content_of(issuance.version))
    assert form is not None
    return form


def values(issuance: Issuance, **changes: Any) -> dict[str, Any]:
    told = {**RIGHT, **changes}
    return {one.id: told[one.label] for one in form_in(issuance).fields if one.label in told}


def chosen_slots(issuance: Issuance) -> list[str]:
    return [slot.id for slot in form_in(issuance).slots if slot.who == "chosen"]


def draft(
    world: World, issuance: Issuance, *, by: Any = None, day: str = DAY, **changes: Any
) -> FormatDraft:
    """A draft with everything in it; the third signature is of `world.reviewer`."""
    by = by or world.stranger
    made = format_drafts.start(issuance.document, by=by, at=at(day, 8))
    chosen = dict.fromkeys(chosen_slots(issuance), world.reviewer.pk)
    return format_drafts.save(
        made, values(issuance, **changes), chosen=chosen, by=by, at=at(day, 9)
    )


def sent(world: World, issuance: Issuance, *, by: Any = None, day: str = DAY) -> FilledFormat:
    by = by or world.stranger
    return filling.submit(
        draft(world, issuance, by=by, day=day),
        notice_accepted=True,
        authentication="password",
        by=by,
        at=at(day, 10),
    )


def head(world: World) -> Any:
    """Whoever approves in the office of the stranger."""
    return person("hugo.jefe", Role.APPROVER, world.other_office, position="Secretario de Hacienda")


def sign(filled: FilledFormat, place: int, by: Any, day: str = DAY) -> None:
    filled_signing.sign(
        filled,
        place=place,
        content_sha256=filled.content_sha256,
        authentication="password",
        by=by,
        at=at(day, 11 + place),
    )


def completed(world: World, issuance: Issuance, boss: Any, *, day: str = DAY) -> FilledFormat:
    filled = sent(world, issuance, day=day)
    sign(filled, 1, boss, day)
    sign(filled, 2, world.reviewer, day)
    return FilledFormat.objects.get(pk=filled.pk)


__all__ = ["DAY", "completed", "draft", "head", "sent", "sign", "values"]
