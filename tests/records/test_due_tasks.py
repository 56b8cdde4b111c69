"""What time triggers: every task is tried, one that fails is named, the head comes last."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.core.management import CommandError, call_command

import pytest

from portal.management.commands import serve
from records import due_tasks, register
from records.models import Entity, RegisterHead
from tests.factories import World
from tests.standing import standing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.REGISTER_ANCHORS = tmp_path / "heads"
    monkeypatch.setattr(due_tasks, "_tasks", {**due_tasks._tasks})
    monkeypatch.setattr(due_tasks, "_since", {**due_tasks._since})


def test_the_head_covers_what_other_tasks_record(capsys: pytest.CaptureFixture[str]) -> None:
    world = standing(World)
    calls: list[str] = []

    def records_something(at: datetime) -> str:
        world.issue()
        calls.append("done")
        return "Hecho."

    due_tasks.register_due_task("zzz", records_something)
    assert due_tasks.names()[-1] == "head"
    call_command("run_due_tasks")
    head = register.last_head()
    assert head is not None
    assert head.size > 0
    assert "Hecho." in capsys.readouterr().out
    call_command("run_due_tasks", "head")
    assert calls == ["done"]


def test_one_that_fails_is_named_and_the_others_run(capsys: pytest.CaptureFixture[str]) -> None:
    standing(World).issue()

    def fails(at: datetime) -> None:
        raise due_tasks.NotDone("No se pudo.")

    due_tasks.register_due_task("aaa", fails)
    with pytest.raises(SystemExit) as stopped:
        call_command("run_due_tasks")
    assert stopped.value.code == 1
    assert "aaa: No se pudo." in capsys.readouterr().err
    assert RegisterHead.objects.count() == 1


def test_nothing_due_is_nothing_said(capsys: pytest.CaptureFixture[str]) -> None:
    Entity.objects.create(name="Gobernación de Prueba")
    call_command("run_due_tasks")
    assert capsys.readouterr().out == ""
    with pytest.raises(CommandError, match="otra"):
        call_command("run_due_tasks", "otra")


def test_the_site_does_at_its_start_what_is_due_and_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(at: datetime) -> str:
        raise due_tasks.NotDone("No se pudo.")

    due_tasks.register_due_task("aaa", fails)
    due_tasks.register_due_task("zzz", lambda at: "Hecho.")
    monkeypatch.setattr(serve, "connections", SimpleNamespace(close_all=lambda: None))
    monkeypatch.setattr(serve.Server, "say_when_it_answers", lambda server: None)
    server = object.__new__(serve.Server)
    server.stopped = threading.Event()
    server.stopped.set()
    server.begin()
    told = capsys.readouterr()
    assert "No se pudo." in told.err
    assert "Hecho." in told.err
    assert told.out == ""


def test_the_site_goes_on_doing_what_is_due_until_it_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    stopped, runs = threading.Event(), []

    def due() -> None:
        runs.append(len(runs))
        if len(runs) == 3:
            stopped.set()
        raise OSError("no se pudo esta vez")

    monkeypatch.setattr(serve, "do_what_is_due", due)
    monkeypatch.setattr(serve, "SECONDS_BETWEEN", 0)
    serve.keep_doing_what_is_due(stopped)
    assert len(runs) == 3


def test_work_that_waits_for_too_long_is_told() -> None:
    now = datetime(2026, 3, 2, 12, tzinfo=UTC)
    due_tasks.register_due_task("aaa", lambda at: None, lambda: now - timedelta(hours=1))
    due_tasks.register_due_task("bbb", lambda at: None, lambda: now - timedelta(hours=3))
    due_tasks.register_due_task("ccc", lambda at: None, lambda: None)
    assert [name for name in due_tasks.late(now) if len(name) == 3] == ["bbb"]
