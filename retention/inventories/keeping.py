"""Keeping an inventory: exactly what was listed, under a number, to be cited for ever."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from records import numbers, storage
from records.digests import canonical, normalized
from records.events import act
from records.exceptions import Conflict, NotAllowed, Reason
from records.models import Entity, Office
from records.models.organization import person_name
from records.numbering import NumberClass
from records.organization import appointment_of
from records.permissions import Role, has_role, roles_of
from retention.inventories import choosing, gathering
from retention.inventories.choosing import Choice
from retention.inventories.layouts import PROFILES, PURPOSES, Head, Signer, frozen, thawed
from retention.inventories.lines import FREQUENCIES, InventoryLine
from retention.models import Inventory

NUMBERS = NumberClass("inventory", layout="FUID-{year}-{number}", width=4)
MOST = 50_000
"""Lines that one kept inventory holds: a transfer or a destruction is never of more."""
KEEPS = tuple(role for role in Role if role not in (Role.READER, Role.AUDITOR))


LEFT_OUT = (
    "No se relacionan los expedientes de acceso clasificado o reservado "
    "(Ley 1712 de 2014, artículos 18 y 19)."
)
"""What the public form says of them, whoever makes it: that they are left out, never how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An inventory as somebody asks for it: of what, what for, in which layout and form.

    `office` says whose it is where the choice names none; `sides`, who hands over and who receives;
    `consultation`, how often that is asked for of which nobody counts the readings.
    """

    choice: Choice
    purpose: str = "office"
    profile: str = "2024"
    public: bool = False
    place: str = ""
    office: int | None = None
    sides: tuple[Signer, Signer] = (Signer(), Signer())
    consultation: str = ""


def lines_of(asked: Asked, *, by: Any, day: date) -> Iterator[InventoryLine]:
    """Its lines as that person may know them that day."""
    return gathering.lines(
        asked.choice, by, day=day, public=asked.public, uncounted=asked.consultation
    )


def head_of(asked: Asked, *, by: Any, at: datetime) -> Head:
    """What stands above and below its lines: whose it is, and who elaborates it."""
    day = timezone.localdate(at)
    entity = Entity.current()
    named = asked.choice.offices or tuple(filter(None, [asked.office]))
    offices = list(Office.objects.filter(pk__in=named).select_related("parent"))
    held = appointment_of(by, day)
    above = {one.parent.name for one in offices if one.parent is not None}
    names = "; ".join(f"{one.code} {one.name}" for one in offices)
    maker = Signer(
        person_name(by), held.title if held else "", asked.place or entity.short_name, day
    )
    return Head(
        sender=entity.name,
        producer=entity.name,
        unit=above.pop() if len(above) == 1 else "; ".join(one.name for one in offices) or "Todas",
        office=names or "Todas las dependencias",
        purpose=asked.purpose,
        signers=(maker, *asked.sides),
        remark=LEFT_OUT if asked.public else "",
    )


def reasons_against(asked: Asked, *, by: Any) -> list[Reason]:
    """Why it is not made as it was asked; empty when it is."""
    reasons = []
    if not roles_of(by):
        reasons.append(Reason("no_role", _("Your account does not see the archive.")))
    if asked.purpose not in PURPOSES:
        reasons.append(Reason("purpose", _("Choose what the inventory is for."), "purpose"))
    if asked.profile not in PROFILES:
        reasons.append(Reason("profile", _("Choose one of the official layouts."), "profile"))
    if asked.consultation not in ("", *FREQUENCIES):
        message = _("Choose how often it is asked for.")
        reasons.append(Reason("consultation", message, "consultation"))
    return reasons


def take(asked: Asked, kind: str, *, by: Any, at: datetime) -> gathering.Counted:
    """Before an inventory goes out without being kept: an event where it tells of restricted ones.

    Returns how much it holds. Raises NotAllowed with every reason.
    """
    if reasons := reasons_against(asked, by=by):
        raise NotAllowed(reasons)
    found = gathering.counted(asked.choice, by, day=timezone.localdate(at), public=asked.public)
    if found.restricted:
        with act(by=by, at=at) as log:
            log.record(
                "inventory.taken",
                Entity.current(),
                facts={
                    "choice": asked.choice.facts(),
                    "kind": kind,
                    "profile": asked.profile,
                    "case_files": found.case_files,
                    "restricted": found.restricted,
                },
            )
    return found


def note_reading(inventory: Inventory, kind: str, *, by: Any, at: datetime) -> None:
    """Write to the register who took a kept inventory out that tells of restricted case files."""
    facts = {"kind": kind, "restricted": inventory.restricted}
    with act(by=by, at=at) as log:
        log.record("inventory.taken", inventory, facts=facts)


def keep(asked: Asked, *, by: Any, at: datetime) -> Inventory:
    """Keep what is listed now, under the next number of the year.

    Its content is frozen by its digest: whoever cites the inventory cites those lines. Raises
    NotAllowed with every reason, Conflict where the archive moved while it was written.
    """
    day = timezone.localdate(at)
    reasons = reasons_against(asked, by=by)
    if not has_role(by, *KEEPS):
        reasons.append(Reason("no_role", _("Your account does not keep inventories.")))
    if reasons:
        raise NotAllowed(reasons)
    found = gathering.counted(asked.choice, by, day=day, public=asked.public)
    listed = _listed(asked, by=by, at=at)
    content = normalized(frozen(listed, head_of(asked, by=by, at=at)))
    content["told"] = choosing.in_words(asked.choice)
    kept = canonical(content)
    digest = storage.storage().put(kept)
    held = appointment_of(by, day)
    with act(by=by, at=at) as log:
        again = gathering.counted(asked.choice, by, day=day, public=asked.public)
        keys = gathering.keys_of(asked.choice, by, day=day, public=asked.public)
        if again != found or keys.keys() != {one.unit for one in listed}:
            message = _("The archive changed while the inventory was written. Ask for it again.")
            raise Conflict([Reason("changed", message)])
        entity = Entity.current()
        number = numbers.give(NUMBERS, entity, by=by, at=at)
        inventory = Inventory.objects.create(
            number=number,
            purpose=asked.purpose,
            profile=asked.profile,
            public=asked.public,
            choice=asked.choice.facts(),
            case_files=found.case_files,
            lines=len(listed),
            restricted=found.restricted,
            content_sha256=digest,
            size=len(kept),
            by=by,
            name=person_name(by),
            position=held.title if held else "",
            at=at,
        )
        entry = Inventory.listed.through
        entry._default_manager.bulk_create(
            [entry(inventory_id=inventory.pk, casefile_id=key) for key in keys.values()],
            batch_size=gathering.CHUNK,
        )
        log.record(
            "inventory.kept",
            inventory,
            facts={
                "content_sha256": digest,
                "lines": inventory.lines,
                "restricted": inventory.restricted,
                "number": number.pk,
            },
        )
    return inventory


def content_of(inventory: Inventory) -> tuple[Head, list[InventoryLine], str]:
    """Head, lines and what was asked, read and verified from the bytes. Raises StorageError."""
    content = json.loads(storage.storage().read(inventory.content_sha256))
    head, lines = thawed(content)
    return head, lines, str(content["told"])


def _listed(asked: Asked, *, by: Any, at: datetime) -> list[InventoryLine]:
    listed = []
    rows = lines_of(asked, by=by, day=timezone.localdate(at))
    for line in rows:
        listed.append(line)
        if len(listed) > MOST:
            message = _("It has more than %(most)s lines: divide it by office, series or dates.")
            raise NotAllowed(
                [Reason("too_many", message % {"most": f"{MOST:,}".replace(",", ".")})]
            )
    if not listed:
        raise NotAllowed(
            [Reason("empty", _("No case file is like that: there is nothing to keep."))]
        )
    return listed
