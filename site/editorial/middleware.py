"""At the door of the admin: pages that a person may not read, and what the database protects."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import messages
from django.db.models import ProtectedError, RestrictedError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from wagtail.models import Page

from editorial.addresses import for_staff
from editorial.models import DocumentPage
from editorial.permissions import REPORTS_OF_ALL, readable_pages
from records.exceptions import NotAllowed
from records.permissions import sees_everything

_KEY = re.compile(r"[0-9]{1,18}")
# How Wagtail's addresses call the page that they speak of.
_NAMES = ("page_id", "page_to_move_id", "parent_page_id", "destination_id")
_BY_QUERY = ("wagtail_bulk_action", "wagtailadmin_choose_page_chosen_multiple")


class _AtTheView:
    """A middleware that has its say once the view is known."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)


class ReadablePagesMiddleware(_AtTheView):
    """A page that the person may not read is not found, whichever view was asked for it.

    Wagtail's bulk views, its explorer and some choosers show a title before they ask for a right;
    here it is asked once, of the address, so that a new view of Wagtail's is covered too.
    """

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> None:
        if not for_staff(request) or not request.user.is_authenticated:
            return
        match = request.resolver_match
        name = match.url_name if match else None
        if match and match.view_name in REPORTS_OF_ALL and not sees_everything(request.user):
            raise Http404
        keys = set(_asked_for(request, name, kwargs))
        if any(key >= 10**18 for key in keys):
            raise Http404
        found = readable_pages(request.user, Page.objects.filter(pk__in=keys))
        # A key without a page is left to the view: it says the same.
        if keys and found.count() != Page.objects.filter(pk__in=keys).count():
            raise Http404


def _asked_for(request: HttpRequest, name: str | None, kwargs: dict[str, Any]) -> Iterator[int]:
    """Keys of the pages that a request names. Raises Http404 for what is no key."""
    yield from (int(kwargs[one]) for one in _NAMES if kwargs.get(one) is not None)
    if name not in _BY_QUERY or kwargs.get("model_name", "page") != "page":
        return
    asked = request.GET.getlist("id")
    if "all" in asked:
        yield from _listed(request.GET.get("childOf"))
        asked = [key for key in asked if key != "all"]
    for key in asked:
        if not _KEY.fullmatch(key):
            raise Http404
        yield int(key)


def _listed(parent: str | None) -> Iterator[int]:
    """Keys below a parent, or all: what Wagtail takes `id=all` for."""
    pages = Page.objects.all()
    if parent is not None:
        if not _KEY.fullmatch(parent):
            raise Http404
        found = pages.filter(pk=parent).first()
        pages = found.get_descendants() if found else pages.none()
    yield from pages.values_list("pk", flat=True)


class ProtectedMiddleware(_AtTheView):
    """Turns the refusal to delete what was signed or submitted into a message and a way back."""

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Who asks to delete a page with versions is told why not, and what to do instead.

        Wagtail would only say that a right is missing. Whoever may not read it finds nothing.
        """
        match = request.resolver_match
        if match is None or not for_staff(request):
            return None
        asks = match.url_name == "delete" and match.namespace == "wagtailadmin_pages"
        action = kwargs.get("action") or kwargs.get("action_name")
        if not request.user.is_authenticated or not (asks or action == "delete"):
            return None
        keys = set(_asked_for(request, match.url_name, kwargs))
        if match.url_name == "action" and "pk" in kwargs:  # the API of the admin
            keys.add(int(kwargs["pk"]))
        asked = readable_pages(request.user, Page.objects.filter(pk__in=keys))
        held = DocumentPage.objects.filter(pk__in=asked, document__versions__isnull=False).first()
        if held is None:
            return None
        sentence = _(
            "“%(title)s” has versions that were submitted or issued: it is not deleted. What is in "
            "force is withdrawn, with a reason."
        ) % {"title": held.title}
        if match.url_name == "action":
            return JsonResponse({"detail": sentence}, status=403)
        messages.error(request, sentence)
        return redirect("wagtailadmin_explore", held.get_parent().pk)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, NotAllowed) and for_staff(request):
            # A view of Wagtail's own asked a verb: to cancel a workflow, for one.
            messages.error(request, str(error))
            return redirect("wagtailadmin_home")
        refused = isinstance(error, ProtectedError | RestrictedError)
        if not refused or not for_staff(request):
            return None
        messages.error(
            request, _("It cannot be deleted: documents, versions or signatures depend on it.")
        )
        return redirect("wagtailadmin_home")
