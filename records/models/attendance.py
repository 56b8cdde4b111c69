"""Attendance lists while they are open. Closed, one is a `FilledFormat` and a record."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from records.models.filled_format import FilledFormat
from records.models.organization import Office


class AttendanceList(models.Model):
    """Who was there: the list of a meeting, a training or a session, whatever its subject."""

    subject = models.CharField(_("subject"), max_length=250)
    place = models.CharField(_("place"), max_length=200)
    held_on = models.DateField(_("date"))
    starts = models.TimeField(_("from"))
    ends = models.TimeField(_("until"))
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="attendance_lists",
        verbose_name=_("responsible"),
    )
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name=_("office"))
    series = models.CharField(_("series"), max_length=40)
    notice = models.TextField(_("data-protection notice"))
    opened_at = models.DateTimeField(_("opened at"))
    filled = models.OneToOneField(
        FilledFormat, models.PROTECT, null=True, blank=True, related_name="attendance"
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("attendance list")
        verbose_name_plural = _("attendance lists")
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="attendance_hours")
        ]

    def __str__(self) -> str:
        return self.subject


class Attendee(models.Model):
    """Somebody who confirmed that they were there, by their own account. Goes when it is closed."""

    attendance = models.ForeignKey(AttendanceList, models.CASCADE, related_name="attendees")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person")
    )
    name = models.CharField(_("name"), max_length=200)
    document = models.CharField(_("identity document"), max_length=40)
    office = models.CharField(_("office or entity"), max_length=200)
    position = models.CharField(_("position"), max_length=250)
    mail = models.EmailField(_("e-mail"))
    telephone = models.CharField(_("telephone"), max_length=40, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("attendee")
        verbose_name_plural = _("attendees")
        ordering = ["confirmed_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["attendance", "user"], name="attendee_once")]

    def __str__(self) -> str:
        return f"#{self.pk}"
