"""The register: what happened, in one order, each event chained to the one before."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from records.models.evidence import Evidence, EvidenceQuerySet


class RecordEvent(Evidence):
    """One event. Ids, states and reason codes only; words and names are in its detail.

    `seq` is the order of commits. UNIQUE on `seq` and on `previous` makes a fork impossible.
    """

    seq = models.PositiveBigIntegerField(unique=True)
    action = models.CharField(_("action"), max_length=60, db_index=True)
    subject_type = models.CharField(_("subject"), max_length=60)
    subject_id = models.PositiveBigIntegerField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(_("at"))
    facts = models.JSONField(default=dict)
    detail_sha256 = models.CharField(max_length=64, blank=True)
    previous = models.CharField(max_length=64, unique=True)
    sha256 = models.CharField(max_length=64, unique=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["seq"]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="event_subject")]

    def __str__(self) -> str:
        return f"{self.seq} {self.action}"


class EventDetail(models.Model):
    """The erasable part of an event: a lawful disposal empties it and the chain still verifies."""

    event = models.OneToOneField(RecordEvent, models.PROTECT, related_name="detail")
    salt = models.CharField(max_length=32, null=True)  # noqa: DJ001  null means erased
    payload = models.JSONField(null=True)

    class Meta:
        verbose_name = _("detail of an event")
        verbose_name_plural = _("details of events")


class Cursor(models.Model):
    """How far a follower of the register has come."""

    follower = models.CharField(max_length=100, unique=True)
    seq = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("cursor of a follower")
        verbose_name_plural = _("cursors of followers")

    def __str__(self) -> str:
        return f"{self.follower}: {self.seq}"
