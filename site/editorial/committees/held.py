"""The forms of a session that is held: who is there, and what is voted and decided."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from editorial.committees.forms import AREA, FormOfVerb, PersonField
from records import quorum
from records.approvals import interested
from records.committees import Ballot, Presence, Ruling
from records.committees.deciding import outcomes_for
from records.committees.people import Seat
from records.committees.reading import Chamber, attendance
from records.models import AgendaItem, Attendance, CommitteeMember, CommitteeSession
from records.models.session import CHOICES, OUTCOMES

SUBSTITUTE = "substitute"


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
            row = told.get(key)
            self.initial[f"seat-{key}"] = _now(seat, row)
            if row is not None:
                self.initial[f"letter-{key}"] = row.letter
                if row.user is not None and row.user not in seat.people():
                    self.initial[f"who-{key}"] = row.user_id
        self.fields["guest"] = forms.CharField(
            label=_("Guest from outside"), required=False, max_length=200
        )
        self.fields["guest_position"] = forms.CharField(
            label=_("Position and entity of the guest"), required=False, max_length=250
        )
        people = PersonField().offer()
        # Whoever votes by right stands in for nobody; whom a letter named already stays offered.
        own = {one.pk for seat in self.seats if seat.votes for one in seat.people()}
        offered = people.exclude(pk__in=own - set(self._substitutes()))
        for seat in self.seats:
            self.fields[f"who-{seat.member.pk}"].queryset = offered  # type: ignore[attr-defined]

    def _substitutes(self) -> list[int]:
        told = (self.initial.get(f"who-{seat.member.pk}") for seat in self.seats)
        return [one for one in told if one is not None]

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
            who = self.cleaned_data[f"who-{key}"]
            if self.initial[f"seat-{key}"] == SUBSTITUTE != said:
                # The letter that named who sat here excuses nobody and names nobody else.
                left = said == Attendance.State.LEFT
                who = who if left else None
                letter = letter if left or f"letter-{key}" in self.changed_data else ""
            elif said != SUBSTITUTE:
                who = None
            if said == SUBSTITUTE:
                found.append(Presence(seat.member, user=who, letter=letter))
            elif said in Attendance.State.values and said != Attendance.State.PRESENT:
                found.append(Presence(seat.member, said, user=who, letter=letter))
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
        self.items, self.session = list(items), session
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
        ballots = self._others(item)
        for seat in self.seats:
            name = f"item-{item.pk}-vote-{seat.member.pk}"
            if name in self.fields and told[name] and outcome != quorum.DEFERRED:
                ballots[seat.member] = Ballot(told[name], told[f"{name}-reason"])
        return Ruling(item, outcome, told[f"item-{item.pk}-text"], ballots)

    def _others(self, item: AgendaItem) -> dict[CommitteeMember | None, Ballot]:
        """Votes that were sent for a seat that has none to give here: the verb says why not."""
        prefix = f"item-{item.pk}-vote-"
        members = {str(one.pk): one for one in self.session.committee.members.all()}
        return {
            members.get(name.removeprefix(prefix)): Ballot(self.data[name])
            for name in self.data
            if name.startswith(prefix)
            and name not in self.fields
            and not name.endswith("-reason")
            and self.data[name]
        }
