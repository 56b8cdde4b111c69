"""What browsers and robots ask for: the entity's colours, its crest, the fonts, sitemap, robots."""

from __future__ import annotations

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap as sitemap_view
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from portal.colour import DARK_PAPER, PAPER, readable_on
from portal.webfonts import font_file
from records.models import Entity, Issuance

_ALWAYS = (
    "home",
    "documents",
    "processes",
    "committee-list",
    "search",
    "master-list",
    "schedule-list",
    "inventory-list",
)


def stylesheet(request: HttpRequest) -> HttpResponse:
    """The entity's accent, readable on both papers. A file: the policy allows no `style`."""
    accent = Entity.current().accent
    light, dark = readable_on(accent, PAPER), readable_on(accent, DARK_PAPER)
    css = (
        f":root{{--accent:{light}}}\n"
        f"@media (prefers-color-scheme:dark){{:root{{--accent:{dark}}}}}\n"
        f"@media print{{:root{{--accent:{light}}}}}\n"
    )
    return HttpResponse(css, content_type="text/css; charset=utf-8")


def crest(request: HttpRequest) -> HttpResponse:
    """The entity's crest, shown as a picture and never run."""
    svg = Entity.current().crest_svg
    if not svg:
        raise Http404
    response = HttpResponse(svg, content_type="image/svg+xml")
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response


def font(request: HttpRequest, name: str) -> FileResponse:
    """A subset font, made from the locked packages at the first call."""
    path = font_file(name)
    if path is None:
        raise Http404
    response = FileResponse(path.open("rb"), content_type="font/woff2")
    response["Cache-Control"] = "public, max-age=604800"
    return response


class _Pages(Sitemap[str]):
    def items(self) -> list[str]:
        return list(_ALWAYS)

    def location(self, item: str) -> str:
        return reverse(item)


class _Documents(Sitemap[Issuance]):
    """What anybody may read today, whoever asks."""

    limit = 5000

    def items(self) -> list[Issuance]:
        in_force = Issuance.objects.visible_to(None).in_force_on(timezone.localdate())
        return list(in_force.for_lists().order_by("document__code"))

    def location(self, item: Issuance) -> str:
        return reverse("document", args=[item.document.code])

    def lastmod(self, item: Issuance) -> object:
        return item.issued_at


def sitemap(request: HttpRequest) -> HttpResponse:
    """The sitemap, from issuances and not from pages."""
    return sitemap_view(request, {"pages": _Pages(), "documents": _Documents()})


def robots(request: HttpRequest) -> HttpResponse:
    """What robots leave alone, and where the sitemap is."""
    lines = [
        "User-agent: *",
        f"Disallow: {reverse('wagtailadmin_home')}",
        f"Disallow: {reverse('search')}",
        f"Disallow: {reverse('search-feed')}",
        "",
        f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
