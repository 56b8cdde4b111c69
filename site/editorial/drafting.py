"""A content as a draft: where an import, an adoption and the demo begin to write."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q

from editorial.annexes import AnnexFile
from editorial.contents import placed, stream_from
from editorial.models import PAGE_TYPES, DocumentIndexPage, DocumentPage
from records.content import Content, files
from records.events import act
from records.models import ControlledDocument, Office, Process
from records.submission import open_document
from records.tagging import retag


def create_draft(
    content: Content,
    *,
    office: Office,
    by: Any,
    at: datetime,
    proposed_label: str = "",
    former_code: str = "",
    tags: Iterable[str] = (),
    document: ControlledDocument | None = None,
    written: bool = True,
) -> DocumentPage:
    """A page whose draft is this content, in the index of documents; nothing is submitted.

    `written` False: `by` opens it and wrote none of its text, so that they are no author of it and
    may review it. Raises KeyError for a kind that cannot be written yet. One transaction.
    """
    page_type = PAGE_TYPES[content["kind"]]
    with act(by=by, at=at):
        document = document or open_document(
            kind=content["kind"], office=office, by=by, at=at, access="public"
        )
        retag(document, tags, by=by, at=at)
        page = page_type(document=document, live=False, owner=by, slug="borrador-")
        fill(page, content, office=office, proposed_label=proposed_label)
        page.former_code = former_code
        page.has_unpublished_changes = True
        page.slug = f"borrador-{document.pk}"
        page.clean()
        DocumentIndexPage.objects.get().add_child(instance=page)
        # Authors are read from revisions; that the page was made, and by whom, is logged above.
        page.save_revision(user=by if written else None, log_action=written)
    return page


def fill(
    page: DocumentPage, content: Content, *, office: Office, proposed_label: str = ""
) -> DocumentPage:
    """Put a content into a page that is not saved yet. Keeps every id.

    A file is found again by its digest among those of that office and of the page's owner.
    """
    process, series = content["process"], content["series"]
    digests = [file["sha256"] for file in files(content)]
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
