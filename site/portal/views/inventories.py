"""`/inventarios/`: the inventories (FUID) that the archive published, to read, search, take away.

Every line is asked again of who may know of it: what was restricted since is no line.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from editorial.inventories.files import csv_file, xlsx_file
from portal.listing import page_of
from records.models import Entity, Office
from records.numbering import canonical
from records.restrictions.readings import note_search
from retention.inventories.layouts import PROFILES, PURPOSES, Head
from retention.inventories.lines import UNDATED, InventoryLine
from retention.inventories.publishing import known_of, known_units
from retention.models import InventoryPublication
from search.asked import TEXT, Asked
from search.excerpts import marked
from search.facets import sentences
from search.fields import Span
from search.language import parse
from search.plain import Told, meets
from search.said import known
from search.synonyms import NONE
from search.terms import Query

PAGE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """A line as the page shows it: what was looked for is marked."""

    line: InventoryLine
    series: SafeString
    unit: SafeString
    name: SafeString
    place: str


@dataclass(frozen=True, slots=True)
class Found:
    """A published inventory with those of its lines that answer the question, and how many it has
    in all, as this visitor may know them."""

    published: InventoryPublication
    head: Head
    lines: list[InventoryLine]
    count: int
    query: Query

    @property
    def same(self) -> str:
        """The end of an address that asks the same."""
        return f"?{urlencode({TEXT: self.query.text})}" if self.query.text else ""


def inventory_list(request: HttpRequest) -> HttpResponse:
    """What was published, the newest first."""
    found = InventoryPublication.objects.visible_to(request.user).with_known(request.user)
    page = page_of(request, found.select_related("inventory__number"))
    offices = _offices(page)
    rows = [
        {
            "published": one,
            "purpose": PURPOSES[one.inventory.purpose],
            "offices": offices[one.pk],
            "count": one.known,
        }
        for one in page
    ]
    return render(request, "portal/inventories.html", {"page": page, "rows": rows})


def inventory(request: HttpRequest, number: str) -> HttpResponse:
    """One inventory, 50 lines a page, and those of its lines in which the words stand."""
    if number != canonical(number):
        address = reverse("inventory", args=[number])
        asked = f"?{request.GET.urlencode()}" if request.GET else ""
        return HttpResponseRedirect(address + asked, status=301)
    found = _found(request, number)
    _note(request, found, "inventory")
    page = page_of(request, found.lines, PAGE)
    context = {
        "found": found,
        "published": found.published,
        "number": number,
        "facts": found.head.facts(),
        "remark": found.head.remark,
        "remarks": sentences(found.query),
        "page": page,
        "rows": [_row(line, found.query) for line in page],
    }
    return render(request, "portal/inventory.html", context)


def as_csv(request: HttpRequest, number: str) -> HttpResponseBase:
    """The lines that were asked for, as CSV with the columns of the official layout."""
    found = _found(request, number)
    _note(request, found, "csv")
    profile = PROFILES[found.published.inventory.profile]
    return csv_file(found.lines, profile, name=str(found.published))


def as_xlsx(request: HttpRequest, number: str) -> HttpResponseBase:
    """The same as a workbook in the official layout."""
    found = _found(request, number)
    _note(request, found, "xlsx")
    name = str(found.published)
    return xlsx_file(
        io.BytesIO(),  # no more lines than are kept at once: some megabytes
        found.lines,
        found.head,
        PROFILES[found.published.inventory.profile],
        entity=Entity.current().name,
        name=name,
        number=name,
    )


def _found(request: HttpRequest, number: str) -> Found:
    published = (
        InventoryPublication.objects.visible_to(request.user)
        .select_related("inventory__number")
        .filter(inventory__number__printed=canonical(number))
        .first()
    )
    if published is None:
        raise Http404
    head, lines = known_of(published, request.user)
    text = Asked.of(request.GET).text
    query = parse(text, known(timezone.localdate()) if text else NONE)
    there = lines if query.empty else [one for one in lines if _answers(one, query)]
    return Found(published, head, there, len(lines), query)


def _answers(line: InventoryLine, query: Query) -> bool:
    return _in_days(line, query.span) and meets(_told(line), query)


def _in_days(line: InventoryLine, span: Span) -> bool:
    """Whether something of the unit is of these days; of what has no date nobody knows."""
    if span.open:
        return True
    first, last = line.first, line.last or line.first
    since = span.since.isoformat() if span.since else first
    until = span.until.isoformat() if span.until else last
    return first != UNDATED and not span.empty and since <= last and first <= until


def _note(request: HttpRequest, found: Found, way: str) -> None:
    """Who is signed in may be shown what was restricted since: that leaves an event."""
    user = request.user
    if not user.is_authenticated:
        return
    public = known_units(found.published, AnonymousUser())
    count = sum(line.unit not in public for line in found.lines)
    question = " · ".join(filter(None, [str(found.published), found.query.text]))
    note_search(question, way, count, by=user, at=timezone.now())


def _told(line: InventoryLine) -> Told:
    """What of a line is searched: what it is of, what it is, its dates, its place, its notes."""
    own = Told.of("\n".join((line.unit, line.name, line.first, line.last)))
    return own + _shared(line.code, line.series, line.kinds, line.notes, _place(line))


@lru_cache(maxsize=2_000)
def _shared(*told: str) -> Told:
    """What many lines say alike, read once: an inventory has tens of thousands."""
    return Told.of("\n".join(told))


def _row(line: InventoryLine, query: Query) -> Row:
    series, unit, name = (marked(one, query) for one in (line.series, line.unit, line.name))
    return Row(line, series, unit, name, _place(line))


def _place(line: InventoryLine) -> str:
    """Where it is kept, in words: on paper its box, folder and volume; the system."""
    return _placed(line.box, line.folder, line.volume, line.other, line.place)


@lru_cache(maxsize=2_000)
def _placed(box: str, folder: str, volume: str, other: str, place: str) -> str:
    told = (
        (_("box"), box),
        (_("folder"), folder),
        (_("volume"), volume),
        ("", other),
        (_("system"), place),
    )
    said = [f"{word} {value}".strip() for word, value in told if value]
    return capfirst(", ".join(said))


def _offices(page: Any) -> dict[int, str]:
    """Of which offices each is, by its key; empty for one of the whole entity. One query."""
    chosen = {one.pk: one.inventory.choice.get("offices", []) for one in page}
    keys = {key for several in chosen.values() for key in several}
    names = {office.pk: str(office) for office in Office.objects.filter(pk__in=keys)}
    return {
        pk: "; ".join(names[key] for key in several if key in names)
        for pk, several in chosen.items()
    }
