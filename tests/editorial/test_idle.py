"""A session that nobody uses ends; what was typed does not go with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

import pytest
import time_machine

from tests.editorial.conftest import Enter
from tests.editorial.test_second_factor import sign
from tests.factories import PASSWORD, World

Later = Callable[[float], Any]


@pytest.fixture
def later() -> Later:
    start = timezone.now()
    return lambda minutes: time_machine.travel(start + timedelta(minutes=minutes), tick=False)


def is_in(client: Client) -> bool:
    return client.get(reverse("signing_inbox")).status_code == 200


def ping(client: Client, page: Any) -> Any:
    address = f"/gestion/editing-sessions/ping/wagtailcore/page/{page.pk}/1/"
    return client.post(address, HTTP_ACCEPT="application/json")


@pytest.mark.conformance("S06")
def test_an_unused_session_ends_and_the_door_says_why(world: World, enter: Enter, later: Later):
    client = enter(world.author)
    with later(29):
        assert is_in(client)
    with later(58):
        assert is_in(client)  # each use begins the time anew
    with later(88):
        assert not is_in(client)
        door = client.get(reverse("wagtailadmin_login")).content.decode()
        assert "nadie la usó durante 30 minutos" in door
        told = {"username": world.author.username, "password": PASSWORD}
        assert client.post(reverse("wagtailadmin_login"), told).status_code == 302
        assert is_in(client)
    with later(100):
        assert is_in(client)


def test_the_entity_says_after_how_long(world: World, enter: Enter, later: Later, settings: Any):
    settings.SESSION_IDLE_MINUTES = 5
    client = enter(world.author)
    with later(6):
        assert not is_in(client)


def test_what_the_browser_asks_on_its_own_keeps_nothing_open(
    world: World, enter: Enter, later: Later
):
    page = world.page()
    client = enter(world.author)
    for minutes in (10, 20, 29):
        with later(minutes):
            ping(client, page)
    with later(31):
        assert ping(client, page).status_code == 403
        assert not is_in(client)


def test_reading_writes_no_row_but_once_a_minute(world: World, enter: Enter, later: Later):
    client = enter(world.author)
    table = Session._meta.db_table

    def writes() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert is_in(client)
        return sum(table in one["sql"] and "SELECT" not in one["sql"][:7] for one in seen)

    with later(0.5):
        assert writes() == 0
    with later(2):
        assert writes() > 0
        assert writes() == 0


def test_an_autosave_that_comes_too_late_gets_a_sentence(world: World, enter: Enter, later: Later):
    page = world.page()
    client = enter(world.author)
    with later(40):
        address = reverse("wagtailadmin_pages:edit", args=[page.pk])
        answer = client.post(address, {"title": "Otro"}, HTTP_ACCEPT="application/json")
    assert answer.status_code == 403
    told = answer.json()
    assert (told["success"], told["error_code"]) == (False, "locked")
    assert "nadie la usó" in told["error_message"]
    assert "sigue aquí" in told["error_message"]


def test_a_form_that_comes_too_late_is_given_back_whole(world: World, enter: Enter, later: Later):
    page = world.page()
    client = enter(world.author)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    told = {"title": "Título <b>nuevo</b>", "tags": ["uno", "dos"]}
    with later(40):
        ping(client, page)  # the browser's own question comes first, and ends it
        answer = client.post(address, told)
    assert answer.status_code == 403
    text = answer.content.decode()
    assert 'value="Título &lt;b&gt;nuevo&lt;/b&gt;"' in text
    assert text.count('name="tags"') == 2
    assert f'action="{address}"' in text
    page.refresh_from_db()
    assert page.title != told["title"]


def test_a_form_with_a_password_is_not_given_back(world: World, enter: Enter, later: Later):
    version = world.submit_page(world.page())
    client = enter(world.reviewer)
    with later(40):
        answer = sign(client, version)
    assert answer.status_code == 302
    assert reverse("wagtailadmin_login") in answer["Location"]


def test_a_stranger_gets_nothing_back(world: World, client: Client):
    answer = client.post(reverse("wagtailadmin_pages:edit", args=[1]), {"title": "Ajeno"})
    assert answer.status_code == 302
    assert "Ajeno" not in answer.content.decode()
