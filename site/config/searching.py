"""The search server, from a handful of variables; without ELASTICSEARCH_URL there is none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from config.environment import malformed, whole

_PORT = 9200
_NAMES = ("URL", "USER", "PASSWORD", "API_KEY", "CA", "PREFIX", "REPLICAS", "TIMEOUT")
_PREFIX = re.compile(r"[a-z][a-z0-9-]{0,39}")


def server_of(given: Mapping[str, str]) -> dict[str, Any] | None:
    """How `search` reaches the server, of the variables `ELASTICSEARCH_…` by their names.

    Raises ImproperlyConfigured for what cannot be meant, without repeating it.
    """
    told = dict.fromkeys(_NAMES, "") | {name: value.strip() for name, value in given.items()}
    nodes = tuple(_node(one.strip()) for one in told["URL"].split(",") if one.strip())
    if not nodes:
        return None
    if len({urlsplit(node).scheme for node in nodes}) > 1:
        raise malformed(
            "ELASTICSEARCH_URL", "escriba todos los nodos con https:// o todos con http://"
        )
    if bool(told["USER"]) != bool(told["PASSWORD"]) or (told["USER"] and told["API_KEY"]):
        raise malformed(
            "ELASTICSEARCH_PASSWORD",
            "escriba ELASTICSEARCH_USER y ELASTICSEARCH_PASSWORD, o solo ELASTICSEARCH_API_KEY",
        )
    if told["CA"] and not Path(told["CA"]).is_file():
        raise malformed("ELASTICSEARCH_CA", "escriba la ruta de un archivo PEM que exista")
    if told["CA"] and not nodes[0].startswith("https:"):
        raise malformed("ELASTICSEARCH_CA", "escriba https:// en ELASTICSEARCH_URL")
    if told["PREFIX"] and not _PREFIX.fullmatch(told["PREFIX"]):
        expected = "escriba hasta 40 letras minúsculas, números o guiones, primero una letra"
        raise malformed("ELASTICSEARCH_PREFIX", expected)
    return {
        "nodes": nodes,
        "prefix": told["PREFIX"] or "legajo",
        "user": told["USER"],
        "password": told["PASSWORD"],
        "api_key": told["API_KEY"],
        "ca_file": told["CA"],
        "replicas": whole("ELASTICSEARCH_REPLICAS", told["REPLICAS"] or "0", 0, 5),
        "timeout": float(whole("ELASTICSEARCH_TIMEOUT", told["TIMEOUT"] or "2", 1, 60)),
    }


def _node(url: str) -> str:
    """The address of a node with its port. User and password have variables of their own."""
    expected = "escriba https://servidor:9200, o varios nodos separados por comas, sin usuario"
    try:
        parts = urlsplit(url)
        port = parts.port or _PORT
    except ValueError as error:
        raise malformed("ELASTICSEARCH_URL", expected) from error
    sound = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    if not sound or "@" in parts.netloc or parts.query or parts.fragment or re.search(r"\s", url):
        raise malformed("ELASTICSEARCH_URL", expected)
    host = f"[{parts.hostname}]" if ":" in str(parts.hostname) else parts.hostname
    return f"{parts.scheme}://{host}:{port}{parts.path.rstrip('/')}"
