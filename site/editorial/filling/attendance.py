"""Attendance lists on the screen: open one, confirm mine, close it, take its rows out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from editorial.choosers import series_choices
from editorial.own_certificate import CertificateForm
from records import attendance, credentials, filling
from records.exceptions import Conflict, NotAllowed
from records.models import AttendanceList, Attendee, Office
from records.models.organization import person_name
from records.organization import appointment_of
from records.permissions import offices_on
from records.refused import beside_fields
from records.viewsets.base import InertExport


def _input(kind: str) -> dict[str, str]:
    return {"type": kind}


def _series() -> list[tuple[str, Any]]:
    return [("", "—"), *series_choices()]


class OpenForm(forms.Form):
    subject = forms.CharField(label=gettext_lazy("Subject of the meeting"), max_length=250)
    place = forms.CharField(label=gettext_lazy("Place"), max_length=200)
    held_on = forms.DateField(
        label=gettext_lazy("Date"), widget=forms.DateInput(attrs=_input("date"), format="%Y-%m-%d")
    )
    starts = forms.TimeField(
        label=gettext_lazy("From"), widget=forms.TimeInput(attrs=_input("time"), format="%H:%M")
    )
    ends = forms.TimeField(
        label=gettext_lazy("Until"), widget=forms.TimeInput(attrs=_input("time"), format="%H:%M")
    )
    office = forms.ModelChoiceField(Office.objects.none(), label=gettext_lazy("Office"))
    series = forms.ChoiceField(label=gettext_lazy("Series"), choices=_series)
    notice = forms.CharField(
        label=gettext_lazy("Data-protection notice"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Shown to each attendee, who accepts it before confirming."),
    )

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = timezone.localdate()
        mine = Office.objects.on(day).filter(pk__in=offices_on(person, day))
        self.fields["office"].queryset = mine  # type: ignore[attr-defined]


class ConfirmForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    document = forms.CharField(label=gettext_lazy("Identity document"), max_length=40)
    office = forms.CharField(label=gettext_lazy("Office or entity"), max_length=200)
    position = forms.CharField(label=gettext_lazy("Position"), max_length=250)
    mail = forms.EmailField(label=gettext_lazy("E-mail"))
    telephone = forms.CharField(label=gettext_lazy("Telephone"), max_length=40, required=False)
    notice = forms.BooleanField(
        label=gettext_lazy("I read the notice and accept that my data are used as it says."),
        required=False,
    )


class CloseForm(CertificateForm):
    scan = forms.FileField(
        label=gettext_lazy("Scan of the list on paper"),
        required=False,
        help_text=gettext_lazy("PDF, PNG or JPEG. Needed only if not all confirmed by account."),
    )


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lists of today to confirm in, and those that I answer for."""
    day = timezone.localdate()
    mine = AttendanceList.objects.filter(responsible=request.user.pk).select_related(
        "filled__completion__number"
    )
    own = Attendee.objects.filter(user=request.user.pk)
    today = attendance.open_lists(day).prefetch_related(Prefetch("attendees", own, to_attr="own"))
    return render(
        request,
        "editorial/filling/attendance_home.html",
        {"today": today, "mine": mine[:50]},
    )


@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open a list."""
    day = timezone.localdate()
    initial = {"held_on": day, "notice": attendance.NOTICE}
    form = OpenForm(request.POST or None, person=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            opened = attendance.open_list(**form.cleaned_data, by=request.user, at=timezone.now())
        except NotAllowed as refused:
            beside_fields(form, refused)
        else:
            messages.success(request, _("The list is open. Give its address to who attends."))
            return redirect("attendance_list", pk=opened.pk)
    status = 422 if request.method == "POST" else 200
    context = {"form": form}
    return render(request, "editorial/filling/attendance_new.html", context, status=status)


@never_cache
@sensitive_variables()
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that I was there, once the notice was read."""
    listed = get_object_or_404(
        AttendanceList.objects.select_related("responsible", "office"), pk=pk
    )
    own = listed.attendees.filter(user=request.user.pk).first()
    form = ConfirmForm(request.POST or None, initial=_known(request, own))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            told = {**form.cleaned_data}
            accepted = told.pop("notice")
            try:
                attendance.confirm(
                    listed,
                    attendance.Told(**told),
                    notice_accepted=accepted,
                    by=request.user,
                    at=timezone.now(),
                )
            except NotAllowed as refused:
                status = 409 if isinstance(refused, Conflict) else 422
                beside_fields(form, refused)
            else:
                messages.success(request, _("Your attendance is confirmed."))
                return redirect("attendance_home")
    context = {"listed": listed, "form": form, "own": own}
    return render(request, "editorial/filling/attendance_confirm.html", context, status=status)


def _known(request: HttpRequest, own: Any) -> dict[str, Any]:
    """What they said before; else what the entity knows of them."""
    if own is not None:
        return {name: getattr(own, name) for name in attendance.Told.__slots__}
    held = appointment_of(request.user, timezone.localdate())
    return {
        "name": person_name(request.user),
        "mail": getattr(request.user, "email", ""),
        "office": held.office.name if held else "",
        "position": held.title if held else "",
    }


@never_cache
@sensitive_post_parameters("password", "factor", "keystore_password")
@require_http_methods(["GET", "POST"])
def listed(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is on a list, for who may read it, and closing it; everybody else confirms."""
    found = get_object_or_404(
        AttendanceList.objects.select_related("responsible", "office", "filled"), pk=pk
    )
    if not attendance.may_read(found, request.user):
        return redirect("attendance_confirm", pk=pk)
    form = CloseForm(request.POST or None, request.FILES or None, person=request.user)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and (identified := form.identified(request)):
            scan = form.cleaned_data["scan"]
            try:
                filled = attendance.close(
                    found,
                    authentication=identified,
                    by=request.user,
                    at=timezone.now(),
                    scan=(scan.name, scan.read()) if scan else None,
                    circumstances=form.circumstances(request),
                )
            except NotAllowed as refused:
                status = 409 if isinstance(refused, Conflict) else 422
                beside_fields(form, refused)
            else:
                messages.success(request, _("Closed, signed and kept as a record."))
                return redirect("filled_format", pk=filled.pk)
    context = {
        "listed": found,
        "columns": attendance.COLUMNS,
        "rows": attendance.rows_of(found),
        "form": form,
        "closes": found.filled is None and found.responsible_id == request.user.pk,
        "appointment": appointment_of(request.user, timezone.localdate()),
        "held_until": credentials.held_until(request.user, at=timezone.now()),
        "address": request.build_absolute_uri(reverse("attendance_confirm", args=[found.pk])),
    }
    return render(request, "editorial/filling/attendance_list.html", context, status=status)


class _Export(InertExport):
    list_export = list(attendance.COLUMNS)
    export_headings = dict.fromkeys(attendance.COLUMNS)
    export_filename = "listado-de-asistencia"

    def to_row_dict(self, item: list[str]) -> dict[str, str]:
        return dict(zip(attendance.COLUMNS, item, strict=True))

    def get_heading(self, queryset: Any, field: str) -> str:
        return field


@never_cache
@require_safe
def export(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The rows as CSV or XLSX, for who may read them; an event of the register."""
    found = get_object_or_404(AttendanceList, pk=pk)
    if kind not in ("csv", "xlsx") or not attendance.may_read(found, request.user):
        raise Http404
    rows = attendance.rows_of(found)
    filling.note_export(found, len(rows), by=request.user, at=timezone.now())
    answer: HttpResponse = _Export().as_spreadsheet(rows, kind)
    return answer
