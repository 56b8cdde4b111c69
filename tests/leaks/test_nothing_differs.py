"""Nothing public tells whether anything is hidden: answers are the same bytes (promise P9)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client

import pytest
import time_machine

from records.permissions import Role
from search import queries
from search.indexing import rebuild_all
from search.subjects.versions import Versions
from tests.factories import at
from tests.leaks.addresses import addresses, views
from tests.leaks.canaries import word
from tests.leaks.conftest import LESSER, hide_all
from tests.leaks.crawling import asks, entered, same_but_for, walk
from tests.leaks.matters import House
from tests.proofs.conftest import SIZE

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


Hides = Callable[[House, Path], object]


def questions(client: Client) -> list[str]:
    """Of every page that asks something: each thing with each of its choices, and each text."""
    found = []
    for address in walk(public=True, most=1):
        for name, choices in asks(client.get(address)).items():
            told = [*choices, *TEXTS] if name == "q" else [*choices, word("tag"), "PR-M2-P6-02"]
            found += [f"{address}?{urlencode({name: one})}" for one in told]
            found += [f"{address}?{urlencode({'q': 'datos', name: one})}" for one in choices]
    return found


class Answer(NamedTuple):
    """What was answered, and whether the database did it in the place of a search server."""

    told: tuple[Any, ...]
    degraded: bool


def answers(client: Client, walked: list[str]) -> dict[str, Answer]:
    """Asked twice: the second answer may come from what somebody kept of the first."""
    for address in walked:
        client.get(address)
    found = {}
    for address in walked:
        with engines_asked() as degraded:
            told = same_but_for(client.get(address), "\0")
        found[address] = Answer(told, any(degraded))
    return found


@contextmanager
def engines_asked() -> Iterator[list[bool]]:
    """Of each question meanwhile, whether another engine answered than the first: not every
    answer says so."""
    ask = queries._asked
    found: list[bool] = []

    def noted(question: Any) -> tuple[Any, bool]:
        answer, degraded = ask(question)
        found.append(degraded)
        return answer, degraded

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(queries, "_asked", noted)
        yield found


def compared(
    world: House, folder: Path, walked: list[str] | None = None, hides: Hides = hide_all
) -> dict[str, str]:
    """The addresses that answer otherwise when there is something to hide, and where they part.

    None of `walked`: the whole portal, and every question of it.

    A search server that was busy for a moment sends a question to the database, whose remark moves
    the answer: where it did so for one of the two they are asked again, twice at most. Whatever
    else differs is told at once: a leak may show only now and then.
    """
    found: dict[str, str] = {}
    again = walked
    for _time in range(3):
        told, again = _compared_once(world, folder, again, hides)
        found |= told
        if not again:
            break
    return found | dict.fromkeys(again or (), "only the database answered")


def _compared_once(
    world: House, folder: Path, walked: list[str] | None, hides: Hides
) -> tuple[dict[str, str], list[str]]:
    """What differs, and what must be asked again before that is known."""
    client = entered()
    with transaction.atomic():
        hides(world, folder)
        walked = walked or [*walk(public=True, most=12), *questions(client)]
        assert walked
        hidden = answers(client, walked)
        transaction.set_rollback(True)
    rebuild_all()  # no server takes anything back
    without = answers(client, walked)
    found: dict[str, str] = {}
    again = []
    for one in walked:
        if hidden[one].told == without[one].told or one in COUNTS_EVENTS:
            continue
        if hidden[one].degraded or without[one].degraded:
            again.append(one)
        else:
            found[one] = parted(hidden[one].told, without[one].told)
    return found, again


def parted(one: tuple[Any, ...], other: tuple[Any, ...]) -> str:
    """From where two answers are no longer the same, for whoever reads the failure."""
    told = str(one), str(other)
    begun = next((at for at, pair in enumerate(zip(*told, strict=False)) if len(set(pair)) > 1), 0)
    return " / ".join(text[max(0, begun - 60) : begun + 120] for text in told)


NEVER_THE_SAME = frozenset(
    {
        "/gestion/cuenta/segundo-factor/",  # a secret of its own each time
        # One that counts what was restricted since is taken from who may not know of that.
        "/gestion/inventarios/",
        "/gestion/inventarios/conservados/",
    }
)


def of_staff(user: Any, walked: list[str]) -> dict[str, Any]:
    """As somebody who works here, each page without what the one before left to be said."""
    client = entered(user)
    found = {}
    for address in walked:
        client.cookies.pop("messages", None)
        with transaction.atomic():
            found[address] = same_but_for(client.get(address), "\0")
            transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("role", LESSER if SIZE == "full" else (Role.EDITOR,))
def test_no_list_of_the_staff_moves_for_what_its_reader_may_not_know(
    world: House, tmp_path: Path, role: Role
) -> None:
    """Lists, counts, choices of filters, panels: every address that names no row."""
    user = get_user_model()._default_manager.get(username=f"persona.{role.name.lower()}")
    walked = [
        one
        for view in views()
        if not view.public and not view.arguments
        for one in addresses(view)
        if one not in NEVER_THE_SAME
    ]
    with time_machine.travel(at("2026-11-30"), tick=False):
        with transaction.atomic():
            hide_all(world, tmp_path)
            hidden = of_staff(user, walked)
            transaction.set_rollback(True)
        without = of_staff(user, walked)
    moved = {
        one: parted(hidden[one], without[one]) for one in walked if hidden[one] != without[one]
    }
    assert moved == {}


def test_a_count_that_moves_is_seen(
    world: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: an engine that finds what it may not, though no line of it is shown."""
    whole = Versions().all
    monkeypatch.setattr(Versions, "visible", lambda self, user, today: whole())
    asked = ["/buscar/?q=", "/buscar/?q=datos", "/documentos/"]
    assert list(compared(world, tmp_path, asked)) == asked[:2]


def test_a_leak_that_shows_only_once_is_seen(
    world: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same, only the first time that there is something to hide."""
    visible, whole = Versions().visible, Versions().all
    times: list[bool] = []

    def once(world: Any, folder: Path) -> None:
        hide_all(world, folder)
        times.append(True)

    monkeypatch.setattr(
        Versions,
        "visible",
        lambda self, user, today: whole() if len(times) == 1 else visible(user, today),
    )
    asked = ["/buscar/?q=datos"]
    assert list(compared(world, tmp_path, asked, once)) == asked
