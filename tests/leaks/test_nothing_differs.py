"""Nothing public tells whether anything is hidden: answers are the same bytes (promise P9)."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.test import Client

import pytest

from search.subjects.versions import Versions
from tests.factories import World
from tests.leaks.canaries import word
from tests.leaks.conftest import hide_all
from tests.leaks.crawling import asks, entered, same_but_for, walk

pytestmark = pytest.mark.django_db
# The head of the register counts every event of the entity, and is told so that nobody can take
# one away. It says of none what it was.
COUNTS_EVENTS = frozenset({"/verificar/registro/", "/verificar/registro.json"})
TEXTS = (
    "datos",
    "plan",
    "publicar abiertos",
    "publicar datos abiertso",
    "PR-M2-P6-0",
    "PR-M2-P6-02",
    "-datos",
    "dat*",
    word("issuedtitle"),
    f"{word('issued')}*",
    word("issuedtitel"),
    f"etiqueta:{word('tag')}",
    f"título:{word('issuedtitle')}",
    "acceso:clasificada",
    "estado:vigente",
    "desde:2020 hasta:2021",
)


def questions(client: Client) -> list[str]:
    """Of every page that asks something: each thing with each of its choices, and each text."""
    found = []
    for address in walk(public=True, most=1):
        for name, choices in asks(client.get(address)).items():
            told = [*choices, *TEXTS] if name == "q" else [*choices, word("tag"), "PR-M2-P6-02"]
            found += [f"{address}?{urlencode({name: one})}" for one in told]
            found += [f"{address}?{urlencode({'q': 'datos', name: one})}" for one in choices]
    return found


def answers(client: Client, walked: list[str]) -> dict[str, Any]:
    """Asked twice: the second answer may come from what somebody kept of the first."""
    for address in walked:
        client.get(address)
    return {one: same_but_for(client.get(one), "\0") for one in walked}


def compared(world: World, folder: Path, walked: list[str] | None = None) -> dict[str, str]:
    """The addresses that answer otherwise when there is something to hide, and where they part.

    What differs is asked twice more: a search server that was busy for a moment may send one
    question to the database, whose remark moves the answer; a leak stays.
    """
    found: dict[str, str] = {}
    for _time in range(3):
        found = _compared_once(world, folder, walked)
        walked = list(found)
        if not walked:
            break
    return found


def _compared_once(world: World, folder: Path, walked: list[str] | None) -> dict[str, str]:
    client = entered()
    with transaction.atomic():
        hide_all(world, folder)
        walked = walked or [*walk(public=True, most=12), *questions(client)]
        assert walked
        hidden = answers(client, walked)
        transaction.set_rollback(True)
    without = answers(client, walked)
    return {
        one: parted(hidden[one], without[one])
        for one in walked
        if hidden[one] != without[one] and one not in COUNTS_EVENTS
    }


def parted(one: tuple[Any, ...], other: tuple[Any, ...]) -> str:
    """From where two answers are no longer the same, for whoever reads the failure."""
    told = str(one), str(other)
    begun = next((at for at, pair in enumerate(zip(*told, strict=False)) if len(set(pair)) > 1), 0)
    return " / ".join(text[max(0, begun - 60) : begun + 120] for text in told)


def test_the_whole_portal_is_the_same_with_and_without_what_is_hidden(
    world: World, tmp_path: Path
) -> None:
    assert compared(world, tmp_path) == {}


def test_a_count_that_moves_is_seen(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: an engine that finds what it may not, though no line of it is shown."""
    whole = Versions().all
    monkeypatch.setattr(Versions, "visible", lambda self, user, today: whole())
    asked = ["/buscar/?q=", "/buscar/?q=datos", "/documentos/"]
    assert list(compared(world, tmp_path, asked)) == asked[:2]
