"""Closing several case files at once, each with its reasons."""

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
from records.exceptions import NotAllowed
from records.models import CaseFileClosing, Office, Series, Standing
from records.permissions import has_role, offices_of, sees_everything
from records.querysets import keys_of
from records.refused import in_messages
from records.viewsets.keyed import YearField
from records.viewsets.series_choice import SeriesChoiceField
from retention.viewsets.case_files.deeds import breadcrumbs
from retention.viewsets.case_files.known import known_to, with_case_files

PAGE = 100


class ChoiceForm(forms.Form):
    """Which case files are looked at."""

    office = forms.ModelChoiceField(Office.objects.all(), label=_("Office"), required=False)
    series = SeriesChoiceField(Series.objects.none(), label=_("Series"), required=False)
    year = YearField(label=_("Year of opening"), required=False)
    kind = forms.ChoiceField(
        label=_("Which closing"), choices=CaseFileClosing.Kind.choices, required=False
    )

    def __init__(self, *given: Any, user: Any) -> None:
        super().__init__(*given)
        series: Any = self.fields["series"]
        series.queryset = with_case_files(user)


def close_many(request: HttpRequest) -> HttpResponse:
    """Those that may be closed, with a mark each, and those that may not, with every reason."""
    if not has_role(request.user, *ARCHIVISTS, *STAFF):
        raise PermissionDenied
    form = ChoiceForm(request.GET or None, user=request.user)
    told = form.cleaned_data if form.is_bound and form.is_valid() else {}
    kind = told.get("kind") or CaseFileClosing.Kind.ADMINISTRATIVE
    wanted = [Standing.CLOSED] if kind == "final" else [Standing.OPEN, Standing.REOPENED]
    found = known_to(request.user).standing_in(wanted)
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
    marked = keys_of(request.POST.getlist("case_file"))
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


def addresses() -> list[Any]:
    return [path("cerrar/", close_many, name="close_many")]
