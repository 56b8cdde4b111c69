"""What every search engine must do, on whichever database the suite runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import transaction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from records.models import Issuance
from search import queries
from search.analysis import tokens
from search.backends.base import Engine
from search.backends.database import DatabaseEngine
from search.entries import Entry, Key, Sort
from search.language import parse
from search.subjects import SUBJECTS
from search.terms import CodePart, InTitle, Phrase, Prefix, Query, Term, Word
from tests.search.corpus import ANYBODY, TODAY, Corpus, ask

pytestmark = pytest.mark.django_db
EXAMPLES = settings(
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(params=["database", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)])
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """Each engine there is, and the only one that is asked."""
    if request.param == "elasticsearch":
        found: Engine = request.getfixturevalue("elasticsearch")
    else:
        found = DatabaseEngine()
    monkeypatch.setattr(queries, "engines", lambda: [found])
    return found


@pytest.fixture
def corpus(engine: Engine) -> Corpus:
    return Corpus(engines=[engine])


def codes(text: str = "", **filters: Any) -> list[str]:
    return [hit.subject.version.code for hit in ask(text, **filters).hits]


# --- Words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["trámites", "tramite", "TRÁMITE", "tra\u0301mite", "trám*"])
def test_inflexion_accents_case_and_beginnings(corpus: Corpus, text: str) -> None:
    corpus.add("PR-1", body="Radicar los trámites del permiso.")
    corpus.add("PR-2", body="Otra cosa.")
    assert codes(text) == ["PR-1"]


def test_ñ_is_not_n(corpus: Corpus) -> None:
    corpus.add("PR-1", body="Cada año.")
    corpus.add("PR-2", body="La ano.")
    assert codes("año") == ["PR-1"]
    assert codes("ano") == ["PR-2"]


def test_all_words_are_wanted_wherever_they_stand(corpus: Corpus) -> None:
    corpus.add("PR-1", title="Permiso", body="de tala")
    corpus.add("PR-2", title="Permiso", body="de vertimiento")
    assert codes("tala permiso") == ["PR-1"]


def test_a_beginning_in_the_title_is_in_no_other_place(corpus: Corpus) -> None:
    corpus.add("PR-1", title="Los permisos")
    corpus.add("PR-2", title="La tala", body="Con permisos.")
    assert codes("título:permi*") == ["PR-1"]


@pytest.mark.conformance("B01")
def test_a_phrase_is_words_side_by_side_in_one_field(corpus: Corpus) -> None:
    corpus.add("PR-1", title="Permiso", body="de tala rasa")
    corpus.add("PR-2", body="El permiso de tala, otorgado.")
    corpus.add("PR-3", body="La tala con permiso de todos.")
    assert codes('"permiso de tala"') == ["PR-2"]


def test_a_phrase_is_found_at_the_end_of_a_very_long_text(corpus: Corpus) -> None:
    """A tsvector forgets positions after 16,383 and after 256 of a word."""
    corpus.add("PR-1", body="tala rasa " * 400 + "bosque " * 20_000 + "guadua rasa tala permitida")
    assert codes('"guadua rasa"') == ["PR-1"]
    assert codes('"rasa tala permitida"') == ["PR-1"]
    assert codes('"bosque permitida"') == []


def test_a_body_with_too_many_words_is_still_indexed(corpus: Corpus) -> None:
    corpus.add("PR-1", title="Catastro", body=" ".join(f"w{n}x" for n in range(150_000)))
    assert codes("catastro w1x") == ["PR-1"]


@pytest.mark.conformance("B01")
def test_exclusion_and_alternatives(corpus: Corpus) -> None:
    corpus.add("PR-1", body="río limpio")
    corpus.add("PR-2", body="quebrada limpia")
    corpus.add("PR-3", body="laguna limpia")
    assert codes("limpio -quebrada") == ["PR-1", "PR-3"]
    assert codes("-quebrada") == ["PR-1", "PR-3"]
    assert codes("limpio río OR quebrada") == ["PR-1", "PR-2"]
    assert codes('limpio NO "laguna limpia"') == ["PR-1", "PR-2"]


# --- Codes and rank -------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["PR-M2-P6-01", "pr-m2-p6-01"])
def test_the_document_of_a_code_comes_before_those_that_name_it(corpus: Corpus, text: str) -> None:
    corpus.add("FO-M2-P6-01", title="PR-M2-P6-01 y PR-M2-P6-01", body="PR-M2-P6-01 " * 30)
    corpus.add("PR-M2-P6-01", title="Publicar")
    corpus.add("PR-M2-P6-01.1", title="Anexo")
    corpus.add("PR-M2-P6-02", title="Otro")
    assert codes(text)[0] == "PR-M2-P6-01"
    assert "PR-M2-P6-02" not in codes(text)


@pytest.mark.parametrize("text", ["PR-M2", "pr-m2-p", "M2-P6", "pr-m2-"])
def test_a_part_of_a_code(corpus: Corpus, text: str) -> None:
    corpus.add("PR-M2-P6-01")
    corpus.add("PR-M2-P6-02")
    corpus.add("PR-M3-P6-01")
    assert codes(text) == ["PR-M2-P6-01", "PR-M2-P6-02"]


def test_code_then_title_then_body(corpus: Corpus) -> None:
    corpus.add("PR-1", body="la guadua " + "y otra cosa " * 20)
    corpus.add("PR-2", title="La guadua")
    corpus.add("PR-GUADUA-3")
    assert codes("guadua") == ["PR-GUADUA-3", "PR-2", "PR-1"]


def test_the_words_of_tags_count_less_than_the_title_and_more_than_headings(
    corpus: Corpus,
) -> None:
    corpus.add("PR-1", headings=("La guadua",))
    corpus.add("PR-2", tags=("guadua-rolliza",))
    corpus.add("PR-3", title="La guadua")
    corpus.add("PR-4", title="Otra cosa", tags=("caña",))
    assert codes("guaduas") == ["PR-3", "PR-2", "PR-1"]
    assert codes("rolliz*") == ["PR-2"]
    assert codes('"guadua rolliza"') == ["PR-2"]
    assert codes("cana", exactly=True) == []


def test_what_begins_as_a_code_is_named_in_the_order_of_codes(corpus: Corpus) -> None:
    corpus.add("PR-M2-03", "Talar", body="PR-M2-03 y M2, de PR")
    corpus.add("PR-M2-01", "Talar")
    corpus.add("PR-M2-02", "PR de M2")
    for begun in ("pr-", "pr-m", "pr m", "PR-M2-"):
        assert len(queries.suggest(begun, user=ANYBODY, today=TODAY)) == 3
    named = queries.suggest("pr-m2", user=ANYBODY, today=TODAY)
    assert [one.code for one in named] == ["PR-M2-01", "PR-M2-02", "PR-M2-03"]


# --- Filters, facets, pages -----------------------------------------------------------------------


@pytest.fixture
def varied(corpus: Corpus) -> Corpus:
    corpus.add("PR-1", "Talar", series=corpus.series, tags=("Bosque alto",))
    corpus.add("FO-2", "Talar", kind="format", process=corpus.other_process)
    corpus.add("PR-3", "Talar", office=corpus.other, effective_on=date(2021, 3, 1), tags=("Río",))
    return corpus


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, ["FO-2", "PR-1", "PR-3"]),
        ({"kind": "format"}, ["FO-2"]),
        ({"process": "M7-P2"}, ["FO-2"]),
        ({"process": "M7"}, ["FO-2", "PR-1", "PR-3"]),
        ({"office": "220"}, ["PR-3"]),
        ({"series": "210.11"}, ["PR-1"]),
        ({"tag": "bosque-alto"}, ["PR-1"]),
        ({"since": date(2021, 1, 1)}, ["PR-3"]),
        ({"until": date(2021, 2, 28)}, ["FO-2", "PR-1"]),
        ({"since": date(2021, 3, 1), "until": date(2021, 3, 1)}, ["PR-3"]),
        ({"kind": "procedure", "office": "210"}, ["PR-1"]),
        ({"kind": "nada\0"}, []),
    ],
)
def test_filters(varied: Corpus, filters: dict[str, Any], found: list[str]) -> None:
    assert sorted(codes("", **filters)) == found
    assert sorted(codes("tala", **filters)) == found
    assert ask("tala", **filters).total == len(found)


@pytest.mark.parametrize("year", ["0000", "0", "10000", "٢٠٢٠", "9999"])
def test_in_what_is_no_year_of_the_calendar_nothing_was(varied: Corpus, year: str) -> None:
    assert codes(year=year) == []
    assert codes(f"año:{year}") == []
    assert len(codes(f"-año:{year}")) == len(codes())


def test_facets_count_what_was_found(varied: Corpus) -> None:
    facets = ask("tala").facets
    assert facets["kind"] == [("procedure", "Procedimiento", 2), ("format", "Formato", 1)]
    assert facets["process"] == [("M7-P1", "Cuencas", 2), ("M7-P2", "Viveros", 1)]
    assert facets["office"] == [
        ("210", "Dirección de Aguas", 2),
        ("220", "Dirección de Bosques", 1),
    ]
    assert facets["series"] == [("210.11", "Manuales", 1)]
    assert facets["tag"] == [("bosque-alto", "Bosque alto", 1), ("río", "Río", 1)]
    assert facets["year"] == [("2021", "2021", 1), ("2020", "2020", 2)]


@pytest.mark.conformance("B03")
def test_facets_stay_within_the_filters(varied: Corpus) -> None:
    facets = ask("tala", tag="río").facets
    assert facets["kind"] == [("procedure", "Procedimiento", 1)]
    assert facets["tag"] == [("río", "Río", 1)]


def test_pages_hold_everything_once(corpus: Corpus) -> None:
    for number in range(7):
        corpus.add(f"PR-{number}", "Talar")
    pages = [ask("tala", page=page, per_page=3) for page in (1, 2, 3)]
    found = [hit.subject.version.code for page in pages for hit in page.hits]
    assert found == [f"PR-{number}" for number in range(7)]
    assert {(page.total, page.pages) for page in pages} == {(7, 3)}


@pytest.mark.parametrize("page", [0, -1, 2, 501, 10**30])
def test_a_page_that_is_not_there_is_empty(corpus: Corpus, page: int) -> None:
    corpus.add("PR-1", "Talar")
    results = ask("tala", page=page)
    assert (results.hits, results.total, results.pages) == ([], 1, 1)


@contextmanager
def undone(corpus: Corpus) -> Iterator[None]:
    """What is added inside is gone afterwards, from the database and from indices elsewhere."""
    with transaction.atomic():
        yield
        for engine in corpus.engines:
            engine.drop([key for key, _digest in engine.held()])
        transaction.set_rollback(True)


VOCABULARY = [
    "tala",
    "talas",
    "río",
    "año",
    "ano",
    "años",
    "de",
    "permiso",
    "permisos",
    "m2",
    "x-1",
]
TEXTS = st.lists(st.sampled_from(VOCABULARY), max_size=6).map(" ".join)
DOCUMENTS = st.lists(st.tuples(TEXTS, TEXTS), max_size=4)
QUESTIONS = st.lists(
    st.sampled_from(
        [
            *VOCABULARY,
            "título:tala",
            "título:per*",
            '"',
            "OR",
            "-tala",
            "NO",
            "per*",
            "ta*",
            '"río año"',
            "PR-M",
            "pr-m2-1",
            "-",
        ]
    ),
    max_size=5,
).map(" ".join)


@EXAMPLES
@given(public=DOCUMENTS, hidden=DOCUMENTS, question=QUESTIONS)
@pytest.mark.conformance("B02")
def test_what_one_may_not_see_moves_nothing(
    corpus: Corpus, public: Any, hidden: Any, question: str
) -> None:
    with undone(corpus):
        for number, (title, body) in enumerate(public):
            corpus.add(f"PR-M2-{number}", title, body)
        before = {user: repr(ask(question, user=user)) for user in (ANYBODY, corpus.stranger)}
        for number, (title, body) in enumerate(hidden):
            corpus.add(f"PR-M1-{number}", title, body, access="classified", tags=("oculta",))
        after = {user: repr(ask(question, user=user)) for user in (ANYBODY, corpus.stranger)}
    assert before == after


# --- The same answer as a reading of every document -----------------------------------------------


def holds(term: Term, fields: dict[str, list[Any]]) -> bool:
    def beside(parts: tuple[str, ...], found: list[str], *, begun: bool = False) -> bool:
        for start in range(len(found) - len(parts) + 1):
            piece = found[start : start + len(parts)]
            last = piece[-1].startswith(parts[-1]) if begun else piece[-1] == parts[-1]
            if piece[:-1] == list(parts[:-1]) and last:
                return True
        return False

    stems = {name: [token.stem for token in value] for name, value in fields.items()}
    match term:
        case Word(stem=stem):
            return any(stem in value for value in stems.values())
        case Prefix(start=start, stem=stem):
            words = [token.word for value in fields.values() for token in value]
            known = [one for value in stems.values() for one in value]
            return stem in known or any(one.startswith(start) for one in [*words, *known])
        case Phrase(stems=parts):
            return any(beside(parts, value) for value in stems.values())
        case CodePart(parts=parts):
            return beside(parts, stems["code"], begun=True)
        case InTitle(term=inner):
            return holds(inner, {"title": fields["title"]})


def meets(query: Query, fields: dict[str, list[Any]]) -> bool:
    return (
        not query.hopeless
        and all(any(holds(term, fields) for term in group) for group in query.groups)
        and not any(holds(term, fields) for term in query.excluded)
    )


@EXAMPLES
@given(documents=DOCUMENTS, question=QUESTIONS)
def test_it_finds_what_a_reader_of_everything_would(
    corpus: Corpus, documents: Any, question: str
) -> None:
    expected = set()
    with undone(corpus):
        for number, (title, body) in enumerate(documents):
            code = f"PR-M2-{number}"
            corpus.add(code, title, body)
            texts = {"code": code, "title": title, "body": body}
            if meets(parse(question), {name: list(tokens(text)) for name, text in texts.items()}):
                expected.add(code)
        found = codes(question, exactly=True)
    assert set(found) == expected
    assert len(found) == len(expected)


# --- The index ------------------------------------------------------------------------------------


def test_putting_again_replaces(corpus: Corpus, engine: Engine) -> None:
    issuance = corpus.add("PR-1", "Talar", "guadua")
    entry = replace(entry_of(issuance), title="Sembrar", body="bambú")
    for _ in range(2):
        engine.put([entry])
    assert codes("guadua") == codes("tala") == codes("guad*") == []
    assert codes("bambú sembrar") == ["PR-1"]
    assert list(engine.held()) == [(entry.key, entry.digest)]


def test_dropping_forgets_and_keeps_the_rest(corpus: Corpus, engine: Engine) -> None:
    issuance = corpus.add("PR-1", "Talar", "guadua")
    corpus.add("PR-2", "Talar")
    engine.drop([Key(Sort.VERSION, issuance.pk), Key(Sort.RECORD, 10**9)])
    assert codes("tala") == ["PR-2"]
    assert codes("guadua") == []
    assert engine.intact()
    assert Issuance.objects.count() == 2


def test_the_digest_is_of_what_is_there(corpus: Corpus, engine: Engine) -> None:
    entries = [entry_of(corpus.add(f"PR-{n}", "Talar", "guadua", tags=("a",))) for n in range(3)]
    assert list(engine.held()) == [(one.key, one.digest) for one in entries]


def test_renewing_changes_no_answer(corpus: Corpus, engine: Engine) -> None:
    corpus.add("PR-1", "Talar", "guadua")
    before = repr(ask("guad*"))
    engine.renew()
    assert engine.intact()
    assert repr(ask("guad*")) == before


def entry_of(issuance: Issuance) -> Entry:
    (entry,) = SUBJECTS[Sort.VERSION].entries([issuance.pk])
    return entry
