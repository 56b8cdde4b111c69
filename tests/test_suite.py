"""The fixtures that other tests stand on."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import Mock

from django.contrib.auth import get_user_model
from django.db import connections, transaction

import pytest

from tests.conftest import TESTS, asks_the_framework, pytest_sessionfinish
from tests.factories import World
from tests.serving import manage
from tests.spread import portions, spread
from tests.standing import Rows, everything, standing


def test_own_database_commits_for_other_processes(own_database: str, tmp_path: Path) -> None:
    get_user_model().objects.create_user("vecina")
    connections.close_all()
    script = (
        "from django.contrib.auth import get_user_model as u;"
        "print(u().objects.filter(username='vecina').count())"
    )
    assert manage(tmp_path, own_database, "shell", "--verbosity", "0", "-c", script) == "1\n"


@pytest.mark.django_db
def test_own_database_leaves_no_trace() -> None:
    assert not get_user_model().objects.filter(username="vecina").exists()


@pytest.mark.parametrize(("nothing_skipped", "status"), [(True, 1), (False, 0)])
def test_a_skipped_test_fails_a_run_that_allows_none(nothing_skipped: bool, status: int) -> None:
    config = Mock()
    config.getoption.return_value = nothing_skipped
    config.pluginmanager.get_plugin.return_value.stats = {"skipped": ["a report"]}
    session = Mock(config=config, exitstatus=0)
    pytest_sessionfinish(session)
    assert session.exitstatus == status


def item(path: str, *fixtures: str, marked: str = "") -> pytest.Item:
    return Mock(
        path=TESTS / path,
        fixturenames=list(fixtures),
        get_closest_marker=Mock(side_effect=lambda name: object() if name == marked else None),
    )


def test_what_asks_nothing_of_the_framework_is_left_out_where_only_that_is_tried() -> None:
    assert asks_the_framework(item("records/test_verbs.py", marked="django_db"))
    assert asks_the_framework(item("records/test_printed.py", marked="verapdf"))
    assert asks_the_framework(item("journeys/test_screens.py", "site", "django_db_setup"))
    assert asks_the_framework(item("portal/test_files.py", "client"))
    assert asks_the_framework(item("config/test_door.py"))
    assert asks_the_framework(item("test_catalogues.py"))
    assert not asks_the_framework(item("records/test_quorum.py", "tmp_path"))


@pytest.mark.parametrize("stretches", [1, 2, 3])
def test_each_stretch_begins_with_what_needs_no_database_and_then_what_is_dear(
    stretches: int,
) -> None:
    turns = [3, -1, 0, 3, 1, -1, 3, 3, 0, -1, 3, 3, -1, 3, 3, 1]
    items = [Mock(turn=turn, number=number) for number, turn in enumerate(turns)]
    found = spread(items, stretches, lambda one: one.turn)
    assert sorted(one.number for one in found) == list(range(len(turns)))
    begins = 0
    for size in portions(len(turns), stretches):
        own = [one.turn for one in found[begins : begins + size]]
        assert own == sorted(own)
        assert own[0] == -1
        begins += size
    dear = [one.turn for one in found if 0 <= one.turn < 3]
    assert dear == sorted(dear)  # whoever shares a fixture is not scattered


@pytest.mark.django_db
def test_what_stands_again_is_what_was_made() -> None:
    def undone() -> tuple[World, Rows]:
        with transaction.atomic():
            world, rows = standing(World), everything()
            transaction.set_rollback(True)
        return world, rows

    (one, made), (other, laid) = undone(), undone()
    assert made == laid
    assert one.author == other.author
    assert one.author is not other.author


@pytest.mark.django_db
def test_where_rows_stand_already_it_is_made_anew() -> None:
    user = get_user_model().objects.create_user("vecina")
    world = standing(World)
    assert user not in (world.author, world.reviewer, world.approver, world.stranger)
    assert get_user_model().objects.count() == 6
    assert world.issue().version.code == "PR-M2-P6-01"
