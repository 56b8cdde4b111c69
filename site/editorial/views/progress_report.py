"""From a plan in force to the draft of a report on its progress."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from wagtail.admin.widgets import Button

from editorial.progress_report import begin_progress_report, in_force_plan
from editorial.views.signing import may_read
from records.content import items
from records.exceptions import NotAllowed
from records.issue import content_of
from records.models import ControlledDocument, Issuance
from records.permissions import WRITES, has_role
from records.refused import in_messages


@never_cache
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, document_id: int) -> HttpResponse:
    """Say what the report will begin with, then begin it. 404 for whom the plan is none to read."""
    document = get_object_or_404(ControlledDocument, pk=document_id)
    plan = _readable_plan(request.user, document)
    if plan is None:
        raise Http404
    if request.method == "POST":
        try:
            page = begin_progress_report(document, by=request.user, at=timezone.now())
        except NotAllowed as refused:
            in_messages(request, refused)
        else:
            messages.success(request, _("The report has begun: write the progress of today."))
            return redirect("wagtailadmin_pages:edit", page.pk)
    count = len(items(content_of(plan.version), "plan_activities"))
    return render(request, "editorial/progress_report.html", {"plan": plan, "count": count})


def _readable_plan(user: Any, document: ControlledDocument) -> Issuance | None:
    plan = in_force_plan(document, timezone.localdate())
    readable = plan is not None and has_role(user, *WRITES) and may_read(user, plan.version)
    return plan if readable else None


def menu_buttons(page: Any, user: Any, *args: Any, **kwargs: Any) -> Iterator[Button]:
    """The way there from the menu of a plan that is in force."""
    document = getattr(page.specific_deferred, "document", None)
    if document is not None and _readable_plan(user, document):
        address = reverse("begin_progress_report", args=[document.pk])
        yield Button(_("Report on its progress"), address, icon_name="doc-full", priority=54)
