"""The one spelling of an address, and the addresses of what an answer lists."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from portal.reading import other_code
from records.numbering import canonical

View = Callable[..., HttpResponse]


def canonical_code(view: View) -> View:
    """Sends another letter case, a former code or the address of a page to the document's own.

    301 and the query kept. It tells nobody whether a restricted document exists: only the spelling
    decides, or a document that this visitor may know of.
    """

    @wraps(view)
    def answer(request: HttpRequest, code: str, **kwargs: Any) -> HttpResponse:
        if code != canonical(code):
            return _moved(request, code, other_code(code, request.user) or canonical(code))
        try:
            return view(request, code, **kwargs)
        except Http404:
            other = other_code(code, request.user)
            if other is None or other == code:
                raise
            return _moved(request, code, other)

    return answer


def _moved(request: HttpRequest, given: str, code: str) -> HttpResponse:
    before, _, after = request.get_full_path().partition("?")
    path = before.replace(f"/{given}", f"/{code}", 1)
    return HttpResponsePermanentRedirect(f"{path}?{after}" if after else path)


def absolute(request: HttpRequest, path: str) -> str:
    """The address with its host, as other systems need it."""
    return request.build_absolute_uri(path)


def pages(number: int, count: int) -> list[Any]:
    """Numbers of pages worth a link, None where some are left out."""
    near = {1, count, *range(number - 2, number + 3)}
    shown: list[Any] = []
    for one in sorted(one for one in near if 1 <= one <= count):
        if shown and shown[-1] is not None and one - shown[-1] > 1:
            shown.append(None)
        shown.append(one)
    return shown
