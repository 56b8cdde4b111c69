"""Attendance lists: opened, confirmed by each attendee's own account, closed as a record.

For any meeting, training or session. Restricted from the first moment: the rows are read by whoever
answers for the list, by its office once it is a record, and by those who read everything (Ley 1581
de 2012; domain 11.12). A list on paper is closed with its scan.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from records import filled_content as contents
from records import filling, storage
from records.digests import sha256
from records.events import act
from records.exceptions import Conflict, NotAllowed, Reason
from records.filled_places import Place
from records.filled_reading import content_of, is_suppressed
from records.format_drafts import LARGEST_FILE
from records.forms import Field, TableColumn, is_formula
from records.kinds import forms as kinds
from records.media_types import bare_name, media_type
from records.models import (
    AccessLevel,
    AttendanceList,
    Attendee,
    FilledFormat,
    Office,
)
from records.models.organization import person_name
from records.organization import appointment_of
from records.permissions import offices_on, sees_everything
from records.sendable import no_series, series_in_force
from records.signing import ALONE, Circumstances
from records.wording import too_long

NOTICE = (
    "La entidad trata los datos de este listado (nombre, documento, dependencia, cargo, correo y "
    "teléfono) solo para dejar constancia de quién asistió. El listado es información pública "
    "clasificada, no se publica y se conserva según la tabla de retención documental. Usted puede "
    "conocer, actualizar y corregir sus datos, y pedir su supresión, en los términos de la Ley "
    "1581 de 2012."
)
COLUMNS = (
    "Nombre",
    "Documento",
    "Dependencia o entidad",
    "Cargo",
    "Correo",
    "Teléfono",
    "Confirmó",
)


@dataclass(frozen=True, slots=True)
class Told:
    """What an attendee says of themself."""

    name: str
    document: str
    office: str
    position: str
    mail: str
    telephone: str = ""


def open_list(
    *,
    subject: str,
    place: str,
    held_on: date,
    starts: time,
    ends: time,
    office: Office,
    series: str,
    by: Any,
    at: datetime,
    notice: str = "",
) -> AttendanceList:
    """Open a list that `by` answers for. Raises NotAllowed with every reason.

    `series` is the code of the series that will keep it.
    """
    day = timezone.localdate(at)
    reasons = [
        *too_long(AttendanceList, "subject", subject),
        *too_long(AttendanceList, "place", place),
    ]
    for name, text in (("subject", subject), ("place", place)):
        if not text.strip():
            reasons.append(Reason("empty", _("Fill it in."), name))
    if ends <= starts:
        reasons.append(Reason("hours", _("It ends after it starts."), "ends"))
    if appointment_of(by, day) is None or office.pk not in offices_on(by, day):
        reasons.append(Reason("office", _("Open it in an office of yours."), "office"))
    if series_in_force(series, day) is None:
        reasons.append(no_series(series))
    if reasons:
        raise NotAllowed(reasons)
    with act(by=by, at=at) as log:
        opened = AttendanceList.objects.create(
            subject=subject.strip(),
            place=place.strip(),
            held_on=held_on,
            starts=starts,
            ends=ends,
            responsible=by,
            office=office,
            series=series,
            notice=notice.strip() or NOTICE,
            opened_at=at,
        )
        log.record("attendance.opened", opened, facts={"office": office.code})
    return opened


def may_read(listed: AttendanceList, user: Any) -> bool:
    """Whether this person may read who is on the list. Everybody else only confirms."""
    if sees_everything(user) or listed.responsible_id == user.pk:
        return True
    return (
        listed.filled_id is not None
        and FilledFormat.objects.visible_to(user).filter(pk=listed.filled_id).exists()
    )


def open_lists(day: date) -> QuerySet[AttendanceList]:
    """The lists of that day in which attendance may still be confirmed."""
    return AttendanceList.objects.filter(filled=None, held_on=day).select_related(
        "responsible", "office"
    )


def confirm(
    listed: AttendanceList, told: Told, *, notice_accepted: bool, by: Any, at: datetime
) -> Attendee:
    """Somebody says by their own account that they were there. Said twice, the last one counts.

    Raises NotAllowed with every reason, Conflict when the list was closed meanwhile.
    """
    with act(by=by, at=at) as log:
        listed = _locked(listed)
        reasons = []
        for name in ("name", "document", "office", "position", "mail"):
            if not getattr(told, name).strip():
                reasons.append(Reason("empty", _("Fill it in."), name))
        for name in ("name", "document", "office", "position", "mail", "telephone"):
            text = getattr(told, name)
            reasons += too_long(Attendee, name, text)
            if is_formula(text):
                message = _("It begins like a formula of a spreadsheet: write it as text.")
                reasons.append(Reason("formula", message, name))
        if not notice_accepted:
            message = _("Read the notice on personal data and accept it.")
            reasons.append(Reason("notice", message, "notice"))
        if timezone.localdate(at) < listed.held_on:
            message = _("Attendance is confirmed from the day of the meeting on.")
            reasons.append(Reason("early", message))
        if reasons:
            raise NotAllowed(reasons)
        attendee, _new = Attendee.objects.update_or_create(
            attendance=listed,
            user=by,
            defaults={
                **{name: getattr(told, name).strip() for name in Told.__slots__},
                "confirmed_at": at,
            },
        )
        log.record(
            "attendance.confirmed",
            listed,
            facts={"notice_sha256": sha256(listed.notice.encode())},
        )
    return attendee


def close(
    listed: AttendanceList,
    *,
    authentication: str,
    by: Any,
    at: datetime,
    scan: tuple[str, bytes] | None = None,
    circumstances: Circumstances = ALONE,
) -> FilledFormat:
    """Close and sign a list: it is numbered, filed and classified, and its rows go.

    Whoever answers for it does. `scan` is name and bytes of the list signed on paper. Raises
    NotAllowed with every reason, Conflict when it was closed meanwhile.
    """
    day = timezone.localdate(at)
    series = series_in_force(listed.series, day)
    held = appointment_of(by, day)
    rows = [_row(one) for one in listed.attendees.all()]
    reasons, file = _of_scan(scan)
    if listed.responsible_id != by.pk:
        reasons.append(Reason("not_yours", _("Only whoever answers for the list closes it.")))
    if held is None:
        reasons.append(Reason("not_appointed", _("You hold no appointment or contract today.")))
    if series is None:
        reasons.append(no_series(listed.series))
    if not rows and scan is None:
        message = _("Nobody confirmed: attach the scan of the list on paper.")
        reasons.append(Reason("empty_list", message, "scan"))
    if reasons or held is None or series is None:
        raise NotAllowed(reasons)
    office = Office.objects.get(pk=listed.office_id)
    if scan is not None:
        storage.storage().put(scan[1])
    ready = filling.prepared(
        kind=FilledFormat.Kind.ATTENDANCE.value,
        title=listed.subject,
        access=AccessLevel.CLASSIFIED.value,
        held=held,
        office=office,
        series=series,
        sections=_sections(listed, rows),
        route=[Place(name="Responsable", who=kinds.FILLER, people=(by.pk,))],
        notice=listed.notice,
        scan=file,
        attached=[file] if file else [],
        authentication=authentication,
        circumstances=circumstances,
        at=at,
    )
    with act(by=by, at=at) as log:
        listed = _locked(listed)
        if [_row(one) for one in listed.attendees.all()] != rows:
            message = _("Somebody confirmed meanwhile. Look at the list again.")
            raise Conflict([Reason("changed", message)])
        filled = filling.enter(ready, by=by, at=at)
        listed.attendees.all().delete()
        listed.filled = filled
        listed.save(update_fields=["filled"])
        log.record("attendance.closed", listed, facts={"count": len(rows)})
        filling.sign_first(ready, filled, by=by, at=at)
    return filled


def rows_of(listed: AttendanceList) -> list[list[str]]:
    """Who is on the list, open or closed: one row each, under `COLUMNS`.

    Nobody once what it says was suppressed by order.
    """
    if listed.filled is not None and is_suppressed(listed.filled):
        return []
    if listed.filled is None:
        return [_row(one) for one in listed.attendees.all()]
    table = contents.sections(content_of(listed.filled))[-1][1][0]
    return list(table[1] or [])


def _row(one: Attendee) -> list[str]:
    moment = timezone.localtime(one.confirmed_at)
    said = (one.name, one.document, one.office, one.position, one.mail, one.telephone)
    return [*said, f"{moment:%Y-%m-%d %H:%M}"]


def _of_scan(scan: tuple[str, bytes] | None) -> tuple[list[Reason], Mapping[str, Any] | None]:
    if scan is None:
        return [], None
    name, content = bare_name(scan[0]), scan[1]
    found = media_type(content, name)
    reasons = []
    if found not in ("application/pdf", "image/png", "image/jpeg"):
        message = _("The scan is a PDF, a PNG or a JPEG.")
        reasons.append(Reason("media_type", message, "scan"))
    if len(content) > LARGEST_FILE:
        reasons.append(Reason("too_large", _("The file is larger than 20 MB."), "scan"))
    digest = sha256(content)
    return reasons, {"name": name, "sha256": digest, "size": len(content), "media_type": found}


def _sections(
    listed: AttendanceList, rows: list[list[str]]
) -> list[tuple[str, list[tuple[Field, Any]]]]:
    said = (
        ("Tema", kinds.LINE, listed.subject),
        ("Lugar", kinds.LINE, listed.place),
        ("Fecha", kinds.DATE, listed.held_on.isoformat()),
        ("Hora", kinds.LINE, f"{listed.starts:%H:%M} a {listed.ends:%H:%M}"),
        ("Responsable", kinds.LINE, person_name(listed.responsible)),
    )
    fields = [(_field(label, of), value) for label, of, value in said]
    columns = tuple(TableColumn(label, kinds.LINE) for label in COLUMNS)
    table = _field("Asistentes que confirmaron con su cuenta", kinds.TABLE, columns)
    return [("Reunión", fields), ("Asistentes", [(table, rows or None)])]


def _field(label: str, of: str, columns: tuple[TableColumn, ...] = ()) -> Field:
    identity = str(uuid.uuid5(uuid.NAMESPACE_URL, f"urn:legajo:attendance:{label}"))
    personal = of == kinds.TABLE
    return Field(identity, label, of, True, personal, "", None, None, (), columns)


def _locked(listed: AttendanceList) -> AttendanceList:
    found = AttendanceList.objects.select_for_update().get(pk=listed.pk)
    if found.filled_id is not None:
        raise Conflict([Reason("closed", _("This attendance list was closed."))])
    return found
