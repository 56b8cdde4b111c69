"""A variable that cannot be understood is told in one sentence, which never repeats its value."""

from __future__ import annotations

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

import pytest

from config import environment
from config.database import settings_of
from tests.config.test_production import WHOLE, started

MALFORMED = {
    "EMAIL_FROM": "Entidad <secreto>",
    "EMAIL_URL": "imap://avisos:secreto@correo.example",
    "DATABASE_URL": "postgres://legajo:secreto@base.example:puerto/legajo",
    "ELASTICSEARCH_URL": "https://elastic:secreto@busqueda.example:9200",
    "LEGAJO_ENV": "secreto",
    "PORT": "secreto",
    "SITE_URL": "secreto.example",
    "ALLOWED_HOSTS": "https://secreto.example",
    "CSRF_TRUSTED_ORIGINS": "secreto.example",
    "TRUSTED_PROXIES": "-1",
    "SESSION_IDLE_MINUTES": "0",
}


@pytest.mark.parametrize("name", sorted(MALFORMED))
def test_one_sentence_and_no_traceback(tmp_path: Path, name: str) -> None:
    run = started(tmp_path, WHOLE | {name: MALFORMED[name]}, "manage.py", "follow_events")
    assert run.returncode == 1
    assert run.stderr.startswith(f"La variable {name} no se entiende: escriba ")
    assert run.stderr.count("\n") == 1
    assert "secreto" not in run.stderr


def test_a_folder_that_cannot_be_used_is_a_sentence_too(tmp_path: Path) -> None:
    (tmp_path / "archivo").write_text("")
    run = started(tmp_path / "archivo", {"LEGAJO_ENV": "dev"}, "manage.py", "follow_events")
    assert run.returncode == 1
    assert "DATA_DIR" in run.stderr
    assert run.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "url",
    [
        "legajo",
        "mysql://a:b@c/d",
        "postgres://a:b@c",
        "postgres://a:b@c:99999/d",
        "postgres://a:b[@c/d",
    ],
)
def test_what_is_no_address_of_a_database_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        settings_of(url, tmp_path)


def test_a_database_is_where_its_address_says(tmp_path: Path) -> None:
    assert settings_of("", tmp_path)["NAME"] == str(tmp_path / "legajo.sqlite3")
    assert settings_of("sqlite://:memory:", tmp_path)["NAME"] == ":memory:"
    found = settings_of("postgres://a:b%2F@c:5433/d", tmp_path)
    assert (found["HOST"], found["PORT"], found["NAME"], found["PASSWORD"]) == (
        "c",
        5433,
        "d",
        "b/",
    )


@pytest.mark.parametrize("value", ["*", ".example.org", "a.example", "127.0.0.1", "[::1]"])
def test_names_of_hosts(value: str) -> None:
    assert environment.host("ALLOWED_HOSTS", value) == value


def test_postgresql_compiles_no_question_unless_its_address_says_so(tmp_path: Path) -> None:
    assert settings_of("postgres://a@c/d", tmp_path)["OPTIONS"] == {"options": "-c jit=off"}
    found = settings_of("postgres://a@c/d?sslmode=require&options=-c%20jit%3Don", tmp_path)
    assert found["OPTIONS"] == {"sslmode": "require", "options": "-c jit=on"}
