"""Forms of committees. They only gather what was written: the verbs say what stands against it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput

from records.exceptions import Reason
from records.models import (
    Appointment,
    CommitmentStep,
    CommitteeSession,
    Decision,
)
from records.models.organization import person_name
from records.models.session import CHOICES

# What the editors' own stylesheet and widgets know.
AREA = {"rows": 2}


class FormOfVerb(forms.Form):
    """With the reasons of a verb beside their fields, and the rest above."""

    def place(self, reasons: Iterable[Reason]) -> None:
        for one in reasons:
            self.add_error(one.field if one.field in self.fields else None, one.message)


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Somebody who works for the entity today, by name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(get_user_model()._default_manager.none(), **kwargs)

    def offer(self) -> QuerySet[Any]:
        """From now on it offers them: these."""
        held = Appointment.objects.on(timezone.localdate()).values("user")
        people = get_user_model()._default_manager.filter(pk__in=held, is_active=True)
        offered = people.order_by("first_name", "last_name")
        self.queryset = offered
        return offered

    def label_from_instance(self, obj: Any) -> str:
        return person_name(obj)


class PlanForm(FormOfVerb):
    mode = forms.ChoiceField(label=_("Mode"), choices=CommitteeSession.Mode.choices)
    extraordinary = forms.BooleanField(label=_("Extraordinary session"), required=False)
    starts_at = forms.DateTimeField(label=_("Begins"), widget=AdminDateTimeInput)
    votes_until = forms.DateTimeField(
        label=_("Votes are received until"),
        required=False,
        widget=AdminDateTimeInput,
        help_text=_("Asynchronous only."),
    )
    place_of = forms.CharField(label=_("Place"), required=False, max_length=200)
    link = forms.URLField(label=_("Link"), required=False, assume_scheme="https")

    def place(self, reasons: Iterable[Reason]) -> None:
        super().place(
            Reason(one.code, one.message, "place_of" if one.field == "place" else one.field)
            for one in reasons
        )


class AskForm(FormOfVerb):
    title = forms.CharField(label=_("Matter"), max_length=200)
    text = forms.CharField(
        label=_("What is asked"), required=False, widget=forms.Textarea(attrs=AREA)
    )


class ItemForm(FormOfVerb):
    """What of the inbox goes into the agenda, and a matter of its own."""

    title = forms.CharField(label=_("Another matter"), required=False, max_length=300)
    told = forms.BooleanField(label=_("Only told: it is not voted"), required=False)


class MeansForm(FormOfVerb):
    means = forms.CharField(
        label=_("How they were called, and where that is to be seen"),
        max_length=300,
        help_text=_("For example: mail of 4 February, sent to all members."),
    )


class ReasonForm(FormOfVerb):
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs=AREA))


class RemarkForm(FormOfVerb):
    text = forms.CharField(label=_("Your remark"), widget=forms.Textarea(attrs=AREA))


class CirculateForm(FormOfVerb):
    remarks_until = forms.DateField(label=_("Remarks until"), widget=AdminDateInput)


class AnnexForm(FormOfVerb):
    title = forms.CharField(label=_("Title of the annex"), max_length=200)
    upload = forms.FileField(label=_("File"))


class CommitForm(FormOfVerb):
    text = forms.CharField(label=_("Commitment"), widget=forms.Textarea(attrs=AREA))
    responsible = PersonField(label=_("Responsible"))
    due_on = forms.DateField(label=_("Until"), widget=AdminDateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["responsible"].offer()  # type: ignore[attr-defined]


class FollowForm(FormOfVerb):
    state = forms.ChoiceField(label=_("State"), choices=CommitmentStep.State.choices)
    note = forms.CharField(
        label=_("What was done, and where it is to be seen"), widget=forms.Textarea(attrs=AREA)
    )
    due_on = forms.DateField(
        label=_("New day"),
        required=False,
        widget=AdminDateInput,
        help_text=_("Only when it is postponed."),
    )


class VoteForm(FormOfVerb):
    """A member's own vote on one point."""

    item = forms.IntegerField(widget=forms.HiddenInput)
    choice = forms.ChoiceField(label=_("Your vote"), choices=CHOICES)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        widget=forms.Textarea(attrs=AREA),
        help_text=_("When you vote against, or are impeded."),
    )


class ExtractForm(FormOfVerb):
    decisions = forms.MultipleChoiceField(
        label=_("Decisions that are published"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, decisions: Iterable[Decision], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["decisions"]
        field.choices = [(str(one.pk), f"{one.number}. {one.text}") for one in decisions]
        self.initial["decisions"] = [key for key, _label in field.choices]

    def chosen(self) -> list[int]:
        return [int(one) for one in self.cleaned_data["decisions"]]
