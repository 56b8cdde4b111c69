"""Large uploads: refused before they have arrived, kept on disk and never in memory."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.core.exceptions import TooManyFilesSent
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import (
    FileUploadHandler,
    StopUpload,
    TemporaryFileUploadHandler,
)
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from records.capture.judging import MEGABYTE, largest
from records.capture.words import why_not
from records.querysets import key_of

MOST_AT_ONCE = 2048 * MEGABYTE
_BESIDE = 4 * MEGABYTE  # what the other fields of a form may weigh
View = Callable[..., HttpResponseBase]


class _Counting(FileUploadHandler):
    """Stops the whole upload at the first byte too many of a file, without reading on."""

    def __init__(self, request: HttpRequest, most: int) -> None:
        super().__init__(request)
        self.most = most
        self.too_large = ""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        if start + len(raw_data) > self.most:
            self.too_large = self.file_name or ""
            raise StopUpload(connection_reset=True)
        return raw_data

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        return None


def bounded(view: View, *, most: int | None = None) -> View:
    """A view that takes files: 413 and one sentence for what is too large, 400 for too many.

    The length that is announced is asked before a byte is read, and each file as it comes. The
    token against forgery is asked after that: asking for it reads the upload. `most` bytes; else
    what capture takes. A page says so, or JSON where a script asks for it.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST":
            return csrf_protect(view)(request, *args, **kwargs)
        announced = key_of(request.META.get("CONTENT_LENGTH")) or 0
        say: Callable[..., HttpResponse] = (
            refused if by_script(request) else partial(_page, request)
        )
        if most is None:
            largest_file = largest()
            if announced > (together := max(MOST_AT_ONCE, largest_file)):
                message = _("Together the files are larger than %(most)d MB: send them in parts.")
                return say(message % {"most": together // MEGABYTE})
        else:
            largest_file = most
            if announced > most + _BESIDE:
                return say(_too_large(most))
        counting = _Counting(request, largest_file)
        request.upload_handlers = [counting, TemporaryFileUploadHandler(request)]
        try:
            request.FILES  # noqa: B018 - read now, while the handlers can tell what happened
        except TooManyFilesSent:
            return say(_("There are too many files at once: send them in parts."), status=400)
        if counting.too_large:
            if most is not None:
                return say(_too_large(most))
            return say(why_not("large", counting.too_large, most=largest_file // MEGABYTE))
        return csrf_protect(view)(request, *args, **kwargs)

    return csrf_exempt(answer)


def by_script(request: HttpRequest) -> bool:
    """Whether the script of a form asks, which shows what it is told in its own page."""
    return request.headers.get("Accept", "") == "application/json"


def _too_large(most: int) -> str:
    return _("The file is larger than %(most)d MB.") % {"most": most // MEGABYTE}


def _page(request: HttpRequest, sentence: str, *, status: int = 413) -> HttpResponse:
    response = render(request, "records/upload_refused.html", {"sentence": sentence}, status=status)
    response["Connection"] = "close"  # as below
    return response


def refused(sentence: str, *, status: int = 413) -> JsonResponse:
    """What the page shows above its rows."""
    response = JsonResponse({"errors": {"": [sentence]}}, status=status)
    response["Connection"] = "close"  # what was not read must not be taken for the next request
    return response
