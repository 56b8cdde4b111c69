"""P2: what is changed or dropped behind our back in any table of the archive is named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.db import models, transaction

import pytest

from records import followers, integrity
from records.models.evidence import Evidence
from tests.factories import World
from tests.proofs.archive_rows import one_of_each, tables
from tests.proofs.conftest import Figure, Sized
from tests.proofs.tampering import drop, drop_guards, other, put

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings: Any, tmp_path: Path) -> World:
    settings.RECORDS_STORAGE_ROOT = tmp_path / "files"
    settings.REGISTER_ANCHORS = tmp_path / "heads"
    world = World()
    with followers.held_back():
        one_of_each(world, tmp_path)
    return world


def evidence() -> list[models.Model]:
    """The first row of each table of the archive that is evidence."""
    rows = [model._base_manager.order_by("pk").first() for model in tables()]
    assert all(row is not None for row in rows)
    return [row for row in rows if isinstance(row, Evidence)]


def unnamed(rows: list[models.Model]) -> list[str]:
    """Those that verification does not name."""
    problems = integrity.verify().problems
    found = {one.object for one in problems if one.check == "event_rows"}
    return [
        row._meta.label
        for row in rows
        if not any(one.startswith(f"{row._meta.verbose_name} {row.pk}") for one in found)
    ]


def columns_of(row: models.Model) -> list[Any]:
    return [field for field in row._meta.concrete_fields if not field.primary_key]


def test_what_is_sound_in_every_table_of_the_archive_raises_no_alarm(world: World) -> None:
    empty = [one._meta.label for one in tables() if not one._base_manager.exists()]
    assert empty == []
    assert integrity.verify().problems == []


def test_a_changed_column_of_any_table_of_the_archive_is_named(
    world: World, sized: Sized, figure: Figure
) -> None:
    """One of each table at a time, so that a run asks for all of them together."""
    drop_guards()
    rows = evidence()
    most = max(len(columns_of(row)) for row in rows)
    tampered = 0
    for place in range(sized(2, most)):
        with transaction.atomic():
            changed = []
            for row in rows:
                columns = columns_of(row)
                if place < len(columns):
                    field = columns[-1 - place]
                    put(row, **{field.attname: other(field, getattr(row, field.attname))})
                    changed.append(row)
            assert unnamed(changed) == []
            tampered += len(changed)
            transaction.set_rollback(True)
    figure(
        "P2", f"{tampered} columnas de {len(rows)} tablas del archivo alteradas: todas nombradas"
    )


def test_a_dropped_row_of_any_table_of_the_archive_is_named(world: World) -> None:
    drop_guards()
    rows = evidence()
    with transaction.atomic():
        for row in rows:
            drop(row)
        assert unnamed(rows) == []
        transaction.set_rollback(True)
