"""The guards outlive migrations; `migrate`, `protect`, `check` and a server's start tell a loss."""

from __future__ import annotations

import logging
import os
import sqlite3
import subprocess
import sys
from io import StringIO
from typing import Any

from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.db import OperationalError, connection, models

import pytest

from records import guards
from records.models import Withdrawal
from retention.models import RetentionSchedule
from tests.databases import on_sqlite
from tests.records.attacks import raw
from tests.records.rows import a_row
from tests.repository import ROOT

LOST = "legajo_records_withdrawal_update" if on_sqlite() else "legajo_rows"


@pytest.fixture
def database(own_database: str, django_db_blocker: Any) -> Any:
    with django_db_blocker.unblock():
        yield own_database


def lose() -> None:
    raw(f"DROP TRIGGER {LOST}" + ("" if on_sqlite() else " ON records_withdrawal"))


def alter(model: type[models.Model], name: str, field: models.Field[Any, Any]) -> None:
    """What a migration's AlterField does."""
    field.set_attributes_from_name(name)
    field.model = model
    with connection.schema_editor() as editor:
        editor.alter_field(model, model._meta.get_field(name), field)


def test_a_migration_that_rebuilds_a_table_leaves_it_guarded(database: str):
    alter(Withdrawal, "act", models.CharField(max_length=90))
    lost = guards.problems()
    assert len(lost) == (3 if on_sqlite() else 0)  # SQLite rebuilds the table, without its triggers
    assert all("records_withdrawal" in sentence for sentence in lost)
    call_command("migrate", verbosity=0)
    assert guards.problems() == []


def test_a_table_that_a_guard_reads_can_be_migrated(database: str):
    guards.before_migrations(using="default", plan=["one"])
    alter(RetentionSchedule, "label", models.CharField(max_length=30))
    lost = {sentence.split("legajo_")[1].split("_")[1] for sentence in guards.problems()}
    reading = {guard.table.split("_")[1] for guard in guards.guards() if guard.reads}
    assert {"retentionrule", "series", "documenttype"} <= reading
    assert lost == (reading if on_sqlite() else set())
    call_command("migrate", verbosity=0)
    assert guards.problems() == []
    guards.before_migrations(using="default", plan=[])
    assert guards.problems() == []
    if on_sqlite():
        with pytest.raises(OperationalError, match="error in trigger"):
            alter(RetentionSchedule, "label", models.CharField(max_length=25))


def test_migrate_mends_a_lost_guard_and_tells_it(database: str, caplog: Any):
    lose()
    with caplog.at_level(logging.ERROR, "records.guards"):
        call_command("migrate", verbosity=0)
    assert [LOST in record.getMessage() for record in caplog.records] == [True]
    assert guards.problems() == []
    caplog.clear()
    call_command("migrate", verbosity=0)
    assert caplog.records == []


def test_migrate_is_not_stopped_by_the_check_that_it_mends(database: str):
    lose()
    call_command("migrate", verbosity=0, skip_checks=False)
    assert guards.problems() == []


def test_check_names_a_lost_guard_as_an_error(database: str):
    call_command("check", databases=["default"])
    lose()
    with pytest.raises(SystemCheckError, match=LOST):
        call_command("check", databases=["default"])


def test_protect_says_what_was_missing_and_makes_it_anew(database: str):
    lose()
    with pytest.raises(SystemExit) as ended:
        call_command("protect", check=True, stderr=StringIO())
    assert ended.value.code == 1
    said, told = StringIO(), StringIO()
    call_command("protect", stdout=said, stderr=told)
    assert f"A la tabla records_withdrawal le falta su guarda {LOST}. Se rehízo." in told.getvalue()
    assert f"{guards.count()} guardas en su lugar." in said.getvalue()
    again = StringIO()
    call_command("protect", stderr=again)
    assert again.getvalue() == ""


@pytest.mark.django_db
def test_protect_that_cannot_look_ends_in_3(monkeypatch: Any):
    def away() -> list[str]:
        raise OperationalError("no route")

    monkeypatch.setattr(guards, "protect", away)
    with pytest.raises(CommandError, match="no route") as ended:
        call_command("protect")
    assert ended.value.returncode == 3


def test_a_server_tells_a_lost_guard_when_it_starts(database: str):
    lose()
    connection.close()
    run = subprocess.run(
        [
            sys.executable,
            "-c",
            "import config.wsgi, threading\n"
            "[one.join() for one in threading.enumerate() if one.name == 'guards']",
        ],
        cwd=ROOT,
        env=os.environ
        | {"DATABASE_URL": database, "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}", "LEGAJO_ENV": "test"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert LOST in run.stderr


if on_sqlite():  # a server lets nobody in without its own roles

    def test_a_program_that_knows_nothing_of_legajo_forges_nothing(database: str):
        row = a_row(Withdrawal)
        connection.close()
        with sqlite3.connect(connection.settings_dict["NAME"]) as stranger:
            kept = stranger.execute("SELECT * FROM records_withdrawal").fetchall()
            for statement in (
                "INSERT OR REPLACE INTO records_withdrawal SELECT * FROM records_withdrawal",
                "UPDATE records_withdrawal SET reason = 'Otra cosa'",
                "DELETE FROM records_withdrawal",
            ):
                with pytest.raises(sqlite3.IntegrityError, match="es evidencia"):
                    stranger.execute(statement)
            assert stranger.execute("SELECT * FROM records_withdrawal").fetchall() == kept
            assert row.pk
        stranger.close()
