"""What every search engine answers. One contract suite runs on each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, Protocol

from search.documents import Indexed
from search.language import Query

FACETS = ("kind", "process", "office", "series", "tag", "year")


class Facet(NamedTuple):
    """A way to narrow the answer, and how many of its documents it keeps."""

    value: str
    label: str
    count: int  # type: ignore[assignment]  # the field hides tuple.count, which nobody asks


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a question: codes of the entity, a kind, a tag's slug, days of entry in force.

    A process stands for those under it as well.
    """

    kind: str = ""
    process: str = ""
    office: str = ""
    series: str = ""
    tag: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question of `user` on the day `today`, and the piece of the answer that is wanted."""

    query: Query
    user: Any
    today: date
    filters: Filters = field(default_factory=Filters)
    offset: int = 0
    limit: int = 20


@dataclass(frozen=True, slots=True)
class Answer:
    """Ids of issuances in order of rank (the wanted piece), and what is true of all of them."""

    ids: tuple[int, ...]
    total: int
    facets: dict[str, list[Facet]]


class Engine(Protocol):
    """Contract: an answer holds only versions in force on the day and visible to the user.

    What the user may not see changes neither set, order, counts nor facets. An exact code comes
    first, then code before title before body. The same entries give the same answer.
    """

    def answer(self, question: Question) -> Answer:
        """The answer to a question. Raises nothing that the text of the question could cause."""

    def put(self, entries: Iterable[Indexed]) -> None:
        """Index these, in place of what was there of them. Twice is the same as once."""

    def drop(self, ids: Iterable[int]) -> None:
        """Forget these."""

    def held(self) -> dict[int, str]:
        """Id and digest (of what stands there now) of everything that is indexed."""

    def intact(self) -> bool:
        """False when the engine's own structures do not agree with its entries."""

    def renew(self) -> None:
        """Build those structures anew from the entries."""
