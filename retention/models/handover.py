"""The hand-over of a post: what somebody who leaves answers for, and who receives it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from records.models import Appointment, FilledFormat
from retention.models.inventory import Inventory


class PostHandover(models.Model):
    """A hand-over that is being prepared (Ley 594 de 2000, art. 15; Acuerdo 001 de 2024, 1.3.2).

    Sent, it is a `FilledFormat` that both sign, and a record of its own; given back, it is
    prepared again. What is under the name of who leaves is never kept here: it is asked.
    """

    class Cause(models.TextChoices):
        RETIREMENT = "retirement", _("leaves the entity")
        MOVE = "move", _("goes to another post")
        ENDED = "ended", _("an encargo or a contract ends")
        LEAVE = "leave", _("vacation or leave")

    appointment = models.ForeignKey(
        Appointment, models.PROTECT, related_name="handovers", verbose_name=_("who hands over")
    )
    receiver = models.ForeignKey(
        Appointment, models.PROTECT, related_name="received", verbose_name=_("who receives")
    )
    cause = models.CharField(_("why"), max_length=12, choices=Cause)
    place = models.CharField(_("place"), max_length=120)
    series = models.CharField(_("series"), max_length=40)
    remarks = models.TextField(
        _("what the receiver must know"),
        blank=True,
        help_text=_("Matters that go on, keys and equipment that are handed over, advice."),
    )
    observations = models.TextField(_("observations of the receiver"), blank=True)
    observed_at = models.DateTimeField(_("looked through at"), null=True, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("opened by")
    )
    opened_at = models.DateTimeField(_("opened at"))
    inventory = models.ForeignKey(
        Inventory,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="handovers",
        verbose_name=_("inventory"),
    )
    filled = models.OneToOneField(
        FilledFormat,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="handover",
        verbose_name=_("acta"),
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("hand-over of a post")
        verbose_name_plural = _("hand-overs of posts")
        ordering = ["-opened_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.appointment.person()} → {self.receiver.person()}"
