"""Every variable that Legajo reads from the environment, read in one place."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SETTINGS_MODULE = f"config.settings.{os.environ.get('LEGAJO_ENV', 'dev')}"
DATA_DIR = Path(os.environ.get("DATA_DIR", ROOT / "var")).resolve()
DATABASE_URL = os.environ.get("DATABASE_URL", "")
ALLOWED_HOSTS = [host for host in os.environ.get("ALLOWED_HOSTS", "").split(",") if host]
CSRF_TRUSTED_ORIGINS = [
    origin for origin in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if origin
]
SITE_URL = os.environ.get("SITE_URL", "").rstrip("/")
PORT = os.environ.get("PORT", "8000")
EMAIL_URL = os.environ.get("EMAIL_URL", "")
SECRET_KEY = os.environ.get("SECRET_KEY", "")
DEMO_PASSWORD = os.environ.get("DEMO_PASSWORD", "")
SEAL_PKCS12 = os.environ.get("SEAL_PKCS12", "")
SEAL_PASSWORD = os.environ.get("SEAL_PASSWORD", "")


def readable_password() -> str:
    """Three words that a Spanish speaker can say and a number: 60 bits, typed without a mistake."""
    words = [
        "".join(secrets.choice("bcdfglmnprstv") + secrets.choice("aeiou") for _ in range(3))
        for _ in range(3)
    ]
    return "-".join([*words, str(secrets.randbelow(90) + 10)])


def kept_secret(name: str, make: Callable[[], str] = lambda: secrets.token_urlsafe(48)) -> str:
    """The secret kept under `name` in the data folder (mode 0600), made at the first call."""
    path = DATA_DIR / name
    if not path.exists():
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(make())
    return path.read_text().strip()
