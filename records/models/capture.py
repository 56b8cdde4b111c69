"""How a record came from outside: by whom, by which way, from which original; what was made of it.

What is read out of a file (its text, what a scanner found) is no evidence: it can be made anew.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from records.models.case_file_acts import Done
from records.models.evidence import EvidenceQuerySet
from records.models.record import Record


class Capture(Done):
    """A record entered from outside. `notes`: what its reader should know, by code."""

    class Way(models.TextChoices):
        UPLOAD = "upload", _("uploaded")
        SHEET = "sheet", _("uploaded with a sheet")
        MAIL = "mail", _("e-mail message")

    record = models.OneToOneField(
        Record, models.PROTECT, related_name="capture", verbose_name=_("record")
    )
    way = models.CharField(_("how it came"), max_length=10, choices=Way)
    notes = models.JSONField(_("to be known of it"), default=list)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("capture")
        verbose_name_plural = _("captures")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.record)


class Digitisation(Done):
    """Of a digitised copy: from what, where that is, by whom, when, how it was checked (11.17)."""

    class Medium(models.TextChoices):
        PAPER = "paper", _("paper")
        PHOTOGRAPH = "photograph", _("photograph")
        PLAN = "plan", pgettext_lazy("drawing", "plan")
        MICROFILM = "microfilm", _("microfilm")
        OTHER = "other", _("another")

    record = models.OneToOneField(
        Record, models.PROTECT, related_name="digitisation", verbose_name=_("record")
    )
    medium = models.CharField(_("support of the original"), max_length=10, choices=Medium)
    original_place = models.CharField(_("where the original is"), max_length=250)
    digitised_by = models.CharField(_("digitised by"), max_length=200)
    digitised_on = models.DateField(_("digitised on"))
    checked_by = models.CharField(_("quality checked by"), max_length=200)
    quality = models.CharField(_("outcome of the check"), max_length=250)
    probative = models.BooleanField(
        _("with probative purpose"),
        help_text=_("Digitised by the entity's certified procedure, to stand for the original."),
    )

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("digitisation")
        verbose_name_plural = _("digitisations")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.record)


class Derivation(models.Model):
    """What was read out of the bytes of a digest, or that nothing could be. Rebuilt at will.

    It is asked for through a component that the person may open, never by its digest.
    """

    class Work(models.TextChoices):
        SCAN = "scan", _("search for viruses")
        TEXT = "text", _("text")
        OCR = "ocr", _("text recognised in the picture")
        PDFA = "pdfa", _("copy in PDF/A")

    class Outcome(models.TextChoices):
        DONE = "done", _("done")
        NOTHING = "nothing", _("there is none")
        FOUND = "found", _("a virus was found")
        FAILED = "failed", _("it could not be read")

    sha256 = models.CharField("SHA-256", max_length=64)
    work = models.CharField(_("work"), max_length=6, choices=Work)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome)
    tool = models.CharField(_("tool"), max_length=100, blank=True)
    text = models.TextField(_("text"), blank=True)
    at = models.DateTimeField(_("at"))

    # Words of records: in no index of Wagtail's.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("derivation")
        verbose_name_plural = _("derivations")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["sha256", "work"], name="derivation_once"),
            models.CheckConstraint(
                condition=Q(work="scan") | ~Q(outcome="found"), name="derivation_found_by_scan"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sha256[:12]} {self.work}"
