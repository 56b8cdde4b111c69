"""The controlled documents that a restriction reaches: what is filed of them is read elsewhere too.

Staff find a version in its case file, everybody else at the page of its document. So the level of
the document follows, in the same act, that of the case file or of the record that keeps it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q

from records.case_files.access import stricter, strictest
from records.models import CaseFile, ControlledDocument, Record, Restriction


def reached(subject: CaseFile | Record) -> list[ControlledDocument]:
    """Those whose versions it is or holds, locked. A copy of a version reaches none.

    Locked before the case file, as an issue does.
    """
    if isinstance(subject, CaseFile):
        held = Q(pk=subject.document_id) | Q(versions__record__case_file=subject)
    else:
        held = Q(versions__record=subject)
    keys = ControlledDocument.objects.filter(held).values("pk")
    rows = ControlledDocument.objects.select_for_update().filter(pk__in=keys)
    return list(rows.order_by("pk"))


def holder_of(document: ControlledDocument) -> CaseFile | Record | None:
    """What is restricted when a document is: its case file, or, where that holds others as well,
    the record of its latest version. None before its first issue."""
    own = CaseFile.objects.filter(document=document).order_by("-pk").first()
    filed = Record.objects.filter(version__document=document)
    return own or filed.select_related("case_file").order_by("-version__number").first()


def raise_to(
    access: str, documents: Iterable[ControlledDocument], reason: str, *, log: Any
) -> None:
    """No more people read them than that level allows; what is stricter stays. In an act."""
    for document in documents:
        if stricter(access, document.access):
            _set(document, access, reason, log)


def lower_to(
    access: str,
    documents: Sequence[ControlledDocument],
    reason: str,
    *,
    before: str,
    log: Any,
) -> None:
    """Those that followed the level of before follow again, as far as nothing else restricts them.

    What a version was issued with stays: none is shown to more people than it allows.
    """
    for document in documents:
        of_it = (
            Q(case_file__document=document)
            | Q(case_file__records__version__document=document)
            | Q(record__version__document=document)
        )
        standing = Restriction.objects.standing().filter(of_it).values_list("access", flat=True)
        after = strictest([access, *standing])
        if document.access == before and stricter(before, after):
            _set(document, after, reason, log)


def _set(document: ControlledDocument, access: str, reason: str, log: Any) -> None:
    before, document.access = document.access, access
    document.save(update_fields=["access"])
    facts = {"from": before, "to": access}
    log.record("document.access_changed", document, facts=facts, detail={"reason": reason})
