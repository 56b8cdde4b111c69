"""What is in review, the step at hand of each, how its term stands: derived at each question."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from records.business_days import Calendar, NoCalendar
from records.entity_calendar import calendar
from records.lifecycle import Step
from records.models import Committee, DocumentVersion, Entity, RecordEvent
from records.models.organization import person_name
from records.routes import missing_people, pending_step, route_of
from records.terms import NEAR, ON_TIME, OVERDUE, Standing, standing_on

NAMES = {
    OVERDUE: gettext_lazy("overdue"),
    NEAR: gettext_lazy("near its end"),
    ON_TIME: gettext_lazy("on time"),
}


@dataclass(frozen=True, slots=True)
class Measure:
    """What terms are measured with on a day; read once for a whole list."""

    today: date
    calendar: Calendar
    near: int
    escalate_after: int | None

    @classmethod
    def at(cls, at: datetime) -> Measure:
        """As the entity has set it at that moment; three queries."""
        entity = Entity.current()
        return cls(timezone.localdate(at), calendar(), entity.reminder_days, entity.escalation_days)


@dataclass(frozen=True, slots=True)
class AtHand:
    """A version in review, the step that it waits for, since when, and how its term stands.

    `standing` None: the step has no term.
    """

    version: DocumentVersion
    place: int
    step: Step
    opened_at: datetime
    standing: Standing | None

    @property
    def opened(self) -> date:
        """The day on which the step opened, in the entity's time."""
        return timezone.localdate(self.opened_at)

    @property
    def words(self) -> str:
        """The light and the days in words; empty without a term."""
        return in_words(self.standing) if self.standing else ""


def at_hand(version: DocumentVersion, measure: Measure) -> AtHand | None:
    """The step that waits now; None when every signature is there.

    Without a query where the signatures of the version are prefetched.
    """
    place = pending_step(version)
    if place is None:
        return None
    step, opened = route_of(version)[place], opened_at(version, place)
    return AtHand(version, place, step, opened, _standing(step, opened, measure))


def opened_at(version: DocumentVersion, place: int) -> datetime:
    """When that step opened: with the signature that completed the one before, or at submission."""
    before = [one.signed_at for one in version.signatures.all() if one.step < place]
    if None not in before:
        return max((one for one in before if one is not None), default=version.submitted_at)
    # A committee's signature bears the day of its session: it counts from its signed minutes on.
    signed = RecordEvent.objects.filter(
        action="version.signed",
        subject_type=DocumentVersion._meta.label_lower,
        subject_id=version.pk,
        facts__step__lt=place,
    )
    return signed.latest("seq").at


def _standing(step: Step, opened: datetime, measure: Measure) -> Standing | None:
    if step.days is None:
        return None
    try:
        return standing_on(
            measure.today,
            opened=timezone.localdate(opened),
            days=step.days,
            calendar=measure.calendar,
            near=measure.near,
        )
    except NoCalendar:  # closures declared since reach beyond every year that is calculated
        return None


def in_review(versions: Iterable[DocumentVersion], measure: Measure) -> list[AtHand]:
    """The step at hand of each of these versions, the most pressing first."""
    rows = (at_hand(version, measure) for version in versions)
    return sorted((row for row in rows if row is not None), key=_urgency)


def _urgency(row: AtHand) -> tuple[date, datetime]:
    """By the day on which it is due; what has no term after them, oldest first."""
    return (row.standing.due if row.standing else date.max, row.opened_at)


def in_words(standing: Standing) -> str:
    """The light and its days as a person reads them; never by a colour alone."""
    days = standing.days
    if standing.light == OVERDUE:
        if days == 0:
            return _("Overdue")
        told = ngettext(
            "Overdue by %(days)d business day", "Overdue by %(days)d business days", days
        )
    elif days == 0:
        return _("It ends today")
    elif standing.light == NEAR:
        told = ngettext(
            "Near its end: %(days)d business day left",
            "Near its end: %(days)d business days left",
            days,
        )
    else:
        told = ngettext(
            "On time: %(days)d business day left", "On time: %(days)d business days left", days
        )
    return told % {"days": days}


def whose_turn(rows: Iterable[AtHand]) -> dict[int, str]:
    """Whom each waits for, in words, by the id of the version; two queries for all of them."""
    rows = list(rows)
    asked = {row.version.pk: missing_people(row.version, row.place) for row in rows}
    wanted = {person for people in asked.values() for person in people}
    names = {
        pk: person_name(user)
        for pk, user in get_user_model()._default_manager.in_bulk(sorted(wanted)).items()
    }
    codes = {row.step.committee for row in rows if row.step.committee}
    committees = dict(Committee.objects.filter(code__in=codes).values_list("code", "name"))
    told = {}
    for row in rows:
        people = [names.get(one, str(one)) for one in asked[row.version.pk]]
        committee = committees.get(row.step.committee, row.step.committee)
        told[row.version.pk] = ", ".join(people) or committee or _("Anyone with the role")
    return told
