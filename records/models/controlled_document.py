"""A controlled document, its versions, and what put each in force or ended it."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from taggit.managers import TaggableManager

from records.kinds import LABELS
from records.models.access import AccessLevel
from records.models.classification import Series
from records.models.evidence import Evidence, EvidenceQuerySet
from records.models.organization import Office
from records.models.processes import Process
from records.querysets import (
    ControlledDocumentQuerySet,
    DocumentVersionQuerySet,
    IssuanceQuerySet,
)

KIND_CHOICES = list(LABELS.items())


class ControlledDocument(models.Model):
    """What a code names, whatever its version. The row that verbs lock.

    `code` is empty until the first submission, then fixed for ever: never reused. A document that
    moved elsewhere is another, with a code of its own, and `replaces` the one that it was.
    `access` can only restrict what the issued versions allow.
    """

    code = models.CharField(_("code"), max_length=40, unique=True, null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=KIND_CHOICES)
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="controlled_documents", verbose_name=_("office")
    )
    access = models.CharField(
        _("access"), max_length=10, choices=AccessLevel, default=AccessLevel.PUBLIC
    )
    created_at = models.DateTimeField(_("created at"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    replaces = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="successors",
        verbose_name=_("replaces"),
    )
    tags = TaggableManager(blank=True, verbose_name=_("tags"))

    objects = ControlledDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("controlled document")
        verbose_name_plural = _("controlled documents")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__isnull=True) | Q(code__regex=r"^[A-Z0-9][A-Z0-9.\-]{0,39}$"),
                name="document_code_canonical",
            )
        ]

    def __str__(self) -> str:
        return self.code or f"#{self.pk}"


class FormerCode(Evidence):
    """A code under which a document was known before it came here: it leads to the document."""

    document = models.ForeignKey(ControlledDocument, models.PROTECT, related_name="former_codes")
    code = models.CharField(_("former code"), max_length=40, unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("at"))

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("former code")
        verbose_name_plural = _("former codes")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} → {self.document}"


class DocumentVersion(Evidence):
    """One submission: this content, to be signed along this route. Written once.

    The content itself is the `Component` of role CONTENT; `content_sha256` names it. `authors` are
    the ids of whoever saved the draft: none of them reviews or approves it. `legacy_changes`
    repeats what the content prints, so that issuing reads no file; None where a row is older than
    the column.
    """

    class Scope(models.TextChoices):
        MAJOR = "major", _("change of substance")
        MINOR = "minor", _("correction of form")

    document = models.ForeignKey(ControlledDocument, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("submission"))
    code = models.CharField(_("code"), max_length=40)
    title = models.CharField(_("title"), max_length=300)
    kind = models.CharField(_("kind"), max_length=20, choices=KIND_CHOICES)
    process = models.ForeignKey(
        Process, models.PROTECT, null=True, blank=True, related_name="versions"
    )
    office = models.ForeignKey(Office, models.PROTECT, related_name="versions")
    series = models.ForeignKey(Series, models.PROTECT, null=True, blank=True, related_name="+")
    access = models.CharField(_("access"), max_length=10, choices=AccessLevel)
    content_sha256 = models.CharField("SHA-256", max_length=64)
    route = models.JSONField(_("route of signers"))
    label = models.CharField(
        _("proposed label"), max_length=10, blank=True, help_text=_("Empty: the next one.")
    )
    change_note = models.TextField(_("what changes and why"))
    change_scope = models.CharField(_("scope of the change"), max_length=10, choices=Scope)
    effective_on = models.DateField(
        _("to be in force from"), null=True, blank=True, help_text=_("Empty: the day of issue.")
    )
    waivers = models.JSONField(_("findings set aside"), default=list)
    authors = models.JSONField(_("who wrote the draft"), default=list, editable=False)
    legacy_changes = models.JSONField(
        _("changes before it came here"), null=True, default=None, editable=False
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="submissions"
    )
    submitted_at = models.DateTimeField(_("submitted at"))

    objects = DocumentVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["document", "number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="version_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} ({self.number})"


class Refusal(Evidence):
    """A submission that ended without issue: returned by a signer or taken back by its author."""

    class Kind(models.TextChoices):
        RETURNED = "returned", _("returned for correction")
        RECALLED = "recalled", _("taken back")

    version = models.OneToOneField(DocumentVersion, models.PROTECT, related_name="refusal")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="refusals"
    )
    at = models.DateTimeField(_("at"))
    reason = models.TextField(_("reason"))

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("refusal")
        verbose_name_plural = _("refusals")

    def __str__(self) -> str:
        return f"{self.version}: {self.get_kind_display()}"


class Issuance(Evidence):
    """A version became a version of record: label, dates, envelope. Written once."""

    document = models.ForeignKey(ControlledDocument, models.PROTECT, related_name="issuances")
    version = models.OneToOneField(DocumentVersion, models.PROTECT, related_name="issuance")
    label = models.CharField(_("version"), max_length=10)
    number = models.PositiveIntegerField(_("order of issue"))
    access = models.CharField(_("access"), max_length=10, choices=AccessLevel)
    approved_on = models.DateField(_("approved on"))
    effective_on = models.DateField(_("in force from"))
    issued_at = models.DateTimeField(_("issued at"))
    envelope_json = models.TextField(_("envelope"), help_text="RFC 8785")
    envelope_sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    verification_code = models.CharField(_("verification code"), max_length=19, unique=True)
    adopted = models.BooleanField(_("adopted"), default=False)

    objects = IssuanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("issuance")
        verbose_name_plural = _("issuances")
        ordering = ["document", "number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "label"], name="issuance_label_once"),
            models.UniqueConstraint(fields=["document", "number"], name="issuance_number_once"),
            models.CheckConstraint(
                condition=Q(label__regex=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,9}$"),
                name="issuance_label_in_an_address",
            ),
        ]
        indexes = [
            models.Index(fields=["document", "-effective_on", "-number"], name="issuance_in_force")
        ]

    def __str__(self) -> str:
        return f"{self.version.code} v{self.label}"

    @property
    def envelope(self) -> dict[str, Any]:
        """The envelope as it was sealed."""
        return dict(json.loads(self.envelope_json))

    @property
    def withdrawal(self) -> Withdrawal | None:
        """What ends it: of its withdrawals the one that begins first; None where it has none."""
        if self.__dict__.get("first_end", ...) is None:  # `with_end` knows that it has none
            return None
        written = self.withdrawals.all()
        return min(written, key=lambda one: one.effective_on, default=None)

    @property
    def ends_on(self) -> date | None:
        """From which day it is withdrawn. Lists ask without a query of each: `with_end`."""
        if "first_end" in self.__dict__:
            known: date | None = self.__dict__["first_end"]
            return known
        found = self.withdrawal
        return found.effective_on if found else None


class Withdrawal(Evidence):
    """Ends an issued version from a day on, with its reason. Never revives the version before.

    A later one brings the end forward: of several the one that begins first decides, so that none
    puts an end off.
    """

    issuance = models.ForeignKey(Issuance, models.PROTECT, related_name="withdrawals")
    effective_on = models.DateField(_("from"))
    reason = models.TextField(_("reason"))
    act = models.CharField(_("act"), max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="withdrawals"
    )
    at = models.DateTimeField(_("at"))

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")
        constraints = [
            models.UniqueConstraint(
                fields=["issuance", "effective_on"], name="withdrawal_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.issuance} × {self.effective_on}"
