"""Where mail goes, from one address: `smtp://user:password@host:port`; and from whom it comes."""

from __future__ import annotations

from email.utils import formataddr, parseaddr
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from config.environment import malformed

_NOBODY = "no-responder"
_PORTS = {"smtp": 587, "smtps": 465}


def settings_of(url: str) -> dict[str, Any]:
    """Django's settings for `url`; the console without one.

    smtp:// asks the server for TLS (STARTTLS) when it signs in, smtps:// speaks it from the start:
    a password never travels in the clear. User and password are percent-encoded. Raises
    ImproperlyConfigured for any other scheme, a port that is none or an address without a host.
    """
    if url in {"", "console", "console://"}:
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    expected = "escriba smtp://usuario:clave@servidor:puerto o smtps://… (o nada: la consola)"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise malformed("EMAIL_URL", expected) from error
    if parts.scheme not in _PORTS or not parts.hostname or port == 0:
        raise malformed("EMAIL_URL", expected)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or _PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp" and bool(parts.username),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
    }


def sender_of(given: str, site_url: str) -> str:
    """Whom notices come from: `Entity <address>` as given, else an address of the site's own host.

    Never Django's webmaster@localhost, which receivers refuse or take for a forgery. Raises
    ImproperlyConfigured for what is no address.
    """
    if not given:
        host = (urlsplit(site_url).hostname or "legajo.example").removeprefix("www.")
        return formataddr(("Legajo", f"{_NOBODY}@{host}"))
    name, address = parseaddr(given)
    try:
        validate_email(address)
    except ValidationError as error:
        expected = "escriba una dirección, como Entidad <avisos@example.gov.co>"
        raise malformed("EMAIL_FROM", expected) from error
    return formataddr((name, address))
