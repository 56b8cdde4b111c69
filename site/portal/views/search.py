"""`/buscar/`: one question, answered from what this visitor may know."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse


def search_page(request: HttpRequest) -> HttpResponse:
    raise Http404
