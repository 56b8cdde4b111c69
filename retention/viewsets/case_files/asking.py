"""What each deed of a case file asks of who does it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from records.case_files.fields import Rule
from records.case_files.opening import rules_of
from records.case_files.types import types_of
from records.models import (
    Appointment,
    CaseFile,
    Record,
    Series,
)
from records.permissions import with_former
from records.querysets import case_files_visible_to, records_visible_to
from records.viewsets.series_choice import SeriesChoiceField
from retention.models import RuleExtension, StartingFact
from retention.scheduling import sentence
from retention.scheduling.extending import rule_of
from retention.viewsets.words import rule_in_words

LONGEST = 2000


def day_input(attrs: Mapping[str, str] | None = None) -> forms.DateInput:
    """The day picker of the browser, which every device and reader knows."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", **(attrs or {})})


def why(label: Any = None, *, required: bool = True) -> forms.CharField:
    """A field to say why, or what `label` names."""
    return forms.CharField(
        label=label or _("Why"),
        max_length=LONGEST,
        required=required,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def further_field(rule: Rule) -> forms.Field:
    """How a further field is asked; the rule judges what is answered."""
    if rule.kind == "choice":
        choices = [("", "—"), *((one, one) for one in rule.choices)]
        return forms.ChoiceField(label=rule.name, choices=choices, required=rule.required)
    if rule.kind == "date":
        return forms.DateField(label=rule.name, required=rule.required, widget=day_input())
    return forms.CharField(label=rule.name, required=rule.required, max_length=500)


class DeedForm(forms.Form):
    """What a deed asks. `of` is its case file, `user` who does it."""

    def __init__(self, *args: Any, of: CaseFile, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of, self.user = of, user


class ReasonForm(DeedForm):
    reason = why()


class CloseForm(DeedForm):
    reason = why(_("Observation"), required=False)


class DescribeForm(DeedForm):
    """The further fields of its series, with what is answered already."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for rule in rules_of(self.of.series):
            self.fields[rule.name] = further_field(rule)
            self.fields[rule.name].initial = self.of.metadata.get(rule.name, "")


class ReopenForm(DeedForm):
    order = forms.CharField(
        label=_("Act that orders it"),
        max_length=200,
        help_text=_("The ruling or the administrative act, with its number and date."),
    )
    reason = why()


def with_rule(series: Series) -> str:
    """A series, with how long it keeps what is filed under it."""
    return f"{series} ({rule_in_words(series)})"


class ReclassifyForm(DeedForm):
    series = SeriesChoiceField(Series.objects.none(), label=_("Its new series"))
    reason = why()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["series"]
        same = Series.objects.filter(scheme=self.of.series.scheme_id, subseries=None)
        ruled = same.select_related("rule__schedule", "parent__rule__schedule")
        chosen.queryset = ruled.exclude(pk=self.of.series_id)
        chosen.label_from_instance = with_rule
        kept = rule_of(self.of)
        if kept is not None:
            chosen.help_text = _(
                "It is kept so today: %(rule)s. Where the rule of the new series is shorter or "
                "keeps less, this one goes on."
            ) % {"rule": sentence(kept.rule, kept.terms)}


class EntrustForm(DeedForm):
    to = forms.ModelChoiceField(
        Appointment.objects.none(), label=_("Who answers for it"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        chosen: Any = self.fields["to"]
        held = Appointment.objects.on(today).filter(user__is_active=True)
        near = [one for one in held if self.of.office_id in with_former({one.office_id}, today)]
        chosen.queryset = held.filter(pk__in=[one.pk for one in near]).select_related(
            "user", "position", "office"
        )
        chosen.initial = self.of.responsible_id


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


class ExtendForm(DeedForm):
    """More years, or for ever: nothing here takes any away."""

    motive = forms.ChoiceField(label=_("Motive"), choices=RuleExtension.Motive.choices)
    act = forms.CharField(
        label=_("Act that orders it"),
        max_length=200,
        help_text=_("The norm, the ruling or the administrative act, with its number."),
    )
    on = forms.DateField(label=_("Day of the act"), widget=day_input())
    office_years = forms.IntegerField(
        label=_("Further years in the office archive"), min_value=0, max_value=100, required=False
    )
    archive_years = forms.IntegerField(
        label=_("Further years in the central archive"), min_value=0, max_value=100, required=False
    )
    permanent = forms.BooleanField(label=_("Keep it for ever"), required=False)
    reason = why()


class FactForm(DeedForm):
    """From what a case file counts, and by which of its documents that is shown."""

    what = forms.CharField(
        label=_("What happened"),
        max_length=250,
        help_text=_("The settling of the contract, the leaving of the official, the last payment."),
    )
    on = forms.DateField(label=_("Day on which it happened"), widget=day_input())
    record = forms.ModelChoiceField(
        Record.objects.none(), label=_("Document that shows it"), required=False
    )
    reason = why(_("Why it is corrected"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        known = records_visible_to(self.user).filter(case_file=self.of)
        fields["record"].queryset = known.order_by("position")
        if not StartingFact.objects.filter(case_file=self.of).exists():
            del fields["reason"]
