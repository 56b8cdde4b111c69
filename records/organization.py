"""Who holds what today, and the verb that keeps the entity's reference data."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from records import vetoes
from records.events import Act, act
from records.exceptions import NotAllowed, Reason
from records.models import (
    Appointment,
    Bond,
    ClassificationScheme,
    DocumentType,
    OrganicPeriod,
    Series,
)
from records.permissions import Role, has_role

_M = TypeVar("_M", bound=models.Model)
_CLASSIFYING = (ClassificationScheme, OrganicPeriod, Series, DocumentType)


def appointment_of(user: Any, day: date) -> Appointment | None:
    """What a person signs with that day: an acting or delegated post before the own one."""
    return next(iter(posts_of(user, day)), None)


def posts_of(user: Any, day: date) -> list[Appointment]:
    """What a person holds that day, acting or delegated posts first; with whom they replace."""
    held = list(Appointment.objects.held_by(user, day).select_related("substitutes"))
    return sorted(held, key=lambda one: one.substitutes_id is None)


def replaced_by(appointment: Appointment | None, day: date) -> int | None:
    """Id of whom the holder replaces that day, by an encargo or a delegation; None when nobody.

    Whoever has left the post for another is not replaced in the other: a route names people. An
    encargo is of the very post, a delegation leaves the delegate in their own.
    """
    if appointment is None or appointment.substitutes is None or not appointment.act.strip():
        return None
    theirs = appointment.substitutes
    acting = appointment.bond == Bond.ACTING and appointment.position_id == theirs.position_id
    if not acting and appointment.bond != Bond.DELEGATED:
        return None
    return None if _has_moved(theirs, day) else theirs.user_id


def _has_moved(held: Appointment, day: date) -> bool:
    """Whether the person holds other posts that day, and this one no longer. No query while it
    lasts."""
    if held.holds_on(day):
        return False
    now = (
        Appointment.objects.on(day).filter(user=held.user_id).values_list("position_id", flat=True)
    )
    positions = set(now)
    return bool(positions) and held.position_id not in positions


def post_for(
    posts: Sequence[Appointment], people: Collection[int], day: date
) -> Appointment | None:
    """What is signed with that day where these people are asked: the post of one of them, else
    the first.

    Whoever is asked in person does not sign for another of them, nor with that one's post.
    """
    replaced = [(one, replaced_by(one, day) in people) for one in posts]
    theirs = [one for one, asked in replaced if asked and one.user_id not in people]
    others = [one for one, asked in replaced if not asked]
    return next(iter([*theirs, *others, *posts]), None)


def substitutes_of(people: Collection[int], day: date) -> list[Appointment]:
    """Who holds that day, by an encargo or a delegation, what one of these people holds."""
    found = Appointment.objects.on(day).filter(substitutes__user__in=people, user__is_active=True)
    rows = found.select_related("user", "substitutes").order_by("-valid_from", "-pk")
    return [one for one in rows if replaced_by(one, day) is not None]


def register(instance: _M, *, by: Any, at: datetime) -> _M:
    """Keep a new or changed piece of reference data (office, position, appointment, series, norm…).

    Administrators do; archive managers what classifies and retains; a model that others keep says
    so (`kept_by`). `by` None is the system setting itself up. Raises NotAllowed with every reason
    of the model's validation; one transaction, one event, which says of a change what each column
    held before and after (MQ 2.2).
    """
    archival = isinstance(instance, _CLASSIFYING) or instance._meta.app_label == "retention"
    allowed = (Role.ADMINISTRATOR, Role.ARCHIVIST) if archival else (Role.ADMINISTRATOR,)
    allowed = getattr(instance, "kept_by", allowed)
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
        before = {} if created else _as_kept(instance)
        instance.save()
        if created:
            log.record("reference.created", instance)
        else:
            tell_change(log, instance, before, _as_kept(instance))
    return instance


def tell_change(
    log: Act, instance: models.Model, before: Mapping[str, Any], after: Mapping[str, Any]
) -> None:
    """One event of a change: which columns changed, and in its detail what they held."""
    changed = sorted(name for name in after if before.get(name) != after[name])
    told = {
        "before": {name: before.get(name) for name in changed},
        "after": {name: after[name] for name in changed},
    }
    facts = {"changed": changed}
    log.record("reference.changed", instance, facts=facts, detail=told if changed else None)


def _as_kept(instance: models.Model) -> dict[str, Any]:
    """Its columns as the database has them now, as an event can say them."""
    row = type(instance)._base_manager.filter(pk=instance.pk).values().first() or {}
    plain = (str, int, bool, type(None))
    return {
        name: value if isinstance(value, plain) else str(value)
        for name, value in row.items()
        if not isinstance(value, bytes | memoryview)
    }
