"""How a draft looks: on screen as the portal would show it, and as its PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from records import renditions
from records.exceptions import RenderingError
from records.models import Entity

if TYPE_CHECKING:
    from editorial.models import DocumentPage


def preview_pdf(page: DocumentPage) -> HttpResponse:
    """The PDF of the draft, marked as such, or the sentence that says why there is none."""
    from editorial.drafts import content_of  # noqa: PLC0415  drafts needs the page models

    try:
        pdf = renditions.draft(content_of(page), entity=Entity.current())
    except RenderingError as error:
        return HttpResponse(str(error), content_type="text/plain; charset=utf-8", status=422)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="borrador.pdf"'
    return response


def preview_screen(page: DocumentPage, request: HttpRequest) -> HttpResponse:
    """The draft with the parts that the portal draws a document with."""
    from editorial.drafts import content_of  # noqa: PLC0415

    content = content_of(page)
    return render(
        request,
        "editorial/preview.html",
        {"content": content, "envelope": None, "entity": Entity.current()},
    )
