"""Setting up a real entity: what it makes and what it refuses."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

import pytest

from records.crest import crest_reasons
from records.models import Entity, Office, RecordEvent
from records.permissions import Role, has_role

pytestmark = pytest.mark.django_db

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0H9V9Z"/></svg>'
OPTIONS = {
    "name": "Alcaldía de Villa Serena",
    "nit": "899999999-2",
    "first_office": "Despacho de la Alcaldesa",
    "admin": "lrojas",
    "admin_name": "Laura Rojas Peña",
    "admin_email": "lrojas@villaserena.example",
}


@pytest.fixture(autouse=True)
def no_terminal(monkeypatch):
    monkeypatch.setattr("sys.stdin", StringIO())


def create(**changes: object) -> str:
    out = StringIO()
    call_command("create_entity", stdout=out, **{**OPTIONS, **changes})
    return out.getvalue()


def check_digit(number: str) -> str:
    weights = (3, 7, 13, 17, 19, 23, 29, 37, 41)
    rest = sum(int(d) * w for d, w in zip(reversed(number), weights, strict=True)) % 11
    return str(rest if rest < 2 else 11 - rest)


OPTIONS["nit"] = f"899999999-{check_digit('899999999')}"


def test_it_makes_entity_office_and_administrator(tmp_path):
    crest = tmp_path / "escudo.svg"
    crest.write_text(SVG)
    said = create(crest=str(crest))
    entity = Entity.current()
    assert (entity.name, entity.nit) == (OPTIONS["name"], OPTIONS["nit"])
    assert entity.crest_svg == SVG
    assert entity.code_template == "TT-Mn-Pn-nn"
    assert Office.objects.get().name == OPTIONS["first_office"]
    user = get_user_model().objects.get()
    assert has_role(user, Role.ADMINISTRATOR)
    assert user.get_full_name() == "Laura Rojas Peña"
    assert RecordEvent.objects.filter(action="account.opened").exists()
    password = re.search(r"no se vuelve a mostrar: (\S+)", said)[1]
    assert user.check_password(password)


def test_a_typed_password_is_checked_and_never_shown(monkeypatch):
    typed = iter(["corta", "corta", "un faro en la bahía 42", "un faro en la bahía 42"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _question: "")
    monkeypatch.setattr("getpass.getpass", lambda _question: next(typed))
    with pytest.raises(CommandError, match="12"):
        create()
    assert not Entity.objects.exists()
    said = create()
    assert "faro" not in said
    assert get_user_model().objects.get().check_password("un faro en la bahía 42")


def test_two_different_passwords_make_nothing(monkeypatch):
    typed = iter(["un faro en la bahía 42", "otra"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _question: "")
    monkeypatch.setattr("getpass.getpass", lambda _question: next(typed))
    with pytest.raises(CommandError, match="no son iguales"):
        create()
    assert not Entity.objects.exists()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"nit": "899999999-0"}, "NIT"),
        ({"code_template": "sin consecutivo"}, "plantilla|código|lantilla"),
        ({"time_zone": "America/Macondo"}, "zona horaria"),
        ({"admin": "con espacio"}, "usuario"),
        ({"admin_email": "nadie"}, "correo"),
        ({"crest": "no-existe.svg"}, "escudo"),
    ],
)
def test_each_wrong_value_has_its_sentence_and_nothing_is_kept(change, told):
    with pytest.raises(CommandError, match=told) as refused:
        create(**change)
    assert refused.value.returncode == 1
    assert not Entity.objects.exists()
    assert not get_user_model().objects.exists()
    assert not RecordEvent.objects.exists()


def test_all_that_is_wrong_is_told_at_once():
    with pytest.raises(CommandError) as refused:
        create(nit="1", time_zone="Marte")
    assert len(str(refused.value).splitlines()) == 2


def test_without_a_terminal_what_is_missing_is_named():
    with pytest.raises(CommandError, match="--name, --admin-email") as refused:
        create(name=None, admin_email=None)
    assert refused.value.returncode == 2


def test_a_second_entity_is_refused():
    create()
    with pytest.raises(CommandError, match="ya sirve a Alcaldía de Villa Serena"):
        create(name="Otra")
    assert Entity.objects.count() == 1


HOSTILE = {
    "script": SVG.replace("<path", "<script>alert(1)</script><path"),
    "event": SVG.replace("<path", '<path onload="alert(1)"'),
    "javascript": SVG.replace("<path", '<a href="javascript:alert(1)"><path').replace(
        "</svg>", "</a></svg>"
    ),
    "image outside": SVG.replace("<path", '<image href="https://example.org/a.png"/><path'),
    "data": SVG.replace("<path", '<image href="data:image/png;base64,AA=="/><path'),
    "style outside": SVG.replace("<path", "<style>@import 'x.css';</style><path"),
    "fill outside": SVG.replace("<path", '<path fill="url(https://example.org/#a)"'),
    "html inside": SVG.replace("<path", "<foreignObject/><path"),
    "entity": f'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/hosts">]>{SVG}',
    "no svg": "<html/>",
    "no xml": "escudo",
    "too big": SVG.replace("M0 0", "M0 0" + " " * 300_000),
}


@pytest.mark.parametrize("svg", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_crest_runs_nothing_and_fetches_nothing(svg):
    assert crest_reasons(svg.encode())


def test_a_crest_that_only_draws_is_taken():
    inside = '<defs><linearGradient id="a"/></defs><path fill="url(#a)" d="M0 0H9V9Z"/>'
    assert crest_reasons(SVG.encode()) == []
    assert crest_reasons(SVG.replace("<path", inside + "<path").encode()) == []
    demo = Path(__file__).parents[2] / "site" / "portal" / "demo" / "crest.svg"
    assert crest_reasons(demo.read_bytes()) == []


def test_the_demo_is_not_mixed_with_a_real_entity():
    create()
    with pytest.raises(CommandError, match="Villa Serena") as refused:
        call_command("load_demo", verbosity=0)
    assert refused.value.returncode == 1
    assert Entity.objects.count() == 1
