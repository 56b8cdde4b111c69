"""The index follows the register, and can always be made anew."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import DatabaseError

import pytest

from records import followers, issue, renditions, tagging
from records.case_files.filing import put
from records.models import ClassificationScheme, Cursor, Issuance, RecordEvent, Series
from records.organization import register
from records.permissions import Role
from search.backends.base import EngineError
from search.backends.database import DatabaseEngine
from search.entries import Key, Sort
from search.indexing import Rebuilt, follower, index
from search.indexing import rebuild as rebuild_one
from search.models import SearchEntry
from search.queries import search
from search.subjects import SUBJECTS
from tests.factories import World, at, person
from tests.records.case_files.files import opened
from tests.standing import standing

pytestmark = pytest.mark.django_db
ENGINE = DatabaseEngine()
NAME = "search:database"
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
    return standing(World)


def follow() -> int:
    return followers.follow(NAME)[NAME]


def rebuild(**options: Any) -> Rebuilt:
    return rebuild_one(ENGINE, **options)


def entries() -> list[dict[str, Any]]:
    """Every entry as it stands: whatever number its row has."""
    rows = list(SearchEntry.objects.order_by("sort", "subject").values())
    return [{name: row[name] for name in row if name != "id"} for row in rows]


def sorts(rows: list[dict[str, Any]]) -> Counter[str]:
    return Counter(row["sort"] for row in rows)


def found(text: str, day: str = "2020-03-01", user: Any = None) -> list[str]:
    results = search(text, user=user or AnonymousUser(), today=at(day).date())
    return [hit.subject.version.code for hit in results.hits if hit.key.sort == Sort.VERSION]


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
        follower(ENGINE)([event])
    assert entries() == before


def test_many_events_at_once_do_what_each_does_alone(world: World) -> None:
    history(world)
    events = list(RecordEvent.objects.order_by("seq"))
    for event in events:
        follower(ENGINE)([event])
    alone = entries()
    SearchEntry.objects.all().delete()
    follower(ENGINE)(events)
    assert entries() == alone
    assert rebuild(check=True).ok


def test_many_that_were_filed_cost_no_more_questions_than_a_few(
    world: World, django_assert_max_num_queries: Any
) -> None:
    case_file = opened(world)
    for number in range(30):
        put(
            case_file,
            title=f"Oficio {number}",
            created_on=at("2020-03-01").date(),
            by=world.archivist,
            at=at("2020-03-02"),
        )
    filed = list(RecordEvent.objects.filter(action="record.filed").order_by("seq"))
    assert len(filed) == 30
    with django_assert_max_num_queries(15):
        follower(ENGINE)(filed)
    assert SearchEntry.objects.filter(sort=Sort.RECORD).count() == 30


def test_after_a_failure_it_goes_on_where_it_stopped(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.issue()

    def broken(self: DatabaseEngine, entries: Any) -> None:
        raise EngineError

    with monkeypatch.context() as patched:
        patched.setattr(DatabaseEngine, "put", broken)
        follow()
    assert found("reutilice") == []
    assert follow() > 0
    assert found("reutilice") == ["PR-M2-P6-01"]
    assert follow() == 0
    assert Cursor.objects.get(follower=NAME).seq == RecordEvent.objects.count()


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
        index(ENGINE, Sort.VERSION, [lost.pk])
    finally:
        kept.with_suffix(".away").rename(kept)
    assert found("canaria") == []
    assert found("publicar datos abiertos") == ["PR-M2-P6-01"]
    assert rebuild().different == [Key(Sort.VERSION, lost.pk)]
    assert found("canaria") == ["PR-M2-P6-01"]


def test_a_series_of_the_whole_entity_is_of_no_office(world: World) -> None:
    scheme = Series.objects.first().scheme
    whole = Series.objects.create(scheme=scheme, office=world.office, code="12.1", name="Contratos")
    own, entity = SUBJECTS[Sort.SERIES].entries(
        [Series.objects.order_by("pk").first().pk, whole.pk]
    )
    assert (own.office, entity.office) == (world.office.code, "")


def test_whoever_renames_a_series_changes_what_stands_below_it(world: World) -> None:
    first = Series.objects.order_by("pk")[0]
    same = {"scheme": ClassificationScheme.objects.create(name="Otro", label="9")}
    same["office"] = first.office
    top = Series.objects.create(code="130.7", name="Contratos", **same)
    middle = Series.objects.create(code="130.7.1", name="De obra", parent=top, **same)
    lowest = Series.objects.create(code="130.7.1.1", name="Vial", parent=middle, **same)
    rebuild()
    top.name = "Convenios"
    register(top, by=world.archivist, at=at("2020-05-01"))
    follow()
    assert rebuild(check=True).ok
    entry = SearchEntry.objects.get(sort=Sort.SERIES, subject=lowest.pk)
    assert "Convenios" in entry.body
    assert entry.series_path == "|130.7.1.1|130.7.1|130.7|"


def test_a_new_code_of_a_macroprocess_is_that_of_its_documents(world: World) -> None:
    issuance = world.issue()
    follow()
    macro = issuance.version.process.parent
    macro.code = "M99"
    register(macro, by=person("ada.admin", Role.ADMINISTRATOR), at=at("2020-05-01"))
    follow()
    assert rebuild(check=True).ok
    entry = SearchEntry.objects.get(sort=Sort.VERSION, subject=issuance.pk)
    assert entry.process_path.endswith("|M99|")


# --- Rebuilding -----------------------------------------------------------------------------------


def test_a_rebuilt_index_is_the_same_as_the_one_that_followed(world: World) -> None:
    history(world)
    follow()
    assert rebuild(check=True).ok
    before, answered = entries(), answers()
    SearchEntry.objects.all().delete()
    result = rebuild()
    assert result.checked == len(result.missing) == sum(sorts(before).values())
    assert sorts(before) == {"version": 4, "record": 4, "case_file": 3, "series": 2}
    assert entries() == before
    assert answers() == answered


def test_the_same_version_always_gives_the_same_entry(world: World) -> None:
    issuance = world.issue()
    first, again = (SUBJECTS[Sort.VERSION].entries([issuance.pk]) for _ in range(2))
    assert first == again
    assert [one.digest for one in first] == [one.digest for one in again]


def test_checking_names_what_differs_and_changes_nothing(world: World) -> None:
    history(world)
    follow()
    absent, changed, *_ = Issuance.objects.order_by("pk")
    of_versions = SearchEntry.objects.filter(sort=Sort.VERSION)
    of_versions.filter(subject=absent.pk).delete()
    of_versions.filter(subject=changed.pk).update(body_stems=" nada ")
    before = entries()
    result = rebuild(check=True)
    assert result.missing == [Key(Sort.VERSION, absent.pk)]
    assert result.different == [Key(Sort.VERSION, changed.pk)]
    assert not result.ok
    assert entries() == before
    assert not rebuild().ok
    assert rebuild(check=True).ok


def test_progress_is_told_to_the_end(world: World) -> None:
    history(world)
    told: list[tuple[int, int]] = []
    rebuild(progress=lambda done, total: told.append((done, total)))
    everything = SearchEntry.objects.count()
    assert told[-1] == (everything, everything)


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
    assert json.loads(output)["database"] == {
        "ok": False,
        "checked": 5,
        "missing": [
            f"version:{issuance.pk}",
            f"record:{issuance.version.record.pk}",
            f"case_file:{issuance.version.record.case_file_id}",
            *(f"series:{pk}" for pk in Series.objects.order_by("pk").values_list("pk", flat=True)),
        ],
        "different": [],
        "stray": [],
        "intact": True,
    }
    assert SearchEntry.objects.count() == 0
    status, output = run(capsys, "--json")
    assert (status, json.loads(output)["database"]["ok"]) == (0, True)
    assert run(capsys, "--check")[0] == 0


def test_the_command_says_when_it_could_not_check(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(self: Any) -> dict[int, str]:
        raise DatabaseError("sin conexión")

    monkeypatch.setattr("search.backends.database.engine.DatabaseEngine.held", broken)
    assert run(capsys, "--check", "--json") == (3, "{}\n")
