"""What was done to a case file: closed, reopened, reclassified, merged, a record taken out.

Each is written once; how a case file stands follows from these rows.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from records.models.case_file import CaseFile
from records.models.classification import Series
from records.models.evidence import Evidence, EvidenceQuerySet
from records.models.record import Record


class Done(Evidence):
    """Who did it and as what: name, position and office are copied, as they were that day."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    name = models.CharField(_("by"), max_length=200, blank=True)
    position = models.CharField(_("position"), max_length=250, blank=True)
    office = models.CharField(_("office"), max_length=250, blank=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        abstract = True


class CaseFileClosing(Done):
    """A closing. Retention counts from the administrative one; nothing enters after the final."""

    class Kind(models.TextChoices):
        ADMINISTRATIVE = "administrative", _("administrative closing")
        FINAL = "final", _("final closing")

    case_file = models.ForeignKey(
        CaseFile, models.PROTECT, related_name="closings", verbose_name=_("case file")
    )
    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    number = models.PositiveSmallIntegerField(_("number"))
    on = models.DateField(_("closed on"))
    reason = models.TextField(_("observation"), blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("closing of a case file")
        verbose_name_plural = _("closings of case files")
        ordering = ["pk"]
        indexes = [models.Index(fields=["kind", "case_file"], name="case_file_closing_kind")]
        constraints = [
            models.UniqueConstraint(
                fields=["case_file", "kind", "number"], name="case_file_closing_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_file.code} · {self.get_kind_display()} {self.on:%Y-%m-%d}"


class CaseFileReopening(Done):
    """A closing that counts no more, by a legal or administrative act (Acuerdo 001 de 2024)."""

    closing = models.OneToOneField(
        CaseFileClosing, models.PROTECT, related_name="reopening", verbose_name=_("closing")
    )
    on = models.DateField(_("reopened on"))
    reason = models.TextField(_("reason"))
    act = models.CharField(_("act"), max_length=200)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("reopening of a case file")
        verbose_name_plural = _("reopenings of case files")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.closing.case_file.code} · {self.act}"


class LateEntry(Done):
    """A record that entered between the two closings: it does not move the clock (11.1)."""

    record = models.OneToOneField(
        Record, models.PROTECT, related_name="late_entry", verbose_name=_("record")
    )
    closing = models.ForeignKey(
        CaseFileClosing, models.PROTECT, related_name="late_entries", verbose_name=_("closing")
    )
    reason = models.TextField(_("reason"))

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("late entry")
        verbose_name_plural = _("late entries")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.record)


class Reclassification(Done):
    """A case file that went from one series to another, and why."""

    case_file = models.ForeignKey(
        CaseFile, models.PROTECT, related_name="reclassifications", verbose_name=_("case file")
    )
    former = models.ForeignKey(
        Series, models.PROTECT, related_name="+", verbose_name=_("former series")
    )
    series = models.ForeignKey(
        Series, models.PROTECT, related_name="+", verbose_name=_("new series")
    )
    reason = models.TextField(_("reason"))

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("reclassification")
        verbose_name_plural = _("reclassifications")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.case_file.code}: {self.former.code} → {self.series.code}"


class CaseFileMerge(Done):
    """A case file whose records went into another. It stays, empty, and admits nothing."""

    source = models.OneToOneField(
        CaseFile, models.PROTECT, related_name="merged_into", verbose_name=_("merged")
    )
    target = models.ForeignKey(
        CaseFile, models.PROTECT, related_name="merged_from", verbose_name=_("into")
    )
    reason = models.TextField(_("reason"))

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("merge of case files")
        verbose_name_plural = _("merges of case files")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.source.code} → {self.target.code}"


class RecordRemoval(Done):
    """A mistaken upload that was taken out. File and row are kept; it may come back, and go again.

    The last one tells whether it is out: the one that no `RecordReturn` follows.
    """

    record = models.ForeignKey(
        Record, models.PROTECT, related_name="removals", verbose_name=_("record")
    )
    case_file = models.ForeignKey(
        CaseFile, models.PROTECT, related_name="removals", verbose_name=_("case file")
    )
    reason = models.TextField(_("reason"))

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("removal of a record")
        verbose_name_plural = _("removals of records")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.record)


class CaseFileIndex(Evidence):
    """An electronic index that was frozen, and signed. A new one never replaces an old one."""

    case_file = models.ForeignKey(
        CaseFile, models.PROTECT, related_name="indices", verbose_name=_("case file")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    closing = models.ForeignKey(
        CaseFileClosing,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="indices",
        verbose_name=_("closing"),
    )
    made_at = models.DateTimeField(_("made at"))
    xml_sha256 = models.CharField("SHA-256", max_length=64)
    entries = models.PositiveIntegerField(_("records"))
    pages = models.PositiveIntegerField(_("pages"))

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("electronic index")
        verbose_name_plural = _("electronic indices")
        ordering = ["case_file", "number"]
        constraints = [
            models.UniqueConstraint(fields=["case_file", "number"], name="case_file_index_once"),
        ]

    def __str__(self) -> str:
        return f"{self.case_file.code} · {self.number}"
