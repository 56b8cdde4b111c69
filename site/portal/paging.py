"""Which page of a list `?pagina=` asks for: one rule for every list."""

from __future__ import annotations

import re

from django.http import Http404, HttpRequest


def page_number(request: HttpRequest) -> int:
    """The number asked for, 1 when none is. Raises Http404 for what is written otherwise.

    One address a page: neither 01 nor ２. Six digits are more pages than there will be, and `int`
    refuses thousands of them with an error of its own.
    """
    text = request.GET.get("pagina", "").strip()
    if not text:
        return 1
    if not re.fullmatch(r"[1-9][0-9]{0,5}", text):
        raise Http404
    return int(text)
