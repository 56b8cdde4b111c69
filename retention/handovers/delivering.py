"""The acta of a hand-over: drawn up of what is under the name that day, and signed first.

Who receives signs it next, or gives it back, as anything that was filled in (`filled_signing`).
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from records import filling, renditions, storage
from records.digests import sha256
from records.events import act
from records.exceptions import Conflict, NotAllowed, Reason
from records.filled_places import Place
from records.forms import Field, TableColumn
from records.kinds import forms as kinds
from records.models import AccessLevel, Appointment, Entity, FilledFormat, Office
from records.models.organization import person_name
from records.organization import appointment_of
from records.sendable import no_series, series_in_force
from records.signing import ALONE, Circumstances
from retention.handovers.matters import Matter, open_matters
from retention.handovers.preparing import locked, orders, read
from retention.inventories import gathering, keeping, paper, table
from retention.inventories.choosing import Choice
from retention.inventories.keeping import Asked
from retention.inventories.layouts import PROFILES, Signer
from retention.models import Inventory, PostHandover

MATTERS = ("Clase", "Asunto", "Desde", "Vence")
POSTS = ("Cargo", "Dependencia", "Acto", "Desde", "Hasta")


def asked_of(handover: PostHandover) -> Asked:
    """The inventory that goes with a hand-over: what the person answers for."""
    return Asked(
        choice=Choice(responsible=handover.appointment.user_id),
        purpose="individual",
        place=handover.place,
        office=handover.appointment.office_id,
        sides=(_side(handover.appointment, handover), _side(handover.receiver, handover)),
    )


def _side(held: Appointment, handover: PostHandover) -> Signer:
    """Who hands over or receives; the day is that of their signature in the acta."""
    return Signer(person_name(held.user), held.title, handover.place)


def stands_in(handover: PostHandover, by: Any, at: datetime) -> bool:
    """Whether somebody states the hand-over for who can do so no more, because they have left."""
    theirs = handover.appointment
    gone = not theirs.user.is_active or appointment_of(theirs.user, timezone.localdate(at)) is None
    return gone and by.pk != theirs.user_id and orders(by, theirs, at)


def reasons_against(handover: PostHandover, *, by: Any, at: datetime) -> list[Reason]:
    """Every reason why this person may not sign the acta first; empty when they may."""
    day = timezone.localdate(at)
    reasons = []
    if by.pk != handover.appointment.user_id and not stands_in(handover, by, at):
        message = _(
            "%(person)s signs first. Only once they hold no post, or their account is closed, do "
            "their head or the archive state the hand-over for them."
        )
        told = {"person": person_name(handover.appointment.user)}
        reasons.append(Reason("not_yours", message % told))
    if by.pk == handover.receiver.user_id:
        reasons.append(Reason("same", _("Somebody else receives the post.")))
    if appointment_of(by, day) is None:
        reasons.append(Reason("not_appointed", _("You hold no appointment or contract today.")))
    if not handover.receiver.holds_on(day) or not handover.receiver.user.is_active:
        reasons.append(
            Reason("receiver", _("Who receives holds no appointment in force today."), "receiver")
        )
    if series_in_force(handover.series, day) is None:
        reasons.append(no_series(handover.series))
    return reasons


def deliver(
    handover: PostHandover,
    *,
    authentication: str,
    by: Any,
    at: datetime,
    circumstances: Circumstances = ALONE,
) -> FilledFormat:
    """Freeze the acta with its inventory and put the first signature. The receiver's is the next.

    The inventory is kept, and goes with the acta as PDF and table. Raises NotAllowed with every
    reason, Conflict when it was signed meanwhile.
    """
    day = timezone.localdate(at)
    held = appointment_of(by, day)
    handover = read(handover)
    series = series_in_force(handover.series, day)
    reasons = reasons_against(handover, by=by, at=at)
    if reasons or held is None or series is None:
        raise NotAllowed(reasons)
    inventory = _inventory(handover, by=by, at=at)
    attached = _annexes(inventory) if inventory else []
    place = "Entrega" if by.pk == handover.appointment.user_id else "Deja constancia"
    route = [
        Place(name=place, who=kinds.FILLER, people=(by.pk,)),
        Place(name="Recibe", who=kinds.CHOSEN, people=(handover.receiver.user_id,)),
    ]
    office = Office.objects.get(pk=handover.appointment.office_id)
    ready = filling.prepared(
        kind=FilledFormat.Kind.HANDOVER.value,
        title=f"Entrega del cargo {handover.appointment.title}",
        access=AccessLevel.CLASSIFIED.value,
        held=held,
        office=office,
        series=series,
        sections=_sections(
            handover, inventory, attached, open_matters(handover.appointment.user, at=at)
        ),
        route=route,
        attached=attached,
        authentication=authentication,
        circumstances=circumstances,
        at=at,
    )
    with act(by=by, at=at) as log:
        seen, handover = handover, locked(handover)
        if _written(seen) != _written(handover):
            message = _("Something was written in it meanwhile. Look at it again.")
            raise Conflict([Reason("changed", message)])
        filled = filling.enter(ready, by=by, at=at)
        handover.filled, handover.inventory = filled, inventory
        handover.save(update_fields=["filled", "inventory"])
        log.record(
            "handover.sent",
            handover,
            facts={
                "filled": filled.pk,
                "content_sha256": filled.content_sha256,
                "inventory": inventory.pk if inventory else None,
            },
        )
        filling.sign_first(ready, filled, by=by, at=at)
    return filled


def _written(handover: PostHandover) -> tuple[Any, ...]:
    return handover.remarks, handover.observations, handover.observed_at


def _inventory(handover: PostHandover, *, by: Any, at: datetime) -> Inventory | None:
    """The kept inventory of what the person answers for; None where that is nothing."""
    asked = asked_of(handover)
    found = gathering.counted(asked.choice, by, day=timezone.localdate(at), public=False)
    return keeping.keep(asked, by=by, at=at) if found.case_files else None


def _annexes(inventory: Inventory) -> list[dict[str, Any]]:
    """The inventory as PDF and as table, in the storage: outside of any transaction."""
    head, lines, told = keeping.content_of(inventory)
    profile = PROFILES[inventory.profile]
    pdf = paper.pdf(
        lines,
        head,
        profile,
        entity=renditions.facts_of(Entity.current()),
        moment=timezone.localtime(inventory.at),
        public=False,
        told=told,
        number=str(inventory),
    )
    made = (
        (f"{inventory}.pdf", pdf, "application/pdf"),
        (f"{inventory}.csv", b"".join(table.csv_of(lines, profile)), "text/csv"),
    )
    for _name, content, _kind in made:
        storage.storage().put(content)
    return [
        {"name": name, "sha256": sha256(content), "size": len(content), "media_type": kind}
        for name, content, kind in made
    ]


def _sections(
    handover: PostHandover,
    inventory: Inventory | None,
    attached: Sequence[dict[str, Any]],
    open_: Sequence[Matter],
) -> list[tuple[str, list[tuple[Field, Any]]]]:
    theirs, receiver = handover.appointment, handover.receiver
    who = [
        _line("Entrega", person_name(theirs.user)),
        _line("Cargo que entrega", theirs.title),
        _line("Dependencia", f"{theirs.office.code} {theirs.office.name}"),
        _line("Acto de nombramiento o contrato", theirs.act),
        _line("Recibe", person_name(receiver.user)),
        _line("Cargo de quien recibe", f"{receiver.title}, {receiver.office.name}"),
        _line("Motivo", capfirst(str(handover.get_cause_display()))),
        _line("Lugar", handover.place),
    ]
    if inventory is None:
        listed = [_line("Inventario", "No tiene expedientes a su cargo.")]
    else:
        listed = [
            _line("Número del inventario", str(inventory)),
            _line("Expedientes", str(inventory.case_files)),
            _line("Huella SHA-256 de lo relacionado", inventory.content_sha256),
            *(
                (_field(f"Inventario en {one['name'][-3:].upper()}", kinds.FILE), one)
                for one in attached
            ),
        ]
    return [
        ("Quién entrega y quién recibe", who),
        ("Documentos y archivos", listed),
        ("Cargos y dependencias en que trabajó", [_table("Nombramientos", POSTS, _posts(theirs))]),
        ("Lo que queda abierto", [_table("Asuntos", MATTERS, [one.cells() for one in open_])]),
        (
            "Observaciones",
            [
                _text("Lo que debe saber quien recibe", handover.remarks),
                _text("Observaciones de quien recibe", handover.observations or _unsaid(handover)),
            ],
        ),
    ]


def _unsaid(handover: PostHandover) -> str:
    return "Revisada, sin observaciones." if handover.observed_at else ""


def _posts(theirs: Appointment) -> list[list[str]]:
    """All that the person holds or held in the entity, the newest first."""
    held = Appointment.objects.filter(user=theirs.user_id).select_related("office", "position")
    return [
        [
            one.title,
            one.office.name,
            one.act,
            one.valid_from.isoformat() if one.valid_from else "",
            one.valid_to.isoformat() if one.valid_to else "",
        ]
        for one in held.order_by("-valid_from", "-pk")
    ]


def _line(label: str, value: str) -> tuple[Field, Any]:
    return _field(label, kinds.LINE), value or None


def _text(label: str, value: str) -> tuple[Field, Any]:
    return _field(label, kinds.TEXT), value or None


def _table(label: str, titles: Sequence[str], rows: list[list[str]]) -> tuple[Field, Any]:
    columns = tuple(TableColumn(title, kinds.LINE) for title in titles)
    return _field(label, kinds.TABLE, columns), rows or None


def _field(label: str, of: str, columns: tuple[TableColumn, ...] = ()) -> Field:
    identity = str(uuid.uuid5(uuid.NAMESPACE_URL, f"urn:legajo:handover:{label}"))
    return Field(identity, label, of, False, False, "", None, None, (), columns)
