"""What is not a record: working papers, what came back from quarantine, what was suppressed.

Three narrow ways, each told in the register (domain 11.19).
"""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from records.models.case_file import CaseFile
from records.models.case_file_acts import Done, RecordRemoval
from records.models.evidence import EvidenceQuerySet
from records.models.record import Component, Record


class WorkingPaper(models.Model):
    """A draft or note of its owner alone, for a time. It never enters the storage of records."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="working_papers",
        verbose_name=_("owner"),
    )
    case_file = models.ForeignKey(
        CaseFile,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("for the case file"),
    )
    title = models.CharField(_("title"), max_length=200)
    name = models.CharField(_("file name"), max_length=255)
    media_type = models.CharField(_("media type"), max_length=100)
    content = models.BinaryField()
    size = models.PositiveBigIntegerField(_("size in bytes"))
    kept_at = models.DateTimeField(_("kept since"))
    expires_on = models.DateField(_("goes on"))

    # Nobody else's: in no index of Wagtail's.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("working paper")
        verbose_name_plural = _("working papers")
        ordering = ["expires_on", "pk"]

    def __str__(self) -> str:
        return self.title


class RecordReturn(Done):
    """A record that came back from quarantine to its case file: it was no mistake."""

    removal = models.OneToOneField(
        RecordRemoval, models.PROTECT, related_name="returned", verbose_name=_("removal")
    )
    reason = models.TextField(_("reason"))

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("return from quarantine")
        verbose_name_plural = _("returns from quarantine")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.removal)


class SuppressionQuerySet(EvidenceQuerySet["Suppression"]):
    def standing(self) -> Self:
        """Those that nobody refused: confirmed, or waiting for it."""
        return self.filter(refusal=None)


class Suppression(Done):
    """An order to suppress a file, or all files of a record. Nothing happens until it is confirmed.

    A mistaken upload in quarantine, or personal data by order of an authority (Ley 1581 de 2012).
    `replacement` is what stays in the place of the file, without what was ordered out.
    """

    class Ground(models.TextChoices):
        MISTAKE = "mistake", _("mistaken upload")
        JUDICIAL = "judicial", pgettext_lazy("ground", "judicial order")
        ADMINISTRATIVE = "administrative", pgettext_lazy("ground", "administrative order")
        HOLDER = "holder", _("claim of the holder of the data")

    ground = models.CharField(_("ground"), max_length=14, choices=Ground)
    record = models.ForeignKey(
        Record, models.PROTECT, related_name="suppressions", verbose_name=_("record")
    )
    component = models.ForeignKey(
        Component,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="suppressions",
        verbose_name=_("file"),
        help_text=_("Empty: all files of the record."),
    )
    replacement = models.ForeignKey(
        Component,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("file in its place"),
    )
    authority = models.CharField(_("authority"), max_length=200, blank=True)
    order = models.CharField(pgettext_lazy("document", "order"), max_length=200, blank=True)
    ordered_on = models.DateField(_("date of the order"), null=True, blank=True)
    what = models.TextField(_("what is suppressed"))
    reason = models.TextField(_("reason"))

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suppression")
        verbose_name_plural = _("suppressions")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ground="mistake", component__isnull=True)
                | ~Q(ground="mistake") & ~Q(order=""),
                name="suppression_by_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record} · {self.get_ground_display()}"


class SuppressionConfirmation(Done):
    """A second person confirmed it: from then on nobody opens what was suppressed."""

    suppression = models.OneToOneField(
        Suppression, models.PROTECT, related_name="confirmation", verbose_name=_("suppression")
    )

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("confirmation of a suppression")
        verbose_name_plural = _("confirmations of suppressions")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.suppression)


class SuppressionRefusal(Done):
    """It does not happen: the second person refused it, or who ordered it took it back."""

    suppression = models.OneToOneField(
        Suppression, models.PROTECT, related_name="refusal", verbose_name=_("suppression")
    )
    reason = models.TextField(_("reason"))

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("refusal of a suppression")
        verbose_name_plural = _("refusals of suppressions")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.suppression)


class Erasure(Done):
    """The bytes of a suppressed file are gone from the storage. The row of the file stays."""

    component = models.OneToOneField(
        Component, models.PROTECT, related_name="erasure", verbose_name=_("file")
    )
    suppression = models.ForeignKey(
        Suppression, models.PROTECT, related_name="erasures", verbose_name=_("suppression")
    )

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("erasure of a file")
        verbose_name_plural = _("erasures of files")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.component)
