"""Credentials that somebody else changed: told to the person, in the register, and signing waits.

Domain 11.8: whoever resets a password could sign as that person, so that for a day a signature
needs a second factor which is older than the reset. A link sent by mail counts the same, since who
reads the mailbox, or changes its address in the account, is not the person for sure. So does taking
away the second factor of who lost it. Changing one's own password, knowing the old one, holds
nothing back. An address of mail that somebody else changed counts like a reset: the former one is
told at once and of all that happens within the day, so that nobody is silenced by changing it. It
is told of one's own change too, which holds nothing back: an open session could be anybody's.

A password or an address that was set on a way nobody told of (SQL, `update()`, loaddata) is found
by comparison, where the person is identified: what was last heard of is kept with a digest under
the site's secret key.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from records import letters, second_factor
from records.events import act
from records.exceptions import NotAllowed, Reason
from records.models import EventDetail, HeardAddress, HeardPassword, RecordEvent
from records.models.organization import person_name
from records.permissions import Role, has_role
from records.second_factor import TWO_FACTORS, enrolled_at

HOLD = timedelta(hours=24)
# The ways on which a password is set.
OWN, LINK, ADMINISTRATOR, COMMAND = "own", "link", "administrator", "command"
UNKNOWN = "unknown"
_ADDRESS = "credential.address_changed"
_OWN_ADDRESS = "credential.own_address_changed"
_HOLDING = ("credential.reset", "credential.factor_taken", _ADDRESS)


def note_password(user: Any, *, by: Any, way: str, at: datetime) -> None:
    """Write to the register that a person's password was set, by whom, and on which way.

    Any way but the person's own holds signing back for a day, and the person is told by mail once
    it is written.
    """
    with act(by=by, at=at) as log:
        remember_password(user)
        if way == OWN:
            log.record("credential.changed", user)
        else:
            log.record("credential.reset", user, facts={"way": way})
            transaction.on_commit(lambda: _tell_password(user, way, at), robust=True)


def note_address(user: Any, *, former: str, by: Any, way: str, at: datetime) -> None:
    """Write to the register that a person's address of mail changed, and tell it and the former.

    Signing waits as after a password that somebody else set, unless the person did it on their own
    account's screen. The former address stands in the erasable detail only. Where the former one
    was not heard of either, the one before it is written too, and told.
    """
    action = _OWN_ADDRESS if way == OWN else _ADDRESS
    with act(by=by, at=at) as log:
        known = HeardAddress.objects.filter(user=user.pk).values_list("address", flat=True).first()
        if known and known != former:
            log.record(_ADDRESS, user, facts={"way": UNKNOWN}, detail={"former": known})
        remember_address(user)
        log.record(action, user, facts={"way": way}, detail={"former": former} if former else {})
        transaction.on_commit(lambda: _tell_address(user, way, at), robust=True)


def addresses_of(user: Any, *, at: datetime) -> list[str]:
    """Where the person is told: the address of the account, and those of the last day."""
    changed = _events(user, (_ADDRESS, _OWN_ADDRESS), at=at)
    details = EventDetail.objects.filter(event__in=changed)
    former = [(one or {}).get("former") for one in details.values_list("payload", flat=True)]
    return list(dict.fromkeys(one for one in (*former, user.email) if one))


def remember(user: Any) -> None:
    """Keep that the password and address that an account came with were heard of."""
    remember_password(user)
    remember_address(user)


def remember_password(user: Any) -> None:
    """Keep that this password of the person was heard of."""
    mac = mac_of(user.pk, user.password, settings.SECRET_KEY)
    HeardPassword.objects.update_or_create(user_id=user.pk, defaults={"mac": mac})


def remember_address(user: Any) -> None:
    """Keep that this address of the person was heard of."""
    told = {"address": user.email, "mac": address_mac(user.pk, user.email, settings.SECRET_KEY)}
    HeardAddress.objects.update_or_create(user_id=user.pk, defaults=told)


@dataclass(frozen=True)
class Heard:
    """Whether what an account holds now was heard of; `former` is the address last heard of."""

    password: bool
    address: bool
    former: str = ""


def heard_of(user: Any, password: str | None = None) -> Heard:
    """What was heard of the person's address, and of this hash of a password or the one kept now.

    With a password that cannot be used nobody is identified: there is nothing to hear of it.
    """
    of_address = ("user__email", "user__heard_address__address", "user__heard_address__mac")
    found = HeardPassword.objects.filter(user=user.pk)
    row = found.values_list("mac", "user__password", *of_address).first()
    if row is None:
        nothing = password is None and not user.has_usable_password()
        return Heard(password=nothing, address=nothing)
    mac, kept, email, former, sealed = row
    hashed = kept if password is None else password
    keys = (settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS))
    return Heard(
        password=any(constant_time_compare(mac, mac_of(user.pk, hashed, key)) for key in keys),
        address=any(
            constant_time_compare(sealed or "", address_mac(user.pk, email, key)) for key in keys
        ),
        former=former or "",
    )


def is_heard(user: Any, password: str | None = None) -> bool:
    """Whether this hash of the person's password, or the one that is kept now, was heard of."""
    return heard_of(user, password).password


