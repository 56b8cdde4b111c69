"""Roles and what they allow. One place; views and verbs ask here, never `is_superuser`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """The groups that a migration makes. The value is the group's name."""

    EDITOR = "Editores", _("editors")
    REVIEWER = "Revisores", _("reviewers")
    APPROVER = "Aprobadores", _("approvers")
    ARCHIVIST = "Gestores de archivo", _("archive managers")
    SECRETARY = "Secretarías de comité", _("committee secretaries")
    CORRESPONDENCE = "Correspondencia", _("correspondence")
    LIAISON = "Enlaces", _("office liaisons")
    QUALITY = "Calidad", _("quality office")
    AUDITOR = "Auditores", _("auditors")
    READER = "Consulta", _("readers")
    ADMINISTRATOR = "Administradores", _("administrators")


# Those who may read every controlled document, restricted ones too.
READS_ALL = (Role.ARCHIVIST, Role.AUDITOR, Role.ADMINISTRATOR)
WRITES = (Role.EDITOR, Role.LIAISON)
# Those who keep what is in force elsewhere as a version of record, without a new approval.
ADOPTS = (Role.ARCHIVIST, Role.ADMINISTRATOR)
# Those who keep the system of controlled documents: codes, requests of change.
KEEPS_QUALITY = (Role.QUALITY, Role.ADMINISTRATOR)


def roles_of(user: Any) -> frozenset[str]:
    """Names of the groups of an active person; kept on the instance for one request."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return frozenset()
    cached: frozenset[str] | None = getattr(user, "_legajo_roles", None)
    if cached is None:
        cached = frozenset(user.groups.values_list("name", flat=True))
        user._legajo_roles = cached
    return cached


def has_role(user: Any, *roles: Role) -> bool:
    """True if the person is active and in one of these groups."""
    return not roles_of(user).isdisjoint(role.value for role in roles)


def sees_everything(user: Any) -> bool:
    """True for those who read restricted documents of every office."""
    return has_role(user, *READS_ALL)


def offices_on(user: Any, day: date) -> frozenset[int]:
    """Offices where the person is appointed that day, and those that these took over.

    Documents keep the office of their day; rights follow the successor (domain 11.18).
    """
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return frozenset()
    appointments = apps.get_model("records", "Appointment").objects
    offices = set(appointments.on(day).filter(user=user).values_list("office_id", flat=True))
    return with_former(offices, day)


def with_former(offices: Collection[int], day: date) -> frozenset[int]:
    """These offices, and those that they had taken over by that day, however long ago."""
    return frozenset({*offices} | _predecessors({*offices}, _formers(day)))


def offices_of(user: Any) -> frozenset[int]:
    """The same today; kept on the instance for one request."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return frozenset()
    cached: frozenset[int] | None = getattr(user, "_legajo_offices", None)
    if cached is None:
        cached = offices_on(user, timezone.localdate())
        user._legajo_offices = cached
    return cached


def approving_office(
    office: int, *, without: Collection[int], day: date
) -> tuple[int | None, frozenset[int]]:
    """That office where somebody approves in it that day, else the nearest above it; and who does.

    `without` are not counted, ids of people: whoever asks does not approve for themselves, nor
    does a contractor. None, and nobody, where nobody approves up to the top.
    """
    appointments = apps.get_model("records", "Appointment").objects
    held = appointments.on(day).filter(
        user__is_active=True, user__groups__name=Role.APPROVER.value, position__isnull=False
    )
    formers = _formers(day)
    approving: dict[int, set[int]] = {}
    for place, person in held.exclude(user__in=without).values_list("office_id", "user_id"):
        for one in {place} | _predecessors({place}, formers):
            approving.setdefault(one, set()).add(person)
    parents = dict(apps.get_model("records", "Office").objects.values_list("pk", "parent_id"))
    seen: set[int] = set()
    here: int | None = office
    while here is not None and here not in seen and here not in approving:
        seen.add(here)
        here = parents.get(here)
    if here not in approving:
        return None, frozenset()
    return here, frozenset(approving[here])


def _formers(day: date) -> dict[int, set[int]]:
    """By office, those that it had taken over by that day."""
    found: dict[int, set[int]] = {}
    succession = apps.get_model("records", "OfficeSuccession").objects
    pairs = succession.filter(on__lte=day).values_list("former_id", "successor_id")
    for former, successor in pairs:
        found.setdefault(successor, set()).add(former)
    return found


def _predecessors(offices: set[int], formers: Mapping[int, set[int]]) -> set[int]:
    found: set[int] = set()
    waiting = list(offices)
    while waiting:
        new = formers.get(waiting.pop(), set()) - found
        found |= new
        waiting.extend(new)
    return found
