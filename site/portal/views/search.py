"""`/buscar/`: one question, answered from what this visitor may know."""

from __future__ import annotations

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from portal import searching
from portal.paging import page_number
from records.restrictions.readings import SUGGESTIONS
from search.asked import SINCE, UNTIL, Asked
from search.backends.base import Order
from search.queries import Results, search, suggest
from search.readings import restricted_among, restricted_in
from search.saying import said_of

AFTER = "despues"
SHORTEST, LONGEST, MOST = 2, 100, 8


def search_page(request: HttpRequest) -> HttpResponse:
    """What was found, 20 a page, with ways to narrow it. A wrong page number is a 404.

    Behind the last page that has a number, `?despues=` goes on from where it ended.
    """
    # What is no day narrows nothing, and the form shows it empty.
    asked = searching.of_portal(Asked.of(request.GET))
    user, today = request.user, timezone.localdate()
    after = request.GET.get(AFTER, "").strip()
    results = search(
        **asked.terms,
        user=user,
        today=today,
        order=asked.order,
        counted=searching.counted(asked, user),
        page=page_number(request),
        after=after,
    )
    if results.page > results.pages:
        raise Http404
    if user.is_authenticated:
        searching.note(asked, restricted_in(results.facets), "list", user)
    said = said_of(results)
    context = {
        "results": results,
        "said": said,
        "asked": asked,
        "lines": searching.lines(results.hits, said.query, asked, user, today),
        "chips": searching.chips(asked, results, user, today),
        "facets": searching.narrowings(asked, results),
        "orderings": searching.orderings(asked, results),
        "going_on": bool(after),
        "further": asked.with_query(AFTER, results.after) if _further(results, after) else "",
        "meant": replace(asked, text=results.meant) if results.meant else None,
        "without_order": replace(asked, order=Order.RELEVANCE, older=False).query,
        "with_older": replace(asked, older=True).query,
        "elsewhere": None if results.total else searching.elsewhere(asked, results, user, today),
        "days": {name: value for name, value in asked.parameters.items() if name in (SINCE, UNTIL)},
        "kept": {
            name: value for name, value in asked.parameters.items() if name not in (SINCE, UNTIL)
        },
    }
    return render(request, "portal/search.html", context)


def suggestions(request: HttpRequest) -> JsonResponse:
    """What begins as `?q=` says, for the box that names it while one types: eight at most.

    It is kept by nobody longer than any page of the portal: what was restricted a moment ago is
    named no more.
    """
    text = request.GET.get("q", "").strip()
    found = []
    if SHORTEST <= len(text) <= LONGEST:
        found = suggest(text, user=request.user, today=timezone.localdate(), limit=MOST)
    searching.note(Asked(text), restricted_among(found), SUGGESTIONS, request.user)
    return JsonResponse({"suggestions": [searching.suggested(one) for one in found]})


def _further(results: Results, after: str) -> bool:
    """Whether there is more that no numbered page leads to."""
    return bool(results.after) and (bool(after) or results.page == results.pages)
