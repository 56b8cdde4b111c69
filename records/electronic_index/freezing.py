"""Freezing the index: what a case file held when it was closed, in bytes that never change.

Decide, then attach: the index is frozen inside the act of the closing, one short transaction; its
signature and its PDF follow (`records.electronic_index.attaching`). A further index never replaces
an old one.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from records import storage
from records.electronic_index.building import files_of_all, index_of, suppressed_of_all
from records.electronic_index.xml import written
from records.events import act
from records.exceptions import Reason
from records.models import CaseFile, CaseFileClosing, CaseFileIndex, Component, Origin, Record


def freeze(
    case_file: CaseFile, closing: CaseFileClosing | None, *, by: Any, at: datetime
) -> CaseFileIndex:
    """Write the next index of a case file that the caller has locked, inside the caller's act.

    Guarantees an XML that obeys the schema, kept before its row, with the digest of every file.
    `closing`: the one that it is of; for a late document, the one that it entered after. The
    caller asked `reasons_against` before.
    """
    last = CaseFileIndex.objects.filter(case_file=case_file).aggregate(last=Max("number"))["last"]
    number = (last or 0) + 1
    index = index_of(case_file, at=at, number=number)
    xml = written(index)
    with act(by=by, at=at, part=True) as log:
        digest = storage.storage().put(xml)
        row = CaseFileIndex.objects.create(
            case_file=case_file,
            number=number,
            closing=closing,
            made_at=at,
            xml_sha256=digest,
            entries=len(index.rows),
            pages=index.pages,
        )
        Component.objects.create(
            index=row,
            role=Component.Role.INDEX,
            sha256=digest,
            size=len(xml),
            media_type="application/xml",
            name=f"{case_file.code}-indice-{number}.xml",
            created_at=at,
        )
        log.record(
            "case_file.indexed",
            case_file,
            facts={"number": number, "sha256": digest, "index": row.pk},
        )
    return row


def reasons_against(case_file: CaseFile) -> list[Reason]:
    """Why its index would not be whole: a document without its file, or one still being made."""
    return reasons_against_all([case_file.pk])[case_file.pk]


def reasons_against_all(case_files: Collection[int]) -> dict[int, list[Reason]]:
    """The same for many, by key; as many questions as for one, and one more each 500 records."""
    reasons: dict[int, list[Reason]] = {key: [] for key in case_files}
    records = list(
        Record.objects.kept()
        .filter(case_file__in=case_files)
        .select_related("version", "completion", "same_as__version", "same_as__completion")
        .order_by("case_file", "position")
    )
    files = files_of_all(records)
    gone = suppressed_of_all(records, files)
    for record in records:
        if record.origin == Origin.PAPER or files[record.pk] or record.pk in gone:
            first = files[record.pk][:1]
            owner = record.same_as or record
            made = owner.version_id is not None or hasattr(owner, "completion")
            if not (made and first and first[0].role == Component.Role.CONTENT):
                continue
            message = _("The PDF of «%(title)s» is still being made.")
        else:
            message = _("«%(title)s» has no file.")
        reasons[record.case_file_id].append(Reason("no_file", message % {"title": record.title}))
    return reasons
