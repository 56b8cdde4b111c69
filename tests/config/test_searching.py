"""How the search server is reached: what is given is understood whole or refused in a sentence."""

from __future__ import annotations

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

import pytest

from config.searching import server_of

TLS = {"URL": "https://uno.example:9200"}


def test_without_an_address_there_is_no_server() -> None:
    assert server_of({"URL": "", "USER": "ana", "REPLICAS": "muchas"}) is None


def test_nodes_user_and_certificate(tmp_path: Path) -> None:
    ca = tmp_path / "ca.pem"
    ca.write_text("")
    found = server_of(
        {
            "URL": "https://uno.example, https://[::1]:9201/busca/ ,",
            "USER": "legajo",
            "PASSWORD": "clave",
            "CA": str(ca),
            "PREFIX": "entidad-2",
            "REPLICAS": "1",
            "TIMEOUT": "3",
        }
    )
    assert found == {
        "nodes": ("https://uno.example:9200", "https://[::1]:9201/busca"),
        "prefix": "entidad-2",
        "user": "legajo",
        "password": "clave",
        "api_key": "",
        "ca_file": str(ca),
        "replicas": 1,
        "timeout": 3.0,
    }


def test_what_is_not_said() -> None:
    found = server_of({"URL": "http://127.0.0.1:19200", "API_KEY": "abc"})
    assert found is not None
    assert (found["prefix"], found["replicas"], found["timeout"]) == ("legajo", 0, 2.0)
    assert (found["user"], found["api_key"]) == ("", "abc")


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"URL": "busqueda.example:9200"}, "URL"),
        ({"URL": "ftp://secreto.example"}, "URL"),
        ({"URL": "https://secreto:secreto@uno.example"}, "URL"),
        ({"URL": "https://uno.example:secreto"}, "URL"),
        ({"URL": "https://uno.example:0"}, "URL"),
        ({"URL": "https://uno.example?clave=secreto"}, "URL"),
        ({"URL": "https://uno.example,http://dos.example"}, "URL"),
        (TLS | {"USER": "secreto"}, "PASSWORD"),
        (TLS | {"PASSWORD": "secreto"}, "PASSWORD"),
        (TLS | {"USER": "ana", "PASSWORD": "secreto", "API_KEY": "secreto"}, "PASSWORD"),
        (TLS | {"CA": "/no/hay/secreto.pem"}, "CA"),
        ({"URL": "http://uno.example", "CA": __file__}, "CA"),
        (TLS | {"PREFIX": "Secreto_"}, "PREFIX"),
        (TLS | {"PREFIX": "*"}, "PREFIX"),
        (TLS | {"REPLICAS": "-1"}, "REPLICAS"),
        (TLS | {"TIMEOUT": "0"}, "TIMEOUT"),
    ],
)
def test_what_cannot_be_meant_is_one_sentence(given: dict[str, str], named: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        server_of(given)
    told = str(refused.value)
    assert told.startswith(f"La variable ELASTICSEARCH_{named} no se entiende: escriba ")
    assert "ecreto" not in told
