"""What was issued before its route was complete, and the second person who confirmed it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from records.models.controlled_document import Issuance
from records.models.evidence import Evidence, EvidenceQuerySet
from records.models.organization import Appointment
from records.models.signature import Signature, SignatureAgreement


class UrgentIssuance(Evidence):
    """One approver put a version in force alone: why, and until when somebody else must confirm.

    Its envelope bears the same; what became of it is derived (`records.urgency.standing_of`).
    """

    issuance = models.OneToOneField(Issuance, models.PROTECT, related_name="urgency")
    signature = models.OneToOneField(Signature, models.PROTECT, related_name="urgency")
    reason = models.TextField(_("reason"))
    confirm_by = models.DateTimeField(_("to be confirmed by"))

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("urgent issue")
        verbose_name_plural = _("urgent issues")
        ordering = ["confirm_by", "pk"]

    def __str__(self) -> str:
        return str(self.issuance)


class UrgentConfirmation(Evidence):
    """A second person answers for what one issued alone. Signed like a signature, after the issue.

    It is no `Signature`: those are listed in the sealed envelope, which never changes.
    """

    urgency = models.OneToOneField(UrgentIssuance, models.PROTECT, related_name="confirmation")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="urgent_confirmations",
        verbose_name=_("person"),
    )
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=200)
    position = models.CharField(_("position"), max_length=250)
    bond = models.CharField(_("bond"), max_length=12)
    office = models.CharField(_("office"), max_length=200)
    content_sha256 = models.CharField("SHA-256", max_length=64)
    intent = models.TextField(_("statement of intent"))
    authentication = models.CharField(_("authentication"), max_length=20)
    level = models.CharField(_("level"), max_length=2, choices=Signature.Level)
    agreement = models.ForeignKey(
        SignatureAgreement, models.PROTECT, related_name="+", verbose_name=_("agreement")
    )
    signed_on = models.DateField(_("date"))
    signed_at = models.DateTimeField(_("signed at"))

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("confirmation of an urgent issue")
        verbose_name_plural = _("confirmations of urgent issues")
        ordering = ["signed_at", "pk"]

    def __str__(self) -> str:
        return f"{self.urgency}: {self.name}"
