"""Passwords that somebody else set: told to the person, in the register, and signing waits.

Domain 11.8: whoever resets a password could sign as that person, so that for a day a signature
needs a second factor which is older than the reset. A link sent by mail counts the same, since who
reads the mailbox, or changes its address in the account, is not the person for sure. Changing one's
own password, knowing the old one, holds nothing back.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from records.events import act
from records.exceptions import Reason
from records.models import Entity, RecordEvent
from records.models.organization import person_name
from records.second_factor import TWO_FACTORS, enrolled_at

HOLD = timedelta(hours=24)
# The ways on which a password is set.
OWN, LINK, ADMINISTRATOR, COMMAND = "own", "link", "administrator", "command"


def note_password(user: Any, *, by: Any, way: str, at: datetime) -> None:
    """Write to the register that a person's password was set, by whom, and on which way.

    Any way but the person's own holds signing back for a day, and the person is told by mail once
    it is written.
    """
    with act(by=by, at=at) as log:
        if way == OWN:
            log.record("credential.changed", user)
        else:
            log.record("credential.reset", user, facts={"way": way})
            transaction.on_commit(lambda: _tell(user, at), robust=True)


def held_until(user: Any, *, at: datetime) -> datetime | None:
    """When the person may sign again without an older second factor; None if they may now."""
    reset = _last_reset(user, at=at)
    return None if reset is None else reset + HOLD


def reasons_against(user: Any, *, authentication: str, at: datetime) -> list[Reason]:
    """Why this person does not sign with that identification now; empty when they do."""
    reset = _last_reset(user, at=at)
    if reset is None:
        return []
    since = enrolled_at(user)
    if authentication in TWO_FACTORS and since is not None and since < reset:
        return []
    message = _(
        "Somebody set your password on %(reset)s. Until %(until)s you sign only with a second "
        "factor that you had before."
    ) % {"reset": _hour(reset), "until": _hour(reset + HOLD)}
    return [Reason("password_reset", message)]


def _last_reset(user: Any, *, at: datetime) -> datetime | None:
    found = (
        RecordEvent.objects.filter(
            action="credential.reset",
            subject_type=user._meta.label_lower,
            subject_id=user.pk,
            at__gt=at - HOLD,
            at__lte=at,
        )
        .order_by("-at")
        .first()
    )
    return found.at if found else None


def _hour(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), r"j \d\e F \d\e Y, H:i")


def _tell(user: Any, at: datetime) -> None:
    if not user.email:
        return
    entity = Entity.current().name or "Legajo"
    body = _(
        "%(person)s: the password of your account «%(username)s» was set on %(reset)s, not by you "
        "from your own account screen.\n\n"
        "Until %(until)s you can sign only with a second factor that you had before.\n\n"
        "If you did not ask for it, tell whoever administers the system at once."
    ) % {
        "person": person_name(user),
        "username": user.get_username(),
        "reset": _hour(at),
        "until": _hour(at + HOLD),
    }
    subject = _("Your password in Legajo was set") + f" · {entity}"
    send_mail(subject.replace("\n", " "), body, settings.DEFAULT_FROM_EMAIL, [user.email])
