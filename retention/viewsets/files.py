"""The one way to the files of what is filed: checked, never kept by a browser, under its name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from wagtail.admin import messages

from records.capture import works
from records.exceptions import StorageError
from records.models import Component, Record
from records.querysets import files_of, records_visible_to
from records.restrictions.readings import note_reading
from records.storage import storage
from records.viewsets.showing import is_shown

# What a browser may be told it is; the rest is bytes to keep, whatever it says of itself.
_NAMED = {"application/pdf", "application/json"}


@require_safe
@cache_control(private=True, no_store=True)
def download(request: HttpRequest, pk: int, component: int) -> HttpResponse:
    """A file of a record, byte for byte. 404 for what the person may not know of or open."""
    record = get_object_or_404(records_visible_to(request.user).select_related("case_file"), pk=pk)
    file = get_object_or_404(files_of(record, request.user), pk=component)
    if works.is_infected(file):
        message = _("A virus was found in “%(name)s”: it is not handed out.")
        messages.error(request, message % {"name": file.name})
        return redirect("records:inspect", record.pk)
    note_reading(record, file, by=request.user, at=timezone.now())
    try:
        content = storage().read(file.sha256)
    except StorageError:
        messages.error(
            request,
            _(
                "«%(name)s» is missing from the store or is not what its digest says. Tell whoever "
                "runs the system: the file is in the backup."
            )
            % {"name": file.name},
        )
        return redirect("records:inspect", record.pk)
    kind = file.media_type if file.media_type in _NAMED else "application/octet-stream"
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(True, file.name)
    return response


def files_in_words(record: Record, user: Any) -> list[dict[str, Any]]:
    """The files that the person may open, with the address of each."""
    return in_words(record, files_of(record, user))


def in_words(record: Record, files: Iterable[Component]) -> list[dict[str, Any]]:
    """These files of a record, with the address of each."""
    return [
        {
            "name": file.name,
            "role": file.get_role_display(),
            "size": file.size,
            "sha256": file.sha256,
            "url": reverse("records:file", args=[record.pk, file.pk]),
            "shown": reverse("record_file_shown", args=[record.pk, file.pk])
            if is_shown(file)
            else "",
            "pk": file.pk,
        }
        for file in files
    ]
