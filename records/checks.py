"""System checks: whether the guards of evidence stand, and whether mail comes from somebody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.checks import ERROR, WARNING, CheckMessage
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from records import guards

_level: ContextVar[int] = ContextVar("level", default=ERROR)


@contextmanager
def about_to_be_mended() -> Iterator[None]:
    """Inside, a lost guard is a warning: as an error it would stop the `migrate` that mends it."""
    token = _level.set(WARNING)
    try:
        yield
    finally:
        _level.reset(token)


def guards_stand(*, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """An error for each guard of a named database that is not as it must be.

    Django asks this in `check --database default` and `migrate`, not in a plain `check`.
    """
    return [
        CheckMessage(_level.get(), sentence, hint="manage.py protect", id="records.E001")
        for using in databases or ()
        for sentence in guards.problems(using)
    ]


def mail_has_a_sender(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """An error where notices would come from an address that no receiver believes.

    Django asks this in `check --deploy`.
    """
    _name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    domain = address.rpartition("@")[2].lower()
    try:
        validate_email(address)
        sound = domain != "localhost" and not domain.endswith(".localhost")
    except ValidationError:
        sound = False
    if sound:
        return []
    sentence = f"El correo saldría de {address or 'nadie'}: ningún servidor lo recibiría."
    return [CheckMessage(ERROR, sentence, hint="EMAIL_FROM", id="records.E002")]
