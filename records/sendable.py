"""Whether a draft of a format can be sent: every reason at once, before anybody signs it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from records import format_drafts
from records.chain.reading import activities_for
from records.exceptions import Reason
from records.filled_places import slots_in_order
from records.forms import Form, Slot, refusals
from records.kinds import forms as kinds
from records.models import (
    Appointment,
    ClassificationScheme,
    FormatDraft,
    Issuance,
    Office,
    RecordOrder,
    Series,
)
from records.organization import appointment_of
from records.permissions import approving_office


@dataclass(frozen=True, slots=True)
class Sendable:
    """What was looked at of a draft, and every reason why it is not sent now; empty if it is."""

    reasons: list[Reason]
    held: Appointment | None
    series: Series | None
    office: Office
    slots: list[Slot]
    heads: Mapping[str, int | None]


def look(
    draft: FormatDraft,
    issuance: Issuance,
    form: Form,
    *,
    notice_accepted: bool,
    order: RecordOrder | None,
    by: Any,
    day: date,
) -> Sendable:
    """Whether `by` sends this draft that day in that version of its format; changes nothing."""
    held = appointment_of(by, day)
    series = series_in_force(form.series, day)
    office = Office.objects.get(pk=issuance.document.office_id)
    slots = slots_in_order(form.slots)
    own = held.office if held else office
    heads = _heads(slots, own, office, signing={by.pk, *draft.chosen.values()}, day=day)
    reasons = [
        *format_drafts.reasons_against(issuance, form, by=by, day=day),
        *refusals(form, draft.values),
        *_not_chosen(form, draft.chosen, by=by, day=day),
        *_nobody(slots, heads, own, office, day=day),
    ]
    if series is None:
        reasons.append(no_series(form.series))
    if order is not None and not _is_offered(order, activities_of(issuance, form, by=by, day=day)):
        message = _("That activity does not order this format today.")
        reasons.append(Reason("not_ordered", message, "order"))
    if form.personal and not notice_accepted:
        message = _("Read the notice on personal data and accept it.")
        reasons.append(Reason("notice", message, "notice"))
    return Sendable(reasons, held, series, office, list(slots), heads)


def activities_of(issuance: Issuance, form: Form, *, by: Any, day: date) -> list[RecordOrder]:
    """The activities in force that order what is filled in in a format, to choose one of.

    Those that this person may know of.
    """
    series = series_in_force(form.series, day)
    above = series.parent if series is not None else None
    codes = [one.code for one in (series, above) if one is not None]
    return activities_for(issuance.version.code, codes, by, day)


def _is_offered(order: RecordOrder, offered: Sequence[RecordOrder]) -> bool:
    return (order.issuance_id, order.activity) in {
        (one.issuance_id, one.activity) for one in offered
    }


def series_in_force(code: str, day: date) -> Series | None:
    """The series of that code in the scheme in force that day."""
    scheme = ClassificationScheme.objects.in_force_on(day)
    return Series.objects.filter(scheme=scheme, code=code).first() if code else None


def no_series(code: str) -> Reason:
    """What is told where the series is not in force."""
    message = _("The series %(code)s, which keeps it, is not in the scheme in force.")
    return Reason("no_series", message % {"code": code}, "series")


def _not_chosen(form: Form, chosen: Mapping[str, int], *, by: Any, day: date) -> list[Reason]:
    reasons = []
    slots = [slot for slot in form.slots if slot.who == kinds.CHOSEN]
    people = [chosen.get(slot.id) for slot in slots]
    for slot, person in zip(slots, people, strict=True):
        found = (
            get_user_model()._default_manager.filter(pk=person, is_active=True).first()
            if person is not None
            else None
        )
        if found is None or appointment_of(found, day) is None:
            message = _("Choose who signs as “%(name)s”, with an appointment in force.")
        elif person == by.pk:
            message = _("“%(name)s” is signed by somebody else than you.")
        elif people.count(person) > 1:
            message = _("“%(name)s”: the same person is chosen for two signatures.")
        else:
            continue
        reasons.append(Reason("chosen", message % {"name": slot.name}, slot.id))
    return reasons


def _heads(
    slots: Sequence[Slot], own: Office, owner: Office, *, signing: set[int], day: date
) -> dict[str, int | None]:
    """By who signs, the office of which somebody approves who signs no other place.

    `signing`: who signs one already. Where one person alone approves for two places, the later
    goes to the office above.
    """
    heads: dict[str, int | None] = {}
    offices = {kinds.HEAD: own, kinds.OWNER: owner}
    for who in dict.fromkeys(slot.who for slot in slots if slot.who in offices):
        heads[who], people = approving_office(offices[who].pk, without=signing, day=day)
        signing |= people if len(people) == 1 else set()
    return heads


def _nobody(
    slots: Sequence[Slot],
    heads: Mapping[str, int | None],
    own: Office,
    owner: Office,
    *,
    day: date,
) -> list[Reason]:
    """Places that nobody could sign that day: it would wait for ever."""
    asked = {kinds.HEAD: own, kinds.OWNER: owner}
    reasons = []
    for slot in slots:
        if slot.who in heads and heads[slot.who] is None:
            message = _(
                "“%(name)s”: nobody approves today in %(office)s, nor in the offices above it."
            )
            told = {"name": slot.name, "office": asked[slot.who]}
        elif slot.who == kinds.POSITION and not _held(slot.position, day):
            message = _("“%(name)s”: nobody holds the position %(position)s today.")
            told = {"name": slot.name, "position": slot.position}
        else:
            continue
        reasons.append(Reason("nobody", message % told))
    return reasons


def _held(position: str, day: date) -> bool:
    return (
        Appointment.objects.on(day)
        .filter(position__name__iexact=position, user__is_active=True)
        .exists()
    )
