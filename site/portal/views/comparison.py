"""What changed between two issued versions, as a page and as a PDF."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from portal.addresses import canonical_code
from portal.days import day_of
from portal.reading import Reading, read_pair
from records import renditions
from records.comparison import Difference, compare_read, steps, told
from records.digests import sha256
from records.issue import projected
from records.models import Entity

Compared = tuple[dict[str, Any], dict[str, Any]]
Answer = Callable[[HttpRequest, Reading, Reading], HttpResponse]


@canonical_code
def page(request: HttpRequest, code: str, older: str, newer: str) -> HttpResponse:
    """`/documentos/CODE/comparar/01/02/`: what the newer version changes."""
    return _answer(request, code, older, newer, "comparison", _page)


@canonical_code
def pdf(request: HttpRequest, code: str, older: str, newer: str) -> HttpResponse:
    """The same as a PDF, made when it is asked for; the same versions give the same bytes."""
    return _answer(request, code, older, newer, "comparison-pdf", _pdf)


def _answer(
    request: HttpRequest, code: str, older: str, newer: str, name: str, answer: Answer
) -> HttpResponse:
    """One address for two versions: asked for the newer first, it sends to the older first."""
    day = day_of(request)
    first, second = read_pair(code, older, newer, request.user, day)
    if first.issuance.label != older:
        response = redirect(name, code, newer, older, permanent=True)
        response["Location"] += day.query
        return response
    return answer(request, first, second)


def _page(request: HttpRequest, first: Reading, second: Reading) -> HttpResponse:
    compared = _compared(first, second)
    difference = _difference(compared)
    context = {
        "first": first,
        "second": second,
        "issuance": second.issuance,
        "versions": [
            {"reading": reading, "envelope": projection["envelope"]}
            for reading, projection in zip((first, second), compared, strict=True)
        ],
        "difference": difference,
        "told": told(difference),
        "has_flowchart": bool(steps(difference)),
        "entity": Entity.current(),
    }
    return render(request, "portal/comparison/page.html", context)


def _pdf(request: HttpRequest, first: Reading, second: Reading) -> HttpResponse:
    compared = _compared(first, second)
    made = renditions.comparison(
        _difference(compared),
        (compared[0]["envelope"], compared[1]["envelope"]),
        entity=Entity.current(),
    )
    etag = f'"{sha256(made)}"'
    unchanged = get_conditional_response(request, etag=etag)
    if isinstance(unchanged, HttpResponseNotModified):
        return unchanged
    response = HttpResponse(made, content_type="application/pdf")
    response["ETag"] = etag
    labels = f"{first.issuance.label}-{second.issuance.label}"
    name = f"{second.issuance.document.code}-{labels}.pdf"
    if disposition := content_disposition_header(False, name):
        response["Content-Disposition"] = disposition
    return response


def _compared(first: Reading, second: Reading) -> Compared:
    """What leaves the house of each: personal data that is left out is compared by nobody."""
    return projected(first.issuance), projected(second.issuance)


def _difference(compared: Compared) -> Difference:
    return compare_read(*(one["content"] for one in compared))
