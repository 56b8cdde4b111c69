"""Who holds what today, and the verb that keeps the entity's reference data."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from records import vetoes
from records.events import act
from records.exceptions import NotAllowed, Reason
from records.models import Appointment, ClassificationScheme, DocumentType, Series
from records.permissions import Role, has_role

_M = TypeVar("_M", bound=models.Model)
_CLASSIFYING = (ClassificationScheme, Series, DocumentType)


def appointment_of(user: Any, day: date) -> Appointment | None:
    """What a person signs with that day: an acting or delegated post before the own one."""
    held = list(Appointment.objects.held_by(user, day))
    substitutions = [one for one in held if one.substitutes_id is not None]
    return next(iter(substitutions or held), None)


def register(instance: _M, *, by: Any, at: datetime) -> _M:
    """Keep a new or changed piece of reference data (office, position, appointment, series, norm…).

    Administrators do; archive managers what classifies and retains. `by` None is the system setting
    itself up. Raises NotAllowed with every reason of the model's validation; one transaction, one
    event.
    """
    archival = isinstance(instance, _CLASSIFYING) or instance._meta.app_label == "retention"
    allowed = (Role.ADMINISTRATOR, Role.ARCHIVIST) if archival else (Role.ADMINISTRATOR,)
    if by is not None and not has_role(by, *allowed):
        raise NotAllowed([Reason("no_role", _("Your account does not keep this data."))])
    created = instance._state.adding
    try:
        instance.full_clean()
    except ValidationError as error:
        raise NotAllowed(
            Reason("invalid", " ".join(messages), None if field == "__all__" else field)
            for field, messages in error.message_dict.items()
        ) from error
    with act(by=by, at=at) as log:
        if reasons := vetoes.reasons("register", instance, timezone.localdate(at)):
            raise NotAllowed(reasons)
        instance.save()
        log.record("reference.created" if created else "reference.changed", instance)
    return instance
