"""Filling in: a draft is sent, and what was written is frozen and signed by its author.

What is sent is bound to the version of the format in force that day and frozen; each signature is
for exactly that content. The PDF is made and sealed afterwards, as that of an issued version.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from records import filled_content as contents
from records import format_drafts, storage
from records.content import schema_errors
from records.digests import canonical
from records.events import act
from records.exceptions import Conflict, NotAllowed, Reason
from records.filled_places import Place, places
from records.filled_signing import put_signature
from records.forms import Field, Form, files_in
from records.models import (
    AccessLevel,
    Appointment,
    Component,
    ControlledDocument,
    FilledFormat,
    FormatDraft,
    Issuance,
    Office,
    RecordOrder,
    Series,
)
from records.models.organization import person_name
from records.sendable import look
from records.signing import ALONE, Circumstances

JSON = "application/json"


def submit(
    draft: FormatDraft,
    *,
    notice_accepted: bool,
    authentication: str,
    by: Any,
    at: datetime,
    circumstances: Circumstances = ALONE,
    order: RecordOrder | None = None,
) -> FilledFormat:
    """Freeze a draft, sign it as filled in by `by`, and let it go: the draft is no more.

    Binds it to the version of its format that is in force, and to the activity that it comes of
    (`order`, one of `activities_of`) where the author says so. Raises NotAllowed with every reason,
    each at its field: a format not in force, somebody else's draft, what was written.
    """
    day = timezone.localdate(at)
    if draft.author_id != by.pk:
        format_drafts.mine(draft, by=by)
    found = format_drafts.in_force(draft.document, by=by, day=day)
    if found is None:
        raise format_drafts.not_in_force(draft.document.code)
    issuance, form = found
    sendable = look(
        draft, issuance, form, notice_accepted=notice_accepted, order=order, by=by, day=day
    )
    held, series, office = sendable.held, sendable.series, sendable.office
    if sendable.reasons or held is None or series is None:
        raise NotAllowed(sendable.reasons)
    values = {**draft.values}
    attached = _kept_files(draft, form, values)
    route = places(sendable.slots, author=by.pk, heads=sendable.heads, chosen=draft.chosen)
    ready = prepared(
        kind=FilledFormat.Kind.FORMAT.value,
        title=issuance.version.title,
        access=access_of(form, issuance),
        held=held,
        office=office,
        series=series,
        sections=contents.sections_of_form(form, values),
        route=route,
        issuance=issuance,
        order=order,
        notice=notice_of(form) if form.personal else "",
        attached=attached,
        authentication=authentication,
        circumstances=circumstances,
        at=at,
    )
    with act(by=by, at=at) as log:
        document = ControlledDocument.objects.select_for_update().get(pk=draft.document_id)
        locked = format_drafts.mine(draft, by=by)
        if locked.saved_at != draft.saved_at or locked.values != draft.values:
            message = _("The draft was changed meanwhile. Look at it again.")
            raise Conflict([Reason("changed", message)])
        if not Issuance.objects.in_force_on(day).filter(pk=issuance.pk).exists():
            raise Conflict(format_drafts.not_in_force(document.code).reasons)
        filled = enter(ready, by=by, at=at)
        log.record(
            "filling.submitted",
            filled,
            facts={"issuance": issuance.pk, "content_sha256": filled.content_sha256},
        )
        sign_first(ready, filled, by=by, at=at)
        locked.delete()
    return filled


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """What is about to be frozen: its content, whose bytes are safe, and what its row says."""

    content: contents.Filled
    kept: tuple[str, int]
    route: Sequence[Place]
    held: Appointment
    office: Office
    series: Series
    attached: Sequence[Mapping[str, Any]]
    issuance: Issuance | None
    order: RecordOrder | None
    authentication: str
    circumstances: Circumstances


def prepared(
    *,
    kind: str,
    title: str,
    access: str,
    held: Appointment,
    office: Office,
    series: Series,
    sections: Iterable[tuple[str, Sequence[tuple[Field, Any]]]],
    route: Sequence[Place],
    authentication: str,
    circumstances: Circumstances,
    at: datetime,
    attached: Sequence[Mapping[str, Any]] = (),
    notice: str = "",
    scan: Mapping[str, Any] | None = None,
    issuance: Issuance | None = None,
    order: RecordOrder | None = None,
) -> Ready:
    """The content of what was filled in, made, kept and signed over outside of any transaction.

    Of a format (`issuance`), an attendance list, a hand-over. Raises NotAllowed for a content
    against its schema, and for a personal key that cannot sign it.
    """
    content = contents.content(
        kind=kind,
        title=title,
        access=access,
        office={"code": office.code, "name": office.name},
        series={"code": series.code, "name": series.name},
        author=author_told(held),
        at=timezone.localtime(at),
        nonce=secrets.token_hex(16),
        sections=sections,
        route=route,
        format=_told(issuance) if issuance is not None else None,
        notice=notice,
        scan=scan,
    )
    return Ready(
        content=content,
        kept=_keep(content),
        route=route,
        held=held,
        office=office,
        series=series,
        attached=attached,
        issuance=issuance,
        order=order,
        authentication=authentication,
        circumstances=circumstances.over(canonical(content)),
    )


def _told(issuance: Issuance) -> dict[str, str]:
    return {
        "code": issuance.version.code,
        "label": issuance.label,
        "approved_on": issuance.approved_on.isoformat(),
        "content_sha256": issuance.version.content_sha256,
    }


def enter(ready: Ready, *, by: Any, at: datetime) -> FilledFormat:
    """Write it as evidence, with its content and the files that go with it as components.

    Called inside an act, under the lock of what it comes of; the caller's event bears it.
    """
    content, order = ready.content, ready.order
    filled = FilledFormat.objects.create(
        kind=content["kind"],
        issuance=ready.issuance,
        code=content["format"]["code"] if content["format"] else "",
        title=content["title"],
        office=ready.office,
        series=ready.series,
        access=content["access"],
        ordered_by_id=order.issuance_id if order else None,
        ordered_activity=order.activity if order else "",
        content_sha256=ready.kept[0],
        route=content["places"],
        author=by,
        author_office=ready.held.office,
        submitted_at=at,
    )
    _keep_components(filled, ready.kept, ready.attached, at=at)
    return filled


def sign_first(ready: Ready, filled: FilledFormat, *, by: Any, at: datetime) -> None:
    """Put the first signature, of whoever sends it. Inside the act that entered it."""
    put_signature(
        filled,
        0,
        content_sha256=filled.content_sha256,
        authentication=ready.authentication,
        by=by,
        at=at,
        circumstances=ready.circumstances,
    )


def _keep(content: contents.Filled) -> tuple[str, int]:
    """Digest and size of a content, its bytes safe. Raises NotAllowed for one against its rules."""
    if errors := schema_errors(content, contents.SCHEMA):
        raise NotAllowed([Reason("schema", error) for error in errors])
    kept = canonical(content)
    return storage.storage().put(kept), len(kept)


def _keep_components(
    filled: FilledFormat,
    kept: tuple[str, int],
    attached: Sequence[Mapping[str, Any]],
    *,
    at: datetime,
) -> None:
    """The content and the files that go with it, as components."""
    rows = [
        Component(
            filled=filled,
            role=Component.Role.CONTENT,
            sha256=kept[0],
            size=kept[1],
            media_type=JSON,
            name=f"{filled.code or 'lista'}.json",
            created_at=at,
        )
    ]
    rows += [
        Component(
            filled=filled,
            role=Component.Role.ANNEX,
            sha256=file["sha256"],
            size=file["size"],
            media_type=file["media_type"],
            name=file["name"],
            created_at=at,
        )
        for file in {one["sha256"]: one for one in attached}.values()
    ]
    Component.objects.bulk_create(rows)


def _kept_files(
    draft: FormatDraft, form: Form, values: Mapping[str, Any]
) -> list[Mapping[str, Any]]:
    held = {one.sha256: bytes(one.content) for one in draft.files.all()}
    attached = files_in(form, values)
    if any(one["sha256"] not in held for one in attached):
        raise NotAllowed([Reason("file_missing", _("A file is not kept: attach it again."))])
    for one in attached:
        storage.storage().put(held[one["sha256"]])
    return attached


def access_of(form: Form, issuance: Issuance) -> str:
    """Classified where it asks for personal data; never less than its format."""
    levels = [AccessLevel.PUBLIC, AccessLevel.CLASSIFIED, AccessLevel.RESERVED]
    own = AccessLevel.CLASSIFIED if form.personal else AccessLevel.PUBLIC
    said = (own, AccessLevel(issuance.access), AccessLevel(issuance.document.access))
    return max(said, key=levels.index).value


def notice_of(form: Form) -> str:
    """The notice on personal data that is shown before sending (Ley 1581 de 2012, art. 12)."""
    return form.notice or default_notice()


def default_notice() -> str:
    """What is told where a format says nothing of its own."""
    return (
        "La entidad trata estos datos personales solo para la finalidad de este formato y los "
        "conserva según su tabla de retención documental. Usted puede conocerlos, actualizarlos y "
        "pedir su corrección o supresión en los términos de la Ley 1581 de 2012."
    )


def author_told(held: Appointment) -> dict[str, str]:
    """What the content says of whoever filled it in."""
    return {
        "name": person_name(held.user),
        "position": held.title,
        "office": held.office.name,
    }


def note_export(subject: Any, count: int, *, by: Any, at: datetime) -> None:
    """Write to the register who took personal data out, of what, and of how many."""
    with act(by=by, at=at) as log:
        log.record("filling.exported", subject, facts={"count": count})
