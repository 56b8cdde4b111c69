"""The fixtures that other tests stand on."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import Mock

from django.contrib.auth import get_user_model
from django.db import connections

import pytest

from tests.conftest import TESTS, asks_the_framework, pytest_sessionfinish
from tests.serving import manage


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


def test_what_asks_nothing_of_the_framework_is_left_out_where_only_that_is_tried() -> None:
    def item(path: str, *fixtures: str, marked: bool = False) -> pytest.Item:
        return Mock(
            path=TESTS / path,
            fixturenames=list(fixtures),
            get_closest_marker=Mock(return_value=object() if marked else None),
        )

    assert asks_the_framework(item("records/test_verbs.py", marked=True))
    assert asks_the_framework(item("portal/test_files.py", "client"))
    assert asks_the_framework(item("config/test_door.py"))
    assert asks_the_framework(item("test_catalogues.py"))
    assert not asks_the_framework(item("records/test_quorum.py", "tmp_path"))
