"""A small entity, the people who enter its admin, and the most powerful of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib.auth.models import Group
from django.core.cache import cache
from django.test import Client

import pytest

from records.permissions import Role
from tests.factories import World, person
from tests.standing import standing

Enter = Callable[[Any], Client]


@pytest.fixture
def world(db: None, settings: Any) -> World:
    settings.RECORDS_RENDERER = "tests.editorial.rendering.QuickRenderer"
    return standing(World)


@pytest.fixture
def enter() -> Enter:
    """A browser of its own for somebody who signed in."""

    def entered(user: Any) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return entered


@pytest.fixture
def root(world: World) -> Any:
    """A superuser who also is in every group and appointed: nobody can have more rights."""
    user = person("raul.root", Role.ADMINISTRATOR, world.office)
    user.groups.add(*Group.objects.all())
    user.is_superuser = user.is_staff = True
    user.save()
    return user


@pytest.fixture(autouse=True)
def fresh_cache() -> Iterator[None]:
    """No count of wrong passwords of another test."""
    cache.clear()
    yield
    cache.clear()
