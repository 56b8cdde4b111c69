"""What is refused before any view, whatever the database would make of it."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

import pytest

from config.policy import NulMiddleware


def unreachable(request: HttpRequest) -> HttpResponse:
    raise AssertionError("a NUL came through")


@pytest.mark.parametrize(
    "asked",
    [
        quote("/documentos/X-1/0\0/"),
        "/buscar/?q=a%00b",
        "/buscar/?q=bien&q=%00",
        "/buscar/?%00=a",
    ],
)
def test_a_nul_never_reaches_what_stands_behind(asked: str) -> None:
    """SQLite would take it and find nothing; PostgreSQL would fail, and the visitor get a 500."""
    assert NulMiddleware(unreachable)(RequestFactory().get(asked)).status_code == 404


def test_everything_else_goes_on() -> None:
    behind = NulMiddleware(lambda request: HttpResponse(request.path))
    assert behind(RequestFactory().get("/buscar/?q=niño")).content == b"/buscar/"
