"""Opening a case file by hand, and many from a list."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from wagtail.admin import messages

from records.case_files import bulk
from records.case_files.access import Grounds
from records.case_files.entrusting import proposed
from records.case_files.fields import Rule
from records.case_files.of_day import series_for
from records.case_files.opening import Opening, open_case_file, rules_of
from records.case_files.rights import ARCHIVISTS, STAFF
from records.exceptions import NotAllowed
from records.models import AccessLevel, Appointment, Office, Series, Support
from records.permissions import has_role, offices_of
from records.querysets import key_of
from records.refused import beside_fields
from records.viewsets.series_choice import SeriesChoiceField
from records.viewsets.uploads import bounded
from retention.scheduling.kept import is_of_entity
from retention.viewsets.case_files.asking import day_input, further_field, why
from retention.viewsets.case_files.deeds import breadcrumbs

MOST_BYTES = 5 * 1024 * 1024
_RESTRICTED = {"data-only-where": "access=classified,reserved"}


def with_scheme(series: Series) -> str:
    """A series; one that is not of the scheme in force says of which it is, or of which fund."""
    if series.period is not None:
        return f"{series} — {series.scheme}, {series.period}"
    return (
        str(series)
        if series.scheme.holds_on(timezone.localdate())
        else f"{series} — {series.scheme}"
    )


class OpenForm(forms.Form):
    """What is said of a new case file; the fields of its series follow once it is chosen."""

    opened_on = forms.DateField(
        label=_("Opened on"),
        required=False,
        widget=day_input(),
        help_text=_("Empty: today. For an older one, the archive is offered the schemes of then."),
    )
    series = SeriesChoiceField(Series.objects.none(), label=_("Series or subseries"))
    office = forms.ModelChoiceField(Office.objects.none(), label=_("Office"))
    title = forms.CharField(label=_("Title"), max_length=250)
    responsible = forms.ModelChoiceField(
        Appointment.objects.none(),
        label=_("Who answers for it"),
        required=False,
        help_text=_("Hands it over when leaving the post. Empty: nobody yet."),
    )
    public_title = forms.CharField(
        label=_("Title for everybody"),
        max_length=250,
        required=False,
        help_text=_("Where the title names a person: what public inventories say instead."),
    )
    support = forms.ChoiceField(label=_("Support"), choices=Support.choices)
    access = forms.ChoiceField(
        label=_("Access"),
        required=False,
        choices=[("", _("As its series proposes")), *AccessLevel.choices],
    )
    norm = forms.CharField(
        label=_("Norm that allows it"),
        max_length=250,
        required=False,
        widget=forms.TextInput(attrs=_RESTRICTED),
    )
    aim = forms.CharField(
        label=_("Legitimate aim"),
        max_length=2000,
        required=False,
        widget=forms.TextInput(attrs=_RESTRICTED),
    )
    harm = forms.CharField(
        label=_("Harm that publishing would do"),
        max_length=2000,
        required=False,
        widget=forms.TextInput(attrs=_RESTRICTED),
    )
    until = forms.DateField(
        label=_("Last day of a reserve"),
        required=False,
        widget=day_input({"data-only-where": "access=reserved"}),
    )
    part = forms.CharField(
        label=_("Only this part"),
        max_length=250,
        required=False,
        help_text=_("Empty: the whole case file is restricted."),
        widget=forms.TextInput(attrs=_RESTRICTED),
    )
    reason = why(_("Why its dates lie outside the scheme"), required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        fields: dict[str, Any] = self.fields
        day = self._day() or today
        found = series_for(user, day, today=today).select_related("scheme", "period")
        fields["series"].label_from_instance = with_scheme
        fields["series"].queryset = found.order_by("scheme__accumulated", "-scheme", "code")
        offices = Office.objects.on(today)
        if not has_role(user, *ARCHIVISTS):
            offices = offices.filter(pk__in=offices_of(user))
        elif day < today:  # it may have been produced by an office that is no more
            offices = (offices | Office.objects.on(day)).distinct()
            fields["opened_on"].help_text = _("The schemes of that day are offered.")
        fields["office"].queryset = offices
        self.initial.setdefault("office", offices.first() if offices.count() == 1 else None)
        self._chosen(user, today)
        people = Appointment.objects.on(today).filter(user__is_active=True)
        fields["responsible"].queryset = people.select_related("user", "position", "office")
        self.further = self._asked()
        for rule in self.further:
            fields[rule.name] = further_field(rule)

    def _day(self) -> date | None:
        """The day that was written, if it is one."""
        told = self.data.get("opened_on") or self.initial.get("opened_on") or ""
        try:
            return date.fromisoformat(str(told))
        except ValueError:
            return None

    def _chosen(self, user: Any, today: date) -> None:
        """What a choice brings along: of the series its office, of the office who answers."""
        offered: Any = self.fields
        chosen = self._of("series")
        series = offered["series"].queryset.filter(pk=chosen).first() if chosen else None
        if series is not None and not is_of_entity(series) and not self._of("office"):
            self._bring("office", series.office_id)
        office = self._of("office") or getattr(self.initial.get("office"), "pk", None)
        theirs = proposed(user, int(office), today) if office else None
        if theirs is not None:
            self._bring("responsible", theirs.pk, only_new=True)

    def offices_of_series(self) -> dict[str, str]:
        """The office of each series that is of one: choosing the series fills it."""
        offered: Any = self.fields["series"]
        rows = offered.queryset.select_related("office")
        return {str(one.pk): str(one.office_id) for one in rows if not is_of_entity(one)}

    def _of(self, name: str) -> int | None:
        return key_of(self.data.get(name) or self.initial.get(name) or "")

    def _bring(self, name: str, value: int, *, only_new: bool = False) -> None:
        """Fill a field that the person left alone; who answers, only before it is sent."""
        if not self.initial.get(name):
            self.initial[name] = value
        if self.is_bound and not self.data.get(name) and not only_new:
            told: Any = self.data
            self.data = told = told.copy()
            told[name] = str(value)

    def _asked(self) -> list[Rule]:
        chosen = key_of(self.data.get("series") or self.initial.get("series"))
        offered: Any = self.fields["series"]
        series = offered.queryset.filter(pk=chosen).first() if chosen is not None else None
        return rules_of(series) if series else []

    def opening(self) -> Opening:
        """What the verb is asked."""
        told = self.cleaned_data
        return Opening(
            series=told["series"],
            office=told["office"],
            title=told["title"],
            public_title=told["public_title"],
            opened_on=told["opened_on"],
            support=told["support"],
            access=told["access"] or None,
            grounds=Grounds(
                told["norm"],
                told["aim"],
                told["harm"],
                partial=bool(told["part"]),
                part=told["part"],
                until=told["until"],
            ),
            metadata={rule.name: told.get(rule.name) or "" for rule in self.further},
            reason=told["reason"],
            responsible=told["responsible"],
        )


class ListForm(forms.Form):
    pasted = forms.CharField(
        label=_("Rows pasted from a spreadsheet"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("The first row names the columns."),
    )
    file = forms.FileField(
        label=_("Or a file, CSV or XLSX"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
    )

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if not told.get("pasted", "").strip() and not told.get("file"):
            raise forms.ValidationError(_t("Paste the rows, or choose a file."))
        return told


def open_one(request: HttpRequest) -> HttpResponse:
    """The form, and opening. A series that asks further fields shows them before it opens."""
    _staff(request)
    looks = "choose" in request.POST  # what is missing is no error yet
    initial = (request.POST if looks else request.GET).dict()
    form = OpenForm(None if looks else request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and not looks and form.is_valid():
        try:
            case_file = open_case_file(form.opening(), by=request.user, at=timezone.now())
        except NotAllowed as refused:
            beside_fields(form, refused)
        else:
            message = _t("The case file %(code)s is open.") % {"code": case_file.code}
            messages.success(request, message)
            return redirect("case_files:inspect", case_file.pk)
    context = {
        "form": form,
        "offices": form.offices_of_series(),
        "asks_nothing": looks and bool(initial.get("series")) and not form.further,
        "breadcrumbs_items": breadcrumbs(("", _("Open a case file"))),
    }
    return TemplateResponse(request, "retention/case_files/open.html", context)


def open_many(request: HttpRequest) -> HttpResponse:
    """Many from a list: every line that is wrong is told; none is opened then."""
    _staff(request)
    form = ListForm(request.POST or None, request.FILES or None)
    reasons: list[str] = []
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read() if file else form.cleaned_data["pasted"].encode()
        try:
            lines = bulk.read_list(content, file.name if file else "")
            now = timezone.now()
            found = bulk.open_many(lines, by=request.user, at=now)
        except NotAllowed as refused:
            reasons = [reason.message for reason in refused.reasons]
        else:
            message = ngettext(
                "%(count)d case file was opened.", "%(count)d case files were opened.", len(found)
            )
            messages.success(request, message % {"count": len(found)})
            return redirect(
                f"{reverse('case_files:index')}?{urlencode({'together': now.isoformat()})}"
            )
    context = {
        "form": form,
        "reasons": reasons[:500],
        "unshown": max(len(reasons) - 500, 0),
        "columns": [names[0] for names in bulk.COLUMNS.values()],
        "breadcrumbs_items": breadcrumbs(("", _("Open many from a list"))),
    }
    return TemplateResponse(request, "retention/case_files/open_many.html", context)


def _staff(request: HttpRequest) -> None:
    if not has_role(request.user, *ARCHIVISTS, *STAFF):
        raise PermissionDenied


def addresses() -> list[Any]:
    return [
        path("abrir/", open_one, name="open"),
        path("abrir-lista/", bounded(open_many, most=MOST_BYTES), name="open_many"),
    ]
