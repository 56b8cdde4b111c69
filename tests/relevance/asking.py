"""The judged questions asked of an engine, and of Wagtail's own search beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from unittest import mock

from search import queries
from search.backends.base import Engine
from search.entries import Key, Sort
from search.queries import PORTAL, STAFF
from tests.benchmarks import wagtail_search
from tests.benchmarks.timing import Clock
from tests.relevance.judged import Judged, questions
from tests.relevance.loading import TODAY, Library
from tests.relevance.measures import DEPTH, averaged, first, ndcg, reciprocal_rank
from tests.search.corpus import ANYBODY


@dataclass(frozen=True)
class Answered:
    """The first ten, by their names in the corpus, and what they cost."""

    names: list[str]
    clock: Clock


Answers = Mapping[Judged, Answered]


def by_engine(library: Library, engine: Engine) -> Answers:
    """What `search` answers when this engine is the only one."""

    def found(one: Judged) -> list[Key]:
        user, sorts = (library.archivist, STAFF) if one.archive else (ANYBODY, PORTAL)
        results = queries.search(one.text, user=user, today=TODAY, sorts=sorts, per_page=DEPTH)
        return [hit.key for hit in results.hits]

    with mock.patch.object(queries, "engines", return_value=[engine]):
        return {one: _answered(library, found, one) for one in questions()}


def by_wagtail(library: Library) -> Answers:
    """What Wagtail's own search answers, of what the person may read."""

    def found(one: Judged) -> list[Key]:
        which: dict[str, Any] = {"until": None}
        if not one.archive:
            which |= {"audience": "everybody", "needs": "", "sort__in": list(PORTAL)}
        rows = wagtail_search.found(model, one.text, wagtail_search.FACETS, **which)
        return [Key(Sort(row.sort), row.subject) for row in rows]

    with wagtail_search.indexed() as model:
        return {one: _answered(library, found, one) for one in questions()}


GROUPS: Mapping[str, Callable[[Judged], bool]] = {
    "todas": lambda one: True,
    "con que se ajusta": lambda one: not one.held_out,
    "reservadas": lambda one: one.held_out,
    "conocidas, todas": lambda one: one.kind == "known",
    "conocidas, con que se ajusta": lambda one: one.kind == "known" and not one.held_out,
    "conocidas, reservadas": lambda one: one.kind == "known" and one.held_out,
    "temas": lambda one: one.kind == "topic",
    "de mostrador": lambda one: one.kind == "counter",
    "de archivo": lambda one: one.kind == "archive",
}


def measured(answers: Answers, of: str) -> Iterator[dict[str, Any]]:
    """nDCG@10, MRR and the share whose first is it, of each group of questions."""
    for name, meant in GROUPS.items():
        kept = {one: answer for one, answer in answers.items() if meant(one)}
        yield _together(f"{of}: {name}", kept.values()).row(questions=len(kept), **quality(kept))


def quality(answers: Answers) -> dict[str, float]:
    """The means of the three measures."""
    ranked = [(answer.names, one.grades) for one, answer in answers.items()]
    return {
        "ndcg_10": averaged(ndcg(names, grades) for names, grades in ranked),
        "mrr": averaged(reciprocal_rank(names, grades) for names, grades in ranked),
        "first": averaged(first(names, grades) for names, grades in ranked),
    }


def _answered(library: Library, found: Callable[[Judged], Sequence[Key]], one: Judged) -> Answered:
    clock = Clock(one.text)
    with clock.running():
        keys = found(one)
    return Answered([library.names[key] for key in keys], clock)


def _together(what: str, answers: Any) -> Clock:
    clocks = [answer.clock for answer in answers]
    return Clock(
        what,
        times=[time for clock in clocks for time in clock.times],
        queries=[count for clock in clocks for count in clock.queries],
        cpu=sum(clock.cpu for clock in clocks),
    )
