"""The page of a case file, from the moment it is opened: folios, metadata, rule, life (C13)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from records.electronic_index.foliation import Entry, Folios, foliate, volumes
from records.models import CaseFile, CaseFileClosing, CaseFileReopening, Record, Standing
from records.querysets import records_visible_to
from records.viewsets.base import KeptInspectView
from retention.viewsets import indices
from retention.viewsets.case_files import deeds
from retention.viewsets.case_files.known import known_to
from retention.viewsets.files import files_in_words
from retention.viewsets.words import rule_in_words

PAGE = 50
FEW = 10
"""Up to so many records, their files are told here too; of more, on the page of each: what may be
opened is asked record by record."""


def folios_of(case_file: CaseFile) -> list[Folios]:
    """The folios of every record that counts, in order; one query, whoever asks.

    Somebody who may not know of some sees a gap where they are, as on paper.
    """
    rows = Record.objects.kept().filter(case_file=case_file)
    told = rows.values_list("pk", "position", "pages", "created_on", "late_entry")
    entries = [
        Entry(pk, place, pages, day, late is not None) for pk, place, pages, day, late in told
    ]
    series = case_file.series
    return foliate(entries, ordering=series.ordering, max_folios=series.max_folios)


def life_of(case_file: CaseFile) -> list[dict[str, Any]]:
    """Its closings and reopenings, in order."""
    closings = CaseFileClosing.objects.filter(case_file=case_file).select_related("reopening")
    found = [
        {"on": one.on, "at": one.at, "what": one.get_kind_display(), "row": one} for one in closings
    ]
    for one in CaseFileReopening.objects.filter(closing__case_file=case_file):
        found.append({"on": one.on, "at": one.at, "what": _("reopening"), "row": one})
    return sorted(found, key=lambda one: one["at"])


class CaseFileInspectView(KeptInspectView):
    template_name = "retention/case_files/page.html"

    def get_object(self, queryset: Any = None) -> CaseFile:
        related = known_to(self.request.user).select_related(
            "office", "document", "series__scheme", "series__rule", "series__parent__rule"
        )
        found: CaseFile = get_object_or_404(related, pk=self.pk)
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        case_file, user = self.object, self.request.user
        folios = folios_of(case_file)
        known = set(
            records_visible_to(user).filter(case_file=case_file).values_list("pk", flat=True)
        )
        page = Paginator([one for one in folios if one.key in known], PAGE).get_page(
            self.request.GET.get("p")
        )
        return {
            **super().get_context_data(**kwargs),
            "case_file": case_file,
            "standing": Standing(case_file.standing),
            "rule": rule_in_words(case_file.series),
            "page": page,
            "rows": _rows(page.object_list, user),
            "pages": folios[-1].last if folios else 0,
            "volumes": volumes(folios),
            "unknown": len(folios) - len(known),
            "life": life_of(case_file),
            "paper": case_file.volumes.all(),
            "loans": case_file.loans.select_related("volume", "giving_back")[:20],
            "witnesses": case_file.kept_apart.select_related("record"),
            "merged": getattr(case_file, "merged_into", None),
            "restrictions": case_file.restrictions.all(),
            "deeds": deeds.offered(case_file, user),
            "indices": indices.downloads(case_file, user),
        }


def _rows(folios: Iterable[Folios], user: Any) -> list[dict[str, Any]]:
    """Each record with its folios, in the order of the page; a few queries for all."""
    places = {one.key: one for one in folios}
    few = len(places) <= FEW
    records = Record.objects.filter(pk__in=places).select_related(
        "case_file", "document_type", "version", "same_as__case_file", "late_entry"
    )
    found = {record.pk: record for record in records}
    return [
        {
            "record": found[key],
            "folios": place,
            "url": reverse("records:inspect", args=[key]),
            "files": files_in_words(found[key], user) if few else [],
            "late": getattr(found[key], "late_entry", None),
        }
        for key, place in places.items()
    ]
