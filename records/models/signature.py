"""Signatures. Everything that is printed is copied at the moment of signing."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from records.models.controlled_document import DocumentVersion
from records.models.evidence import Evidence, EvidenceQuerySet
from records.models.organization import Appointment


class SignatureAgreement(Evidence):
    """The entity's agreement on electronic signatures (Decreto 2364 de 2012, art. 7), a version.

    The latest one adopted by a day is in force that day. Nobody signs without having accepted it.
    """

    label = models.CharField(_("version"), max_length=10, unique=True)
    text = models.TextField(_("text"))
    sha256 = models.CharField("SHA-256", max_length=64)
    act = models.CharField(_("act that adopts it"), max_length=200)
    adopted_on = models.DateField(_("adopted on"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("at"))

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement on electronic signatures")
        verbose_name_plural = _("agreements on electronic signatures")
        ordering = ["adopted_on", "pk"]

    def __str__(self) -> str:
        return self.label


class AgreementAcceptance(Evidence):
    """A person accepted a version of the agreement, identified in that very act."""

    agreement = models.ForeignKey(
        SignatureAgreement, models.PROTECT, related_name="acceptances", verbose_name=_("agreement")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person")
    )
    authentication = models.CharField(_("authentication"), max_length=20)
    at = models.DateTimeField(_("at"))

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("acceptance of the agreement")
        verbose_name_plural = _("acceptances of the agreement")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "user"], name="acceptance_once")
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.agreement}"


class PersonalSignature(Evidence):
    """What any signature of a person says of them, copied at the moment of signing.

    `content_sha256` is what was signed (Decreto 2364 de 2012, art. 4).
    """

    class Level(models.TextChoices):
        L1 = "L1", _("one factor, by agreement")
        L2 = "L2", _("two factors")
        L3 = "L3", _("personal digital certificate")

    step = models.PositiveSmallIntegerField(_("step of the route"))
    step_name = models.CharField(_("name of the step"), max_length=100)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name=_("person"),
    )
    appointment = models.ForeignKey(
        Appointment, models.PROTECT, null=True, blank=True, related_name="%(class)ss"
    )
    name = models.CharField(_("name"), max_length=200, blank=True)
    position = models.CharField(_("position"), max_length=250, blank=True)
    bond = models.CharField(_("bond"), max_length=12, blank=True)
    office = models.CharField(_("office"), max_length=200, blank=True)
    content_sha256 = models.CharField("SHA-256", max_length=64)
    intent = models.TextField(_("statement of intent"), blank=True)
    authentication = models.CharField(_("authentication"), max_length=20)
    level = models.CharField(
        _("level"), max_length=2, choices=Level, blank=True, help_text=_("Empty: on paper.")
    )
    agreement = models.ForeignKey(
        SignatureAgreement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name=_("agreement"),
    )
    cms = models.TextField(
        _("personal digital signature"), blank=True, help_text="CMS, base64, over the content"
    )
    signed_on = models.DateField(_("date"), null=True)
    signed_at = models.DateTimeField(_("signed at"), null=True)
    previous = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="next"
    )

    class Meta:
        abstract = True


class Signature(PersonalSignature):
    """Somebody prepared, reviewed or approved exactly this content (Decreto 2364 de 2012, art. 4).

    On paper (L0) there is no user and no time, only the date and the names that the paper bears.
    """

    class Role(models.TextChoices):
        PREPARED = "prepared", _("prepared")
        REVIEWED = "reviewed", _("reviewed")
        APPROVED = "approved", _("approved")

    version = models.ForeignKey(DocumentVersion, models.PROTECT, related_name="signatures")
    role = models.CharField(_("role"), max_length=10, choices=Role)
    committee = models.CharField(_("committee"), max_length=200, blank=True)
    minutes_number = models.CharField(_("minutes number"), max_length=40, blank=True)
    stands_for = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("in place of"),
    )

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["version", "step", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "user"],
                condition=Q(user__isnull=False),
                name="signature_one_role_a_person",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=True, signed_at__isnull=True)
                | Q(user__isnull=False, signed_at__isnull=False),
                name="signature_of_a_person_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.name or self.committee}"
