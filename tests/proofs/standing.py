"""The small entity that a prepared place has, as whoever acts there needs it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model

from records.models import Office, Process, Series
from tests.factories import World

DAY = "2020-02-03"


def person(username: str) -> Any:
    return get_user_model().objects.get(username=username)


def standing() -> World:
    """The small entity that `prepare` made, without making it again."""
    world = World.__new__(World)
    world.office = Office.objects.get(code="130")
    world.other_office = Office.objects.get(code="140")
    world.process = Process.objects.get(code="M2-P6")
    world.series = Series.objects.get(code="130.22.01")
    world.author, world.reviewer = person("ana.autora"), person("beto.revisor")
    world.approver, world.archivist = person("carla.aprueba"), person("dora.archivo")
    world.stranger = person("zoe.ajena")
    return world
