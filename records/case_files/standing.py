"""How a case file stands, and what may still enter it. Derived from its closings (domain 11.1)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Min, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from records.exceptions import Reason
from records.models import (
    CaseFile,
    CaseFileClosing,
    ControlledDocument,
    DocumentType,
    Record,
    Standing,
)

ENDED = frozenset({Standing.CLOSED, Standing.FINAL, Standing.MERGED})
"""Where nothing enters any more in the ordinary way."""


def locked(case_file: CaseFile) -> CaseFile:
    """It, locked and read again with its standing. Inside a transaction only.

    Two queries: one that waited for the lock would tell a standing of before it waited.
    """
    CaseFile.objects.select_for_update().get(pk=case_file.pk)
    return read(case_file)


def all_locked(case_files: Iterable[CaseFile]) -> list[CaseFile]:
    """The same for many, always in the order of their keys, so that no two wait for each other."""
    keys = [one.pk for one in case_files]
    list(CaseFile.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    found = CaseFile.objects.with_standing().select_related("series", "office")
    return list(found.filter(pk__in=keys).order_by("pk"))


def read(case_file: CaseFile) -> CaseFile:
    """It with its standing, and what filing asks of it, in one query.

    `last`: the place of its last record, 0 where it has none; `types`: how many types of document
    its series names itself, and the key of the first of them.
    """
    there = Record.objects.filter(case_file=OuterRef("pk")).order_by("-position")
    types = DocumentType.objects.filter(series=OuterRef("series")).order_by()
    known = CaseFile.objects.with_standing().select_related("series", "office")
    row: Any = known.annotate(
        place=Coalesce(Subquery(there.values("position")[:1]), 0),
        types_count=Coalesce(
            Subquery(types.values("series").annotate(n=Count("pk")).values("n")), 0
        ),
        first_type=Subquery(types.values("series").annotate(n=Min("pk")).values("n")),
    ).get(pk=case_file.pk)
    row.last, row.types = row.place, (row.types_count, row.first_type)
    found: CaseFile = row
    return found


def merged_into(case_file: CaseFile) -> CaseFile:
    """The case file that what it held is in now: itself, or the last one of its merges; locked.

    Inside a transaction only.
    """
    case_file = locked(case_file)
    while case_file.standing == Standing.MERGED:
        case_file = locked(case_file.merged_into.target)
    return case_file


def reasons_against_entry(case_file: CaseFile) -> list[Reason]:
    """Why nothing is filed in it in the ordinary way; empty while it is open."""
    match case_file.standing:
        case Standing.MERGED:
            message = _("%(code)s was merged into %(target)s: file it there.") % {
                "code": case_file.code,
                "target": case_file.merged_into.target.code,
            }
            return [Reason("merged", message, "case_file")]
        case Standing.FINAL:
            message = _("%(code)s is finally closed: nothing enters it any more.")
            return [Reason("final", message % {"code": case_file.code}, "case_file")]
        case Standing.CLOSED:
            message = _("%(code)s is closed: a late document enters with a reason only.")
            return [Reason("closed", message % {"code": case_file.code}, "case_file")]
    return []


def reasons_against_change(case_file: CaseFile) -> list[Reason]:
    """Why nothing is taken out of it or given back; empty until its final closing.

    Between the closings whoever does freezes a new index (`records.case_files.reindexing`).
    """
    return [] if case_file.standing == Standing.CLOSED else reasons_against_entry(case_file)


def reasons_against_further(document: ControlledDocument) -> list[Reason]:
    """Why no further version of a document would be filed: told before anybody signs one."""
    there = CaseFile.objects.with_standing().filter(document=document).first()
    if there is None or there.standing not in ENDED:
        return []
    message = _(
        "%(code)s, where its versions are filed, is closed: the archive reopens it before another "
        "version is signed."
    )
    return [Reason("case_file_closed", message % {"code": there.code})]


def closing_in_force(
    case_file: CaseFile, kind: str = CaseFileClosing.Kind.ADMINISTRATIVE
) -> CaseFileClosing | None:
    """The closing of that kind that was not reopened; None where it is open."""
    return case_file.closings.filter(kind=kind, reopening=None).order_by("-pk").first()
