"""Every variable that Legajo reads from the environment, read in one place."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENTS = ("dev", "test", "production")


def malformed(name: str, expected: str) -> ImproperlyConfigured:
    """The error of a variable that cannot be understood: one sentence for who starts the site.

    It never repeats the value, which may hold a password. In Spanish as it stands: no catalogue is
    loaded while the settings are read.
    """
    return ImproperlyConfigured(f"La variable {name} no se entiende: {expected}.")


def whole(name: str, value: str, least: int, most: int) -> int:
    """`value` as a number from `least` to `most`; raises ImproperlyConfigured for anything else."""
    if re.fullmatch(r"[0-9]{1,6}", value) and least <= int(value) <= most:
        return int(value)
    raise malformed(name, f"escriba un número entero de {least} a {most}")


def origin(name: str, value: str) -> str:
    """`value` if it is a scheme and a host; raises ImproperlyConfigured for anything else."""
    expected = "escriba la dirección con su esquema, como https://documentos.example.gov.co"
    try:
        parts = urlsplit(value)
        sound = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound or re.search(r"\s", value):
        raise malformed(name, expected)
    return value


def host(name: str, value: str) -> str:
    """`value` if it can be the name of a host, `.domain` and `*` included, without a scheme."""
    if re.fullmatch(r"\*|\[[0-9A-Fa-f:]+\]|\.?[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*", value):
        return value
    raise malformed(
        name,
        "escriba solo nombres de equipo separados por comas, sin https:// ni puerto, como "
        "documentos.example.gov.co",
    )


def _listed(value: str) -> list[str]:
    return [one.strip() for one in value.split(",") if one.strip()]


LEGAJO_ENV = os.environ.get("LEGAJO_ENV", "dev")
if LEGAJO_ENV not in ENVIRONMENTS:
    raise malformed("LEGAJO_ENV", f"escriba {', '.join(ENVIRONMENTS[:-1])} o {ENVIRONMENTS[-1]}")
SETTINGS_MODULE = f"config.settings.{LEGAJO_ENV}"
DATA_DIR = Path(os.environ.get("DATA_DIR", ROOT / "var")).resolve()
DATABASE_URL = os.environ.get("DATABASE_URL", "")
DATABASE_OWNER_URL = os.environ.get("DATABASE_OWNER_URL", "")
ALLOWED_HOSTS = [host("ALLOWED_HOSTS", one) for one in _listed(os.environ.get("ALLOWED_HOSTS", ""))]
CSRF_TRUSTED_ORIGINS = [
    origin("CSRF_TRUSTED_ORIGINS", one)
    for one in _listed(os.environ.get("CSRF_TRUSTED_ORIGINS", ""))
]
SITE_URL = os.environ.get("SITE_URL", "").rstrip("/")
if SITE_URL:
    origin("SITE_URL", SITE_URL)
PORT = str(whole("PORT", os.environ.get("PORT", "8000"), 1, 65535))
TRUSTED_PROXIES = whole("TRUSTED_PROXIES", os.environ.get("TRUSTED_PROXIES", "0"), 0, 10)
SESSION_IDLE_MINUTES = whole(
    "SESSION_IDLE_MINUTES", os.environ.get("SESSION_IDLE_MINUTES", "30"), 5, 480
)
EMAIL_URL = os.environ.get("EMAIL_URL", "")
EMAIL_FROM = os.environ.get("EMAIL_FROM", "").strip()
SECRET_KEY = os.environ.get("SECRET_KEY", "")
SECRET_KEY_FALLBACKS = _listed(os.environ.get("SECRET_KEY_FALLBACKS", ""))
DEMO_PASSWORD = os.environ.get("DEMO_PASSWORD", "")
SEAL_PKCS12 = os.environ.get("SEAL_PKCS12", "")
SEAL_PKCS11 = os.environ.get("SEAL_PKCS11", "")
SEAL_PASSWORD = os.environ.get("SEAL_PASSWORD", "")
SEAL_CHAIN = os.environ.get("SEAL_CHAIN", "")
TSA_URL = os.environ.get("TSA_URL", "")
TSA_ROOTS = os.environ.get("TSA_ROOTS", "")
ELASTICSEARCH = {
    name: os.environ.get(f"ELASTICSEARCH_{name}", "")
    for name in ("URL", "USER", "PASSWORD", "API_KEY", "CA", "PREFIX", "REPLICAS", "TIMEOUT")
}


def readable_password() -> str:
    """Three words that a Spanish speaker can say and a number: 60 bits, typed without a mistake."""
    words = [
        "".join(secrets.choice("bcdfglmnprstv") + secrets.choice("aeiou") for _ in range(3))
        for _ in range(3)
    ]
    return "-".join([*words, str(secrets.randbelow(90) + 10)])


def kept_secret(name: str, make: Callable[[], str] = lambda: secrets.token_urlsafe(48)) -> str:
    """The secret kept under `name` in the data folder (mode 0600), made at the first call.

    Raises ImproperlyConfigured if the folder cannot be read or written.
    """
    path = DATA_DIR / name
    try:
        if not path.exists():
            DATA_DIR.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(make())
        return path.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"La carpeta {DATA_DIR} (variable DATA_DIR) no se puede usar: escriba una "
            "en la que este usuario pueda leer y escribir."
        ) from error
