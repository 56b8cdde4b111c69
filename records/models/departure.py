"""Authorised departures from a procedure: who, why, from which activity, until when."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from records.models.controlled_document import DocumentVersion
from records.models.evidence import Evidence, EvidenceQuerySet
from records.models.organization import Appointment
from records.permissions import offices_of, sees_everything


class DepartureQuerySet(EvidenceQuerySet["Departure"]):
    def visible_to(self, user: Any) -> Self:
        """Those that this person may know of: of their offices' documents, or all of them."""
        if sees_everything(user):
            return self
        if not getattr(user, "is_authenticated", False) or not user.is_active:
            return self.none()
        return self.filter(version__document__office__in=offices_of(user))

    def with_state(self, day: date) -> Self:
        """Adds `state` on that day, which follows from its dates and its end."""
        state = Departure.State
        return self.annotate(
            state=Case(
                When(end__on__lte=day, then=Value(state.ENDED.value)),
                When(until__lt=day, then=Value(state.EXPIRED.value)),
                When(since__gt=day, then=Value(state.COMING.value)),
                default=Value(state.OPEN.value),
                output_field=models.CharField(),
            )
        )


class Departure(Evidence):
    """The procedure allows it, with somebody's authorisation: this is the authorisation."""

    state: str  # of rows read by `with_state`

    class State(models.TextChoices):
        COMING = "coming", _("to begin")
        OPEN = "open", _("in course")
        EXPIRED = "expired", _("expired")
        ENDED = "ended", _("ended before its time")

    version = models.ForeignKey(
        DocumentVersion, models.PROTECT, related_name="departures", verbose_name=_("version")
    )
    activity = models.CharField(_("activity (id)"), max_length=36)
    activity_text = models.TextField(_("activity"))
    instead = models.TextField(_("what is done instead"))
    reason = models.TextField(_("why"))
    asked_by = models.CharField(_("asked by"), max_length=200)
    since = models.DateField(_("from"))
    until = models.DateField(_("until"))
    authorised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("authorised by")
    )
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    name = models.CharField(_("authorised by"), max_length=200)
    position = models.CharField(_("position"), max_length=250)
    at = models.DateTimeField(_("at"))

    objects = DepartureQuerySet.as_manager()

    class Meta:
        verbose_name = _("authorised departure")
        verbose_name_plural = _("authorised departures")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="departure_period")
        ]

    def __str__(self) -> str:
        return f"{self.code} · {self.activity_text[:60]}"

    @property
    def code(self) -> str:
        """The code of the document that it departs from."""
        return self.version.code


class DepartureEnd(Evidence):
    """A departure that ended before its time."""

    departure = models.OneToOneField(Departure, models.PROTECT, related_name="end")
    on = models.DateField(_("from"))
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("at"))

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("end of a departure")
        verbose_name_plural = _("ends of departures")

    def __str__(self) -> str:
        return str(self.departure)
