"""The minutes as a content: drawn from what was written in the session, in the usual order.

Nobody types attendance, votes or decisions into minutes: they are the rows of the session. Ids
follow from the session, so that two drafts are compared part by part.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from records import quorum
from records.approvals import held_on
from records.committees.people import Seat
from records.committees.reading import Chamber, everybody
from records.content import Content
from records.days import in_words
from records.issue import coming_label
from records.lifecycle import MINUTES
from records.models import (
    AgendaItem,
    Attendance,
    ClassificationScheme,
    CommitteeMember,
    CommitteeSession,
    Decision,
    Series,
)

_NAMESPACE = uuid.UUID("8d0d6b0e-5a0c-5d0b-9f53-3c1f5f0f6a21")
MODES = {
    "face_to_face": "Presencial",
    "virtual": "Virtual",
    "asynchronous": "Asincrónica, por escrito",
}
OUTCOMES = {
    quorum.APPROVED: "Aprobada",
    quorum.RETURNED: "Devuelta para corrección",
    quorum.REJECTED: "No aprobada",
    quorum.DEFERRED: "Aplazada",
}
_VOTES = {
    quorum.IN_FAVOUR: "a favor",
    quorum.AGAINST: "en contra",
    quorum.ABSTENTION: "se abstiene",
    quorum.IMPEDED: "se declara impedido",
}
_KINDS = {
    CommitteeMember.Kind.TITULAR: "Titular",
    CommitteeMember.Kind.GUEST: "Invitado",
}

Piece = dict[str, Any]


def _hour(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%H:%M")


class Drawer:
    """Makes the pieces of one content, each with the id that its place gives it."""

    def __init__(self, root: str) -> None:
        self.root = root

    def id(self, *place: object) -> str:
        return str(uuid.uuid5(_NAMESPACE, "/".join(map(str, (self.root, *place)))))

    def section(self, name: str, title: str, blocks: Sequence[Piece], role: str = "other") -> Piece:
        return {
            "id": self.id(name),
            "role": role,
            "number": None,
            "title": title,
            "blocks": list(blocks),
        }

    def paragraphs(self, place: str, text: str) -> list[Piece]:
        parts = [part.strip() for part in text.split("\n") if part.strip()]
        return [
            {"id": self.id(place, index), "type": "paragraph", "text": part}
            for index, part in enumerate(parts)
        ]

    def heading(self, place: str, text: str) -> Piece:
        return {
            "id": self.id(place, "heading"),
            "type": "heading",
            "level": 2,
            "number": None,
            "text": text,
        }

    def table(
        self, place: str, head: list[str], rows: Iterable[Sequence[str]], caption: str | None = None
    ) -> Piece:
        return {
            "id": self.id(place, "table"),
            "type": "table",
            "caption": caption,
            "head": head,
            "rows": [
                {"id": self.id(place, "row", index), "cells": list(cells)}
                for index, cells in enumerate(rows)
            ],
        }

    def numbered(self, place: str, texts: Iterable[str]) -> Piece:
        return {
            "id": self.id(place, "list"),
            "type": "list",
            "styles": ["decimal", "alpha", "bullet"],
            "start": 1,
            "items": [
                {"id": self.id(place, "item", index), "level": 0, "text": text}
                for index, text in enumerate(texts)
            ],
        }


def frame(session: CommitteeSession, *, title: str, access: str) -> Content:
    """Everything of a content but its sections: code, office, process and series of the minutes."""
    committee = session.committee
    process, office = committee.process, committee.office
    scheme = ClassificationScheme.objects.in_force_on(timezone.localdate(session.opening.at))
    series = Series.objects.filter(scheme=scheme, code=committee.series_code).first()
    parent = process.parent
    return {
        "schema": "content-1",
        "kind": MINUTES,
        "code": session.opening.number.printed,
        "title": title,
        "language": "es",
        "access": access,
        "process": {
            "code": process.code,
            "name": process.name,
            "parent": {"code": parent.code, "name": parent.name} if parent else None,
        },
        "office": {"code": office.code, "name": office.name},
        "series": {"code": series.code, "name": series.name} if series else None,
        "sections": [],
    }


def title_of(session: CommitteeSession) -> str:
    """«Comité de las TIC, sesión ordinaria del 15 de agosto de 2018»."""
    kind = "extraordinaria" if session.extraordinary else "ordinaria"
    day = held_on(session) or timezone.localdate(session.starts_at)
    return f"{session.committee.name}, sesión {kind} del {in_words(day)}"


def minutes_content(session: CommitteeSession) -> Content:
    """The minutes of a held session as they stand now."""
    draw = Drawer(f"session/{session.pk}")
    chamber = Chamber.of(session)
    items = list(
        session.items.select_related("version__document", "request", "decision").prefetch_related(
            "votes"
        )
    )
    content = frame(session, title=title_of(session), access=session.committee.minutes_access)
    content["sections"] = [
        draw.section("facts", "Datos de la sesión", [session_facts(draw, session)]),
        draw.section("attendance", "Asistentes", _attendance(draw, session, chamber)),
        draw.section(
            "agenda", "Orden del día", [draw.numbered("agenda", (one.title for one in items))]
        ),
        draw.section(
            "quorum",
            "Verificación del quórum",
            draw.paragraphs("quorum", _quorum(session, chamber)),
        ),
        draw.section("development", "Desarrollo", _development(draw, items)),
        draw.section("decisions", "Decisiones", _decisions(draw, items)),
        draw.section("commitments", "Compromisos", _commitments(draw, session)),
        draw.section("annexes", "Anexos", [_annexes(draw, session)], role="annexes"),
        draw.section("signatures", "Firmas", [], role="approval"),
    ]
    return content


def session_facts(draw: Drawer, session: CommitteeSession) -> Piece:
    """Number, committee, day, hours, mode and place, and how the members were called."""
    opening, closing = session.opening, getattr(session, "closing", None)
    called = session.convocations.order_by("at").last()
    day = held_on(session) or timezone.localdate(opening.started_at)
    rows = [
        ("Acta n.º", opening.number.printed),
        ("Comité", f"{session.committee.name} ({session.committee.act})"),
        ("Fecha", in_words(day)),
        ("Hora de inicio", _hour(opening.started_at)),
        ("Hora de terminación", _hour(closing.ended_at) if closing else "En curso"),
        ("Modalidad", MODES[session.mode]),
        ("Lugar", session.place or session.link or "Por escrito"),
    ]
    if session.votes_until is not None:
        until = timezone.localtime(session.votes_until)
        opened = timezone.localtime(session.starts_at)
        span = f"Del {in_words(opened.date())}, {opened:%H:%M}, al {in_words(until.date())}"
        rows.append(("Recepción de votos", f"{span}, {until:%H:%M}"))
    if called is not None:
        day = timezone.localdate(called.at)
        rows.append(("Convocatoria", f"{in_words(day)}. {called.means}"))
    return draw.table("facts", [], rows)


def _attendance(draw: Drawer, session: CommitteeSession, chamber: Chamber) -> list[Piece]:
    seats = {one.member.pk: one for one in chamber.seats}
    rows = everybody(session)
    here = [one for one in rows if one.state != Attendance.State.ABSENT]
    members = [one for one in here if one.member_id in seats and seats[one.member_id].votes]
    guests = [one for one in here if one not in members]
    told = {one.member_id for one in rows}
    absent = [one for one in rows if one.state == Attendance.State.ABSENT]
    untold = [one for one in chamber.seats if one.votes and one.member.pk not in told]
    blocks = [
        draw.table(
            "members",
            ["Nombre", "Cargo", "Dependencia", "Calidad"],
            ((one.name, one.position, one.office, _quality(one, seats)) for one in members),
            "Miembros con voto",
        )
    ]
    if guests:
        blocks.append(
            draw.table(
                "guests",
                ["Nombre", "Cargo", "Dependencia", "Calidad"],
                ((one.name, one.position, one.office, _quality(one, seats)) for one in guests),
                "Con voz y sin voto",
            )
        )
    if absent or untold:
        rows_of_absent = [
            (one.member.named if one.member else one.name, one.letter or "Sin excusa")
            for one in absent
        ]
        rows_of_absent += [(one.member.named, "Sin excusa") for one in untold]
        blocks.append(draw.table("absent", ["Miembro", "Excusa"], rows_of_absent, "Ausentes"))
    return blocks


def _quality(one: Attendance, seats: dict[int, Seat]) -> str:
    if one.member is None:
        return "Invitado"
    left = " (se retiró)" if one.state == Attendance.State.LEFT else ""
    seat = seats.get(one.member.pk)
    if seat is None or seat.member.kind == CommitteeMember.Kind.GUEST:
        return f"Invitado{left}"
    if seat.holder and one.user_id == seat.holder.user.pk:
        return f"{_KINDS[CommitteeMember.Kind.TITULAR]}{left}"
    if one.user_id in {each.user.pk for each in seat.delegates}:
        return f"Delegado de {seat.member.named}{left}"
    return f"Suplente de {seat.member.named}, {letter_told(one.letter)}{left}"


def letter_told(told: str) -> str:
    """The letter that names a substitute: «oficio 231», or what it was written as itself."""
    first = (told.split() or [""])[0].rstrip(".:")
    return told if len(first) > 3 and first.isalpha() else f"oficio {told}"


def _quorum(session: CommitteeSession, chamber: Chamber) -> str:
    committee = session.committee
    seats = len(chamber.voting)
    wanted = quorum.needed(committee.quorum, seats, committee.quorum_number)
    rows = session.attendances.filter(member__in=chamber.voting)
    there = len({one.member_id for one in rows if one.state != Attendance.State.ABSENT})
    return (
        f"El comité tiene {seats} miembros con voto y sesiona con {wanted}. "
        f"Asistieron {there}: hay quórum para deliberar y decidir."
    )


def _development(draw: Drawer, items: list[AgendaItem]) -> list[Piece]:
    blocks: list[Piece] = []
    for one in items:
        place = f"item/{one.pk}"
        blocks.append(draw.heading(place, f"{one.order}. {one.title}"))
        blocks += draw.paragraphs(place, one.development)
        votes = list(one.votes.all())
        if votes:
            said = any(each.reason for each in votes)
            head = ["Miembro", "Voto", "Razón"] if said else ["Miembro", "Voto"]
            told = ((each.name, _VOTES[each.choice], each.reason)[: len(head)] for each in votes)
            blocks.append(draw.table(place, head, told, "Votación"))
        if decision := getattr(one, "decision", None):
            blocks += draw.paragraphs(
                f"{place}/decision", f"Decisión {decision.number}: {decision.text}"
            )
    return blocks


def _decisions(draw: Drawer, items: list[AgendaItem]) -> list[Piece]:
    rows = [_decision(one, one.decision) for one in items if hasattr(one, "decision")]
    if not rows:
        return draw.paragraphs("decisions", "En la sesión no se tomaron decisiones.")
    head = ["N.º", "Decisión", "Documento y versión", "Resultado", "Votos"]
    return [draw.table("decisions", head, sorted(rows, key=lambda row: int(row[0])))]


def _decision(item: AgendaItem, decision: Decision) -> list[str]:
    return [
        str(decision.number),
        decision.text,
        named_version(item, decision),
        OUTCOMES[decision.outcome],
        decision.tally.words,
    ]


def named_version(item: AgendaItem, decision: Decision) -> str:
    """What document a decision is about; with its version where that is approved."""
    if item.version is None:
        return "—"
    if decision.outcome != quorum.APPROVED:
        return item.version.code
    return f"{item.version.code}, versión {label_of(item)}"


def label_of(item: AgendaItem) -> str:
    """The label that the version of a point has, or will have when it is issued."""
    version = item.version
    if version is None:
        return ""
    issuance = getattr(version, "issuance", None)
    return issuance.label if issuance else coming_label(version.document, version.label)


def _commitments(draw: Drawer, session: CommitteeSession) -> list[Piece]:
    rows = [(one.text, one.name, one.due_on.isoformat()) for one in session.commitments.all()]
    if not rows:
        return draw.paragraphs("commitments", "No se adquirieron compromisos.")
    return [draw.table("commitments", ["Compromiso", "Responsable", "Fecha límite"], rows)]


def _annexes(draw: Drawer, session: CommitteeSession) -> Piece:
    return {
        "id": draw.id("annexes", "block"),
        "type": "annexes",
        "items": [
            {
                "id": draw.id("annex", one.pk),
                "title": one.title,
                "file": {
                    "name": one.name,
                    "sha256": one.sha256,
                    "size": one.size,
                    "media_type": one.media_type,
                },
            }
            for one in session.annexes.all()
        ],
    }
