"""What every answer carries: the content policy, how long it may be kept, one page for all 404."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts

from editorial.addresses import for_staff

_GetResponse = Callable[[HttpRequest], HttpResponse]

PORTAL_POLICY: dict[str, Any] = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF],
    "font-src": [SELF],
    "connect-src": [SELF],
    "form-action": [SELF],
    "frame-ancestors": [SELF],
    "base-uri": [NONE],
}
# Five templates of Wagtail's hold inline scripts, its editor inline styles (wagtail.md, 6).
ADMIN_POLICY: dict[str, Any] = {
    "default-src": [NONE],
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "font-src": [SELF],
    "connect-src": [SELF],
    "frame-src": [SELF],
    "media-src": [SELF],
    "form-action": [SELF],
    "frame-ancestors": [SELF],
    "object-src": [NONE],
    "base-uri": [NONE],
}


class ContentPolicyMiddleware(CSPMiddleware):
    """Strict for citizens, what Wagtail needs for staff; by the path alone."""

    def get_policy_parts(
        self, request: HttpRequest, response: Any, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only:
            parts.config = ADMIN_POLICY if for_staff(request) else PORTAL_POLICY
            if getattr(request, "is_preview", False):  # a draft's pictures have no address yet
                parts.config = {**parts.config, "img-src": [SELF, "data:"]}
        return parts


class KeepingMiddleware:
    """How long an answer may be kept by others.

    What a signed-in person sees is never kept anywhere; what anybody sees is asked for anew each
    time, so that a document restricted or withdrawn a moment ago is not served from a cache.
    """

    def __init__(self, get_response: _GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if for_staff(request) or request.path.startswith("/static/") or "Cache-Control" in response:
            return response
        signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES or response.cookies
        response["Cache-Control"] = "private, no-store" if signed_in else "public, no-cache"
        patch_vary_headers(response, ["Cookie"])
        return response


class NotFoundMiddleware:
    """Unknown, restricted and unpublished get the same page, byte for byte, in development too.

    One for citizens and one for staff, who are led back to where they work.
    """

    def __init__(self, get_response: _GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 404 or request.path.startswith("/static/"):
            return response
        if for_staff(request):
            # What asked for data, or came before anybody was known, keeps its answer.
            page = "html" in response.get("Content-Type", "") and hasattr(request, "user")
            return render(request, "wagtailadmin/404.html", status=404) if page else response
        return render(request, "404.html", {"nowhere": True}, status=404)


class NulMiddleware:
    """A NUL in the path or the query names nothing: PostgreSQL has no text with one."""

    def __init__(self, get_response: _GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = [request.path_info, *request.GET.keys()]
        asked += [value for values in request.GET.lists() for value in values[1]]
        if any("\0" in text for text in asked):
            return HttpResponseNotFound()
        return self.get_response(request)