def look(user: Any, *, kept: str, at: datetime) -> None:
    """Compare password and address of whom the password just identified with those last heard of.

    `kept` is its hash as it was before: Django hashes the same password anew when its parameters
    change, which is no new password. What was never heard of is written to the register and holds
    signing back from now on; the address first, so that the former one is told of both.
    """
    heard = heard_of(user, kept)
    if not heard.address:
        note_address(user, former=heard.former, by=None, way=UNKNOWN, at=at)
    if not heard.password:
        note_password(user, by=None, way=UNKNOWN, at=at)
    elif user.password != kept:
        remember_password(user)


def mac_of(key: Any, password: str, secret: str) -> str:
    """The digest of a hash that only the site can make."""
    told = f"{key}:{password}"
    made = salted_hmac("records.credentials", told, secret=secret, algorithm="sha256")
    return str(made.hexdigest())


def address_mac(key: Any, address: str, secret: str) -> str:
    """The digest of an address that only the site can make; never one of a password."""
    return mac_of(key, f"address:{address}", secret)


def take_factor(user: Any, *, reason: str, by: Any, at: datetime) -> None:
    """Take away the second factor of a person who lost telephone and codes.

    An administrator does, never for themself. The person is told by mail, signing waits as after a
    password set by somebody else, and their sessions end (`editorial.sessions`). Raises NotAllowed
    with every reason.
    """
    reasons = []
    if not has_role(by, Role.ADMINISTRATOR):
        message = _("Only an administrator removes the second factor of another person.")
        reasons.append(Reason("no_role", message))
    if by.pk == user.pk:
        message = _("Nobody removes their own in this way: another administrator does.")
        reasons.append(Reason("own", message))
    if not reason.strip():
        reasons.append(Reason("no_reason", _("Say why it is removed."), "reason"))
    with act(by=by, at=at) as log:
        if not second_factor.has_second_factor(user):
            message = _("%(person)s has no second factor.") % {"person": person_name(user)}
            reasons.append(Reason("not_enrolled", message))
        if reasons:
            raise NotAllowed(reasons)
        second_factor.forget(user)
        log.record("credential.factor_taken", user, detail={"reason": reason.strip()})
        transaction.on_commit(lambda: _tell_factor(user, at), robust=True)


def held_until(user: Any, *, at: datetime) -> datetime | None:
    """When the person may sign again without an older second factor; None if they may now."""
    resets = _resets(user, at=at)
    return resets[-1] + HOLD if resets else None


def reasons_against(user: Any, *, authentication: str, at: datetime) -> list[Reason]:
    """Why this person does not sign with that identification now; empty when they do."""
    heard = heard_of(user)
    if not heard.password:
        message = _(
            "Your password was set on a way that the system did not hear of. Sign out and in again."
        )
        return [Reason("password_unknown", message)]
    if not heard.address:
        message = _(
            "Your e-mail address was changed on a way that the system did not hear of. Sign out "
            "and in again."
        )
        return [Reason("address_unknown", message)]
    resets = _resets(user, at=at)
    if not resets:
        return []
    since = enrolled_at(user)
    # Older than the first of them: between two, whoever did the first could have added their own.
    if authentication in TWO_FACTORS and since is not None and since < resets[0]:
        return []
    message = _(
        "Somebody changed your password, your second factor or your e-mail address on %(reset)s. "
        "Until %(until)s you sign only with a second factor that you had before."
    ) % {"reset": _hour(resets[-1]), "until": _hour(resets[-1] + HOLD)}
    return [Reason("password_reset", message)]


