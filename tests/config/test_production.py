"""Production refuses to start half set, and passes Django's own checks when it is whole."""

from __future__ import annotations

import os
import subprocess
import sys
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

import pytest

from config.mail import sender_of, settings_of
from records.checks import mail_has_a_sender
from tests.repository import ROOT

WHOLE = {
    "SECRET_KEY": "3f" * 40 + "abcdefghijklm",
    "ALLOWED_HOSTS": "documentos.example.gov.co",
    "SITE_URL": "https://documentos.example.gov.co/",
    "SEAL_PKCS12": "/srv/legajo/sello.p12",
}


def started(
    folder: Path, given: dict[str, str], *arguments: str
) -> subprocess.CompletedProcess[str]:
    names = ("DJANGO_SETTINGS_MODULE", "DATABASE_URL", "EMAIL_URL", "EMAIL_FROM", *WHOLE)
    kept = {name: value for name, value in os.environ.items() if name not in names}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=kept | {"LEGAJO_ENV": "production", "DATA_DIR": str(folder)} | given,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("missing", sorted(WHOLE))
def test_production_says_what_it_lacks(tmp_path: Path, missing: str) -> None:
    given = {name: value for name, value in WHOLE.items() if name != missing}
    run = started(tmp_path, given, "-c", "import sys; sys.path.insert(0, 'site'); "
                  "import config.settings.production")  # fmt: skip
    assert run.returncode != 0
    other = ", o SEAL_PKCS11 si el sello está en un token" if missing == "SEAL_PKCS12" else ""
    assert run.stderr.strip().endswith(
        f"Falta la variable {missing}{other}: en producción es obligatoria."
    )


def test_a_seal_in_a_token_is_a_seal_too(tmp_path: Path) -> None:
    given = WHOLE | {"SEAL_PKCS12": "", "SEAL_PKCS11": "pkcs11:token=SELLO?module-path=/m.so"}
    run = started(tmp_path, given, "-c", "import sys; sys.path.insert(0, 'site'); "
                  "import config.settings.production")  # fmt: skip
    assert run.returncode == 0, run.stderr


def test_a_whole_production_passes_the_checks(tmp_path: Path) -> None:
    run = started(tmp_path, WHOLE, "manage.py", "check", "--deploy", "--fail-level", "ERROR")
    assert run.returncode == 0, run.stderr
    told = started(
        tmp_path, WHOLE, "-c", "import sys; sys.path.insert(0, 'site'); "
        "import config.settings.production as s; print(s.WAGTAILADMIN_BASE_URL, s.EMAIL_BACKEND)"
    )  # fmt: skip
    assert told.stdout.split() == [
        "https://documentos.example.gov.co",
        "django.core.mail.backends.console.EmailBackend",
    ]


def test_mail_comes_from_the_entity_or_from_the_site() -> None:
    given = "Alcaldía de Río Sereno <avisos@example.gov.co>"
    assert parseaddr(sender_of(given, ""))[1] == "avisos@example.gov.co"
    site = "https://www.documentos.example.gov.co"
    assert sender_of("", site) == "Legajo <no-responder@documentos.example.gov.co>"
    assert "localhost" not in sender_of("", "")
    for wrong in ("avisos", "Entidad <>", "a@b@c", "avisos@localhost de aquí"):
        with pytest.raises(ImproperlyConfigured, match="EMAIL_FROM"):
            sender_of(wrong, site)


@pytest.mark.parametrize(
    ("sender", "sound"),
    [
        ("Entidad <avisos@example.gov.co>", True),
        ("webmaster@localhost", False),
        ("Legajo <no-responder@[10.0.0.5>", False),
        ("", False),
    ],
)
def test_a_deployment_is_refused_a_sender_that_nobody_believes(
    settings: Any, sender: str, sound: bool
) -> None:
    settings.DEFAULT_FROM_EMAIL = sender
    assert (mail_has_a_sender(None) == []) is sound


def test_mail_goes_where_the_address_says() -> None:
    found = settings_of("smtp://avisos%40example.gov.co:cl%2Fave@correo.example:2525")
    assert found["EMAIL_HOST_USER"] == "avisos@example.gov.co"
    assert found["EMAIL_HOST_PASSWORD"] == "cl/ave"
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("correo.example", 2525)
    assert (found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (True, False)
    assert settings_of("smtps://correo.example")["EMAIL_PORT"] == 465


@pytest.mark.parametrize(
    "url",
    ["imap://x", "smtp://", "smtp://host:port", "smtp://host:0", "smtp://[x", "correo.example"],
)
def test_what_is_no_address_of_mail_is_refused(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL"):
        settings_of(url)
