"""One machine, no server: what `make run` starts."""

from __future__ import annotations

from config import environment

from .base import *  # noqa: F403

DEBUG = True
SECRET_KEY = environment.SECRET_KEY or environment.kept_secret("secret_key")
DEMO_PASSWORD = environment.DEMO_PASSWORD or environment.kept_secret(
    "demo_password", environment.readable_password
)
SEAL_DEMO_ALLOWED = True
ALLOWED_HOSTS = environment.ALLOWED_HOSTS or ["127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = environment.CSRF_TRUSTED_ORIGINS
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
