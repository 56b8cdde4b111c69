"""Every variable that Legajo reads from the environment, read in one place."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SETTINGS_MODULE = f"config.settings.{os.environ.get('LEGAJO_ENV', 'dev')}"
DATA_DIR = Path(os.environ.get("DATA_DIR", ROOT / "var")).resolve()
DATABASE_URL = os.environ.get("DATABASE_URL", "")
ALLOWED_HOSTS = [host for host in os.environ.get("ALLOWED_HOSTS", "").split(",") if host]
CSRF_TRUSTED_ORIGINS = [
    origin for origin in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if origin
]
SECRET_KEY = os.environ.get("SECRET_KEY", "")
DEMO_PASSWORD = os.environ.get("DEMO_PASSWORD", "")


def kept_secret(name: str) -> str:
    """The secret kept under `name` in the data folder (mode 0600), made at the first call."""
    path = DATA_DIR / name
    if not path.exists():
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()
