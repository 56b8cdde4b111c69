"""Formats that may be filled in today, and drafts of what is being filled in.

A draft is of its author alone: nobody else reads, changes or sends it. Its values never enter the
register, the storage or any index.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from records import issue
from records.digests import sha256
from records.events import act
from records.exceptions import NotAllowed, Reason
from records.forms import Form, form_of
from records.kinds import forms as kinds
from records.media_types import bare_name, media_type
from records.models import (
    Component,
    ControlledDocument,
    DraftFile,
    FilledFormat,
    FormatDraft,
    Issuance,
)
from records.organization import appointment_of
from records.permissions import offices_on

LARGEST_FILE = 20 * 1024 * 1024


def in_force(document: ControlledDocument, *, by: Any, day: date) -> tuple[Issuance, Form] | None:
    """The version of a format that is filled in that day, with its form; None where there is none.

    A format that the person may not know of is not there.
    """
    found = (
        Issuance.objects.visible_to(by)
        .in_force_on(day)
        .select_related("document", "version__office")
        .filter(document=document)
        .first()
    )
    form = form_of(issue.content_of(found.version)) if found else None
    return (found, form) if found and form else None


def fillable(by: Any, day: date) -> list[Issuance]:
    """Every format in force that has a form and that this person may fill in, by code."""
    forms = Component.objects.filter(role=Component.Role.BLANK).values("version")
    found = (
        Issuance.objects.visible_to(by)
        .in_force_on(day)
        .filter(version__in=forms, version__kind="format")
        .for_lists()
        .order_by("document__code")
    )
    return [one for one in found if not _not_a_filler(one, None, by=by, day=day)]


def reasons_against(issuance: Issuance, form: Form, *, by: Any, day: date) -> list[Reason]:
    """Every reason why this person does not fill in this format that day; else empty."""
    reasons = []
    if appointment_of(by, day) is None:
        message = _("You hold no appointment or contract today: you fill in no format.")
        reasons.append(Reason("not_appointed", message))
    return [*reasons, *_not_a_filler(issuance, form, by=by, day=day)]


def _not_a_filler(issuance: Issuance, form: Form | None, *, by: Any, day: date) -> list[Reason]:
    form = form or form_of(issue.content_of(issuance.version))
    if form is None or form.fillers == kinds.ANYBODY:
        return []
    if issuance.document.office_id in offices_on(by, day):
        return []
    return [Reason("not_filler", _("Only the office of this format fills it in."))]


NOT_IN_FORCE = "not_in_force"


def not_in_force(code: str | None) -> NotAllowed:
    """What is answered of a format that is not filled in."""
    message = _("The format %(code)s is not in force today, or has no form to fill in.")
    return NotAllowed([Reason(NOT_IN_FORCE, message % {"code": code or ""})])


def start(document: ControlledDocument, *, by: Any, at: datetime) -> FormatDraft:
    """A new, empty draft. Raises NotAllowed with every reason."""
    day = timezone.localdate(at)
    found = in_force(document, by=by, day=day)
    if found is None:
        raise not_in_force(document.code)
    if reasons := reasons_against(*found, by=by, day=day):
        raise NotAllowed(reasons)
    with act(by=by, at=at):
        return FormatDraft.objects.create(document=document, author=by, created_at=at, saved_at=at)


def again(filled: FilledFormat, values: Mapping[str, Any], *, at: datetime) -> FormatDraft | None:
    """A draft for the author of what came back, with what they had written but the files."""
    if filled.issuance is None:
        return None
    kept = {
        key: value
        for key, value in values.items()
        if not (isinstance(value, Mapping) and "sha256" in value)
    }
    return FormatDraft.objects.create(
        document=filled.issuance.document,
        author=filled.author,
        values=kept,
        returned_from=filled,
        created_at=at,
        saved_at=at,
    )


def save(
    draft: FormatDraft,
    values: Mapping[str, Any],
    *,
    chosen: Mapping[str, int],
    by: Any,
    at: datetime,
) -> FormatDraft:
    """Keep what was written so far, with its gaps. Raises NotAllowed for somebody else's draft."""
    with act(by=by, at=at):
        draft = mine(draft, by=by)
        files = {
            one.field: {
                "name": one.name,
                "sha256": one.sha256,
                "size": len(one.content),
                "media_type": one.media_type,
            }
            for one in draft.files.all()
        }
        draft.values = {**values, **files}
        draft.chosen = dict(chosen)
        draft.saved_at = at
        draft.save(update_fields=["values", "chosen", "saved_at"])
    return draft


def put_file(
    draft: FormatDraft, field: str, content: bytes, *, name: str, by: Any, at: datetime
) -> DraftFile:
    """The file of a field, in the place of the one before. Raises NotAllowed for a forbidden type.

    Its type is judged by its content.
    """
    name = bare_name(name)
    found = media_type(content, name)
    reasons = []
    if found is None:
        message = _("%(name)s is not a PDF, PNG, JPEG, DOCX, XLSX, ODT or ODS file.")
        reasons.append(Reason("media_type", message % {"name": name}, field))
    if len(content) > LARGEST_FILE:
        reasons.append(Reason("too_large", _("The file is larger than 20 MB."), field))
    if reasons or found is None:
        raise NotAllowed(reasons)
    with act(by=by, at=at):
        draft = mine(draft, by=by)
        draft.files.filter(field=field).delete()
        return DraftFile.objects.create(
            draft=draft,
            field=field,
            name=name,
            sha256=sha256(content),
            media_type=found,
            content=content,
        )


def drop_file(draft: FormatDraft, field: str, *, by: Any, at: datetime) -> None:
    """Take the file of a field out again."""
    with act(by=by, at=at):
        mine(draft, by=by).files.filter(field=field).delete()


def discard(draft: FormatDraft, *, by: Any, at: datetime) -> None:
    """Throw a draft away, with all that was written in it."""
    with act(by=by, at=at):
        mine(draft, by=by).delete()


def mine(draft: FormatDraft, *, by: Any) -> FormatDraft:
    """The draft, locked, of its author. Raises NotAllowed for anybody else."""
    found = FormatDraft.objects.select_for_update().filter(pk=draft.pk, author=by.pk).first()
    if found is None:
        raise NotAllowed([Reason("not_yours", _("This draft is not yours, or was sent already."))])
    return found
