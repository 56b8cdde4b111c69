"""What was filled in at the demo entity: two requests of accounts and an attendance list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet

from portal.demo.filled import AttendanceList as Listed
from portal.demo.filled import Attendee, Filling
from portal.demo.loading.deeds import Deed, accepting, moment
from records import attendance, filled_signing, filling, format_drafts
from records.kinds import forms as kinds
from records.models import AttendanceList, ControlledDocument, FilledFormat, FormatDraft, Office
from records.models.organization import person_name

AUTHENTICATION = "password"


def deeds(fillings: Iterable[Filling], lists: Iterable[Listed]) -> Iterator[Deed]:
    """Each format filled in, then signed; each list opened, confirmed and closed in one deed."""
    for one in fillings:
        yield _filled(one)
        if one.signed_on is not None:
            yield _signed(one, moment(one.signed_on, 10))
    for each in lists:
        yield _listed(each)


def _user(username: str) -> Any:
    return get_user_model()._default_manager.get(username=username)


def _filled(one: Filling) -> Deed:
    at = moment(one.on, 9)

    def do() -> None:
        by, chosen = _user(one.by), _user(one.chosen)
        document = ControlledDocument.objects.get(code=one.code)
        begun = FormatDraft.objects.filter(document=document, author=by, created_at=at).first()
        draft = begun or format_drafts.start(document, by=by, at=at)
        found = format_drafts.in_force(document, by=by, day=one.on)
        if found is None:
            raise format_drafts.not_in_force(one.code)
        form = found[1]
        office = Office.objects.get(code=one.office)
        told = {**dict(one.values), "Dependencia": {"code": office.code, "name": office.name}}
        draft = format_drafts.save(
            draft,
            {field.id: told[field.label] for field in form.fields if field.label in told},
            chosen={slot.id: chosen.pk for slot in form.slots if slot.who == kinds.CHOSEN},
            by=by,
            at=at,
        )
        filling.submit(
            draft,
            notice_accepted=True,
            authentication=AUTHENTICATION,
            by=by,
            at=at,
            circumstances=accepting(by, at),
        )

    return Deed(at, lambda: _there(one).exists(), do)


def _there(one: Filling) -> QuerySet[FilledFormat]:
    there = FilledFormat.objects.filter(code=one.code, author__username=one.by)
    return there.filter(submitted_at=moment(one.on, 9))


def _signed(one: Filling, at: datetime) -> Deed:
    def do() -> None:
        filled, by = _there(one).get(), _user(one.chosen)
        filled_signing.sign(
            filled,
            place=1,
            content_sha256=filled.content_sha256,
            authentication=AUTHENTICATION,
            by=by,
            at=at,
            circumstances=accepting(by, at),
        )

    return Deed(at, lambda: _there(one).filter(completion__isnull=False).exists(), do)


def _listed(one: Listed) -> Deed:
    at = moment(one.on, 7)

    def done() -> bool:
        return AttendanceList.objects.filter(subject=one.subject).exists()

    def do() -> None:
        by = _user(one.by)
        listed = attendance.open_list(
            subject=one.subject,
            place=one.place,
            held_on=one.on,
            starts=one.starts,
            ends=one.ends,
            office=Office.objects.get(code=one.office),
            series=one.series,
            by=by,
            at=at,
        )
        for row in one.attendees:
            _confirmed(listed, row, moment(one.on, 9))
        closed = moment(one.on, 11)
        attendance.close(
            listed,
            authentication=AUTHENTICATION,
            by=by,
            at=closed,
            circumstances=accepting(by, closed),
        )

    return Deed(at, done, do)


def _confirmed(listed: AttendanceList, row: Attendee, at: datetime) -> None:
    by = _user(row.by)
    told = {name: value for name, value in asdict(row).items() if name != "by"}
    attendance.confirm(
        listed,
        attendance.Told(name=person_name(by), **told),
        notice_accepted=True,
        by=by,
        at=at,
    )
