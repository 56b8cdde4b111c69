"""What was filled in: drafts, what was sent and signed, and what became a record.

A draft is an ordinary row of its author, and goes when it is sent. What was sent is evidence; its
content, with the personal data, is a `Component`, so that a lawful disposal can erase it.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from records.models.access import AccessLevel
from records.models.classification import Series
from records.models.controlled_document import ControlledDocument, Issuance
from records.models.evidence import Evidence, EvidenceQuerySet
from records.models.number import RegistryNumber
from records.models.organization import Office
from records.models.record import Record
from records.models.signature import PersonalSignature
from records.querysets import FilledFormatQuerySet


class FilledFormat(Evidence):
    """Something that was filled in and sent, to be signed by `route`. Written once.

    `route`: for each place to sign its name, who signs it, and the people it names. `issuance` is
    the version of the format that was in force that day; what the system itself draws up, an
    attendance list or a hand-over, needs none.
    `ordered_by` and `ordered_activity`: the activity that it came of, where its author said so.
    """

    class Kind(models.TextChoices):
        FORMAT = "format", _("filled format")
        ATTENDANCE = "attendance", _("attendance list")
        HANDOVER = "handover", _("hand-over of a post")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    issuance = models.ForeignKey(
        Issuance,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="filled",
        verbose_name=_("version of the format"),
    )
    code = models.CharField(_("code"), max_length=40, blank=True)
    title = models.CharField(_("title"), max_length=300)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name=_("office"))
    series = models.ForeignKey(Series, models.PROTECT, related_name="+", verbose_name=_("series"))
    access = models.CharField(_("access"), max_length=10, choices=AccessLevel)
    ordered_by = models.ForeignKey(
        Issuance,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("version that orders it"),
    )
    ordered_activity = models.CharField(
        _("activity that orders it (id)"), max_length=36, blank=True
    )
    content_sha256 = models.CharField("SHA-256", max_length=64)
    route = models.JSONField(_("who signs"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="filled_formats",
        verbose_name=_("filled in by"),
    )
    author_office = models.ForeignKey(
        Office, models.PROTECT, related_name="+", verbose_name=_("office of the author")
    )
    submitted_at = models.DateTimeField(_("sent at"))

    objects = FilledFormatQuerySet.as_manager()

    class Meta:
        verbose_name = _("filled format")
        verbose_name_plural = _("filled formats")
        ordering = ["submitted_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["attendance", "handover"]) | Q(issuance__isnull=False),
                name="filled_format_of_a_version",
            ),
            models.CheckConstraint(
                condition=Q(ordered_by__isnull=True, ordered_activity="")
                | Q(ordered_by__isnull=False) & ~Q(ordered_activity=""),
                name="filled_format_of_an_activity",
            ),
        ]

    def __str__(self) -> str:
        """Never what was written in it."""
        return f"{self.code or self.get_kind_display()} #{self.pk}"


class FilledSignature(PersonalSignature):
    """Somebody signed exactly what was filled in, in one of its places."""

    filled = models.ForeignKey(FilledFormat, models.PROTECT, related_name="signatures")

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("signature of a filled format")
        verbose_name_plural = _("signatures of filled formats")
        ordering = ["filled", "step"]
        constraints = [
            models.UniqueConstraint(fields=["filled", "step"], name="filled_place_signed_once"),
            models.UniqueConstraint(fields=["filled", "user"], name="filled_signed_once_a_person"),
            models.CheckConstraint(
                condition=Q(user__isnull=False, signed_at__isnull=False),
                name="filled_signature_of_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.filled}: {self.step_name}"


class FilledReturn(Evidence):
    """What was sent ended without a record: a signer gave it back, or its author took it back."""

    class Kind(models.TextChoices):
        RETURNED = "returned", _("returned for correction")
        RECALLED = "recalled", _("taken back")

    filled = models.OneToOneField(FilledFormat, models.PROTECT, related_name="ending")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    reason = models.TextField(_("reason"))

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("return of a filled format")
        verbose_name_plural = _("returns of filled formats")

    def __str__(self) -> str:
        return f"{self.filled}: {self.get_kind_display()}"


class FilledCompletion(Evidence):
    """The last signature gave it a number and made it a record."""

    filled = models.OneToOneField(FilledFormat, models.PROTECT, related_name="completion")
    number = models.OneToOneField(RegistryNumber, models.PROTECT, related_name="+")
    record = models.OneToOneField(Record, models.PROTECT, related_name="completion")
    completed_at = models.DateTimeField(_("completed at"))

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("completion of a filled format")
        verbose_name_plural = _("completions of filled formats")

    def __str__(self) -> str:
        return str(self.number)


class FormatDraft(models.Model):
    """A format that is being filled in. Only its author reads it; sent or thrown away, it goes.

    `values` by id of the field, `chosen` the person for each place that the author chooses.
    """

    document = models.ForeignKey(
        ControlledDocument, models.PROTECT, related_name="+", verbose_name=_("format")
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    values = models.JSONField(default=dict)
    chosen = models.JSONField(default=dict)
    returned_from = models.ForeignKey(
        FilledFormat, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(_("created at"))
    saved_at = models.DateTimeField(_("saved at"))

    # Personal data: in no index of Wagtail's.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("draft of a filled format")
        verbose_name_plural = _("drafts of filled formats")
        ordering = ["-saved_at"]

    def __str__(self) -> str:
        return f"#{self.pk}"


class DraftFile(models.Model):
    """A file of a draft. It enters the storage, from where nothing is taken, only when sent."""

    draft = models.ForeignKey(FormatDraft, models.CASCADE, related_name="files")
    field = models.CharField(max_length=36)
    name = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    media_type = models.CharField(_("media type"), max_length=100)
    content = models.BinaryField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("file of a draft")
        verbose_name_plural = _("files of drafts")
        constraints = [
            models.UniqueConstraint(fields=["draft", "field"], name="draft_file_once_a_field")
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
