"""Before signing in one meets the entity, in Spanish, and never the maker of the tool."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core import mail
from django.test import Client
from django.urls import reverse

import pytest

from records.models import Entity

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["wagtailadmin_login", "wagtailadmin_password_reset"])
def test_the_door_has_the_entity_s_name(client: Client, name: str) -> None:
    Entity.objects.create(name="Alcaldía de Puerto Ceiba")
    text = client.get(reverse(name)).content.decode()
    assert "Alcaldía de Puerto Ceiba" in text
    visible = text.split("<body", 1)[1].replace(
        "wagtail", ""
    )  # addresses and classes are Wagtail's
    assert "Wagtail" not in visible
    assert "Password" not in visible


def test_another_password_is_asked_for_in_spanish(client: Client, settings: Any) -> None:
    get_user_model().objects.create_superuser("marta", "marta@example.org", "una clave larga")
    client.post(reverse("wagtailadmin_password_reset"), {"email": "marta@example.org"})
    (sent,) = mail.outbox
    assert sent.subject == "Otra contraseña para Legajo"
    assert "Su nombre de usuario es marta." in sent.body
    assert "/gestion/password_reset/" in sent.body
    assert "Wagtail" not in sent.body


def test_staff_meet_no_english_heads_and_no_time_zone_a_browser_refuses(client: Client) -> None:
    client.force_login(
        get_user_model().objects.create_superuser("marta", "marta@example.org", "una clave larga"),
        backend="editorial.passwords.WatchedBackend",
    )
    sites = client.get("/gestion/sites/").content.decode()
    assert "Puerto" in sites
    assert "Site name" not in sites
    assert "Root page" not in sites
    assert "localtime" not in client.get(reverse("wagtailadmin_account")).content.decode()
