"""Signed notes of errata: what a version should say, beside its bytes and never in them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from records.models.controlled_document import Issuance
from records.models.evidence import Evidence, EvidenceQuerySet
from records.models.organization import Appointment


class Erratum(Evidence):
    """A correction of form to an issued version, signed. Read with the version from then on."""

    issuance = models.ForeignKey(Issuance, models.PROTECT, related_name="errata")
    says = models.TextField(_("where it says"))
    should_say = models.TextField(_("it should say"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=200)
    position = models.CharField(_("position"), max_length=250)
    sha256 = models.CharField("SHA-256", max_length=64)
    authentication = models.CharField(_("identified by"), max_length=20)
    signed_at = models.DateTimeField(_("signed at"))

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("note of errata")
        verbose_name_plural = _("notes of errata")
        ordering = ["signed_at", "pk"]

    def __str__(self) -> str:
        return f"{self.issuance}: {self.says[:60]}"
