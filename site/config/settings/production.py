"""What a public entity runs. Refuses to start with anything left at its sample value."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

from config import environment

from .base import *  # noqa: F403

DEBUG = False
for _name in ("SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL"):
    if not getattr(environment, _name):
        raise ImproperlyConfigured(f"Falta la variable {_name}: en producción es obligatoria.")
if not (environment.SEAL_PKCS12 or environment.SEAL_PKCS11):
    raise ImproperlyConfigured(
        "Falta la variable SEAL_PKCS12, o SEAL_PKCS11 si el sello está en un token: en producción "
        "es obligatoria."
    )
SECRET_KEY = environment.SECRET_KEY
ALLOWED_HOSTS = environment.ALLOWED_HOSTS
CSRF_TRUSTED_ORIGINS = environment.CSRF_TRUSTED_ORIGINS
SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
