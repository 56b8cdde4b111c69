"""What is of Elasticsearch alone: an index for everybody, and one that is filled apart."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import connection

import pytest
from elasticsearch import Elasticsearch

from records import followers, renditions, tagging
from records.case_files import correcting
from records.case_files.access import granted
from records.events import act
from records.models import CaseFile, Cursor, RecordEvent
from records.restrictions.imposing import impose
from search.backends import engines
from search.backends.base import Engine, EngineError
from search.backends.database import DatabaseEngine
from search.backends.elastic.documents import document_of, entry_of
from search.backends.elastic.server import Server
from search.backends.elasticsearch import ElasticsearchEngine
from search.entries import PORTAL, Entry, Key, Sort
from search.excerpts import LONGEST_SHOWN
from search.indexing import follower, follower_of, rebuild
from search.queries import STAFF, STAFF_FACETS, search, suggest
from search.subjects import SUBJECTS
from tests.factories import World, at
from tests.records.case_files.files import filed, opened
from tests.search.corpus import TODAY, Corpus
from tests.search.test_indexing import QUESTIONS, history
from tests.search.test_readers import GROUNDS, fresh
from tests.standing import standing

pytestmark = [pytest.mark.django_db, pytest.mark.elasticsearch]
NAME = "search:elasticsearch"


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """Without drawing PDFs: nothing here looks at one."""
    monkeypatch.setattr(renditions, "review", lambda content, entity: b"%PDF-1.7\n")
    return standing(World)


@pytest.fixture
def engine(
    elasticsearch: ElasticsearchEngine,
    search_server: Server,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> ElasticsearchEngine:
    """The first engine of the installation, which follows."""
    settings.ELASTICSEARCH = asdict(search_server)
    monkeypatch.setattr(followers, "_followers", dict(followers._followers))
    followers.register_together(follower_of(elasticsearch), follower(elasticsearch))
    return elasticsearch


def follow() -> int:
    return followers.catch_up("search:database", NAME)[NAME]


def indices(server: Server) -> dict[str, list[str]]:
    """The indices of this installation with the names under which they are asked."""
    with Elasticsearch(server.nodes[0]) as client:
        told = client.indices.get_alias(index=f"{server.prefix}-*")
        return {index: list(one["aliases"]) for index, one in told.items()}


def everything(server: Server, which: str) -> str:
    """All that an index keeps, and every term by which it is found."""
    with Elasticsearch(server.nodes[0]) as client:
        name = f"{server.prefix}-{which}-*"
        client.indices.refresh(index=name)
        hits = client.search(index=name, size=1_000)["hits"]["hits"]
        places = [{"index": one["_index"], "id": one["_id"], "fields": ["*"]} for one in hits]
        terms = [client.termvectors(**place).body for place in places]
        return json.dumps([hits, terms], ensure_ascii=False)


def asked_of(engine: Engine, monkeypatch: pytest.MonkeyPatch, day: date, people: list[Any]) -> str:
    with monkeypatch.context() as patched:
        patched.setattr("search.queries.engines", lambda: [engine])
        return "\n".join(
            repr(search(text, user=user, today=day, sorts=sorts, counted=STAFF_FACETS, older=older))
            for user in people
            for text in (*QUESTIONS, "PR-M2-P6-02", "estado:vigente datos", "título:dat*")
            for sorts in (PORTAL, STAFF)
            for older in (False, True)
        )


# --- What everybody may read ----------------------------------------------------------------------


def test_no_restricted_word_is_in_the_index_of_everybody(
    engine: ElasticsearchEngine, search_server: Server
) -> None:
    corpus = Corpus(engines=[engine])
    open_one = corpus.add("PR-1", "Talar guadua", "La guadua crece.")
    for access in ("classified", "reserved"):
        corpus.add(
            f"PR-CANARIO-{access.upper()}",
            "El canariotitulo",
            "Un canariobody vuela.",
            access=access,
            tags=("canariotag",),
        )
    corpus.add("PR-CANARIO-9", "canariotitulo", access="public", document_access="classified")
    assert "canari" in everything(search_server, "staff")
    assert "canari" not in everything(search_server, "public").lower()
    assert "guadu" in everything(search_server, "public")
    open_one.document.access = "classified"
    open_one.document.save(update_fields=["access"])
    corpus.index(open_one)
    assert "guadu" not in everything(search_server, "public")
    engine.drop([Key(Sort.VERSION, open_one.pk)])
    assert "guadu" not in everything(search_server, "staff")


def test_what_is_for_the_staff_alone_is_in_their_index(
    world: World, engine: ElasticsearchEngine, search_server: Server
) -> None:
    history(world)
    follow()
    public = everything(search_server, "public")
    assert '"sort": "record"' not in public
    assert '"sort": "case_file"' not in public
    assert '"sort": "version"' in public


# --- The same answers -----------------------------------------------------------------------------


def test_every_reader_gets_the_answers_of_the_database(
    world: World, engine: ElasticsearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    history(world)
    hidden = world.issue(content=world.content("PR-M2-P6-09", "Guardar", access="reserved"))
    assert hidden.access == "reserved"
    follow()
    people = [AnonymousUser(), world.author, world.stranger, world.archivist]
    for day in ("2020-03-01", "2021-02-01", "2022-01-01"):
        one, other = (
            asked_of(each, monkeypatch, at(day).date(), people)
            for each in (engine, DatabaseEngine())
        )
        assert _without_scores(one) == _without_scores(other)


def _without_scores(answers: str) -> list[str]:
    """PostgreSQL ranks by its own measure: what is found is compared there, not in which order."""
    if connection.vendor == "sqlite":
        return answers.splitlines()
    return [line.partition("total=")[2].partition("after=")[0] for line in answers.splitlines()]


def test_a_cursor_of_one_engine_goes_on_in_the_other(
    engine: ElasticsearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = Corpus(engines=[engine, DatabaseEngine()])
    for number in range(9):
        title = "Talar" if number % 3 else "Otro"
        corpus.add(f"PR-{number}", title, "tala", effective_on=date(2020, 1 + number % 4, 1))
    for order in ("relevance", "newest", "oldest", "code"):
        found: list[str] = []
        after = ""
        for turn in range(5):
            one: Engine = engine if turn % 2 else DatabaseEngine()
            monkeypatch.setattr("search.queries.engines", lambda one=one: [one])
            piece = search("tala", user=None, today=TODAY, order=order, after=after, per_page=2)
            found += [hit.subject.version.code for hit in piece.hits]
            after = piece.after
        assert after == ""
        assert sorted(found) == [f"PR-{number}" for number in range(9)]


# --- A whole index --------------------------------------------------------------------------------


def test_a_new_index_takes_the_place_of_the_old_one_at_once(
    world: World, engine: ElasticsearchEngine, search_server: Server
) -> None:
    history(world)
    follow()
    before = indices(search_server)
    told: list[tuple[int, int]] = []
    seen: list[tuple[bool, int]] = []

    def progress(done: int, total: int) -> None:
        told.append((done, total))
        results = search("datos", user=None, today=at("2020-03-01").date())
        seen.append((results.degraded, results.total))

    result = rebuild(engine, progress=progress)
    assert result.ok
    assert told[-1] == (result.checked, result.checked)
    assert set(seen) == {(False, 3)}  # nobody noticed
    after = indices(search_server)
    assert not set(before) & set(after)
    assert sorted(before.values()) == sorted(after.values())
    assert rebuild(engine, check=True).ok


def test_what_is_recorded_while_it_is_filled_is_in_it(
    world: World, engine: ElasticsearchEngine
) -> None:
    first = world.issue()
    follow()
    done = []

    def meanwhile(done_now: int, total: int) -> None:
        if not done:
            done.append(world.issue(content=world.content("PR-M2-P6-02", "Levantar")))
            tagging.retag(first.document, ["nuevo"], by=world.author, at=at("2020-03-02"))
            follow()  # into the index that answers

    rebuild(engine, progress=meanwhile)
    assert rebuild(engine, check=True).ok
    found = search("PR-M2-P6-02", user=None, today=at("2020-03-01").date())
    assert (found.total, found.degraded) == (1, False)
    assert Cursor.objects.get(follower=NAME).seq == RecordEvent.objects.count()


@pytest.mark.parametrize("what", ["case_file", "document"])
def test_what_is_restricted_while_it_is_filled_is_in_the_public_one_no_more(
    world: World, engine: ElasticsearchEngine, search_server: Server, what: str
) -> None:
    """Filled as what everybody may read, and restricted before the index answers."""
    first = world.issue(content=world.content(objective="Vuela un canario amarillo."))
    world.issue(content=world.content("PR-M2-P6-02", "Levantar"))
    follow()
    done = []

    def meanwhile(done_now: int, total: int) -> None:
        if done_now == total and not done:
            done.append(done_now)
            told = {"by": world.archivist, "at": at("2020-02-10")}
            record = first.version.record
            impose(record.case_file if what == "case_file" else record, "reserved", GROUNDS, **told)

    rebuild(engine, progress=meanwhile)
    assert done
    assert "canari" in everything(search_server, "staff")
    assert "canari" not in everything(search_server, "public")
    assert rebuild(engine, check=True).ok


def test_the_server_tells_nothing_of_a_copy_whose_original_one_may_not_know(
    world: World, engine: ElasticsearchEngine
) -> None:
    secret = opened(world, title="Secreto", access="reserved", grounds=GROUNDS)
    original = filed(world, secret, "Carta canario", access="reserved")
    mine = opened(world, title="Mío", access="reserved", grounds=GROUNDS)
    correcting.file_also(original, mine, by=world.archivist, at=at("2020-02-10"))
    theirs = world.stranger.appointments.get()
    CaseFile.objects.filter(pk=mine.pk).update(responsible=theirs)
    with act(by=world.archivist, at=at("2020-05-01")) as log:
        granted(mine, theirs, GROUNDS, by=world.archivist, log=log)
    follow()
    told = {"user": fresh(world.stranger), "today": date(2020, 6, 1), "sorts": STAFF}
    for text in ("canario", "canaryo"):
        results = search(text, counted=STAFF_FACETS, **told)
        assert (results.total, results.hits, results.meant) == (0, [], "")
        assert not results.degraded
        assert not any(results.facets.values())
    assert [hit.subject for hit in search("Mío", **told).hits] == [mine]


def test_an_index_that_could_not_be_filled_leaves_the_old_one(
    world: World, engine: ElasticsearchEngine, search_server: Server
) -> None:
    world.issue()
    follow()
    before = indices(search_server)

    def cut(done: int, total: int) -> None:
        raise EngineError("cut short")

    with pytest.raises(EngineError):
        rebuild(engine, progress=cut)
    assert indices(search_server) == before
    assert rebuild(engine, check=True).ok


def test_without_an_index_the_database_answers_until_one_is_made(
    world: World, engine: ElasticsearchEngine, search_server: Server
) -> None:
    with Elasticsearch(search_server.nodes[0]) as client:
        client.indices.delete(index=list(indices(search_server)))
    world.issue()
    follow()
    assert followers.behind()[NAME] > 0
    assert indices(search_server) == {}  # half an index would give half an answer
    day = at("2020-03-01").date()
    assert search("reutilice", user=None, today=day).degraded
    rebuild(engine)
    cache.clear()
    results = search("reutilice", user=None, today=day)
    assert (results.degraded, results.total) == (False, 1)


def test_checking_sees_what_was_changed_in_either_index(
    world: World, engine: ElasticsearchEngine, search_server: Server
) -> None:
    history(world)
    follow()
    rows = [key for key, _digest in engine.held() if key.sort == Sort.VERSION]
    with Elasticsearch(search_server.nodes[0]) as client:
        staff, public = engine._names
        client.delete(index=staff, id=str(rows[0]))
        client.delete(index=public, id=str(rows[1]))
        client.update(index=staff, id=str(rows[2]), doc={"title_stems": "otro", "derived": "x"})
        client.update(index=public, id=str(rows[3]), doc={"entry": {"title": "Otro"}})
        entry = Entry(key=Key(Sort.VERSION, 10**9), code="PR-9", title="Sobra")
        client.index(index=public, id=str(entry.key), document=document_of(entry))
    result = rebuild(engine, check=True)
    assert result.different == rows[:4]
    assert result.stray == [entry.key]
    rebuild(engine)
    assert rebuild(engine, check=True).ok


# --- Small things ---------------------------------------------------------------------------------


def test_the_engines_of_an_installation_with_a_server(engine: ElasticsearchEngine) -> None:
    assert [one.name for one in engines()] == ["elasticsearch", "database"]


def test_an_entry_comes_back_as_it_was(world: World) -> None:
    history(world)
    for subject in SUBJECTS.values():
        for entry in subject.entries(list(subject.all().values_list("pk", flat=True))):
            for one in (entry, replace(entry, attached="ñandú " * 70_000)):
                kept = json.loads(json.dumps(document_of(one)))
                assert entry_of(kept["entry"], kept["rest"]) == one
                assert entry_of(kept["entry"], kept["rest"]).digest == one.digest
                assert len(kept["entry"]["attached"]) <= LONGEST_SHOWN


@pytest.mark.parametrize("text", ["tal", "PR-", "pr-1", "t", "sembrar los", "nada"])
def test_as_one_types(engine: ElasticsearchEngine, monkeypatch: Any, text: str) -> None:
    corpus = Corpus(engines=[engine, DatabaseEngine()])
    corpus.add("PR-1", "Talar la guadua")
    corpus.add("PR-10", "Sembrar los árboles")
    corpus.add("PR-2", "Talar", access="classified")
    found = []
    for one in (engine, DatabaseEngine()):
        monkeypatch.setattr("search.queries.engines", lambda one=one: [one])
        found.append([suggest(text, user=who, today=TODAY) for who in (None, corpus.own)])
    assert found[0] == found[1]
