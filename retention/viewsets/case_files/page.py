"""The page of a case file, from the moment it is opened: folios, metadata, rule, life (C13)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from records.case_files.describing import further_of
from records.case_files.paper import place_in_words
from records.electronic_index.foliation import Entry, Folios, foliate, pages_of, volumes
from records.models import (
    AccessLevel,
    CaseFile,
    CaseFileClosing,
    DocumentType,
    LateEntry,
    Record,
    Standing,
)
from records.querysets import files_of_each, records_visible_to
from records.restrictions.readings import note_case_file
from records.viewsets.base import KeptInspectView
from records.viewsets.no_record import taken_out_of
from retention.models import RuleExtension
from retention.scheduling import sentence
from retention.scheduling.counting import counting_of
from retention.viewsets import indices
from retention.viewsets.case_files import deeds
from retention.viewsets.case_files.known import known_to
from retention.viewsets.files import in_words

PAGE = 50
FEW = 10
"""Up to so many records, their files are told here too; of more, on the page of each."""
_SELDOM = (
    *("volumes", "loans", "kept_apart", "restrictions"),
    *("indices", "grants", "facts", "extensions", "reclassifications", "removals"),
)
"""What most case files have none of: asked whether there is any, all in the query of the page."""


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


def life_of(case_file: CaseFile, known: Collection[int]) -> list[dict[str, Any]]:
    """Its closings and reopenings, the facts from which it counts, what lengthened it, in order.

    One query for each of these that it has any of. `known`: the keys of the records that are named;
    of another one no word is told.
    """
    found: list[dict[str, Any]] = []
    if case_file.standing != Standing.OPEN:
        for one in CaseFileClosing.objects.filter(case_file=case_file).select_related("reopening"):
            found.append({"on": one.on, "at": one.at, "what": one.get_kind_display(), "row": one})
            if (back := getattr(one, "reopening", None)) is not None:
                found.append({"on": back.on, "at": back.at, "what": _("reopening"), "row": back})
        for late in LateEntry.objects.filter(record__case_file=case_file):
            if late.record_id not in known:
                continue
            day = timezone.localdate(late.at)
            found.append({"on": day, "at": late.at, "what": _("late entry"), "row": late})
    for fact in some(case_file, "facts").select_related("record"):
        shown = fact.record_id in known
        found.append({"on": fact.on, "at": fact.at, "what": fact.what, "row": fact, "shown": shown})
    for moved in some(case_file, "reclassifications").select_related("former"):
        words = _("reclassified: it was of %(code)s") % {"code": moved.former.code}
        day = timezone.localdate(moved.at)
        found.append({"on": day, "at": moved.at, "what": words, "row": moved})
    for act in some(case_file, "extensions"):
        found.append({"on": act.on, "at": act.at, "what": added_in_words(act), "row": act})
    return sorted(found, key=lambda one: one["at"])


def _any(name: str) -> Exists:
    relation: Any = CaseFile._meta.get_field(name)
    rows = relation.related_model._default_manager
    return Exists(rows.filter(case_file=OuterRef("pk")))


def some(case_file: CaseFile, name: str) -> Any:
    """These rows of one read for its page; without a query where it has none."""
    rows = getattr(case_file, name)
    return rows.all() if getattr(case_file, f"any_{name}") else rows.none()


def added_in_words(extension: RuleExtension) -> str:
    """What an act added to how long it is kept."""
    office, archive = extension.further_office_years, extension.further_archive_years
    parts = [_("kept longer")]
    if office:
        words = ngettext(
            "%(count)d year more in the office", "%(count)d years more in the office", office
        )
        parts.append(words % {"count": office})
    if archive:
        words = ngettext(
            "%(count)d year more in the central archive",
            "%(count)d years more in the central archive",
            archive,
        )
        parts.append(words % {"count": archive})
    if extension.permanent:
        parts.append(_("for ever"))
    return ", ".join(parts)


class CaseFileInspectView(KeptInspectView):
    template_name = "retention/case_files/page.html"

    def get_object(self, queryset: Any = None) -> CaseFile:
        related = known_to(self.request.user).select_related(
            *("office", "document", "merged_into__target"),
            *("responsible__user", "responsible__position"),
            *("series__scheme", "series__rule", "series__parent__rule"),
        )
        seldom = {f"any_{name}": _any(name) for name in _SELDOM}
        types = DocumentType.objects.filter(
            Q(series=OuterRef("series")) | Q(series=OuterRef("series__parent"))
        )
        told = related.annotate(**seldom, any_types=Exists(types))
        found: CaseFile = get_object_or_404(told, pk=self.pk)
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        case_file, user = self.object, self.request.user
        folios = folios_of(case_file)
        counting = counting_of(case_file)
        levels = {
            key: {access, document or AccessLevel.PUBLIC}
            for key, access, document in records_visible_to(user)
            .filter(case_file=case_file)
            .values_list("pk", "access", "version__document__access")
        }
        known = levels.keys()
        restricted = sum(one != {AccessLevel.PUBLIC} for one in levels.values())
        now = timezone.now()
        note_case_file(case_file, "page", known, restricted=restricted, by=user, at=now)
        told = [one for one in folios if one.key in known]
        on_paper = [*some(case_file, "volumes")]
        page = Paginator(told, PAGE).get_page(self.request.GET.get("p"))
        return {
            **super().get_context_data(**kwargs),
            "case_file": case_file,
            "standing": Standing(case_file.standing),
            "further": further_of(case_file),
            "counting": counting,
            "rule": sentence(counting.kept.rule, counting.kept.terms) if counting else "—",
            "page": page,
            "rows": _rows(page.object_list, user),
            "pages": pages_of(told),
            "volumes": max(volumes(told), len(on_paper)),
            "life": life_of(case_file, known),
            "paper": on_paper,
            "places": deeds.places(case_file, user),
            "loans": some(case_file, "loans").select_related("volume", "giving_back")[:20],
            "witnesses": [
                one
                for one in some(case_file, "kept_apart")
                if one.record_id is None or one.record_id in known
            ],
            "merged": getattr(case_file, "merged_into", None),
            "restrictions": some(case_file, "restrictions").select_related("ending"),
            "taken_out": taken_out_of(some(case_file, "removals"), user),
            "grants": some(case_file, "grants")
            .filter(to=case_file.responsible_id)
            .select_related("to__user"),
            "deeds": deeds.offered(case_file, user),
            "indices": indices.downloads(case_file, user, some(case_file, "indices")),
        }


def _rows(folios: Iterable[Folios], user: Any) -> list[dict[str, Any]]:
    """Each record with its folios, in the order of the page; a few queries for all."""
    places = {one.key: one for one in folios}
    few = len(places) <= FEW
    records = Record.objects.filter(pk__in=places).select_related(
        "case_file", "document_type", "version", "same_as__case_file", "late_entry", "volume"
    )
    found = {record.pk: record for record in records}
    files = files_of_each([*found.values()] if few else [], user)
    return [
        {
            "record": found[key],
            "folios": place,
            "url": reverse("records:inspect", args=[key]),
            "files": in_words(found[key], files.get(key, ())),
            "late": getattr(found[key], "late_entry", None),
            "bound": place_in_words(volume) if (volume := found[key].volume) else "",
        }
        for key, place in places.items()
    ]
