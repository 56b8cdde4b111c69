"""What a settled schedule classifies is fixed with it: a veto against every change of it."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from records.exceptions import Reason
from records.models import ClassificationScheme, DocumentType, OrganicPeriod, Series
from retention.models import RetentionSchedule
from retention.models.settled import EDITABLE, settled_sentence


def keeps_settled(act: str, subject: models.Model, today: date) -> list[Reason]:
    """Veto: what a settled schedule classifies is fixed with it. Its scheme may only be ended."""
    if act != "register":
        return []
    if reasons := _dated_alone(subject):
        return reasons
    schedule = RetentionSchedule.objects.filter(
        ~Q(status__in=EDITABLE), scheme__in=_schemes_changed_by(subject)
    ).first()
    if schedule is None:
        return []
    return [Reason("schedule_settled", settled_sentence(schedule))]


def _dated_alone(subject: models.Model) -> list[Reason]:
    """Against dating by hand the scheme of a schedule that is not in force."""
    if not isinstance(subject, ClassificationScheme) or subject.pk is None:
        return []
    kept = ClassificationScheme.objects.get(pk=subject.pk)
    schedule = RetentionSchedule.objects.filter(scheme=subject.pk).first()
    if schedule is None or schedule.settled or kept.valid_from == subject.valid_from:
        return []
    message = _("It comes into force with %(schedule)s, on the day of that.")
    return [Reason("dated_alone", message % {"schedule": schedule}, "valid_from")]


def _schemes_changed_by(subject: models.Model) -> set[int]:
    """The schemes that keeping this would change, as it is kept and as it would be."""
    if isinstance(subject, Series | OrganicPeriod):
        kept = type(subject).objects.filter(pk=subject.pk).values_list("scheme", flat=True)
        return {subject.scheme_id, *kept}
    if isinstance(subject, DocumentType):
        held = DocumentType.objects.filter(pk=subject.pk).values_list("series__scheme", flat=True)
        return {subject.series.scheme_id, *held}
    if isinstance(subject, ClassificationScheme) and subject.pk is not None:
        fixed = ("name", "label", "act", "valid_from", "accumulated")
        same = ClassificationScheme.objects.filter(
            pk=subject.pk, **{name: getattr(subject, name) for name in fixed}
        )
        return set() if same.exists() else {subject.pk}
    return set()
