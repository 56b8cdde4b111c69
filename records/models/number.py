"""Numbers that were given, annulled, or kept aside for a day without system."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from records.models.evidence import Evidence, EvidenceQuerySet
from records.models.record import Record


class ContingencyRange(Evidence):
    """Numbers given by hand while the system was down, opened by an act (domain 11).

    They are set aside in the sequence when it is opened and loaded once, when the system is back.
    """

    scope = models.CharField(_("scope"), max_length=100)
    year = models.PositiveSmallIntegerField(_("year"))
    first = models.PositiveIntegerField(_("first number"))
    last = models.PositiveIntegerField(_("last number"))
    act = models.CharField(_("act that opens it"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("at"))

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("contingency range")
        verbose_name_plural = _("contingency ranges")
        ordering = ["scope", "year", "first"]
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="contingency_not_empty"),
            models.UniqueConstraint(
                fields=["scope", "year", "first"], name="contingency_begins_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.year}: {self.first}–{self.last}"


class RegistryNumber(Evidence):
    """A number that was given, for ever. `subject` is what bears it."""

    scope = models.CharField(_("scope"), max_length=100)
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveIntegerField(_("number"))
    printed = models.CharField(_("as printed"), max_length=60)
    subject_type = models.CharField(_("subject"), max_length=60)
    subject_id = models.PositiveBigIntegerField()
    contingency = models.ForeignKey(
        ContingencyRange, models.PROTECT, null=True, blank=True, related_name="numbers"
    )
    taken_on = models.DateField(_("date"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("at"))

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("number given")
        verbose_name_plural = _("numbers given")
        ordering = ["scope", "year", "number"]
        constraints = [
            models.UniqueConstraint(fields=["scope", "year", "number"], name="number_given_once")
        ]

    def __str__(self) -> str:
        return self.printed


class NumberAnnulment(Evidence):
    """A number that binds no longer. It stays given and is never given again.

    `minutes` is the acta that annuls it, a record filed with its signatures; `act` names it.
    """

    number = models.OneToOneField(RegistryNumber, models.PROTECT, related_name="annulment")
    reason = models.TextField(_("reason"))
    act = models.CharField(_("act"), max_length=200)
    minutes = models.ForeignKey(Record, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("at"))

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("annulment of a number")
        verbose_name_plural = _("annulments of numbers")

    def __str__(self) -> str:
        return f"{self.number} ×"
