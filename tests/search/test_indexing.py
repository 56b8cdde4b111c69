"""The index follows the register, and can always be made anew."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import DatabaseError

import pytest

from records import followers, issue, renditions, tagging
from records.models import Cursor, Issuance, RecordEvent
from search import indexing
from search.documents import indexed
from search.indexing import index_issuance, on_event, rebuild
from search.models import SearchEntry
from search.queries import search
from tests.factories import World, at

pytestmark = pytest.mark.django_db
QUESTIONS = [
    "datos",
    "acta",
    "PR-M2-P6-0",
    '"conjuntos de datos"',
    "-datos",
    "reutil*",
    "inventario -calidad",
    "licencia OR retirar",
    "",
]


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """Without drawing PDFs: nothing here looks at one."""
    monkeypatch.setattr(renditions, "review", lambda content, entity: b"%PDF-1.7\n")
    return World()


def follow() -> int:
    return followers.follow("search")["search"]


def entries() -> list[dict[str, Any]]:
    return list(SearchEntry.objects.order_by("pk").values())


def found(text: str, day: str = "2020-03-01", user: Any = None) -> list[str]:
    results = search(text, user=user or AnonymousUser(), today=at(day).date())
    return [hit.issuance.version.code for hit in results.hits]


def answers() -> str:
    """Everything that questions get, excerpts and facets included."""
    return repr([search(text, user=None, today=at("2021-06-01").date()) for text in QUESTIONS])


def history(world: World) -> None:
    document = world.document()
    world.issue(document, world.content())
    second = world.content(objective="Reutilizar con licencia abierta.")
    world.issue(document, second, day="2021-02-01", note="Licencias.")
    other = world.issue(content=world.content("PR-M2-P6-02", "Levantar el inventario"))
    tagging.retag(other.document, ["datos"], by=world.author, at=at("2020-03-01"))
    gone = world.issue(content=world.content("PR-M2-P6-03", "Retirar datos"))
    issue.withdraw(
        gone,
        effective_on=at("2021-05-01").date(),
        reason="Ya no se hace.",
        by=world.approver,
        at=at("2021-04-01"),
    )


# --- The follower ---------------------------------------------------------------------------------


def test_what_was_issued_is_found_after_the_follower_saw_it(world: World) -> None:
    world.issue()
    assert found("reutilice") == []
    follow()
    assert found("reutilice") == found("pr-m2-p6-01") == found("conjuntos") == ["PR-M2-P6-01"]


def test_seeing_events_twice_is_seeing_them_once(world: World) -> None:
    history(world)
    follow()
    before = entries()
    for event in RecordEvent.objects.order_by("seq"):
        on_event(event)
    assert entries() == before


def test_after_a_failure_it_goes_on_where_it_stopped(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.issue()

    def broken(issuance_id: int) -> None:
        raise DatabaseError

    with monkeypatch.context() as patched:
        patched.setattr(indexing, "index_issuance", broken)
        follow()
    assert found("reutilice") == []
    assert follow() > 0
    assert found("reutilice") == ["PR-M2-P6-01"]
    assert follow() == 0
    assert Cursor.objects.get(follower="search").seq == RecordEvent.objects.count()


def test_withdrawing_needs_no_new_index(world: World) -> None:
    """State is asked of the database: even with a follower that stands still."""
    issuance = world.issue()
    follow()
    issue.withdraw(
        issuance,
        effective_on=at("2020-04-01").date(),
        reason="Ya no se hace.",
        by=world.approver,
        at=at("2020-03-01"),
    )
    assert found("reutilice", "2020-03-31") == ["PR-M2-P6-01"]
    assert found("reutilice", "2020-04-01") == []


def test_a_restricted_access_holds_at_once(world: World) -> None:
    issuance = world.issue()
    follow()
    issuance.document.access = "reserved"
    issuance.document.save(update_fields=["access"])
    assert found("reutilice") == found("reutilice", user=world.stranger) == []
    assert found("reutilice", user=world.reviewer) == ["PR-M2-P6-01"]


def test_what_is_still_in_review_is_not_found(world: World) -> None:
    world.submit(world.document(), world.content())
    follow()
    assert found("reutilice") == found("PR-M2-P6-01") == []


def test_a_lost_file_costs_its_words_and_stops_nothing(world: World) -> None:
    lost = world.issue(content=world.content(objective="Palabra canaria."))
    digest = lost.version.content_sha256
    kept = Path(settings.RECORDS_STORAGE_ROOT) / digest[:2] / digest[2:4] / digest
    kept.rename(kept.with_suffix(".away"))
    try:
        index_issuance(lost.pk)
    finally:
        kept.with_suffix(".away").rename(kept)
    assert found("canaria") == []
    assert found("publicar datos abiertos") == ["PR-M2-P6-01"]
    assert rebuild().different == (lost.pk,)
    assert found("canaria") == ["PR-M2-P6-01"]


# --- Rebuilding -----------------------------------------------------------------------------------


def test_a_rebuilt_index_is_the_same_as_the_one_that_followed(world: World) -> None:
    history(world)
    follow()
    assert rebuild(check=True).ok
    before, answered = entries(), answers()
    SearchEntry.objects.all().delete()
    result = rebuild()
    assert (result.checked, len(result.missing)) == (4, 4)
    assert entries() == before
    assert answers() == answered


def test_the_same_version_always_gives_the_same_entry(world: World) -> None:
    issuance = world.issue()
    again = Issuance.objects.get(pk=issuance.pk)
    assert indexed(issuance) == indexed(again)
    assert indexed(issuance).digest == indexed(again).digest


def test_checking_names_what_differs_and_changes_nothing(world: World) -> None:
    history(world)
    follow()
    absent, changed, *_ = Issuance.objects.order_by("pk")
    SearchEntry.objects.filter(pk=absent.pk).delete()
    SearchEntry.objects.filter(pk=changed.pk).update(body_stems=" nada ")
    before = entries()
    result = rebuild(check=True)
    assert (result.missing, result.different) == ((absent.pk,), (changed.pk,))
    assert not result.ok
    assert entries() == before
    assert not rebuild().ok
    assert rebuild(check=True).ok


def test_progress_is_told_to_the_end(world: World) -> None:
    history(world)
    told: list[tuple[int, int]] = []
    rebuild(progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (4, 4)


# --- The command ----------------------------------------------------------------------------------


def run(capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, str]:
    status = 0
    try:
        call_command("rebuild_index", *options)
    except SystemExit as exit_:
        status = int(exit_.code or 0)
    return status, capsys.readouterr().out


def test_the_command_checks_then_mends(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    issuance = world.issue()
    status, output = run(capsys, "--check", "--json")
    assert status == 1
    assert json.loads(output) == {
        "ok": False,
        "checked": 1,
        "missing": [issuance.pk],
        "different": [],
        "stray": [],
        "intact": True,
    }
    assert SearchEntry.objects.count() == 0
    status, output = run(capsys, "--json")
    assert (status, json.loads(output)["ok"]) == (0, True)
    assert run(capsys, "--check")[0] == 0


def test_the_command_says_when_it_could_not_check(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(self: Any) -> dict[int, str]:
        raise DatabaseError("sin conexión")

    monkeypatch.setattr("search.backends.database.DatabaseEngine.held", broken)
    assert run(capsys, "--check", "--json") == (3, "")
