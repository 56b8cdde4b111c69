"""How much the last signature asks of the database: everybody who writes waits for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.urls import reverse

import editorial.views.signing as screens
from records.models import Issuance
from tests.editorial.conftest import Enter
from tests.factories import PASSWORD, World

TRANSACTION, REQUEST = 60, 84


@contextmanager
def counted() -> Iterator[list[str]]:
    asked: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *told: Any) -> Any:
        asked.append(sql)
        return execute(sql, *told)

    with connection.execute_wrapper(note):
        yield asked


def test_the_last_signature_keeps_to_its_queries(world: World, enter: Enter, monkeypatch: Any):
    """The dearest one: the first of the document, which opens the case file and the sequence."""
    version = world.submit_page(world.page())
    world.sign_page(version, 1, world.reviewer)
    inside: list[str] = []

    def sign(*args: Any, **kwargs: Any) -> Any:
        with counted() as asked:
            signed = signs(*args, **kwargs)
        inside.extend(asked)
        return signed

    signs = screens.sign_version
    monkeypatch.setattr(screens, "sign_version", sign)
    client = enter(world.approver)
    told = {"content_sha256": version.content_sha256, "step": 2, "action": "sign"}
    with counted() as asked:
        client.post(reverse("signing", args=[version.pk]), {**told, "password": PASSWORD})
    assert Issuance.objects.filter(version=version).exists()
    assert 0 < len(inside) <= TRANSACTION, "\n".join(inside)
    assert len(asked) <= REQUEST, "\n".join(asked)


def test_a_later_version_costs_less(world: World):
    page = world.page()
    world.issue_page(page)
    version = world.submit_page(page, day="2020-03-03", change_note="Segunda.")
    world.sign_page(version, 1, world.reviewer, "2020-03-03")
    with counted() as asked:
        world.sign_page(version, 2, world.approver, "2020-03-03")
    assert len(asked) <= TRANSACTION - 5, "\n".join(asked)
