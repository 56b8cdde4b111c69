"""Opening a case file by hand, and many from a list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from wagtail.admin import messages

from records.case_files import bulk
from records.case_files.access import Grounds
from records.case_files.fields import Rule
from records.case_files.opening import Opening, open_case_file, rules_of
from records.case_files.rights import ARCHIVISTS, STAFF
from records.exceptions import NotAllowed
from records.models import AccessLevel, ClassificationScheme, Office, Series, Support
from records.permissions import has_role, offices_of
from records.refused import beside_fields
from retention.viewsets.case_files.deeds import breadcrumbs, day_input, why

MOST_BYTES = 5 * 1024 * 1024


class OpenForm(forms.Form):
    """What is said of a new case file; the fields of its series follow once it is chosen."""

    series = forms.ModelChoiceField(Series.objects.none(), label=_("Series or subseries"))
    office = forms.ModelChoiceField(Office.objects.none(), label=_("Office"))
    title = forms.CharField(label=_("Title"), max_length=250)
    public_title = forms.CharField(
        label=_("Title for everybody"),
        max_length=250,
        required=False,
        help_text=_("Where the title names a person: what public inventories say instead."),
    )
    opened_on = forms.DateField(
        label=_("Opened on"), required=False, widget=day_input(), help_text=_("Empty: today.")
    )
    support = forms.ChoiceField(label=_("Support"), choices=Support.choices)
    access = forms.ChoiceField(
        label=_("Access"),
        required=False,
        choices=[("", _("As its series proposes")), *AccessLevel.choices],
    )
    norm = forms.CharField(label=_("Norm that allows it"), max_length=250, required=False)
    aim = forms.CharField(label=_("Legitimate aim"), max_length=2000, required=False)
    harm = forms.CharField(
        label=_("Harm that publishing would do"), max_length=2000, required=False
    )
    until = forms.DateField(label=_("Last day of a reserve"), required=False, widget=day_input())
    reason = why(_("Why its dates lie outside the scheme"), required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        fields: dict[str, Any] = self.fields
        scheme = ClassificationScheme.objects.in_force_on(today)
        fields["series"].queryset = Series.objects.filter(scheme=scheme, subseries=None)
        offices = Office.objects.on(today)
        if not has_role(user, *ARCHIVISTS):
            offices = offices.filter(pk__in=offices_of(user))
        fields["office"].queryset = offices
        self.initial.setdefault("office", offices.first() if offices.count() == 1 else None)
        self.further = self._asked()
        for rule in self.further:
            fields[rule.name] = _field(rule)

    def _asked(self) -> list[Rule]:
        chosen = self.data.get("series") or self.initial.get("series")
        offered: Any = self.fields["series"]
        series = offered.queryset.filter(pk=chosen).first() if str(chosen).isdigit() else None
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
            grounds=Grounds(told["norm"], told["aim"], told["harm"], until=told["until"]),
            metadata={rule.name: told.get(rule.name) or "" for rule in self.further},
            reason=told["reason"],
        )


def _field(rule: Rule) -> forms.Field:
    """How a further field is asked; the rule judges what is answered."""
    if rule.kind == "choice":
        choices = [("", "—"), *((one, one) for one in rule.choices)]
        return forms.ChoiceField(label=rule.name, choices=choices, required=rule.required)
    if rule.kind == "date":
        return forms.DateField(label=rule.name, required=rule.required, widget=day_input())
    return forms.CharField(label=rule.name, required=rule.required, max_length=500)


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
        if told.get("file") and told["file"].size > MOST_BYTES:
            self.add_error("file", _t("The file is larger than 5 MB."))
        return told


def open_one(request: HttpRequest) -> HttpResponse:
    """The form, and opening. A series that asks further fields shows them before it opens."""
    _staff(request)
    form = OpenForm(request.POST or None, user=request.user, initial=request.GET.dict())
    if request.method == "POST" and "choose" not in request.POST and form.is_valid():
        try:
            case_file = open_case_file(form.opening(), by=request.user, at=timezone.now())
        except NotAllowed as refused:
            beside_fields(form, refused)
        else:
            message = _t("The case file %(code)s is open.") % {"code": case_file.code}
            messages.success(request, message)
            return redirect("case_files:inspect", case_file.pk)
    context = {"form": form, "breadcrumbs_items": breadcrumbs(("", _("Open a case file")))}
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
            found = bulk.open_many(lines, by=request.user, at=timezone.now())
        except NotAllowed as refused:
            reasons = [reason.message for reason in refused.reasons]
        else:
            message = ngettext(
                "%(count)d case file was opened.", "%(count)d case files were opened.", len(found)
            )
            messages.success(request, message % {"count": len(found)})
            return redirect("case_files:index")
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
        path("abrir-lista/", open_many, name="open_many"),
    ]
