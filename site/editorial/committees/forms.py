"""Forms of committees. They only gather what was written: the verbs say what stands against it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput

from records import quorum
from records.approvals import interested
from records.committees import Ballot, Presence, Ruling
from records.committees.deciding import outcomes_for
from records.committees.people import Seat
from records.committees.reading import Chamber, attendance
from records.exceptions import Reason
from records.models import (
    AgendaItem,
    Appointment,
    Attendance,
    CommitmentStep,
    CommitteeMember,
    CommitteeSession,
    Decision,
)
from records.models.organization import person_name
from records.models.session import CHOICES, OUTCOMES

SUBSTITUTE = "substitute"
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

    def offer(self) -> None:
        held = Appointment.objects.on(timezone.localdate()).values("user")
        people = get_user_model()._default_manager.filter(pk__in=held, is_active=True)
        self.queryset = people.order_by("first_name", "last_name")

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


class AttendanceForm(FormOfVerb):
    """A line for each seat: who sits in it, or why nobody does."""

    def __init__(
        self, *args: Any, seats: Iterable[Seat], session: CommitteeSession, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.seats = list(seats)
        told = attendance(session)
        for seat in self.seats:
            key = seat.member.pk
            self.fields[f"seat-{key}"] = forms.ChoiceField(
                label=seat.member.named, choices=_offered(seat), required=False
            )
            self.fields[f"who-{key}"] = PersonField(
                label=_("Substitute"), required=False, empty_label=_("Substitute")
            )
            self.fields[f"letter-{key}"] = forms.CharField(
                label=_("Letter"),
                required=False,
                max_length=200,
                widget=forms.TextInput(attrs={"placeholder": _("Letter")}),
            )
            self.initial[f"seat-{key}"] = _now(seat, told.get(key))
        self.fields["guest"] = forms.CharField(
            label=_("Guest from outside"), required=False, max_length=200
        )
        self.fields["guest_position"] = forms.CharField(
            label=_("Position and entity of the guest"), required=False, max_length=250
        )
        people = PersonField()
        people.offer()
        for seat in self.seats:
            self.fields[f"who-{seat.member.pk}"].queryset = people.queryset  # type: ignore[attr-defined]

    @property
    def lines(self) -> list[tuple[Seat, forms.BoundField, forms.BoundField, forms.BoundField]]:
        keys = [(one, one.member.pk) for one in self.seats]
        return [
            (one, self[f"seat-{key}"], self[f"who-{key}"], self[f"letter-{key}"])
            for one, key in keys
        ]

    def presences(self) -> list[Presence]:
        """What was told of each seat that was not left open."""
        found = []
        for seat in self.seats:
            key = seat.member.pk
            said = self.cleaned_data[f"seat-{key}"]
            letter = self.cleaned_data[f"letter-{key}"]
            if not said:
                continue
            if said == SUBSTITUTE:
                who = self.cleaned_data[f"who-{key}"]
                found.append(Presence(seat.member, user=who, letter=letter))
            elif said in Attendance.State.values and said != Attendance.State.PRESENT:
                found.append(Presence(seat.member, said, letter=letter))
            else:
                found.append(Presence(seat.member, user=_sitter(seat, said)))
        return [*found, *self.guests()]

    def guests(self) -> list[Presence]:
        """Somebody without a seat and without an account."""
        told = self.cleaned_data
        if not told["guest"]:
            return []
        return [Presence(None, name=told["guest"], position=told["guest_position"])]


def _offered(seat: Seat) -> list[tuple[str, Any]]:
    sitters = ([seat.holder] if seat.holder else []) + list(seat.delegates)
    guest = seat.member.kind == CommitteeMember.Kind.GUEST
    return [
        ("", "—" if guest else _("Nothing told yet")),
        *((str(one.user.pk), one.name) for one in sitters),
        *([] if guest else [(SUBSTITUTE, _("A substitute, by letter"))]),
        (Attendance.State.ABSENT, _("Absent")),
        (Attendance.State.LEFT, _("Left the session")),
    ]


def _now(seat: Seat, row: Attendance | None) -> str:
    """The usual answer before anything was told: whoever has the seat by right is there."""
    if row is None:
        return str(seat.holder.user.pk) if seat.holder and seat.votes else ""
    if row.state != Attendance.State.PRESENT:
        return str(row.state)
    sitters = {one.pk for one in seat.people()}
    return str(row.user_id) if row.user_id in sitters else SUBSTITUTE


def _sitter(seat: Seat, said: str) -> Any:
    return next((one for one in seat.people() if str(one.pk) == said), None)


class RulingForm(FormOfVerb):
    """Votes and decision of every open point. In favour is the usual vote; a tick says which
    points are decided now."""

    def __init__(
        self, *args: Any, items: Iterable[AgendaItem], chamber: Chamber, session: CommitteeSession,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.items = list(items)
        rows = attendance(session)
        self.seats = [
            one for one in chamber.seats if one.votes and one.member.pk in chamber.present
        ]
        for item in self.items:
            self.fields[f"now-{item.pk}"] = forms.BooleanField(
                label=_("Decide it now"), required=False, initial=True
            )
            stake = interested(item.version) if item.version else frozenset()
            cast = {one.member_id: one for one in item.votes.all()}
            for seat in self.seats:
                key = seat.member.pk
                if key in cast or session.mode == CommitteeSession.Mode.ASYNCHRONOUS:
                    continue
                row = rows.get(key)
                impeded = row is not None and row.user_id in stake
                name = f"item-{item.pk}-vote-{key}"
                self.fields[name] = forms.ChoiceField(
                    label=row.name if row else seat.member.named,
                    choices=CHOICES,
                    required=False,
                    initial=quorum.IMPEDED if impeded else quorum.IN_FAVOUR,
                )
                self.fields[f"{name}-reason"] = forms.CharField(
                    label=_("Reason"),
                    required=False,
                    initial="Escribió, elaboró o revisó el documento." if impeded else "",
                )
            names = dict(OUTCOMES)
            self.fields[f"item-{item.pk}-outcome"] = forms.ChoiceField(
                label=_("Decision"),
                choices=[(one, names[one]) for one in outcomes_for(item)],
                required=False,
            )
            self.fields[f"item-{item.pk}-text"] = forms.CharField(
                label=_("In words"),
                required=False,
                widget=forms.Textarea(attrs=AREA),
                help_text=_("Empty: the usual sentence. A return or a refusal says why."),
            )

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [
            {
                "item": item,
                "now": self[f"now-{item.pk}"],
                "outcome": self[f"item-{item.pk}-outcome"],
                "text": self[f"item-{item.pk}-text"],
                "cast": list(item.votes.all()),
                "votes": [
                    (self[name], self[f"{name}-reason"])
                    for seat in self.seats
                    if (name := f"item-{item.pk}-vote-{seat.member.pk}") in self.fields
                ],
            }
            for item in self.items
        ]

    def rulings(self) -> list[Ruling]:
        """The points that were ticked, with the votes that were not cast before."""
        return [self._ruling(item) for item in self.items if self.cleaned_data[f"now-{item.pk}"]]

    def _ruling(self, item: AgendaItem) -> Ruling:
        told = self.cleaned_data
        outcome = told[f"item-{item.pk}-outcome"]
        ballots = {}
        for seat in self.seats:
            name = f"item-{item.pk}-vote-{seat.member.pk}"
            if name in self.fields and told[name] and outcome != quorum.DEFERRED:
                ballots[seat.member] = Ballot(told[name], told[f"{name}-reason"])
        return Ruling(item, outcome, told[f"item-{item.pk}-text"], ballots)


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
