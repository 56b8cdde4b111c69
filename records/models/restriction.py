"""Why a case file or a record is restricted, until when, and what ended that (Ley 1712 de 2014).

A level alone says nothing: arts. 18, 19 and 28 ask for norm, aim and harm, in writing; art. 22
bounds the reserve to fifteen years. Each is written once.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from records.models.access import AccessLevel
from records.models.case_file import CaseFile
from records.models.case_file_acts import Done
from records.models.evidence import EvidenceQuerySet
from records.models.organization import Appointment
from records.models.record import Record


class RestrictionQuerySet(EvidenceQuerySet["Restriction"]):
    def standing(self) -> Self:
        """Those that no act ended. One whose term has run is among them: it waits for the act."""
        return self.filter(ending=None)

    def passed_by(self, day: date) -> Self:
        """Those whose last day is before that day."""
        return self.filter(until__lt=day)


class Restriction(Done):
    """A motivated restriction. `until` is its last day; a classified one has none."""

    case_file = models.ForeignKey(
        CaseFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="restrictions",
        verbose_name=_("case file"),
    )
    record = models.ForeignKey(
        Record,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="restrictions",
        verbose_name=_("record"),
    )
    access = models.CharField(_("access"), max_length=10, choices=AccessLevel)
    norm = models.CharField(_("norm that allows it"), max_length=250)
    aim = models.TextField(pgettext_lazy("restriction", "legitimate aim"))
    harm = models.TextField(_("harm that publishing would do"))
    partial = models.BooleanField(_("only a part"), default=False)
    part = models.CharField(_("which part"), max_length=250, blank=True)
    decided_on = models.DateField(_("date of the qualification"))
    until = models.DateField(_("last day"), null=True, blank=True)

    objects = RestrictionQuerySet.as_manager()

    class Meta:
        verbose_name = _("restriction")
        verbose_name_plural = _("restrictions")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(case_file__isnull=False, record__isnull=True)
                | Q(case_file__isnull=True, record__isnull=False),
                name="restriction_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(access="classified", until__isnull=True)
                | Q(access="reserved", until__isnull=False),
                name="restriction_reserved_has_term",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} · {self.get_access_display()}"

    @property
    def of(self) -> CaseFile:
        """The case file that it is about: its own, or that of its record."""
        subject = self.subject
        found: CaseFile = subject if isinstance(subject, CaseFile) else subject.case_file
        return found

    @property
    def subject(self) -> Any:
        """The case file or the record that it restricts."""
        return self.case_file or self.record


class AccessGrant(Done):
    """Why somebody may know a case file that their office does not let them know.

    It holds while they answer for the case file under that appointment: whoever passes it on
    passes the right on too, and no row needs to end it.
    """

    case_file = models.ForeignKey(
        CaseFile, models.PROTECT, related_name="grants", verbose_name=_("case file")
    )
    to = models.ForeignKey(
        Appointment, models.PROTECT, related_name="+", verbose_name=_("who may know it")
    )
    norm = models.CharField(_("norm that allows it"), max_length=250)
    aim = models.TextField(pgettext_lazy("restriction", "legitimate aim"))
    on = models.DateField(_("day"))

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("right to a restricted case file")
        verbose_name_plural = _("rights to restricted case files")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.case_file.code} · {self.to.person()}"


class Declassification(Done):
    """The reasoned act that ended a restriction. Nothing else does, no term either."""

    restriction = models.OneToOneField(
        Restriction, models.PROTECT, related_name="ending", verbose_name=_("restriction")
    )
    access = models.CharField(_("access from then on"), max_length=10, choices=AccessLevel)
    act = models.CharField(_("act"), max_length=200)
    on = models.DateField(_("date of the act"))
    reason = models.TextField(_("reason"))

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("declassification")
        verbose_name_plural = _("declassifications")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.restriction} · {self.act}"
