"""A file shown in the page of its record: drawn anew or as text, in a frame where nothing runs.

No native program and no download is needed (MOREQ 3.21, 4.10). The bytes themselves never reach the
page: a picture of the page does, or the text, so that no script, form or link of a file acts.
"""

from __future__ import annotations

import base64
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from records import storage
from records.capture import works
from records.capture.picturing import DRAWN
from records.capture.reading import Message, message_of, pictures_of, text_of
from records.exceptions import StorageError
from records.media_types import FORMATS, OF_MEDIA_TYPE, Format
from records.models import Component
from records.querysets import files_of, key_of, records_visible_to
from records.restrictions.readings import note_reading
from records.sandbox import Unanswered

POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'; sandbox allow-same-origin"
)
AT_ONCE = 5  # pages in the frame
_TEXT = 400_000  # characters that are shown; the whole is in the file


def format_of(component: Component) -> Format | None:
    """The format of a kept file, or None for one that is not shown."""
    return OF_MEDIA_TYPE.get(component.media_type.partition(";")[0])


def is_shown(component: Component) -> bool:
    """Whether the page of the record can show it."""
    kind = format_of(component)
    return kind is not None and kind.family in ("pdf", "package", "text", *_PICTURES)


_PICTURES = {FORMATS[key].family for key in DRAWN}


@require_safe
@cache_control(private=True, no_store=True)
@xframe_options_sameorigin
def shown(request: HttpRequest, pk: int, component: int) -> HttpResponse:
    """What a file shows, as a page of its own for a frame. 404 for what the person may not open."""
    record = get_object_or_404(records_visible_to(request.user).select_related("case_file"), pk=pk)
    file = get_object_or_404(files_of(record, request.user), pk=component)
    note_reading(record, file, by=request.user, at=timezone.now())
    response = render(request, "records/shown.html", _content(file, _number(request)))
    response["Content-Security-Policy"] = POLICY
    return response


def _number(request: HttpRequest) -> int:
    asked = key_of(request.GET.get("pagina"))
    return max(asked, 1) if asked is not None and asked < 10**6 else 1


def _content(file: Component, number: int) -> dict[str, Any]:
    if works.is_infected(file):
        return {"problem": _("A virus was found in this file: it is not shown.")}
    kind = format_of(_readable(file))
    if kind is None or not is_shown(file):
        return {"problem": _("This format is not shown here: download the file.")}
    try:
        with TemporaryDirectory() as folder:
            path = Path(folder, "bytes")
            storage.storage().copy_to(_readable(file).sha256, path)
            return _drawn(file, kind, path, number)
    except StorageError:
        return {"problem": _("The file is missing from the store or was changed.")}
    except Unanswered:
        return {"problem": _("This file cannot be shown: it is damaged or asks too much.")}


def _readable(file: Component) -> Component:
    """What is drawn of it: its copy in PDF/A where it has one, else itself."""
    return file.made_of_it.filter(role=Component.Role.PDFA).first() or file


def _drawn(file: Component, kind: Format, path: Path, number: int) -> dict[str, Any]:
    if kind.key in DRAWN:
        some = pictures_of(path, kind.key, number, count=AT_ONCE)
        last = some.first + len(some.contents) - 1
        return {
            "pictures": [
                (place, f"data:{some.media_type};base64,{base64.b64encode(one).decode()}")
                for place, one in enumerate(some.contents, some.first)
            ],
            "name": file.name,
            "first": some.first,
            "last": last,
            "pages": some.pages,
            "before": max(some.first - AT_ONCE, 1) if some.first > 1 else None,
            "after": last + 1 if last < some.pages else None,
        }
    if kind.key == "eml":
        with message_of(path) as message:
            return {"message": _headers(message), "text": message.text[:_TEXT]}
    text = works.text_known_of(file) or text_of(path, kind.key)
    return {"text": text[:_TEXT], "cut": len(text) > _TEXT}


def _headers(message: Message) -> dict[str, Any]:
    told = message.headers
    return {
        "from": ", ".join(told["from"]),
        "to": ", ".join(told["to"]),
        "cc": ", ".join(told["cc"]),
        "sent_at": told["sent_at"] or "",
        "subject": told["subject"],
        "parts": [one.name for one in message.parts],
    }
