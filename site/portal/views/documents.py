"""The page of a document, of one of its versions, and the list of all."""

from __future__ import annotations

from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal import copies
from portal.addresses import canonical_code
from portal.chain import left_by
from portal.days import day_of
from portal.listing import choices, narrowed, page_of
from portal.reading import (
    Reading,
    moved_from,
    moved_to,
    norms_of,
    read_current,
    read_version,
    rules_of,
)
from records.issue import blank_of, pdf_of, projected
from records.models import Entity, Issuance


def document_list(request: HttpRequest) -> HttpResponse:
    """`/documentos/`: what is in force that day, 20 a page, narrowed by its filters."""
    day = day_of(request)
    in_force = Issuance.objects.visible_to(request.user).in_force_on(day.on)
    found = narrowed(in_force, request.GET)
    page = page_of(request, found.for_lists().order_by("document__code"))
    filters = choices(in_force, request.GET)
    context = {
        "page": page,
        "day": day,
        "filters": filters,
        "narrowed": any(one.chosen for one in filters),
    }
    return render(request, "portal/document/list.html", context)


@canonical_code
def document(request: HttpRequest, code: str) -> HttpResponse:
    """`/documentos/CODE/`: the version in force."""
    day = day_of(request)
    return _page(request, read_current(code, request.user, day), canonical=True)


@canonical_code
def version(request: HttpRequest, code: str, label: str) -> HttpResponse:
    """`/documentos/CODE/LABEL/`: one issued version, with a banner when it is not in force."""
    day = day_of(request)
    return _page(request, read_version(code, label, request.user, day), canonical=False)


def _page(request: HttpRequest, reading: Reading, *, canonical: bool) -> HttpResponse:
    projection = projected(reading.issuance)
    content = projection["content"]
    prefetch_related_objects([reading.issuance], "version__components")
    context: dict[str, Any] = {
        "reading": reading,
        "issuance": reading.issuance,
        "content": content,
        "envelope": projection["envelope"],
        "entity": Entity.current(),
        "pdf": pdf_of(reading.issuance),
        "blank": blank_of(reading.issuance),
        "rules": rules_of(content, reading.day.on),
        "norms": norms_of(content, reading.day.on),
        "left": left_by(reading.issuance, request.user, reading.day.on),
        "at_document": canonical,
        "moved_to": moved_to(reading.issuance, request.user)
        if reading.status == "withdrawn"
        else None,
        "errata": reading.errata,
        "marked": copies.mark_of(reading, content) is not None,
        "moved_from": moved_from(reading.issuance, request.user),
    }
    return render(request, "portal/document/page.html", context)
