"""The walk goes everywhere."""

from __future__ import annotations

import base64

from django.http import HttpRequest, HttpResponse
from django.urls import path

from config import urls
from tests.leaks.addresses import View, source, views
from tests.leaks.canaries import MARK, told_in, word


def unfilled(walked: list[View]) -> list[tuple[str, str]]:
    return [(one.route, name) for one in walked for name in one.arguments if not source(one, name)]


def test_every_argument_of_every_view_is_filled_by_some_table() -> None:
    walked = list(views())
    assert len(walked) > 450
    assert unfilled(walked) == []


def unknown(request: HttpRequest, secret: str) -> HttpResponse:
    return HttpResponse(secret)


urlpatterns = [path("nueva/<str:secret>/", unknown), *urls.urlpatterns]


def test_a_new_view_is_walked_unasked_and_named_where_nobody_said_what_it_is_about(
    settings: object,
) -> None:
    settings.ROOT_URLCONF = __name__  # type: ignore[attr-defined]
    assert unfilled(list(views())) == [("nueva/<str:secret>/", "secret")]


def test_canaries_are_seen_however_they_are_written() -> None:
    for written in (
        word("title"),
        word("title").upper(),
        word("title").replace("o", "ó"),
        word("title").replace("z", "&#122;"),
        word("title").replace("z", "%7A"),
    ):
        assert told_in(written.encode()) == {"title"}, written
    for shift in range(3):
        assert told_in(base64.b64encode(b"x" * shift + MARK.encode() + b"more")) == {"base64"}
