"""Restrictions of case files and records: listed by their term, imposed, ended by an act."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import HeaderButton

import django_filters

from records.case_files.access import Grounds, strictest
from records.case_files.reserve import latest_end
from records.case_files.rights import ARCHIVISTS, keeps
from records.exceptions import NotAllowed
from records.models import AccessLevel, CaseFile, Record, Restriction
from records.permissions import Role, has_role
from records.querysets import case_files_visible_to, key_of, records_visible_to
from records.refused import beside_fields
from records.restrictions.imposing import begun, declassify, impose
from records.restrictions.listing import (
    STATES,
    case_files_without_grounds,
    in_state,
    records_without_grounds,
    restrictions_visible_to,
    state_of,
)
from records.viewsets.base import KeptIndexView, KeptInspectView, ReadOnlyViewSet
from records.viewsets.evidence import attempt

_PAGE = 100
_DAY = forms.DateInput(attrs={"type": "date"})
_RESTRICTED = [one for one in AccessLevel.choices if one[0] != AccessLevel.PUBLIC]


class GroundsForm(forms.Form):
    """Why something is restricted. What it lacks is told by the verb, all at once."""

    access = forms.ChoiceField(label=_("Access"), choices=_RESTRICTED, required=False)
    norm = forms.CharField(
        label=_("Norm that allows it"),
        required=False,
        help_text=_("Such as: Ley 1712 de 2014, artículo 19, literal e."),
    )
    aim = forms.CharField(
        label=pgettext_lazy("restriction", "Legitimate aim"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    harm = forms.CharField(
        label=_("Harm that publishing would do"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    partial = forms.BooleanField(label=_("Only a part of it"), required=False)
    part = forms.CharField(label=_("Which part"), required=False)
    until = forms.DateField(
        label=_("Last day of the reserve"),
        required=False,
        widget=_DAY,
        help_text=_(
            "Of a reserved one: fifteen years from its first day at most. A classified has none."
        ),
    )

    def grounds(self) -> Grounds:
        told = self.cleaned_data
        return Grounds(
            norm=told.get("norm", ""),
            aim=told.get("aim", ""),
            harm=told.get("harm", ""),
            partial=bool(told.get("partial")),
            part=told.get("part", ""),
            until=told.get("until"),
        )


def _subject(request: HttpRequest) -> CaseFile | Record:
    """What is to be restricted: a case file or a record that the person may know of."""
    told = request.GET
    found: CaseFile | Record
    if (pk := key_of(told.get("expediente"))) is not None:
        found = get_object_or_404(case_files_visible_to(request.user), pk=pk)
    elif (pk := key_of(told.get("documento"))) is not None:
        known = records_visible_to(request.user).select_related("case_file")
        found = get_object_or_404(known, pk=pk)
    else:
        raise Http404
    return found


def _proposed(subject: CaseFile | Record) -> str:
    """The level that it bears, itself or by the document whose versions it gathers."""
    document = subject.document if isinstance(subject, CaseFile) else None
    return strictest([subject.access, document.access if document else AccessLevel.PUBLIC])


@require_safe
def without_grounds(request: HttpRequest) -> HttpResponse:
    """One list of what is restricted and does not say why: to be motivated, each by its keeper."""
    if not has_role(request.user, *Role):
        raise PermissionDenied
    number = request.GET.get("p")
    case_files = Paginator(case_files_without_grounds(request.user), _PAGE)
    records = Paginator(records_without_grounds(request.user), _PAGE)
    longer = case_files if case_files.num_pages > records.num_pages else records
    context = {
        "case_files": case_files.get_page(number) if _reaches(case_files, number) else [],
        "records": records.get_page(number) if _reaches(records, number) else [],
        "longer": longer.get_page(number),
        "impose": reverse("restrictions:impose"),
    }
    return render(request, "records/without_grounds.html", context)


def _reaches(pages: Paginator[Any], number: str | None) -> bool:
    """Whether that list has such a page: the shorter of two ends before the other."""
    page = key_of(number)
    return page is None or page <= pages.num_pages


@require_http_methods(["GET", "POST"])
def impose_view(request: HttpRequest) -> HttpResponse:
    """The grounds on which something is restricted from now on."""
    subject = _subject(request)
    case_file = subject if isinstance(subject, CaseFile) else subject.case_file
    if not keeps(request.user, case_file.office_id, timezone.now()):
        raise PermissionDenied
    level = _proposed(subject)
    reserved = level == AccessLevel.RESERVED
    until = latest_end(begun(subject, timezone.localdate())).isoformat() if reserved else ""
    form = GroundsForm(request.POST or None, initial={"access": level, "until": until})
    if request.method == "POST" and form.is_valid():
        try:
            row = impose(
                subject,
                form.cleaned_data["access"],
                form.grounds(),
                by=request.user,
                at=timezone.now(),
            )
        except NotAllowed as refusal:
            beside_fields(form, refusal)
        else:
            messages.success(request, _t("The restriction was written down, with its grounds."))
            return redirect("restrictions:inspect", row.pk)
    named = "case_files" if isinstance(subject, CaseFile) else "records"
    back = reverse(f"{named}:inspect", args=[subject.pk])
    context = {"form": form, "subject": subject, "back": back}
    status = 422 if form.errors else 200
    return render(request, "records/restrict.html", context, status=status)


@require_POST
def declassify_view(request: HttpRequest, pk: int) -> HttpResponse:
    """End a restriction by an act. 404 for whom there is no such restriction."""
    restriction = get_object_or_404(restrictions_visible_to(request.user), pk=pk)
    if not has_role(request.user, *ARCHIVISTS):
        raise PermissionDenied
    form = GroundsForm(request.POST)
    form.is_valid()  # what it lacks is told by the verb
    told = request.POST
    on = forms.DateField(required=False)
    try:
        day = on.clean(told.get("on", ""))
    except forms.ValidationError:
        day = None
    deed = partial(
        declassify,
        restriction,
        act_=told.get("act", "")[:400],
        on=day,
        reason=told.get("reason", "")[:4000],
        access=told.get("access", ""),
        grounds=form.grounds(),
        by=request.user,
        at=timezone.now(),
    )
    attempt(request, deed, _t("The act was written down: the restriction has ended."))
    if not restrictions_visible_to(request.user).filter(pk=pk).exists():
        return redirect("restrictions:index")
    return redirect("restrictions:inspect", pk)


def _state(restriction: Restriction) -> str:
    return capfirst(str(STATES[state_of(restriction, timezone.localdate())]))


def _code(restriction: Restriction) -> str:
    case_file = restriction.case_file or getattr(restriction.record, "case_file", None)
    return case_file.code if case_file else ""


def _title(restriction: Restriction) -> str:
    return str(restriction.subject.title)


class RestrictionFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=list(STATES.items()), method="stands"
    )

    def stands(self, rows: Any, name: str, state: str) -> Any:
        return in_state(rows, state, timezone.localdate())

    class Meta:
        model = Restriction
        fields = ["access"]


class RestrictionIndexView(KeptIndexView):
    code_first = True
    export_headings = {
        "code": _("Case file"),
        "title": _("Title"),
        "access": _("Access"),
        "aim": _("Legitimate aim of the exception"),
        "norm": _("Legal ground"),
        "harm": _("Harm"),
        "partial": _("Partial"),
        "part": _("Part"),
        "decided_on": _("Date of the qualification"),
        "until": _("Last day"),
        "state": _("State"),
    }

    @cached_property
    def header_buttons(self) -> list[Any]:
        buttons: list[Any] = list(super().header_buttons)
        url = reverse("restrictions:without_grounds")
        return [*buttons, HeaderButton(_("Without grounds"), url=url, icon_name="help")]

    def get_base_queryset(self) -> Any:
        return restrictions_visible_to(self.request.user).order_by("until", "pk")

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        told = {"code": _code(item), "title": _title(item), "state": _state(item)}
        kept = {name: getattr(item, name) for name in self.list_export if name not in told}
        return {name: {**kept, **told}[name] for name in self.list_export}


class RestrictionInspectView(KeptInspectView):
    template_name = "records/restriction.html"

    def get_object(self, queryset: Any = None) -> Any:
        return get_object_or_404(restrictions_visible_to(self.request.user), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ended = getattr(self.object, "ending", None)
        named = "case_files" if self.object.case_file_id else "records"
        return {
            **super().get_context_data(**kwargs),
            "restriction": self.object,
            "code": _code(self.object),
            "title": _title(self.object),
            "state": _state(self.object),
            "ending": ended,
            "subject_url": reverse(f"{named}:inspect", args=[self.object.subject.pk]),
            "ends": ended is None and has_role(self.request.user, *ARCHIVISTS),
            "form": GroundsForm(initial={"access": AccessLevel.CLASSIFIED}),
            "was_reserved": self.object.access == AccessLevel.RESERVED,
            "today": timezone.localdate(),
        }


class RestrictionViewSet(ReadOnlyViewSet):
    model = Restriction
    icon = "lock"
    menu_label: Any = _("Restrictions")
    menu_order = 330
    add_to_admin_menu = True
    view_roles = tuple(Role)
    index_view_class = RestrictionIndexView
    inspect_view_class = RestrictionInspectView
    filterset_class = RestrictionFilterSet
    search_fields = ["case_file__code", "record__case_file__code", "norm"]
    list_display = [
        Column("code", label=_("Case file"), accessor=_code, classname="legajo-code"),
        Column("title", label=_("Title"), accessor=_title),
        "access",
        "norm",
        "decided_on",
        "until",
        Column("state", label=_("State"), accessor=_state),
    ]
    list_export = [
        "code",
        "title",
        "access",
        "aim",
        "norm",
        "harm",
        "partial",
        "part",
        "decided_on",
        "until",
        "state",
    ]
    export_filename = "informacion-clasificada-y-reservada"
    inspect_view_fields = ["norm"]

    def get_urlpatterns(self) -> list[Any]:
        return [
            *super().get_urlpatterns(),
            path("nueva/", impose_view, name="impose"),
            path("sin-motivar/", without_grounds, name="without_grounds"),
            path("desclasificar/<int:pk>/", declassify_view, name="declassify"),
        ]


restrictions_viewset = RestrictionViewSet("restrictions", url_prefix="restricciones")
