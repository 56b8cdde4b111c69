"""The register: what happened, in one order, each event chained to the one before."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from records.event_labels import label_of
from records.models.evidence import Evidence, EvidenceQuerySet


class RecordEvent(Evidence):
    """One event. Ids, states and reason codes only; words and names are in its detail.

    `seq` is the order of commits. UNIQUE on `seq` and on `previous` makes a fork impossible.
    `nonce` is random: it hides the actor in the digest, so that the event can be opened to anyone
    without saying who acted, and keeps a digest from being guessed.
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
    nonce = models.CharField(max_length=32)
    detail_sha256 = models.CharField(max_length=64, blank=True)
    previous = models.CharField(max_length=64, unique=True)
    sha256 = models.CharField(max_length=64, unique=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["seq"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="event_subject"),
            models.Index(fields=["at"], name="event_at"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} · {label_of(self.action)}"


class EventDetail(models.Model):
    """The erasable part of an event: a lawful disposal empties it and the chain still verifies."""

    event = models.OneToOneField(RecordEvent, models.PROTECT, related_name="detail")
    salt = models.CharField(max_length=32, null=True)  # noqa: DJ001  null is erased; "" is a salt
    payload = models.JSONField(null=True)

    class Meta:
        verbose_name = _("detail of an event")
        verbose_name_plural = _("details of events")


class RegisterHead(Evidence):
    """A signed statement of how far the register had come: size, Merkle root, the head before.

    `statement` is canonical JSON (RFC 8785) and `sha256` its digest; `signature` is of those bytes
    by the key of `certificate` (PEM). `peaks` are the perfect subtrees of the tree at that size,
    from which the next head is made without reading every event; they are derived.
    """

    number = models.PositiveIntegerField(unique=True)
    day = models.DateField(_("day"))
    size = models.PositiveBigIntegerField(_("events"))
    root = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, unique=True)
    peaks = models.JSONField(default=list)
    statement = models.TextField(help_text="RFC 8785")
    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    signature = models.TextField(help_text="base64")
    certificate = models.TextField(help_text="PEM")
    signed_at = models.DateTimeField(_("signed at"))

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("head of the register")
        verbose_name_plural = _("heads of the register")
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}: {self.size}"

    @property
    def stated(self) -> dict[str, Any]:
        """What was signed. `successor`: whose seal follows; `takeover`: why alone."""
        statement: dict[str, Any] = json.loads(self.statement)
        return statement


class Cursor(models.Model):
    """How far a follower of the register has come."""

    follower = models.CharField(max_length=100, unique=True)
    seq = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("cursor of a follower")
        verbose_name_plural = _("cursors of followers")

    def __str__(self) -> str:
        return f"{self.follower}: {self.seq}"
