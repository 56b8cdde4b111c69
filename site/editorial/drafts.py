"""A draft as canonical content. Needs no page class, so that pages and their panels may ask it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from django.utils import timezone

from wagtail.models import Revision

from editorial.annexes import AnnexFile
from editorial.contents import annex_keys, sections_from, with_mended_ids
from records.content import Content
from records.findings import without_idle_parts
from records.kinds import Kind
from records.models import ClassificationScheme, ControlledDocument, Office, Process, Series


class Draft(Protocol):
    """What a page of any kind of controlled document gives its content from."""

    kind: Kind
    document_id: int | None
    document: ControlledDocument
    code: str
    title: str
    access: str
    process: Process | None
    office: Office | None
    series_code: str
    body: Any


def raw_stream(page: Draft) -> list[dict[str, Any]]:
    """The parts of a page as raw stream data, every id in place."""
    body = page.body  # each kind has its own
    stream: list[dict[str, Any]] = body.stream_block.get_prep_value(body)
    return with_mended_ids(stream)


def content_of(page: Draft) -> Content:
    """The canonical content that this draft would be submitted with.

    An optional part that was left empty is no part of it, on paper and on the portal neither.
    """
    stream = raw_stream(page)
    content = without_idle_parts(
        {
            "schema": page.kind.schema,
            "kind": page.kind.name,
            "code": (page.document.code if page.document_id else None) or page.code or None,
            "title": page.title.strip(),
            "language": "es",
            "access": page.access,
            "process": _process(page.process),
            "office": {"code": page.office.code, "name": page.office.name} if page.office else None,
            "series": _series(page.series_code),
            "sections": sections_from(stream, _files(annex_keys(stream))),
        }
    )
    numbered = enumerate(content["sections"], start=1)
    return {**content, "sections": [{**one, "number": str(place)} for place, one in numbered]}


def content_of_revision(revision: Revision) -> Content:
    """The content of exactly that revision, whatever was saved since."""
    return content_of(revision.as_object())


def _process(process: Process | None) -> dict[str, Any] | None:
    if process is None:
        return None
    parent = process.parent
    return {
        "code": process.code,
        "name": process.name,
        "parent": {"code": parent.code, "name": parent.name} if parent else None,
    }


def _series(code: str) -> dict[str, str] | None:
    if not code:
        return None
    scheme = ClassificationScheme.objects.in_force_on(timezone.localdate())
    found = Series.objects.filter(scheme=scheme, code=code).first()
    return {"code": code, "name": found.name if found else ""}


def _files(keys: Iterable[int]) -> dict[int, dict[str, Any]]:
    return {
        file.pk: {
            "name": file.name,
            "sha256": file.sha256,
            "size": file.size,
            "media_type": file.media_type,
        }
        for file in AnnexFile.objects.filter(pk__in=keys)
    }
