"""A draft as canonical content, and a content as a draft."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone

from wagtail.models import Revision

from editorial.contents import annex_keys, placed, sections_from, stream_from, with_mended_ids
from editorial.models import AnnexFile, DocumentIndexPage, DocumentPage, FormatPage, ProcedurePage
from records.content import Content
from records.events import act
from records.models import ClassificationScheme, Office, Process, Series
from records.submission import open_document
from records.tagging import retag

if TYPE_CHECKING:
    from records.models import ControlledDocument

PAGE_TYPES: dict[str, type[DocumentPage]] = {
    page_type.kind.name: page_type for page_type in (ProcedurePage, FormatPage)
}


def raw_stream(page: DocumentPage) -> list[dict[str, Any]]:
    """The parts of a page as raw stream data, every id in place."""
    body = page.body  # each kind has its own
    stream: list[dict[str, Any]] = body.stream_block.get_prep_value(body)
    return with_mended_ids(stream)


def content_of(page: DocumentPage) -> Content:
    """The canonical content that this draft would be submitted with."""
    stream = raw_stream(page)
    return {
        "schema": "content-1",
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


def create_draft(
    content: Content,
    *,
    office: Office,
    by: Any,
    at: datetime,
    proposed_label: str = "",
    tags: Iterable[str] = (),
    document: ControlledDocument | None = None,
) -> DocumentPage:
    """A page whose draft is this content, in the index of documents; nothing is submitted.

    Raises KeyError for a kind that cannot be written yet. One transaction.
    """
    page_type = PAGE_TYPES[content["kind"]]
    with act(by=by, at=at):
        document = document or open_document(
            kind=content["kind"], office=office, by=by, at=at, access="public"
        )
        retag(document, tags, by=by, at=at)
        page = page_type(document=document, live=False, owner=by, slug="borrador-")
        fill(page, content, office=office, proposed_label=proposed_label)
        page.has_unpublished_changes = True
        page.slug = f"borrador-{document.pk}"
        page.clean()
        DocumentIndexPage.objects.get().add_child(instance=page)
        page.save_revision(user=by, log_action=True)
    return page


def fill(
    page: DocumentPage, content: Content, *, office: Office, proposed_label: str = ""
) -> DocumentPage:
    """Put a content into a page that is not saved yet. Keeps every id.

    A file is found again by its digest among those of that office and of the page's owner.
    """
    process, series = content["process"], content["series"]
    digests = [
        row["file"]["sha256"]
        for section in content["sections"]
        for block in section["blocks"]
        if block["type"] == "annexes"
        for row in block["items"]
        if row["file"]
    ]
    reachable = Q(office=office) | Q(uploaded_by=page.owner_id)
    kept = AnnexFile.objects.filter(reachable, sha256__in=digests)
    annexes = dict(kept.values_list("sha256", "pk"))
    block = type(page).body.field.stream_block
    stream = placed(stream_from(content, annexes), *parts_of(block))
    page.title = content["title"]
    page.code = content["code"] or ""
    page.process = Process.objects.filter(code=process["code"]).first() if process else None
    page.office = office
    page.series_code = series["code"] if series else ""
    page.access = content["access"]
    page.proposed_label = proposed_label
    page.body = block.to_python(stream)
    return page


def parts_of(block: Any) -> tuple[dict[str, set[str]], set[str]]:
    """What each part of a page may hold, and of which parts there is one."""
    allowed = {
        role: set(part.child_blocks["blocks"].child_blocks)
        for role, part in block.child_blocks.items()
    }
    return allowed, set(block.meta.block_counts)
