"""The door and the signing screen stop guessing; nobody says for himself where he comes from."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.test import Client, RequestFactory
from django.urls import reverse

import pytest
import time_machine

from config.lockout import client_address

PASSWORD = "una clave larga de verdad"
SMALL = (3, 5, 7)


@pytest.fixture
def door(db: None, settings: Any) -> Any:
    """One person, and limits that a test reaches soon."""
    settings.LOCKOUT_LIMITS = SMALL
    settings.AXES_FAILURE_LIMIT = SMALL[0]
    get_user_model().objects.create_superuser("marta", "marta@example.org", PASSWORD)
    return settings


def enter(name: str, password: str, address: str = "192.0.2.1", **headers: str) -> Any:
    return Client().post(
        reverse("wagtailadmin_login"),
        {"username": name, "password": password, "next": "/gestion/"},
        REMOTE_ADDR=address,
        **headers,
    )


def wrong(times: int, name: str = "marta", address: str = "192.0.2.1", **headers: str) -> list[int]:
    return [enter(name, "errada", address, **headers).status_code for _attempt in range(times)]


def test_a_person_at_one_address_is_stopped_with_a_page_in_spanish(door: Any) -> None:
    assert wrong(SMALL[0]) == [200, 200, 429]
    answer = enter("marta", PASSWORD)
    assert answer.status_code == 429
    assert "Demasiados intentos" in answer.content.decode()


def test_nobody_locks_a_colleague_out_from_one_machine(door: Any) -> None:
    wrong(20)
    assert enter("marta", PASSWORD, "192.0.2.2").status_code == 302


@pytest.mark.conformance("S06")
def test_guessing_one_name_from_many_addresses_is_stopped(door: Any) -> None:
    for last in range(1, SMALL[1] + 1):
        wrong(1, address=f"198.51.100.{last}")
    assert enter("marta", PASSWORD, "203.0.113.9").status_code == 429


def test_guessing_many_names_from_one_address_is_stopped(door: Any) -> None:
    for number in range(SMALL[2]):
        wrong(1, f"nadie{number}")
    assert enter("marta", PASSWORD).status_code == 429
    assert enter("marta", PASSWORD, "192.0.2.2").status_code == 302


def test_the_lock_ends_after_an_hour_though_somebody_goes_on_trying(door: Any) -> None:
    with time_machine.travel("2026-03-02T08:00:00-05:00", tick=False) as clock:
        wrong(SMALL[0])
        clock.shift(1800)
        wrong(4)
        clock.shift(1801)
        assert enter("marta", PASSWORD).status_code == 302


def test_one_s_own_success_clears_nobody_else_s_count(door: Any) -> None:
    get_user_model().objects.create_superuser("otro", "otro@example.org", PASSWORD)
    for number in range(SMALL[2] - 1):
        wrong(1, f"nadie{number}")
    assert enter("otro", PASSWORD).status_code == 302
    wrong(1, "nadie")
    assert enter("otro", PASSWORD).status_code == 429


def test_a_success_forgets_one_s_own_errors(door: Any) -> None:
    wrong(SMALL[0] - 1)
    assert enter("marta", PASSWORD).status_code == 302
    assert wrong(SMALL[0] - 1) == [200, 200]


def test_another_address_in_a_header_gives_no_more_attempts(door: Any) -> None:
    codes = [
        enter("marta", "errada", HTTP_X_FORWARDED_FOR=f"198.51.100.{last}").status_code
        for last in range(SMALL[0])
    ]
    assert codes[-1] == 429


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, None, "192.0.2.1"),
        (0, "203.0.113.7", "192.0.2.1"),
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "198.51.100.1, 203.0.113.7", "203.0.113.7"),
        (2, "198.51.100.1, 203.0.113.7, 192.0.2.8", "203.0.113.7"),
        (2, "203.0.113.7", "192.0.2.1"),
        (1, None, "192.0.2.1"),
        (1, "nada", "192.0.2.1"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        (1, "::ffff:203.0.113.7", "203.0.113.7"),
    ],
)
def test_only_trusted_proxies_say_where_a_client_is(
    settings: Any, proxies: int, forwarded: str | None, expected: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", **headers)
    assert client_address(request) == expected


def test_a_socket_of_this_machine_has_no_address() -> None:
    assert client_address(RequestFactory().get("/", REMOTE_ADDR="")) is None
