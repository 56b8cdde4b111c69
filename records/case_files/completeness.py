"""What a case file still lacks before it is closed: few questions, however many are asked about.

Every document typed, no signature pending, nothing lent, every paper in its place (domain 2.3).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Exists, OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from records.case_files.gathering import home_of_version, may_fill
from records.case_files.unclassified import untyped
from records.electronic_index.freezing import reasons_against_all as reasons_of_index
from records.exceptions import Reason
from records.models import (
    CaseFile,
    ControlledDocument,
    DocumentVersion,
    FilledFormat,
    Issuance,
    Loan,
    Record,
    Support,
    Volume,
    Withdrawal,
)

_OF_VERSIONS = ("versions:", "committee:")
"""How the keys begin of case files that gather versions of many documents."""


def missing(
    case_files: Iterable[CaseFile], *, final: bool = False, day: date
) -> dict[int, list[Reason]]:
    """By key, the reasons against closing each that day that lie in what it holds."""
    rows = list(case_files)
    keys = [one.pk for one in rows]
    found: dict[int, list[Reason]] = {key: [] for key in keys}
    lent = Counter(
        Loan.objects.out().filter(case_file__in=keys).values_list("case_file", flat=True)
    )
    for key, count in lent.items():
        message = ngettext("%(count)d loan is out.", "%(count)d loans are out.", count)
        found[key].append(Reason("lent", message % {"count": count}))
    if final:
        return found
    held = dict(
        Record.objects.kept()
        .filter(case_file__in=keys)
        .values_list("case_file")
        .annotate(Count("pk"))
    )
    places = set(Volume.objects.filter(case_file__in=keys).values_list("case_file", flat=True))
    pending = _pending(rows, day)
    live, unwhole = _live(rows), reasons_of_index(keys)
    loose = Counter(untyped().filter(case_file__in=keys).values_list("case_file", flat=True))
    for one in rows:
        reasons = found[one.pk]
        if not held.get(one.pk) and one.pk not in places:
            reasons.append(Reason("empty", _("It holds nothing.")))
        if one.support != Support.ELECTRONIC and one.pk not in places:
            message = _("It is on paper and says nowhere where: tell its volumes and their place.")
            reasons.append(Reason("no_place", message))
        if count := loose[one.pk]:
            message = ngettext(
                "%(count)d document has no type of its series.",
                "%(count)d documents have no type of their series.",
                count,
            )
            reasons.append(Reason("untyped", message % {"count": count}))
        if count := pending[one.pk]:
            message = ngettext(
                "%(count)d document that belongs here waits for signatures.",
                "%(count)d documents that belong here wait for signatures.",
                count,
            )
            reasons.append(Reason("signing", message % {"count": count}))
        if one.document_id in live:
            message = _("%(code)s is not withdrawn: its further versions are filed here.")
            reasons.append(Reason("live", message % {"code": live[one.document_id]}))
        reasons += unwhole[one.pk]
    return found


def _pending(case_files: list[CaseFile], day: date) -> Counter[int]:
    """By key of the case file, what is being signed and will be filed in it."""
    documents = {one.document_id: one.pk for one in case_files if one.document_id}
    versions = DocumentVersion.objects.in_review().filter(document__in=documents)
    count = Counter(documents[key] for key in versions.values_list("document", flat=True) if key)
    gathering = {one.gathers.partition("#")[0]: one.pk for one in case_files if one.gathers}
    if any(key.startswith(_OF_VERSIONS) for key in gathering):
        own = CaseFile.objects.filter(document=OuterRef("document"))
        homeless = DocumentVersion.objects.in_review().filter(~Exists(own), series__isnull=False)
        for version in homeless.select_related("document", "series"):
            if version.series is not None:
                home = home_of_version(version, version.series, day=day)
                if home.key in gathering:
                    count[gathering[home.key]] += 1
    if gathering:
        waiting = FilledFormat.objects.open().filter(
            office__in={one.office_id for one in case_files}
        )
        for filled in waiting.select_related("series"):
            place = f":{filled.office_id}:{filled.series_id}:{filled.access}"
            scope = "attendance:" if filled.kind == "attendance" else f"filled:{filled.code}:"
            for key, pk in gathering.items():
                if key.startswith(scope) and key.endswith(place) and may_fill(key, filled):
                    count[pk] += 1
    return count


def _live(case_files: list[CaseFile]) -> dict[int | None, str]:
    """The documents of these that have a version which nothing ended, by key: their codes."""
    issued = Issuance.objects.filter(document=OuterRef("pk")).order_by("-effective_on", "-number")
    ended = Withdrawal.objects.filter(issuance=OuterRef("last"))
    documents = ControlledDocument.objects.filter(
        pk__in=[one.document_id for one in case_files if one.document_id]
    ).annotate(last=Subquery(issued.values("pk")[:1]))
    live = documents.filter(~Exists(ended), last__isnull=False)
    return {pk: str(code) for pk, code in live.values_list("pk", "code")}
