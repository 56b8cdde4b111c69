"""The files of a version: its PDF, its public projection as JSON, its annexes, its flowchart."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from portal import copies
from portal.addresses import canonical_code
from portal.days import day_of
from portal.drawing import flowchart_of
from portal.reading import read_current, read_version, urgent_facts
from records.content import blocks, items
from records.issue import blank_of, pdf_of, projected
from records.models import Component, Entity
from records.projection import without_personal_data
from records.storage import storage

RETRY_AFTER = 30  # seconds; a PDF is made in less than one, a queue may be longer


@canonical_code
def version_pdf(request: HttpRequest, code: str, label: str) -> HttpResponse:
    """The PDF, inline. 503 with Retry-After while it is being made: it exists, it is not ready."""
    reading = read_version(code, label, request.user, day_of(request))
    component = pdf_of(reading.issuance)
    if component is None:
        response = HttpResponse(
            _("The PDF of this version is being prepared. Try again in a moment."),
            content_type="text/plain; charset=utf-8",
            status=503,
        )
        response["Retry-After"] = str(RETRY_AFTER)
        return response
    return served(request, component, name=f"{code}-{label}.pdf", inline=True)


@canonical_code
def blank(request: HttpRequest, code: str, label: str) -> HttpResponse:
    """The blank of a format, to print and write in."""
    reading = read_version(code, label, request.user, day_of(request))
    component = blank_of(reading.issuance)
    if component is None:
        raise Http404
    return served(request, component, name=component.name, inline=True)


@canonical_code
def marked_copy(request: HttpRequest, code: str, label: str) -> HttpResponse:
    """A copy to read of what is not in force, its mark on every page. 404 for what is."""
    made = copies.marked_copy(read_version(code, label, request.user, day_of(request)))
    if made is None:
        raise Http404
    response = HttpResponse(made, content_type="application/pdf")
    name = f"{code}-{label}-copia.pdf"
    response["Content-Disposition"] = str(content_disposition_header(False, name))
    return response


@canonical_code
def version_json(request: HttpRequest, code: str, label: str) -> HttpResponse:
    """The public projection of content and envelope; how an urgent issue stands, beside it."""
    reading = read_version(code, label, request.user, day_of(request))
    told = projected(reading.issuance)
    if reading.urgent is not None:  # the signed bytes do not change: how it stands goes beside them
        told["urgent"] = urgent_facts(reading.urgent)
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 1})


@canonical_code
def annex(request: HttpRequest, code: str, label: str, file: tuple[str, str]) -> HttpResponse:
    """A file of the version, to keep, never to be shown inside the site."""
    reading = read_version(code, label, request.user, day_of(request))
    digest, name = file
    found = reading.issuance.version.components.filter(role=Component.Role.ANNEX, sha256=digest)
    # The page names a file as the public projection does, which leaves out personal data.
    component = next((one for one in found if without_personal_data(one.name) == name), None)
    if component is None:
        raise Http404
    return served(request, component, name=name, inline=False)


@canonical_code
def figure(request: HttpRequest, code: str, label: str, file: tuple[str, str]) -> HttpResponse:
    """A picture that the version shows, where it shows it."""
    reading = read_version(code, label, request.user, day_of(request))
    shown = blocks(projected(reading.issuance)["content"], "figure")
    named = [one["file"] for one in shown if one["file"]]
    if file not in [(one["sha256"], one["name"]) for one in named]:
        raise Http404
    components = reading.issuance.version.components.filter(role=Component.Role.ANNEX)
    component = components.filter(sha256=file[0], media_type__startswith="image/").first()
    if component is None:
        raise Http404
    return served(request, component, name=file[1], inline=True)


@canonical_code
def flowchart(request: HttpRequest, code: str) -> HttpResponse:
    """The flowchart of the version in force, as an SVG that stands alone."""
    reading = read_current(code, request.user, day_of(request))
    content = projected(reading.issuance)["content"]
    if not items(content, "activities"):
        raise Http404
    svg = flowchart_of(content, accent=Entity.current().accent)
    return HttpResponse(svg, content_type="image/svg+xml")


def served(request: HttpRequest, component: Component, *, name: str, inline: bool) -> HttpResponse:
    etag = f'"{component.sha256}"'
    unchanged = get_conditional_response(request, etag=etag)
    if isinstance(unchanged, HttpResponseNotModified):
        return unchanged
    media_type = component.media_type if inline else "application/octet-stream"
    response = HttpResponse(storage().read(component.sha256), content_type=media_type)
    response["ETag"] = etag
    if disposition := content_disposition_header(not inline, name):
        response["Content-Disposition"] = disposition
    return response
