"""Large uploads: refused before they have arrived, kept on disk and never in memory."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import TooManyFilesSent
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import (
    FileUploadHandler,
    StopUpload,
    TemporaryFileUploadHandler,
)
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from records.capture.judging import MEGABYTE, largest
from records.capture.words import why_not

MOST_AT_ONCE = 2048 * MEGABYTE
View = Callable[..., HttpResponse]


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


def bounded(view: View) -> View:
    """A view that takes files: 413 and one sentence for what is too large, 400 for too many.

    The length that is announced is asked before a byte is read, and each file as it comes. The
    token against forgery is asked after that: asking for it reads the upload.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return csrf_protect(view)(request, *args, **kwargs)
        most = largest()
        if int(request.META.get("CONTENT_LENGTH") or 0) > max(MOST_AT_ONCE, most):
            message = _("Together the files are larger than %(most)d MB: send them in parts.")
            return refused(message % {"most": max(MOST_AT_ONCE, most) // MEGABYTE})
        counting = _Counting(request, most)
        request.upload_handlers = [counting, TemporaryFileUploadHandler(request)]
        try:
            request.FILES  # noqa: B018 - read now, while the handlers can tell what happened
        except TooManyFilesSent:
            return refused(_("There are too many files at once: send them in parts."), status=400)
        if counting.too_large:
            return refused(why_not("large", counting.too_large, most=most // MEGABYTE))
        return csrf_protect(view)(request, *args, **kwargs)

    return csrf_exempt(answer)


def refused(sentence: str, *, status: int = 413) -> JsonResponse:
    """What the page shows above its rows."""
    response = JsonResponse({"errors": {"": [sentence]}}, status=status)
    response["Connection"] = "close"  # what was not read must not be taken for the next request
    return response
