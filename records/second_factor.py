"""The second factor: a code of an application (RFC 6238) or one of the recovery codes.

Wrong codes slow the next try down, each twice as long as the one before; a code is good once.
"""

from __future__ import annotations

import secrets
from base64 import b32encode
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import quote, urlencode

from django.db import transaction
from django.utils.translation import gettext as _

from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from records.events import act
from records.exceptions import Conflict, NotAllowed, Reason

TWO_FACTORS = frozenset({"password+totp", "password+recovery"})
CODES = 10
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that reads like something else


def enrolled_at(user: Any) -> datetime | None:
    """Since when the person has a second factor; None without one."""
    device = TOTPDevice.objects.filter(user=user, confirmed=True).order_by("created_at").first()
    found: datetime | None = device.created_at if device else None
    return found


def has_second_factor(user: Any) -> bool:
    return enrolled_at(user) is not None


def people() -> frozenset[int]:
    """Keys of everybody who has a second factor."""
    found = TOTPDevice.objects.filter(confirmed=True).values_list("user", flat=True)
    return frozenset(found)


def recovery_codes_left(user: Any) -> int:
    """How many recovery codes were not used yet."""
    return sum(one.token_set.count() for one in StaticDevice.objects.filter(user=user))


def checked(user: Any, code: str) -> str:
    """`totp` or `recovery` if the code is good for this person now, and used up; else empty.

    Whoever has no second factor has no good code.
    """
    plain = code.replace(" ", "").replace("-", "").upper()
    # The lock keeps one code from being good twice at once.
    with transaction.atomic():
        if plain.isascii() and plain.isdigit() and len(plain) == 6:
            for device in TOTPDevice.objects.select_for_update().filter(user=user, confirmed=True):
                if device.verify_token(plain):
                    return "totp"
        elif plain and has_second_factor(user):
            for device in StaticDevice.objects.select_for_update().filter(user=user):
                if device.verify_token(_kept(plain)):
                    return "recovery"
    return ""


def new_key() -> str:
    """A key for an application, in hexadecimal. Kept nowhere until it is confirmed by a code."""
    return secrets.token_hex(20)


def address_of(key: str, *, user: Any, issuer: str) -> str:
    """What the application reads from the QR code."""
    label = quote(f"{issuer}:{user.get_username()}")
    told = {"secret": b32encode(bytes.fromhex(key)).decode().rstrip("="), "issuer": issuer}
    return f"otpauth://totp/{label}?{urlencode(told, quote_via=quote)}"


def secret_of(key: str) -> str:
    """The key as a person types it: groups of four."""
    text = b32encode(bytes.fromhex(key)).decode().rstrip("=")
    return " ".join(text[place : place + 4] for place in range(0, len(text), 4))


def enrol(user: Any, *, key: str, code: str, by: Any, at: datetime) -> list[str]:
    """Give a person a second factor, whose application just showed `code`. Its recovery codes.

    They are told once: only their digests are kept. The code is used up. Raises NotAllowed for a
    wrong code, Conflict when there is a second factor already.
    """
    with act(by=by, at=at) as log:
        if has_second_factor(user):
            message = _("You have a second factor already. Remove it first.")
            raise Conflict([Reason("enrolled", message)])
        plain = code.replace(" ", "")
        totp = TOTP(bytes.fromhex(key))
        totp.time = at.timestamp()
        sound = plain.isascii() and plain.isdigit() and len(plain) <= 8
        if not sound or not totp.verify(int(plain), tolerance=1):
            message = _("That is not the code that the application shows now.")
            raise NotAllowed([Reason("wrong_code", message, "code")])
        TOTPDevice.objects.create(user=user, name="totp", key=key, confirmed=True, last_t=totp.t())
        StaticDevice.objects.filter(user=user).delete()
        device = StaticDevice.objects.create(user=user, name="recovery", confirmed=True)
        codes = ["".join(secrets.choice(_ALPHABET) for _one in range(12)) for _code in range(CODES)]
        device.token_set.bulk_create(
            device.token_set.model(device=device, token=_kept(one)) for one in codes
        )
        log.record("credential.factor_added", user)
    return [f"{one[:4]}-{one[4:8]}-{one[8:]}" for one in codes]


def remove(user: Any, *, by: Any, at: datetime) -> None:
    """Take the second factor and its recovery codes away. The caller identified the person."""
    with act(by=by, at=at) as log:
        if forget(user):
            log.record("credential.factor_removed", user)


def forget(user: Any) -> bool:
    """Delete the second factor and its recovery codes; False where there was none. For verbs."""
    found, _each = TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
    return bool(found)


def _kept(code: str) -> str:
    """A digest that fits the column: whoever reads the database has no code."""
    return b32encode(sha256(code.encode()).digest()).decode()[:16]
