"""Where mail goes, from one address: `smtp://user:password@host:port`."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

from config.environment import malformed

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
