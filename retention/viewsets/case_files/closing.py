"""Closing several case files at once, each with its reasons; and what is unclassified."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from wagtail.admin import messages

from records.case_files import closing
from records.case_files.rights import ARCHIVISTS, STAFF
from records.case_files.unclassified import unfiled, untyped
from records.exceptions import NotAllowed
from records.models import CaseFileClosing, Office, Series, Standing
from records.permissions import has_role, offices_of, sees_everything
from records.querysets import records_visible_to
from records.refused import in_messages
from retention.viewsets.case_files.deeds import breadcrumbs
from retention.viewsets.case_files.known import known_to

PAGE = 100


class ChoiceForm(forms.Form):
    """Which case files are looked at."""

    office = forms.ModelChoiceField(Office.objects.all(), label=_("Office"), required=False)
    series = forms.ModelChoiceField(Series.objects.all(), label=_("Series"), required=False)
    year = forms.IntegerField(
        label=_("Year of opening"), required=False, min_value=1800, max_value=2200
    )
    kind = forms.ChoiceField(
        label=_("Which closing"), choices=CaseFileClosing.Kind.choices, required=False
    )


def close_many(request: HttpRequest) -> HttpResponse:
    """Those that may be closed, with a mark each, and those that may not, with every reason."""
    if not has_role(request.user, *ARCHIVISTS, *STAFF):
        raise PermissionDenied
    form = ChoiceForm(request.GET or None)
    told = form.cleaned_data if form.is_bound and form.is_valid() else {}
    kind = told.get("kind") or CaseFileClosing.Kind.ADMINISTRATIVE
    wanted = [Standing.CLOSED] if kind == "final" else [Standing.OPEN, Standing.REOPENED]
    found = known_to(request.user).filter(standing__in=wanted)
    if not sees_everything(request.user):
        found = found.filter(office__in=offices_of(request.user))
    for name in ("office", "series"):
        if told.get(name):
            found = found.filter(**{name: told[name]})
    if told.get("year"):
        found = found.filter(opened_on__year=told["year"])
    if request.method == "POST":
        return _closed(request, found, kind)
    rows = found.order_by("code")[: closing.MOST_AT_ONCE]
    page = Paginator(rows, closing.MOST_AT_ONCE).get_page(request.GET.get("p"))
    against = closing.reasons_against(page.object_list, kind, by=request.user, at=timezone.now())
    context = {
        "form": form,
        "kind": kind,
        "page": page,
        "rows": [{"case_file": one, "reasons": against[one.pk]} for one in page.object_list],
        "free": sum(not reasons for reasons in against.values()),
        "breadcrumbs_items": breadcrumbs(("", _("Close several"))),
    }
    return TemplateResponse(request, "retention/case_files/close_many.html", context)


def _closed(request: HttpRequest, found: Any, kind: str) -> HttpResponse:
    marked = [int(one) for one in request.POST.getlist("case_file") if one.isdigit()]
    chosen = list(found.filter(pk__in=marked[: closing.MOST_AT_ONCE + 1]))
    reason = request.POST.get("reason", "")[:2000]
    if not chosen:
        messages.warning(request, _("Mark the case files that are closed."))
        return redirect(request.get_full_path())
    try:
        done = closing.close(chosen, kind, reason=reason, by=request.user, at=timezone.now())
    except NotAllowed as refused:
        in_messages(request, refused)
    else:
        message = ngettext(
            "%(count)d case file was closed.", "%(count)d case files were closed.", len(done)
        )
        messages.success(request, message % {"count": len(done)})
    return redirect(request.get_full_path())


def unclassified(request: HttpRequest) -> HttpResponse:
    """One list of what was issued or captured and has no type or no case file (C08)."""
    if not has_role(request.user, *ARCHIVISTS, *STAFF):
        raise PermissionDenied
    known = records_visible_to(request.user).filter(pk__in=untyped().values("pk"))
    if not sees_everything(request.user):
        known = known.filter(case_file__office__in=offices_of(request.user))
    rows = known.select_related("case_file__series", "document_type").order_by(
        "case_file__code", "position"
    )
    loose = unfiled().filter(office__in=offices_of(request.user))
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("p")),
        "loose": (unfiled() if sees_everything(request.user) else loose)[:PAGE],
        "breadcrumbs_items": breadcrumbs(("", _("Unclassified"))),
    }
    return TemplateResponse(request, "retention/case_files/unclassified.html", context)


def addresses() -> list[Any]:
    return [
        path("cerrar/", close_many, name="close_many"),
        path("sin-clasificar/", unclassified, name="unclassified"),
    ]
