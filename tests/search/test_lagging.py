"""Between an act and what the index knows: nothing that was taken away is told meanwhile."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

import pytest
from elasticsearch import Elasticsearch

from records import followers, renditions
from records.event_labels import LABELS
from records.events import act
from records.models import Cursor, Office
from records.no_record import suppressing
from records.permissions import Role
from records.restrictions.imposing import impose
from search.backends.database import DatabaseEngine
from search.indexing import ready_to_answer
from search.lagging import TAKES_AWAY, follower_of, lags
from search.queries import STAFF, search
from tests.factories import World, at, person
from tests.search.test_elasticsearch import engine
from tests.search.test_readers import GROUNDS
from tests.search.test_staff_screens import Kept, kept
from tests.standing import standing

pytestmark = pytest.mark.django_db
__all__ = ["engine", "kept"]
# Of what is searched, the acts after which nobody knows less: they add, or tell what is no secret.
ADDS = frozenset(
    f"{subject}.{what}"
    for subject, acts in {
        "case_file": (
            *("access_granted", "closed", "declassified", "described", "entrusted", "exported"),
            *("fact_told", "finally_closed", "given_back", "index_renewed", "index_signed"),
            *("indexed", "kept_apart", "lent", "opened", "placed", "read", "reopened"),
            "volume_dropped",
        ),
        "document": ("known_as", "opened", "tagged"),
        "record": (
            *("captured", "converted", "declassified", "filed", "filed_late", "filed_on_paper"),
            *("read", "returned", "text_read", "typed"),
        ),
        "reference": ("created",),
        "rule": ("extended",),
        "series": ("field_added", "field_dropped", "read", "shaped"),
        "suppression": ("ordered", "refused"),
        "version": (
            *("attached", "confirmed", "corrected", "read", "recalled", "renewed", "returned"),
            *("signed", "submitted"),
        ),
    }.items()
    for what in acts
)
SEARCHED = ("case_file", "component", "document", "record", "reference", "rule", "schedule")
SEARCHED += ("series", "suppression", "version")


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """Without drawing PDFs: nothing here looks at one."""
    monkeypatch.setattr(renditions, "review", lambda content, entity: b"%PDF-1.7\n")
    return standing(World)


def test_every_act_on_what_is_searched_takes_away_or_does_not() -> None:
    """Whoever adds an action says which."""
    acts = {one for one in LABELS if one.split(".")[0] in SEARCHED}
    assert acts >= TAKES_AWAY
    assert acts - TAKES_AWAY == ADDS


def told(action: str) -> None:
    """An event of now."""
    office = Office.objects.order_by("pk").first()
    with act(by=None, at=timezone.now()) as log:
        log.record(action, office, facts={})


@pytest.mark.parametrize(("action", "late"), [("record.filed", False), ("record.removed", True)])
def test_what_takes_away_is_late_at_once_and_all_else_after_a_moment(
    world: World, action: str, late: bool
) -> None:
    engine = DatabaseEngine()
    followers.catch_up()
    assert not lags(engine, timezone.now())
    told(action)
    assert lags(engine, timezone.now()) == late
    assert lags(engine, timezone.now() + timedelta(seconds=31))
    assert ready_to_answer(timezone.now()) == (not late)
    followers.catch_up()
    assert not lags(engine, timezone.now() + timedelta(days=1))
    assert ready_to_answer(timezone.now())


def test_a_suppressed_text_is_neither_found_nor_shown_before_the_index_knows(
    world: World, kept: Kept
) -> None:
    today = timezone.localdate()
    asked: dict[str, Any] = {"user": world.author, "today": today, "sorts": STAFF}
    followers.catch_up()
    assert search("colgante", exactly=True, **asked).total == 1
    ordered = suppressing.Ordered(
        ground=suppressing.Ground.JUDICIAL,
        what="Todo",
        reason="Lo ordenó un juez",
        authority="Juzgado Segundo",
        order="Sentencia 12",
        ordered_on=today,
    )
    order = suppressing.order_suppression(
        kept.letter, ordered, by=world.archivist, at=timezone.now()
    )
    second = person("sara.segunda", Role.ARCHIVIST, world.office)
    with followers.held_back():
        suppressing.confirm_suppression(order, by=second, at=timezone.now())
    seen = search("colgante", exactly=True, **asked)
    assert (seen.total, seen.hits) == (0, [])
    followers.catch_up()
    assert search("colgante", exactly=True, **asked).total == 0
    assert kept.letter in [hit.subject for hit in search("", per_page=100, **asked).hits]


@pytest.mark.elasticsearch
def test_a_restriction_that_the_server_does_not_know_is_told_by_nothing(
    world: World, engine: Any
) -> None:
    issuance = world.issue(content=world.content(objective="Vuela un canario amarillo."))
    world.issue(content=world.content("PR-M2-P6-02", "Levantar"))
    name = follower_of(engine)
    followers.catch_up("search:database", name)
    asked: dict[str, Any] = {"user": AnonymousUser(), "today": at("2020-06-01").date()}
    assert search("canario", **asked).total == 1
    with followers.held_back():
        impose(
            issuance.version.record.case_file,
            "reserved",
            GROUNDS,
            by=world.archivist,
            at=timezone.now(),
        )
    for text in ("canario", "canaryo"):
        seen = search(text, **asked)
        assert (seen.total, seen.hits, seen.meant) == (0, [], "")
        assert not any(seen.facets.values())
        assert seen.degraded
    followers.catch_up("search:database", name)
    assert not search("canario", **asked).degraded


@pytest.mark.elasticsearch
def test_a_server_that_tells_what_it_must_not_is_not_believed(world: World, engine: Any) -> None:
    """Whatever took it away, and whether an event says so: a hit that is refused is enough."""
    issuance = world.issue(content=world.content(objective="Vuela un canario amarillo."))
    world.issue(content=world.content("PR-M2-P6-02", "Levantar"))
    followers.catch_up("search:database", follower_of(engine))
    documents = type(issuance.document)._default_manager
    documents.filter(pk=issuance.document.pk).update(access="reserved")
    seen = search("datos", user=AnonymousUser(), today=at("2020-06-01").date(), per_page=1)
    assert (seen.total, len(seen.hits), seen.after, seen.degraded) == (1, 1, "", True)


def test_health_sees_a_database_that_does_not_follow(world: World, client: Any) -> None:
    world.issue()
    followers.catch_up()
    assert client.get("/salud/listo/").json()["checks"]["search"] == "ok"
    Cursor.objects.filter(follower="search:database").update(seq=1)
    assert not ready_to_answer(timezone.now())


@pytest.mark.elasticsearch
def test_health_sees_that_the_index_of_the_staff_is_gone(world: World, engine: Any) -> None:
    world.issue()
    followers.catch_up("search:database", follower_of(engine))
    assert ready_to_answer(at("2020-02-04"))
    with Elasticsearch(engine._server.nodes[0]) as client:
        client.indices.delete(index=list(client.indices.get_alias(name=engine._names.staff)))
    assert not ready_to_answer(at("2020-02-04"))
