"""The attendance list of a session: a restricted annex of its minutes, with the notice of the law.

Names are personal data (Ley 1581 de 2012): the list goes with the minutes, has their access, and
stands in no extract.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from records import renditions, storage
from records.committees.calling import locked
from records.committees.drawing import Drawer, frame, session_facts, title_of
from records.committees.reading import everybody
from records.content import Content
from records.digests import normalized
from records.events import act
from records.models import (
    AccessLevel,
    Attendance,
    CommitteeSession,
    Entity,
    SessionAnnex,
    Vote,
)

TITLE = "Lista de asistencia"
_NOTICE = (
    "Los datos personales de esta lista prueban quién asistió y se usan solo para eso. La entidad "
    "los trata según la Ley 1581 de 2012 y su política de tratamiento; sus titulares pueden "
    "conocerlos, actualizarlos y rectificarlos. La lista no se publica."
)


def attendance_content(session: CommitteeSession) -> Content:
    """Who was there, as what, and how each confirmed it."""
    draw = Drawer(f"attendance/{session.pk}")
    own = set(Vote.objects.filter(item__session=session).values_list("user_id", "by_id").distinct())
    confirmed = {user for user, by in own if user == by}
    rows = [
        (
            str(number),
            one.name,
            one.office or "Externa",
            one.position,
            "Su cuenta, al votar" if one.user_id in confirmed else "La secretaría, en la sesión",
        )
        for number, one in enumerate(_there(session), start=1)
    ]
    head = ["N.º", "Nombre", "Dependencia o entidad", "Cargo", "Confirmó"]
    access = session.committee.minutes_access
    content = frame(
        session,
        title=f"{TITLE}. {title_of(session)}",
        access=AccessLevel.CLASSIFIED if access == AccessLevel.PUBLIC else access,
    )
    content["sections"] = [
        draw.section("facts", "Datos de la sesión", [session_facts(draw, session)]),
        draw.section("people", "Asistentes", [draw.table("people", head, rows)]),
        draw.section("notice", "Datos personales", draw.paragraphs("notice", _NOTICE)),
    ]
    return content


def _there(session: CommitteeSession) -> list[Attendance]:
    return [one for one in everybody(session) if one.state != Attendance.State.ABSENT]


def bind_attendance(session: CommitteeSession, *, by: Any, at: datetime) -> SessionAnnex:
    """Draw the list of a session that ended and keep it as its annex. Done twice is done once.

    Renders before its transaction. Raises RenderingError.
    """
    done = session.annexes.filter(title=TITLE).first()
    if done is not None:
        return done
    pdf = renditions.annex(normalized(attendance_content(session)), entity=Entity.current())
    digest = storage.storage().put(pdf)
    with act(by=by, at=at) as log:
        session = locked(session)
        done = session.annexes.filter(title=TITLE).first()
        if done is not None:
            return done
        annex = SessionAnnex.objects.create(
            session=session,
            title=TITLE,
            name=f"{session.opening.number.printed}-asistencia.pdf",
            sha256=digest,
            size=len(pdf),
            media_type="application/pdf",
            by=by,
            at=at,
        )
        log.record("session.annexed", session, facts={"annex": annex.pk, "sha256": digest})
    return annex
