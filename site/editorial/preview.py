"""How a draft looks: on screen as the portal would show it, and as its PDF."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from editorial.drafts import Draft, content_of
from editorial.pictures import embedded
from records import renditions
from records.exceptions import RenderingError
from records.models import Entity


def preview_pdf(page: Draft) -> HttpResponse:
    """The PDF of the draft, marked as such, or the sentence that says why there is none."""
    try:
        pdf = renditions.draft(content_of(page), entity=Entity.current())
    except RenderingError as error:
        return HttpResponse(str(error), content_type="text/plain; charset=utf-8", status=422)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="borrador.pdf"'
    return response


def preview_screen(page: Draft, request: HttpRequest) -> HttpResponse:
    """The draft with the parts that the portal draws a document with."""
    content = content_of(page)
    return render(
        request,
        "editorial/preview.html",
        {
            "content": content,
            "envelope": None,
            "entity": Entity.current(),
            "pictures": embedded(content),
        },
    )
