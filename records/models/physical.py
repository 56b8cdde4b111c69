"""What a case file has on paper: volumes and where they stand, loans, what is kept apart."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from records.models.case_file import CaseFile
from records.models.case_file_acts import Done
from records.models.evidence import EvidenceQuerySet
from records.models.organization import Office
from records.models.record import Record


class Volume(models.Model):
    """A volume (tomo) of a case file on paper and where it stands. Changed by a verb only."""

    case_file = models.ForeignKey(
        CaseFile, models.PROTECT, related_name="volumes", verbose_name=_("case file")
    )
    number = models.PositiveSmallIntegerField(_("volume"))
    folios = models.PositiveIntegerField(_("folios"), default=0)
    deposit = models.CharField(_("deposit"), max_length=60, blank=True)
    shelf = models.CharField(_("shelf"), max_length=60, blank=True)
    tray = models.CharField(_("tray"), max_length=60, blank=True)
    box = models.CharField(_("box"), max_length=60, blank=True)
    folder = models.CharField(_("folder"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("volume")
        verbose_name_plural = _("volumes")
        ordering = ["case_file", "number"]
        constraints = [
            models.UniqueConstraint(fields=["case_file", "number"], name="volume_once"),
        ]

    def __str__(self) -> str:
        return f"{self.case_file.code} · {self.number}"


class LoanQuerySet(EvidenceQuerySet["Loan"]):
    def out(self) -> Self:
        """Not given back yet."""
        return self.filter(giving_back=None)


class Loan(Done):
    """A case file, or one volume of it, lent until a day. `user` is who lent it."""

    case_file = models.ForeignKey(
        CaseFile, models.PROTECT, related_name="loans", verbose_name=_("case file")
    )
    volume = models.ForeignKey(
        Volume,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="loans",
        verbose_name=_("volume"),
    )
    borrower = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="loans", verbose_name=_("lent to")
    )
    borrower_name = models.CharField(_("lent to"), max_length=200)
    borrower_office = models.ForeignKey(
        Office,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("office that asked"),
    )
    purpose = models.CharField(_("what for"), max_length=250)
    lent_on = models.DateField(_("lent on"))
    due_on = models.DateField(_("to be given back by"))

    objects = LoanQuerySet.as_manager()

    class Meta:
        verbose_name = _("loan")
        verbose_name_plural = _("loans")
        ordering = ["-lent_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(due_on__gte=F("lent_on")), name="loan_period"),
        ]

    def __str__(self) -> str:
        return f"{self.case_file.code} · {self.borrower_name}"


class LoanReturn(Done):
    """A loan that was given back. `user` is who received it."""

    loan = models.OneToOneField(
        Loan, models.PROTECT, related_name="giving_back", verbose_name=_("loan")
    )
    on = models.DateField(_("given back on"))
    observation = models.TextField(_("observation"), blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("return of a loan")
        verbose_name_plural = _("returns of loans")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.loan)


class KeptApart(Done):
    """A witness (testigo) in the place of what is kept elsewhere: a map, a disc, a model."""

    case_file = models.ForeignKey(
        CaseFile, models.PROTECT, related_name="kept_apart", verbose_name=_("case file")
    )
    record = models.ForeignKey(
        Record,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="kept_apart",
        verbose_name=_("record"),
    )
    what = models.CharField(_("what is kept apart"), max_length=250)
    where = models.CharField(_("where it is"), max_length=250)
    reason = models.TextField(_("reason"))

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("witness of what is kept apart")
        verbose_name_plural = _("witnesses of what is kept apart")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.case_file.code} · {self.what}"
