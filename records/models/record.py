"""The record (documento de archivo) and its components (ficheros)."""

from __future__ import annotations

from typing import Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from taggit.managers import TaggableManager

from records.models.access import AccessLevel
from records.models.case_file import CaseFile
from records.models.classification import DocumentType
from records.models.controlled_document import DocumentVersion
from records.models.evidence import Evidence, EvidenceQuerySet


class Origin(models.TextChoices):
    """How it came to be (Origen, in the index of the AGN)."""

    ELECTRONIC = "electronic", _("born electronic")
    DIGITISED = "digitised", _("digitised")
    PAPER = "paper", _("paper")


class RecordQuerySet(models.QuerySet["Record"]):
    def kept(self) -> Self:
        """Without those that were taken out as mistaken uploads: they count nowhere.

        One that came back from quarantine counts again, at its place.
        """
        # Not by a join: PostgreSQL takes what is no row of a small table for rare, and reads all.
        removals = apps.get_model("records", "RecordRemoval").objects
        out = removals.filter(record=OuterRef("pk"), returned=None)
        return self.filter(~Exists(out))


class Record(models.Model):
    """A document kept as evidence in a case file. It inherits series and access from it."""

    case_file = models.ForeignKey(
        CaseFile, models.PROTECT, related_name="records", verbose_name=_("case file")
    )
    document_type = models.ForeignKey(
        DocumentType,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="records",
        verbose_name=_("type of document"),
    )
    title = models.CharField(_("title"), max_length=300)
    version = models.OneToOneField(
        DocumentVersion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="record",
        verbose_name=_("issued version"),
    )
    created_on = models.DateField(_("date of the document"))
    incorporated_at = models.DateTimeField(_("filed at"))
    access = models.CharField(
        _("access"), max_length=10, choices=AccessLevel, default=AccessLevel.PUBLIC
    )
    position = models.PositiveIntegerField(
        pgettext_lazy("order", "place"),
        help_text=_("In the order in which they entered the case file."),
    )
    pages = models.PositiveIntegerField(
        _("pages"), default=1, help_text=_("One for what has no pages.")
    )
    origin = models.CharField(_("origin"), max_length=10, choices=Origin, default=Origin.ELECTRONIC)
    same_as = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="elsewhere",
        verbose_name=_("the same as"),
        help_text=_("The record whose files it shows, in another case file."),
    )
    volume = models.ForeignKey(
        "records.Volume",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="records",
        verbose_name=_("volume"),
        help_text=_("In which volume on paper it is bound."),
    )
    tags = TaggableManager(blank=True, verbose_name=_("tags"))

    objects = RecordQuerySet.as_manager()

    # Kept by verbs, no page refers to it: the index of references would cost six queries a row.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("record")
        verbose_name_plural = _("records")
        ordering = ["incorporated_at", "pk"]
        # The list of all, newest first, and that of the few that are restricted.
        indexes = [
            models.Index(fields=["created_on", "id"], name="record_newest"),
            models.Index(
                fields=["created_on", "id"],
                condition=~Q(access=AccessLevel.PUBLIC),
                name="record_restricted",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["case_file", "position"], name="record_place_once"),
            models.CheckConstraint(condition=Q(pages__gte=1), name="record_has_pages"),
        ]

    def __str__(self) -> str:
        return self.title


def _of_one(*owners: str) -> Q:
    """Exactly one of these columns names something."""
    condition = Q()
    for owner in owners:
        condition |= Q(**{f"{one}__isnull": one != owner for one in owners})
    return condition


class Component(Evidence):
    """A file of a version, of a record, of what was filled in or of an electronic index.

    The bytes are in the storage under their SHA-256.
    """

    class Role(models.TextChoices):
        CONTENT = "content", _("canonical content")
        REVIEW = "review", _("PDF for review")
        RENDITION = "rendition", _("issued PDF")
        RENEWAL = "renewal", _("issued PDF, stamped anew")
        BLANK = "blank", _("blank to print")
        ORIGINAL = "original", _("signed original")
        ANNEX = "annex", _("annex")
        FILE = "file", _("file")
        PDFA = "pdfa", _("copy in PDF/A")
        INDEX = "index", _("electronic index")
        SIGNED = "signed", _("signed electronic index")

    version = models.ForeignKey(
        DocumentVersion, models.PROTECT, null=True, blank=True, related_name="components"
    )
    record = models.ForeignKey(
        Record, models.PROTECT, null=True, blank=True, related_name="components"
    )
    filled = models.ForeignKey(
        "records.FilledFormat", models.PROTECT, null=True, blank=True, related_name="components"
    )
    index = models.ForeignKey(
        "records.CaseFileIndex",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="components",
        verbose_name=_("electronic index"),
    )
    role = models.CharField(_("role"), max_length=10, choices=Role)
    source = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="made_of_it",
        verbose_name=_("made of"),
        help_text=_("The file that this one is a copy of in another format."),
    )
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    media_type = models.CharField(_("media type"), max_length=100)
    name = models.CharField(_("file name"), max_length=255)
    created_at = models.DateTimeField(_("kept since"))
    stamped_until = models.DateTimeField(
        _("time stamp holds until"),
        null=True,
        blank=True,
        help_text=_("When the certificate of its last document time stamp ends."),
    )

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("component")
        verbose_name_plural = _("components")
        constraints = [
            models.CheckConstraint(
                condition=_of_one("version", "record", "filled", "index"),
                name="component_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["version", "role"],
                condition=Q(role__in=["content", "review", "rendition", "original"]),
                name="component_role_once",
            ),
            models.UniqueConstraint(
                fields=["filled", "role"],
                condition=Q(role__in=["content", "rendition"]),
                name="component_role_once_filled",
            ),
            models.UniqueConstraint(
                fields=["index", "role"],
                condition=Q(role__in=["index", "signed", "rendition"]),
                name="component_role_once_index",
            ),
            models.UniqueConstraint(
                fields=["version", "role", "sha256", "name"], name="component_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name