def foreseen(user: Any, *, at: datetime) -> list[Reason]:
    """Why this person does not sign now, however they identify; empty when there is a way."""
    best = "password+totp" if second_factor.has_second_factor(user) else "password"
    return reasons_against(user, authentication=best, at=at)


def _resets(user: Any, *, at: datetime) -> list[datetime]:
    """When somebody else changed the person's credentials in the last day, in order."""
    return list(_events(user, _HOLDING, at=at).values_list("at", flat=True))


def _events(user: Any, actions: tuple[str, ...], *, at: datetime) -> QuerySet[RecordEvent]:
    """What of these happened to the person in the last day, in order."""
    found: QuerySet[RecordEvent] = RecordEvent.objects.filter(
        action__in=actions,
        subject_type=user._meta.label_lower,
        subject_id=user.pk,
        at__gt=at - HOLD,
        at__lte=at,
    )
    return found.order_by("at")


def _hour(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), r"j \d\e F \d\e Y, H:i")


def _tell_password(user: Any, way: str, at: datetime) -> None:
    body = _(
        "%(person)s: the password of your account «%(username)s» was set on %(reset)s, not by you "
        "from your own account screen.\n\n"
        "Until %(until)s you can sign only with a second factor that you had before.\n\n"
        "If you did not ask for it, tell whoever administers the system at once."
    )
    if way == UNKNOWN:
        body = _(
            "%(person)s: on %(reset)s the system found that the password of your account "
            "«%(username)s» had been set without its knowing.\n\n"
            "Until %(until)s you can sign only with a second factor that you had before.\n\n"
            "If you know nothing of it, tell whoever administers the system at once."
        )
    _tell(user, _("Your password in Legajo was set"), body, at)


def _tell_factor(user: Any, at: datetime) -> None:
    body = _(
        "%(person)s: on %(reset)s an administrator removed the second factor of your account "
        "«%(username)s». All your sessions ended.\n\n"
        "Sign in with your password and turn it on again with your new telephone. Until %(until)s "
        "you cannot sign.\n\n"
        "If you did not ask for it, tell whoever administers the system at once."
    )
    _tell(user, _("Your second factor in Legajo was removed"), body, at)


def _tell_address(user: Any, way: str, at: datetime) -> None:
    body = _(
        "%(person)s: on %(reset)s somebody changed the e-mail address of your account "
        "«%(username)s».\n\n"
        "Until %(until)s you can sign only with a second factor that you had before.\n\n"
        "If you did not ask for it, tell whoever administers the system at once."
    )
    if way == UNKNOWN:
        body = _(
            "%(person)s: on %(reset)s the system found that the e-mail address of your account "
            "«%(username)s» had been changed without its knowing.\n\n"
            "Until %(until)s you can sign only with a second factor that you had before.\n\n"
            "If you know nothing of it, tell whoever administers the system at once."
        )
    elif way == OWN:
        body = _(
            "%(person)s: on %(reset)s the e-mail address of your account «%(username)s» was "
            "changed from your own account screen.\n\n"
            "If it was not you, tell whoever administers the system at once: somebody is using "
            "your session."
        )
    _tell(user, _("Your e-mail address in Legajo was changed"), body, at)


def _tell(user: Any, subject: str, body: str, at: datetime) -> None:
    told = {
        "person": person_name(user),
        "username": user.get_username(),
        "reset": _hour(at),
        "until": _hour(at + HOLD),
    }
    for address in addresses_of(user, at=at):
        # Each by itself: a mailbox that refuses does not keep the other from being told.
        transaction.on_commit(partial(letters.write, subject, body % told, address), robust=True)
