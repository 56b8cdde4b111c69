"""What is done to one case file: each deed asks its form, and its verb answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail.admin import messages

from records.case_files import closing, correcting, lending, paper, reclassifying
from records.case_files.filing import types_of
from records.case_files.rights import ARCHIVISTS, keeps
from records.exceptions import NotAllowed
from records.models import CaseFile, Loan, Record, Series, Standing, Support, Volume
from records.permissions import has_role
from records.querysets import case_files_visible_to, records_visible_to
from records.refused import beside_fields
from retention.viewsets.case_files.known import known_to

OPEN = frozenset({Standing.OPEN, Standing.REOPENED})
LONGEST = 2000


def day_input() -> forms.DateInput:
    """The day picker of the browser, which every device and reader knows."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def why(label: Any = None, *, required: bool = True) -> forms.CharField:
    """A field to say why, or what `label` names."""
    return forms.CharField(
        label=label or _("Why"),
        max_length=LONGEST,
        required=required,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DeedForm(forms.Form):
    """What a deed asks. `of` is its case file, `user` who does it."""

    def __init__(self, *args: Any, of: CaseFile, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of, self.user = of, user


class ReasonForm(DeedForm):
    reason = why()


class CloseForm(DeedForm):
    reason = why(_("Observation"), required=False)


class ReopenForm(DeedForm):
    order = forms.CharField(
        label=_("Act that orders it"),
        max_length=200,
        help_text=_("The ruling or the administrative act, with its number and date."),
    )
    reason = why()


class ReclassifyForm(DeedForm):
    series = forms.ModelChoiceField(Series.objects.none(), label=_("New series"))
    reason = why()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["series"]
        same = Series.objects.filter(scheme=self.of.series.scheme_id, subseries=None)
        chosen.queryset = same.exclude(pk=self.of.series_id)


class CodeForm(DeedForm):
    """A case file by its code, among those that the person may know of."""

    code = forms.CharField(label=_("Code of the case file"), max_length=60)
    reason = why()

    def clean_code(self) -> CaseFile:
        code = self.cleaned_data["code"].strip()
        found = case_files_visible_to(self.user).filter(code__iexact=code).first()
        if found is None:
            raise forms.ValidationError(_("There is no case file with that code."))
        case_file: CaseFile = found
        return case_file


class RecordForm(DeedForm):
    """A record of another case file, by the number that its page shows."""

    record = forms.IntegerField(
        label=_("Number of the record"),
        min_value=1,
        help_text=_("As the page of the record says it. Its files are not copied."),
    )

    def clean_record(self) -> Record:
        number = self.cleaned_data["record"]
        found = records_visible_to(self.user).filter(pk=number).first()
        if found is None:
            raise forms.ValidationError(_("There is no record with that number."))
        record: Record = found
        return record


class TypeForm(DeedForm):
    record = forms.ModelChoiceField(Record.objects.none(), label=_("Record"))
    document_type = forms.ModelChoiceField(
        Record.objects.none(), label=_("Type of document of its series")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        known = records_visible_to(self.user).filter(case_file=self.of)
        fields["record"].queryset = known.order_by("position")
        fields["document_type"].queryset = types_of(self.of.series)


class RemoveForm(DeedForm):
    record = forms.ModelChoiceField(Record.objects.none(), label=_("Record"))
    reason = why()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["record"]
        chosen.queryset = records_visible_to(self.user).filter(case_file=self.of, version=None)


class LendForm(DeedForm):
    borrower = forms.CharField(
        label=_("Lent to"), max_length=150, help_text=_("The user name of who takes it.")
    )
    volume = forms.ModelChoiceField(
        Volume.objects.none(), label=_("Volume"), required=False, help_text=_("Empty: all of it.")
    )
    purpose = forms.CharField(label=_("What for"), max_length=250)
    due_on = forms.DateField(label=_("To be given back by"), widget=day_input())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["volume"]
        chosen.queryset = Volume.objects.filter(case_file=self.of)

    def clean_borrower(self) -> Any:
        people = get_user_model()._default_manager.filter(is_active=True)
        found = people.filter(username__iexact=self.cleaned_data["borrower"].strip()).first()
        if found is None:
            raise forms.ValidationError(_("There is nobody with that user name."))
        return found


class GiveBackForm(DeedForm):
    loan = forms.ModelChoiceField(Loan.objects.none(), label=_("Loan"))
    observation = why(_("Observation"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["loan"]
        chosen.queryset = Loan.objects.out().filter(case_file=self.of)
        chosen.initial = chosen.queryset.first()


class VolumeForm(DeedForm):
    number = forms.IntegerField(label=_("Volume"), min_value=1, max_value=5000)
    folios = forms.IntegerField(label=_("Folios"), min_value=0, max_value=100_000)
    deposit = forms.CharField(label=_("Deposit"), max_length=60, required=False)
    shelf = forms.CharField(label=_("Shelf"), max_length=60, required=False)
    tray = forms.CharField(label=_("Tray"), max_length=60, required=False)
    box = forms.CharField(label=_("Box"), max_length=60, required=False)
    folder = forms.CharField(label=_("Folder"), max_length=60, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].initial = Volume.objects.filter(case_file=self.of).count() + 1


class WitnessForm(DeedForm):
    what = forms.CharField(label=_("What is kept apart"), max_length=250)
    where = forms.CharField(label=_("Where it is"), max_length=250)
    reason = why()


@dataclass(frozen=True, slots=True)
class Deed:
    """A deed: its words, its form, its verb, and when its button is shown.

    The button only saves a vain attempt: the verb decides.
    """

    label: Any
    help: Any
    form: type[DeedForm]
    do: Callable[[CaseFile, dict[str, Any], Any, datetime], Any]
    offered: Callable[[CaseFile], bool]
    archive: bool = False
    grave: bool = False


def _close(kind: str) -> Callable[[CaseFile, dict[str, Any], Any, datetime], Any]:
    return lambda of, told, by, at: closing.close([of], kind, by=by, at=at, **told)


def _on_paper(one: CaseFile) -> bool:
    return one.support != Support.ELECTRONIC and one.standing != Standing.MERGED


DEEDS: dict[str, Deed] = {
    "cerrar": Deed(
        _("Close it administratively"),
        _("Its index is frozen and signed, and its retention starts."),
        CloseForm,
        _close("administrative"),
        lambda one: one.standing in OPEN,
        grave=True,
    ),
    "cierre-definitivo": Deed(
        _("Close it finally"),
        _("Nothing enters it any more."),
        CloseForm,
        _close("final"),
        lambda one: one.standing == Standing.CLOSED,
        archive=True,
        grave=True,
    ),
    "reabrir": Deed(
        _("Reopen it"),
        _("By a legal or administrative act. Its retention stops until it is closed again."),
        ReopenForm,
        lambda of, told, by, at: closing.reopen(of, by=by, at=at, **told),
        lambda one: one.standing in (Standing.CLOSED, Standing.FINAL),
        archive=True,
        grave=True,
    ),
    "asignar-tipo": Deed(
        _("Say the type of a record"),
        _("Every document has a type of its series before the case file is closed."),
        TypeForm,
        lambda of, told, by, at: correcting.set_type(
            told["record"], told["document_type"], by=by, at=at
        ),
        lambda one: one.standing in OPEN,
    ),
    "archivar-tambien": Deed(
        _("File a record here too"),
        _("The record stays in its case file and is shown here as well."),
        RecordForm,
        lambda of, told, by, at: correcting.file_also(told["record"], of, by=by, at=at),
        lambda one: one.standing in OPEN,
    ),
    "retirar-documento": Deed(
        _("Take out a mistaken upload"),
        _("It vanishes from lists and foliation. Its file and this act are kept."),
        RemoveForm,
        lambda of, told, by, at: correcting.remove(
            told["record"], reason=told["reason"], by=by, at=at
        ),
        lambda one: one.standing in OPEN,
        archive=True,
        grave=True,
    ),
    "reclasificar": Deed(
        _("Reclassify it"),
        _("It keeps its code, its access and its metadata."),
        ReclassifyForm,
        lambda of, told, by, at: reclassifying.reclassify(of, by=by, at=at, **told),
        lambda one: one.standing in OPEN,
        archive=True,
    ),
    "fusionar": Deed(
        _("Merge it into another"),
        _("What it holds goes to the end of the other; this one stays, empty, and admits nothing."),
        CodeForm,
        lambda of, told, by, at: reclassifying.merge(
            of, told["code"], reason=told["reason"], by=by, at=at
        ),
        lambda one: one.standing in OPEN and one.document_id is None,
        archive=True,
        grave=True,
    ),
    "tomo": Deed(
        _("Place a volume"),
        _("How many folios it has and where it stands. A number that is there is corrected."),
        VolumeForm,
        lambda of, told, by, at: paper.set_volume(of, by=by, at=at, **told),
        _on_paper,
    ),
    "prestar": Deed(
        _("Lend it"),
        _("Who takes it is reminded before the day and after it."),
        LendForm,
        lambda of, told, by, at: lending.lend(of, by=by, at=at, **told),
        _on_paper,
    ),
    "devolver": Deed(
        _("Register a return"),
        _("What was lent is back in its place."),
        GiveBackForm,
        lambda of, told, by, at: lending.give_back(
            told["loan"], observation=told["observation"], by=by, at=at
        ),
        lambda one: _on_paper(one) and Loan.objects.out().filter(case_file=one).exists(),
    ),
    "testigo": Deed(
        _("Leave a witness"),
        _("For what is kept apart: a map, a disc, a model."),
        WitnessForm,
        lambda of, told, by, at: paper.keep_apart(of, by=by, at=at, **told),
        lambda one: one.standing != Standing.MERGED,
    ),
}


def offered(case_file: CaseFile, user: Any) -> list[dict[str, Any]]:
    """The deeds whose buttons the person sees on the page of a case file."""
    if not keeps(user, case_file.office_id, timezone.now()):
        return []
    archivist = has_role(user, *ARCHIVISTS)
    gathers = case_file.document_id is None and case_file.standing in (*OPEN, Standing.CLOSED)
    late = case_file.standing == Standing.CLOSED
    label = _("Add late documents") if late else _("Add documents")
    first = [{"label": label, "url": reverse("capture_into", args=[case_file.pk])}]
    grounds = f"{reverse('restrictions:impose')}?expediente={case_file.pk}"
    return [
        *(first if gathers else []),
        *_offered(case_file, archivist),
        {"label": _("Restrict"), "url": grounds},
    ]


def _offered(case_file: CaseFile, archivist: bool) -> list[dict[str, Any]]:
    return [
        {"label": deed.label, "url": reverse("case_files:deed", args=[case_file.pk, name])}
        for name, deed in DEEDS.items()
        if (archivist or not deed.archive) and deed.offered(case_file)
    ]


def view(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """The form of a deed, and doing it. Reasons against come back beside the fields."""
    deed = DEEDS.get(name)
    if deed is None:
        raise Http404
    case_file: CaseFile = get_object_or_404(known_to(request.user), pk=pk)
    if not keeps(request.user, case_file.office_id, timezone.now()):
        raise Http404
    form = deed.form(
        request.POST or None, initial=request.GET.dict(), of=case_file, user=request.user
    )
    if request.method == "POST" and form.is_valid():
        try:
            deed.do(case_file, dict(form.cleaned_data), request.user, timezone.now())
        except NotAllowed as refused:
            beside_fields(form, refused)
        else:
            told = {"deed": deed.label, "code": case_file.code}
            messages.success(request, _("%(code)s: done (%(deed)s).") % told)
            return redirect("case_files:inspect", pk)
    context = {
        "deed": deed,
        "case_file": case_file,
        "form": form,
        "breadcrumbs_items": breadcrumbs(
            (reverse("case_files:inspect", args=[pk]), case_file.code), ("", deed.label)
        ),
    }
    return TemplateResponse(request, "retention/case_files/deed.html", context)


def breadcrumbs(*steps: tuple[str, Any]) -> list[dict[str, Any]]:
    """The way to a page below the list of case files."""
    first = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("case_files:index"), "label": _("Case files")},
    ]
    return [*first, *({"url": url, "label": label} for url, label in steps)]


def addresses() -> list[Any]:
    return [path("<int:pk>/<slug:name>/hacer/", view, name="deed")]
