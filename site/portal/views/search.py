"""`/buscar/`: one question, answered from what this visitor may know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.days import day_in
from portal.paging import page_number
from search.backends.base import Facet
from search.queries import Results, search

# facet → (parameter, its name)
_FACETS = {
    "kind": ("tipo", _("Kind")),
    "process": ("proceso", _("Process")),
    "office": ("oficina", _("Office")),
    "series": ("serie", _("Series")),
    "tag": ("etiqueta", _("Tag")),
}


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A facet on the page: its parameter, its name, what it offers and what was chosen."""

    name: str
    label: str
    choices: list[Facet]
    chosen: str


def search_page(request: HttpRequest) -> HttpResponse:
    """What was found, 20 a page, with ways to narrow it. A wrong page number is a 404."""
    asked = {key: request.GET.get(key, "").strip() for key in _PARAMETERS}
    # What is no day narrows nothing, and the form shows it empty.
    results = search(
        asked["q"],
        user=request.user,
        today=timezone.localdate(),
        kind=asked["tipo"] or None,
        process=asked["proceso"] or None,
        office=asked["oficina"] or None,
        series=asked["serie"] or None,
        tag=asked["etiqueta"] or None,
        since=day_in(asked["desde"]),
        until=day_in(asked["hasta"]),
        page=page_number(request),
    )
    if results.page > results.pages:
        raise Http404
    context = {
        "results": results,
        "asked": asked,
        "facets": _narrowings(results, asked),
        "narrowed": any(asked[key] for key in _PARAMETERS if key not in {"q", "pagina"}),
    }
    return render(request, "portal/search.html", context)


_PARAMETERS = ("q", *(name for name, _label in _FACETS.values()), "desde", "hasta", "pagina")


def _narrowings(results: Results, asked: Mapping[str, str]) -> list[Narrowing]:
    found = [
        Narrowing(name, str(label), results.facets.get(facet, []), asked[name])
        for facet, (name, label) in _FACETS.items()
    ]
    return [one for one in found if one.chosen or len(one.choices) > 1]
