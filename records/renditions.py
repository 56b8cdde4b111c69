"""Renditions of a document: as a draft, for review, and as issued. What each one shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from records import keys, projection, storage
from records.comparison import Difference
from records.content import Content, blocks
from records.digests import canonical
from records.filled_content import Filled
from records.forms import form_of
from records.models import Entity
from records.printed import forms
from records.rendering import Compared, Dossier, renderer


def draft(content: Content, *, entity: Entity) -> bytes:
    """The PDF of a draft: says so on every page."""
    return _render(content, None, entity, "draft")


def review(content: Content, *, entity: Entity) -> bytes:
    """The PDF that signers read. Raises RenderingError with a sentence for the author."""
    return _render(content, None, entity, "review")


def issued(content: Content, envelope: dict[str, Any], *, entity: Entity) -> bytes:
    """The PDF of an issued version, its public projection attached. Same input, same bytes."""
    return _render(content, envelope, entity, "issued")


def extract(content: Content, *, entity: Entity, check_code: str) -> bytes:
    """The PDF of an extract of minutes: no version of anything, and says what it is taken from."""
    return _render(content, None, entity, "extract", check_code=check_code)


def comparison(
    difference: Difference, envelopes: tuple[dict[str, Any], dict[str, Any]], *, entity: Entity
) -> bytes:
    """The PDF of a comparison, the older envelope first. Same input, same bytes."""
    return renderer().compare(Compared(difference, envelopes, facts_of(entity)))


def annex(content: Content, *, entity: Entity) -> bytes:
    """The PDF of a list that goes with minutes, and is no version of anything either."""
    return _render(content, None, entity, "annex")


def blank(content: Content, envelope: dict[str, Any], *, entity: Entity) -> bytes | None:
    """The form of an issued format, to be printed and written in; None where it has none."""
    form = form_of(content)
    if form is None:
        return None
    return _render(content, envelope, entity, "issued", form=forms.blank(form))


def filled(
    content: Filled,
    *,
    number: str,
    completed_at: datetime,
    content_sha256: str,
    signatures: Sequence[Mapping[str, Any]],
    entity: Entity,
) -> bytes:
    """The PDF of what was filled in, its content attached. `signatures`: one a place, in order."""
    page = forms.filled_page(
        content,
        number=number,
        completed_on=timezone.localdate(completed_at).isoformat(),
        content_sha256=content_sha256,
        signatures=signatures,
        nit=entity.nit,
    )
    return of_form(
        page,
        title=content["title"],
        access=content["access"],
        at=completed_at,
        entity=entity,
        attachments={f"{number}.json": canonical(content)},
    )


def of_form(
    page: dict[str, Any],
    *,
    title: str,
    access: str,
    at: datetime,
    entity: Entity,
    attachments: Mapping[str, bytes],
) -> bytes:
    """The PDF of what has boxes and rows instead of sections, and is no version of anything.

    `page`: what is drawn, as `records.printed.forms` gives it. Same input, same bytes.
    """
    return renderer().render(
        Dossier(
            content={
                "kind": "format",
                "code": page["code"],
                "title": title,
                "access": access,
                "process": None,
                "office": None,
                "series": None,
                "sections": [],
            },
            envelope={
                "label": page["version"],
                "approved_on": page["approved"],
                "effective_on": page["approved"],
                "issued_at": timezone.localtime(at).isoformat(timespec="seconds"),
                "adopted": False,
                "changes": [],
                "signatures": [],
                "verification_code": "",
            },
            entity=facts_of(entity),
            verify_url=None,
            mode="issued",
            attachments=attachments,
            form=page,
        )
    )


def marked(content: Content, envelope: dict[str, Any], *, entity: Entity, mark: str) -> bytes:
    """A copy of what is no longer in force: its mark on every page, nothing attached, no seal."""
    return _render(content, envelope, entity, "issued", marks=(mark,))


def _render(
    content: Content,
    envelope: dict[str, Any] | None,
    entity: Entity,
    mode: str,
    form: dict[str, Any] | None = None,
    marks: tuple[str, ...] = (),
    check_code: str = "",
) -> bytes:
    attachments = {}
    whole = envelope is not None and form is None and not marks
    if envelope is not None and whole:
        name = f"{envelope['code']}-{envelope['label']}.json"
        attachments[name] = canonical(projection.public(content, envelope))
    return renderer().render(
        Dossier(
            content=content,
            envelope=envelope,
            entity=facts_of(entity),
            verify_url=_verify_url(envelope["verification_code"] if envelope else check_code),
            mode=mode,
            attachments=attachments,
            pictures=_pictures(content),
            marks=marks,
            seal=_seal(entity) if whole else "",
            check_code=check_code,
            form=form,
        )
    )


def _pictures(content: Content) -> dict[str, bytes]:
    """The bytes of the figures, from the storage. Raises StorageError when one is not there."""
    keep = storage.storage()
    named = {one["file"]["sha256"] for one in blocks(content, "figure") if one["file"]}
    return {digest: keep.read(digest) for digest in sorted(named)}


def facts_of(entity: Entity) -> dict[str, Any]:
    """The entity as a renderer asks for it."""
    return {
        "name": entity.name,
        "nit": entity.nit or None,
        "crest_svg": entity.crest_svg or None,
        "accent": entity.accent,
        "address": entity.address or None,
    }


def _seal(entity: Entity) -> str:
    """What a reader is told of the seal, which itself draws nothing. Raises KeyUnavailable."""
    if keys.seal_key().demo:
        return "De demostración, sin valor: no prueba nada ante nadie."
    return f"De {entity.name}, puesto al expedir (PAdES). No es la firma de una persona."


def _verify_url(code: str) -> str | None:
    """Where a reader asks about a printed copy: the answer for its code."""
    if not code:
        return None
    try:
        path = reverse("verify-code", args=[code])
    except NoReverseMatch:
        path = f"/verificar/{code}/"
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{path}"
