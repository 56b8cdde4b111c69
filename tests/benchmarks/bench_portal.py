"""What a citizen waits for: the page of a document and its neighbours, without the network."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.test import Client

from records import followers
from tests.benchmarks.timing import Sizes, timed
from tests.factories import World

DOCUMENTS = 25  # more than one page of the list


def measure(sizes: Sizes) -> Iterator[dict[str, Any]]:
    world = World()
    with followers.held_back():
        for number in range(1, DOCUMENTS + 1):
            title = f"Publicar los datos {number}"
            world.issue(content=world.content(f"PR-M2-P6-{number:02}", title))
    followers.catch_up()
    client = Client()
    for what, address in {
        "portal: un documento": "/documentos/PR-M2-P6-01/",
        "portal: la lista": "/documentos/",
        "portal: listado maestro": "/listado-maestro/",
        "portal: inicio": "/",
    }.items():
        get = partial(_get, client, address)
        get()
        yield timed(what, [get] * sizes.rounds * 2)


def _get(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
