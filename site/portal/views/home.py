"""`/`: the portal's home. A plain view, so that no change of the tree takes it away."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.front import front


def home(request: HttpRequest) -> HttpResponse:
    """How to search, what is new, what kinds of documents and processes there are."""
    return render(request, "portal/home.html", front(request.user))
