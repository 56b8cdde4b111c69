"""`/inventarios/`: the inventories (FUID) that the archive published, to read, search, take away.

Every line is asked again of who may know of it: what was restricted since is no line.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from editorial.inventories.files import csv_file, xlsx_file
from portal.listing import page_of
from records.models import Entity, Office
from records.numbering import canonical
from retention.inventories.layouts import PROFILES, PURPOSES, Head
from retention.inventories.lines import InventoryLine
from retention.inventories.publishing import known_of
from retention.models import InventoryPublication
from search.asked import TEXT, Asked
from search.excerpts import marked
from search.language import Query, parse
from search.plain import Told, meets

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
    page = page_of(request, found.lines, PAGE)
    context = {
        "found": found,
        "published": found.published,
        "number": number,
        "facts": found.head.facts(),
        "remark": found.head.remark,
        "page": page,
        "rows": [_row(line, found.query) for line in page],
    }
    return render(request, "portal/inventory.html", context)


def as_csv(request: HttpRequest, number: str) -> HttpResponseBase:
    """The lines that were asked for, as CSV with the columns of the official layout."""
    found = _found(request, number)
    profile = PROFILES[found.published.inventory.profile]
    return csv_file(found.lines, profile, name=str(found.published))


def as_xlsx(request: HttpRequest, number: str) -> HttpResponseBase:
    """The same as a workbook in the official layout."""
    found = _found(request, number)
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
    query = parse(Asked.of(request.GET).text)
    there = lines if query.empty else [one for one in lines if meets(_told(one), query)]
    return Found(published, head, there, len(lines), query)


def _told(line: InventoryLine) -> Told:
    """What of a line is searched: what it is of, what it is, its dates, its place, its notes."""
    told = (line.code, line.series, line.unit, line.name, line.first, line.last)
    return Told.of("\n".join((*told, _place(line), line.kinds, line.notes)))


def _row(line: InventoryLine, query: Query) -> Row:
    series, unit, name = (marked(one, query) for one in (line.series, line.unit, line.name))
    return Row(line, series, unit, name, _place(line))


def _place(line: InventoryLine) -> str:
    """Where it is kept, in words: on paper its box, folder and volume; the system."""
    told = (
        (_("box"), line.box),
        (_("folder"), line.folder),
        (_("volume"), line.volume),
        ("", line.other),
        (_("system"), line.place),
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
