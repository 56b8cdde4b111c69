"""Whatever is asked of a search gets an answer or one sentence, and costs no more than a question.

What a question may cost is counted in what the database is asked: how often, and in how many
characters. No clock is looked at.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import quote

from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from records.models import RecordEvent
from search import asked
from search.entries import Sort
from search.indexing import rebuild_all
from search.queries import search
from tests.factories import World
from tests.leaks.addresses import views
from tests.leaks.crawling import entered
from tests.records.case_files.files import filed, opened

pytestmark = pytest.mark.django_db
MOST_QUESTIONS = 45
MOST_CHARACTERS = 150_000
PAGE = 300_000
NAMES = (
    *(asked.TEXT, asked.SINCE, asked.UNTIL, asked.ORDER, asked.OLDER, asked.WITHIN),
    *asked.NAMES.values(),
    *("pagina", "p", "despues", "after", "page", "export", "no-hay"),
)
HOSTILE = [
    *("a" * 100_000, "ñ" * 100_000, "a " * 50_000, '"' * 100_000, "(" * 100_000, "*" * 100_000),
    *(
        '"permiso de',
        "«",
        '"" ""',
        '" -" OR "',
        "'; DROP TABLE x; --",
        "\\",
        "%",
        "_%_",
        "a & | !b",
    ),
    " OR ".join(f"palabra{number}" for number in range(10_000)),
    " ".join(f"-palabra{number}" for number in range(10_000)),
    " ".join(f"serie:{number}" for number in range(10_000)),
    " ".join(f'"{number} de"' for number in range(10_000)),
    " ".join(f"a{number}*" for number in range(10_000)),
    *("0000", "año:0000", "-año:0000", "desde:0000 hasta:9999"),
    *("inventado:valor", "tipo:", ":", "::::", "tipo:tipo:tipo:" * 100, "desde:9999-99 hasta:0000"),
    *("(a+)+$" + "a" * 200 + "!", "^(([a-z])+.)+[A-Z]([a-z])+$", "(.*)*" * 100, ".*" * 1_000),
    *("aaaa-" * 40 + "!", "1-" * 100, "a.b-" * 50, "x:" * 100, "-" * 200, "a\u0301" * 200),
    *(
        "\u202etxt.exe",
        "\u2066\u2069\u200f",
        "\ufeff",
        "a\u200bb",
        "\x1b[31m",
        "\r\nSet-Cookie: a=b",
    ),
    *("\x07\x08", "\u0085\u2028\u2029", "\ud800", "\U000e0041" * 50, "﷽" * 200, "ʼn" * 200),
]


@dataclass
class Work:
    questions: int = 0
    characters: int = 0


@contextmanager
def counted() -> Iterator[Work]:
    """What the database is asked meanwhile."""
    work = Work()

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        work.questions += 1
        work.characters += len(sql) + len(str(params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield work


def searches() -> list[str]:
    """Every address of a search: what there will be tomorrow, too."""
    found = [
        f"/{one.route}"
        for one in views()
        if not one.arguments and ("buscar" in one.route or "busqueda" in one.route)
    ]
    assert len(found) >= 5, found
    return found


@pytest.fixture(params=["database", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)])
def client(request: pytest.FixtureRequest, world: World) -> Client:
    """Somebody who may read everything, and a little to find, on each engine."""
    if request.param == "elasticsearch":
        server = request.getfixturevalue("search_server")
        request.getfixturevalue("settings").ELASTICSEARCH = asdict(server)
    world.issue()
    filed(world, opened(world), "Carta de los datos")
    rebuild_all()
    assert not search("datos", user=world.archivist, today=timezone.localdate()).degraded
    found: Client = entered(world.archivist)
    found.raise_request_exception = True
    return found


def asked_for(client: Client, address: str, told: dict[str, str]) -> None:
    """It answers, within what a question may cost."""
    with counted() as work:
        answer = client.get(address, told)
        if answer.streaming:
            assert sum(map(len, answer.streaming_content)) < 200_000
    shown = {name: text[:60] for name, text in told.items()}
    assert answer.status_code in {200, 302, 400, 403, 404}, (address, shown, answer.status_code)
    assert work.questions <= MOST_QUESTIONS, (address, shown, work)
    assert work.characters <= MOST_CHARACTERS, (address, shown, work)
    if not answer.streaming:
        # What was typed stands in the page a few times, written as an address writes it.
        most = PAGE + 2 * sum(len(quote(text)) for text in told.values())
        assert len(answer.content) < most, (address, shown)
        assert "a=b" not in answer.get("Set-Cookie", "")


def given_as(text: str) -> str:
    """As an address can hold it: half a character becomes what a browser sends for it."""
    return text.encode(errors="replace").decode()


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_question_fails_or_costs_more_than_another(client: Client, text: str) -> None:
    told = given_as(text)
    for address in searches():
        asked_for(client, address, {asked.TEXT: told})
        asked_for(client, address, dict.fromkeys(NAMES, told) | {"q": "datos"})


def test_what_is_written_down_of_a_question_is_bounded(client: Client, world: World) -> None:
    """The register never keeps a book that somebody pasted into a box."""
    case_file = opened(world, title="Datos reservados")
    filed(world, case_file, "Datos", access="reserved")
    rebuild_all()
    last = RecordEvent.objects.order_by("-seq").values_list("seq", flat=True)[0]
    for address in searches():
        client.get(address, {"q": "datos " * 20_000})
        client.get(address, {"q": "datos" + " " * 100_000})
    for event in RecordEvent.objects.filter(seq__gt=last).select_related("detail"):
        detail = getattr(event, "detail", None)
        told = str(event.facts) + (str(detail.__dict__) if detail is not None else "")
        assert len(told) < 2_000, event.action


TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
    st.sampled_from([given_as(one)[:5_000] for one in HOSTILE]),
    st.sampled_from(["datos", "1", "2", "si", "codigo", "recientes", "2020-02-03", "csv", "xlsx"]),
    st.text(st.sampled_from('abñ0-.:"*()OR NO«»+\\/_%<>&|'), max_size=80),
)


@settings(
    deadline=None,
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(told=st.dictionaries(st.sampled_from(NAMES), TEXTS, max_size=5))
def test_nor_does_any_mixture_of_parameters(client: Client, told: dict[str, str]) -> None:
    for address in searches():
        asked_for(client, address, told)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)
DAYS = st.sampled_from(["~", "00000000", "79798897", "2020-02-03", "9999-99-99"])
TIE = (st.text(max_size=5), st.sampled_from([one.value for one in Sort]), st.integers())


def shaped(*parts: Any) -> Any:
    """Nearly as a cursor is: of its length, each part as it should be or anything at all."""
    return st.tuples(*(part | JSON for part in parts)).map(list)


CURSORS = st.one_of(
    JSON,
    shaped(*TIE),
    shaped(DAYS, *TIE),
    shaped(st.booleans(), st.integers() | st.floats(), DAYS, *TIE),
)


@settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(cursor=CURSORS, order=st.sampled_from(["", *asked.ORDERS.values()]))
@example(cursor=["a", [], 1], order="codigo")
@example(cursor=["a", {}, 1], order="codigo")
@example(cursor=["\ud800", "version", 1], order="codigo")
@example(cursor=["a", "version", 10**400], order="codigo")
@example(cursor=[True, 10**400, "~", "a", "version", 1], order="")
@example(cursor=[True, float("inf"), "~", "a", "version", 1], order="")
@example(cursor=[True, float("nan"), "~", "a", "version", 1], order="")
def test_a_place_that_nobody_gave_is_no_error(client: Client, cursor: Any, order: str) -> None:
    written = json.dumps(cursor).encode()
    told = base64.urlsafe_b64encode(written).decode().rstrip("=")
    for address in ("/buscar/", reverse("staff_search")):
        asked_for(client, address, {"q": "datos", "orden": order, "despues": told})
