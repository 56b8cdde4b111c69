"""Setting up: the entity of an installation, its first office, and the accounts of its people."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils import timezone
from django.utils.translation import gettext as _

from records import agreements
from records.events import act
from records.exceptions import Conflict, NotAllowed, Reason
from records.models import Entity, Office
from records.organization import register
from records.permissions import Role
from records.wording import too_long


def open_account(
    username: str,
    *,
    first_name: str,
    last_name: str,
    roles: Iterable[Role],
    password: str | None,
    email: str = "",
    by: Any,
    at: datetime,
) -> Any:
    """An account with its roles. An administrator also reaches Wagtail's users and settings.

    Without a password nobody signs in with it. Raises NotAllowed when the name is empty or taken,
    or a text is too long. The superuser's flag opens screens, never a verb: those ask for a role.
    """
    people = get_user_model()._default_manager
    wanted = set(roles)
    reasons = []
    if not username.strip():
        reasons.append(Reason("no_username", _("Write the user name."), "username"))
    texts = {"username": username, "first_name": first_name, "last_name": last_name, "email": email}
    for column, text in texts.items():
        reasons += too_long(people.model, column, text)
    if reasons:
        raise NotAllowed(reasons)
    with act(by=by, at=at) as log:
        if people.filter(username=username).exists():
            message = _("The user name %(name)s is taken.") % {"name": username}
            raise NotAllowed([Reason("username", message, "username")])
        user = people.model(
            username=username,
            first_name=first_name,
            last_name=last_name,
            email=email,
            is_superuser=Role.ADMINISTRATOR in wanted,
            is_staff=Role.ADMINISTRATOR in wanted,
            date_joined=at,
        )
        user.set_password(password)
        user.save()
        user.groups.set(Group.objects.filter(name__in=[role.value for role in wanted]))
        log.record("account.opened", user, facts={"roles": sorted(role.name for role in wanted)})
    return user


def close_account(user: Any, *, by: Any, at: datetime) -> None:
    """Who left signs in no more; what they signed stays theirs."""
    with act(by=by, at=at) as log:
        user.is_active = False
        user.save(update_fields=["is_active"])
        log.record("account.closed", user)


def set_up(
    entity: Entity, first_office: Office, *, agreement_act: str = "", by: Any, at: datetime
) -> Entity:
    """Keep the entity of this installation, its first office and its first agreement.

    The agreement on electronic signatures is ours in words and adopted by `agreement_act`, without
    one by the setting up itself; the entity may adopt another at once. One transaction.

    Raises Conflict when there is an entity already, NotAllowed with every reason of the models.
    """
    with act(by=by, at=at):
        existing = Entity.objects.first()
        if existing is not None:
            message = _("This installation already serves %(name)s.") % {"name": existing.name}
            raise Conflict([Reason("entity_exists", message)])
        register(entity, by=by, at=at)
        register(first_office, by=by, at=at)
        agreements.adopt_agreement(
            agreements.first_text(entity.name),
            order=agreement_act or _("Initial adoption, when the entity was set up in Legajo"),
            adopted_on=timezone.localdate(at),
            by=None,
            at=at,
        )
    return entity
