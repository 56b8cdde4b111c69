"""What the activities of an issued version produced, and the records of one of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wagtail.admin.widgets import Button

from records.chain import reading
from records.models import Issuance
from records.querysets import key_of

# What the document orders as such has no activity; an address needs a word.
AS_SUCH = "documento"


@never_cache
@require_safe
def issued_records(request: HttpRequest, pk: int) -> HttpResponse:
    """By activity, how many records it produced and when the last. 404 for an unknown version."""
    issuance = _issuance(request, pk)
    steps = [(step, step.activity or AS_SUCH) for step in reading.produced(issuance, request.user)]
    context = {"issuance": issuance, "steps": steps}
    return render(request, "editorial/chain/version.html", context)


@never_cache
@require_safe
def activity_records(request: HttpRequest, pk: int, activity: str) -> HttpResponse:
    """The records of one activity, the newest first, page by page. 404 for an unknown activity."""
    issuance = _issuance(request, pk)
    key = "" if activity == AS_SUCH else activity
    orders = list(issuance.orders.filter(activity=key))
    if not orders:
        raise Http404
    page = _page_of(request)
    records, more = reading.records_of(issuance, key, request.user, start=(page - 1) * reading.PAGE)
    context = {
        "issuance": issuance,
        "orders": orders,
        "records": records,
        "page": page,
        "former": page - 1 if page > 1 else None,
        "next": page + 1 if more else None,
    }
    return render(request, "editorial/chain/activity.html", context)


def _issuance(request: HttpRequest, pk: int) -> Issuance:
    issued = Issuance.objects.visible_to(request.user).select_related("version", "document")
    found: Issuance = get_object_or_404(issued, pk=pk)
    return found


def _page_of(request: HttpRequest) -> int:
    """The page asked for; the first for what is no page."""
    asked = key_of(request.GET.get("p"))
    return max(asked, 1) if asked is not None and asked < 10**6 else 1


def menu_buttons(page: Any, user: Any, *args: Any, **kwargs: Any) -> Iterator[Button]:
    """The way there from the page's menu, for the version in force."""
    document = getattr(page.specific_deferred, "document", None)
    if document is None:
        return
    issued = Issuance.objects.visible_to(user).in_force_on(timezone.localdate())
    for issuance in issued.filter(document=document)[:1]:
        address = reverse("issued_records", args=[issuance.pk])
        yield Button(
            _("Records it produced"), address, icon_name="folder-open-inverse", priority=54
        )
