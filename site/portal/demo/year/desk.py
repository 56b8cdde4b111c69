"""What people do with documents that rule: fill them in, ask, correct, depart from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, time, timedelta
from random import Random
from typing import Any

from portal.demo.contents import identify
from portal.demo.documents import DemoDocument
from portal.demo.filled import AttendanceList, Attendee, Filling
from portal.demo.organization import people
from portal.demo.year import pacing, tables
from portal.demo.year.model import Correction, Departed, Request
from portal.demo.year.prose import lower
from portal.demo.year.shelf import Item
from portal.demo.year.vocabulary import Subject, Theme

ROUNDS = 2
_WRITERS = ("enlace", "consulta", "editora", "correspondencia", "lnavarro", "cvelasco")
_SIGNERS = ("revisor", "auditora", "archivista", "gmorales")
_TOWNS = (
    "Puerto Lindero",
    "San Isidro del Mar",
    "La Ceiba",
    "Río Manso",
    "Cerro Azul",
    "El Palmar",
)
# Whose approver belongs to the office itself, and so corrects, departs and withdraws there.
_OWN = ("120", "130", "140", "160", "170")
_LISTS = (
    ("Socialización", "Auditorio Manglares"),
    ("Taller de trabajo", "Sala de formación 2"),
    ("Reunión de seguimiento", "Sala de juntas de la Secretaría"),
)


def in_force(document: DemoDocument, day: date) -> bool:
    """Whether one of its versions rules that day."""
    begun = [one.effective_on for one in document.versions if one.effective_on]
    ended = document.withdrawal["on"] if document.withdrawal else date.max
    return bool(begun) and min(begun) <= day < ended


def fillings(
    items: Sequence[Item], documents: Sequence[DemoDocument], pick: Random
) -> Iterator[Filling]:
    """Each format in force is filled in a few times, by several people; the last wait."""
    for place, (item, document) in enumerate(zip(items, documents, strict=True)):
        begun = [one.effective_on for one in document.versions if one.effective_on]
        if item.kind != "format" or not begun:
            continue
        day = min(begun)
        for number in range(ROUNDS):
            day = pacing.later(day, pick.randint(2, 12))
            if day > pacing.LAST or not in_force(document, day):
                break
            by = _WRITERS[(place + number) % len(_WRITERS)]
            signed = pacing.later(day, pick.randint(1, 3))
            yield Filling(
                code=item.code,
                by=by,
                on=day,
                chosen=_SIGNERS[(place + number) % len(_SIGNERS)],
                office=_office_of(by),
                values=(
                    ("Nombres y apellidos", _name_of(by)),
                    *(
                        (label, _value(item.subject, label, of, options, day, pick))
                        for label, of, options in tables.fields(item.subject)
                    ),
                ),
                signed_on=signed if signed <= pacing.LAST and (place + number) % 9 else None,
            )


def _name_of(username: str) -> str:
    return next(one.name for one in people() if one.username == username)


def _office_of(username: str) -> str:
    person = next(one for one in people() if one.username == username)
    return max(person.appointments, key=lambda one: one.valid_from).office


def _value(
    subject: Subject, label: str, of: str, options: tuple[str, ...], day: date, pick: Random
) -> Any:
    match of:
        case "number":
            return str(pick.randint(2, 95))
        case "date":
            return (day - timedelta(days=pick.randint(0, 6))).isoformat()
        case "choice":
            return pick.choice(options)
        case "choices":
            return [one for one in options if pick.random() < 0.6] or [options[0]]
        case "yes_no":
            return pick.choice(("yes", "no"))
        case "text":
            return pick.choice(
                (f"{subject.rules[0]}", f"{subject.risk[1]}.", f"{subject.improve[0]}.")
            )
        case _:
            return _line(subject, label, pick)


def _line(subject: Subject, label: str, pick: Random) -> str:
    """A short answer that suits what is asked."""
    word = label.casefold()
    number = pick.randint(11, 890)
    if "municipio" in word or "lugar" in word or "sede" in word or "vereda" in word:
        return pick.choice(_TOWNS)
    if "contrato" in word:
        return f"CPS n.º {number}-2026"
    if "placa" in word:
        return f"AQC {number:03}"
    if "código" in word or "expediente" in word or "cuenta" in word:
        return f"{subject.records[0][1]}-2026-{number:04}"
    return f"{subject.records[-1][0]} n.º {number}"


def lists(themes: Sequence[Theme], pick: Random) -> Iterator[AttendanceList]:
    """One meeting for every other office, each confirmed by those who came."""
    for place, theme in enumerate(themes[::2]):
        kind, room = _LISTS[place % len(_LISTS)]
        subject = theme.subjects[place % len(theme.subjects)]
        on = pacing.between(date(2026, 2 + place % 9, 3), date(2026, 2 + place % 9, 24), pick)
        yield AttendanceList(
            subject=f"{kind}: {lower(subject.title)}",
            place=room,
            on=on,
            starts=time(8),
            ends=time(10),
            office="152",
            series="152.25.02",
            by="editora",
            attendees=tuple(
                Attendee(
                    by=name,
                    document=f"CC 1000{pick.randint(1000, 9999)}",
                    office=_office_of(name),
                    position="Profesional universitario",
                    mail=f"{name}@aguaclara.example",
                    telephone=f"300 000 {pick.randint(1000, 9999)}",
                )
                for name in pick.sample(_WRITERS, 4)
                if name != "editora"
            ),
        )


def requests(
    items: Sequence[Item], documents: Sequence[DemoDocument], pick: Random
) -> Iterator[Request]:
    """Besides those that a version answered: some rejected, some that nobody decided yet."""
    ruling = [
        (item, document)
        for item, document in zip(items, documents, strict=True)
        if in_force(document, date(2026, 10, 14)) and not document.withdrawal
    ]
    for place, (item, _document) in enumerate(pick.sample(ruling, min(len(ruling), 9))):
        waits = place % 3 == 2
        month = (
            (date(2026, 11, 9), pacing.LAST) if waits else (date(2026, 10, 14), date(2026, 11, 6))
        )
        on = pacing.between(*month, pick)
        yield Request(
            kind="annul" if place % 4 == 3 else "change",
            code=item.code,
            office=item.theme.office,
            reason=f"En {item.code} conviene revisar lo que se dice sobre esto: "
            f"{lower(item.subject.rules[-1])}",
            by=item.theme.filler,
            on=on,
            decided_on=None if waits else pacing.later(on, 3),
            accepted=None if waits else False,
            decision="" if waits else "Lo que se pide ya está en la versión vigente.",
        )
    subjects = list({item.subject.title: item for item in items}.values())
    for item in pick.sample(subjects, min(len(subjects), 4)):
        on = pacing.between(date(2026, 8, 3), date(2026, 11, 20), pick)
        yield Request(
            kind="create",
            document_kind="instruction",
            title=f"Atención en línea para {item.subject.act}",
            office=item.theme.office,
            reason=f"Hace falta explicar por pantallas cómo {item.subject.act} desde la sede "
            "electrónica.",
            by=item.theme.filler,
            on=on,
            decided_on=pacing.later(on, 4) if on < date(2026, 11, 13) else None,
            accepted=True if on < date(2026, 11, 13) else None,
        )


def corrections(
    items: Sequence[Item], documents: Sequence[DemoDocument], pick: Random
) -> Iterator[Correction]:
    """Slips of the pen in procedures, mended by a note."""
    for item, document in _procedures(items, documents)[:6]:
        on = pacing.between(date(2026, 9, 14), date(2026, 10, 2), pick)
        if in_force(document, on):
            yield Correction(
                code=item.code,
                says="Gestor documental de la entidad",
                should_say="Gestor documental institucional, módulo de expedientes",
                by=item.theme.approver,
                on=on,
            )


def departures(
    items: Sequence[Item], documents: Sequence[DemoDocument], pick: Random
) -> Iterator[Departed]:
    """Activities that are done otherwise for a time, because something is broken or on its way."""
    for place, (item, document) in enumerate(_procedures(items, documents)[1:8]):
        on = pacing.between(date(2026, 8, 18), date(2026, 10, 2), pick)
        if not in_force(document, on):
            continue
        until = pacing.later(on, pick.randint(25, 70))
        step = item.subject.steps[0]
        yield Departed(
            code=item.code,
            activity=identify(item.code, "activities/1"),
            instead=f"Se hace por correo y con planilla en papel: {lower(step.text)}",
            reason="El sistema que la atiende está en mantenimiento por cambio de servidor.",
            asked_by=step.who,
            by=item.theme.approver,
            on=on,
            until=until,
            ended_on=pacing.later(on, 15) if place % 3 == 0 else None,
        )


def _procedures(
    items: Sequence[Item], documents: Sequence[DemoDocument]
) -> list[tuple[Item, DemoDocument]]:
    return [
        (item, document)
        for item, document in zip(items, documents, strict=True)
        if item.kind in ("procedure", "protocol", "instruction") and item.theme.office in _OWN
    ]
