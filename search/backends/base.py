"""What every search engine answers. One contract suite runs on each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from django.utils.safestring import SafeString

from records.exceptions import NotNow
from search.entries import Audience, Entry, Key, Sort
from search.fields import ANY_DAY, Condition, Field, Span
from search.terms import Query

MOST_VALUES = 50
"""Values of a facet that an answer tells, those of most documents."""


class EngineError(Exception):
    """The engine cannot answer or keep this. Its message names no content."""


class EngineUnavailable(EngineError, NotNow):
    """It can answer or keep nothing now, whatever it is asked or given."""


class Order(StrEnum):
    """How hits are ordered. Ties always by code and key, so that pages never overlap."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Reader:
    """What an engine knows of whoever asks: a citizen, staff of offices, or one who reads all.

    `case_files` are those that the person may know of besides, received with a post.
    """

    everything: bool = False
    staff: bool = False
    offices: frozenset[int] = frozenset()
    case_files: frozenset[int] = frozenset()

    @property
    def audiences(self) -> tuple[Audience, ...]:
        """Of whom the person is one."""
        if self.everything:
            return tuple(Audience)
        return (Audience.EVERYBODY, Audience.STAFF) if self.staff else (Audience.EVERYBODY,)

    def may_read(self, entry: Entry) -> bool:
        """Whether somebody like that may read an entry: the same as `visible_to`."""
        if self.everything:
            return True
        return (
            entry.audience in self.audiences
            and self._is_of(entry.needs, entry.case_file)
            and self._is_of(entry.needs_original, entry.original_case_file)
        )

    def _is_of(self, needs: tuple[int, ...], case_file: int | None) -> bool:
        """Of all these offices, or one who received the case file."""
        return self.offices.issuperset(needs) or case_file in self.case_files


@dataclass(frozen=True, slots=True)
class Question:
    """A question of `user` on the day `today`, and the piece of the answer that is wanted.

    `sorts` are what is searched; `conditions` and `span` narrow hits and counts alike. With
    `older`, versions whose force has ended are looked for as well. `after` is the cursor of the
    last hit of the piece before, else the piece begins at `offset`. `case_file`: its records only.
    Without `excerpts` no text is read of what is found. `asked_at`: when the answer was begun of
    which this is a part (`time.monotonic`): all its questions together take no more of a server's
    time than one by itself.
    """

    query: Query
    user: Any
    reader: Reader
    today: date
    sorts: tuple[Sort, ...] = (Sort.VERSION,)
    conditions: tuple[Condition, ...] = ()
    span: Span = ANY_DAY
    older: bool = False
    order: Order = Order.RELEVANCE
    offset: int = 0
    after: str = ""
    limit: int = 20
    facets: tuple[Field, ...] = ()
    case_file: int | None = None
    excerpts: bool = True
    asked_at: float | None = None


class Found(NamedTuple):
    """A hit: what it is of, and the piece of its text that shows why."""

    key: Key
    excerpt: SafeString


@dataclass(frozen=True, slots=True)
class Answer:
    """The wanted piece in order, and what is true of everything found.

    `facets`: for each field that was asked for, values and how many entries each keeps, most
    first, at most `MOST_VALUES`. `after` is the cursor of the last hit; empty at the end.
    """

    hits: tuple[Found, ...] = ()
    total: int = 0
    facets: dict[Field, list[tuple[str, int]]] = field(default_factory=dict)
    after: str = ""


class Suggested(NamedTuple):
    """What the box names while one types."""

    key: Key
    code: str
    title: str


class Engine(Protocol):
    """Contract: an answer holds only what is visible to the user and, unless older ones are asked
    for, in force on the day.

    What the user may not see changes neither set, order, counts, facets nor suggestions. An exact
    code comes first, then code before title before headings before body before files. The same
    entries give the same answer. Raises EngineError where it cannot answer, and nothing that the
    text of a question could cause.
    """

    name: str

    def answer(self, question: Question) -> Answer: ...

    def suggest(self, question: Question) -> list[Suggested]:
        """What meets a question made by `language.begun`, in its order, at most `limit`."""

    def vocabulary(self, question: Question) -> Iterable[str]:
        """Words of titles, headings, tags and codes of what the reader may know: «quiso decir»."""

    def put(self, entries: Collection[Entry]) -> None:
        """Index these, in place of what was there of them. Twice is the same as once."""

    def drop(self, keys: Collection[Key]) -> None:
        """Forget these."""

    def held(self) -> Iterator[tuple[Key, str]]:
        """Key and digest (of what stands there now, recomputed) of everything, in order of keys."""

    def keys(self) -> Iterator[Key]:
        """Keys of everything that stands there, without looking at it."""

    def intact(self) -> bool:
        """False when the engine's own structures do not agree with its entries."""

    def renew(self) -> None:
        """Build those structures anew from the entries."""

    def anew(self) -> AbstractContextManager[Engine]:
        """The engine to put every entry into, from the first on: this one, where entries are
        replaced one by one, else an empty one that takes its place in the end."""
