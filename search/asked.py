"""What an address of a search asks for. One reading for the page, its feed and what is saved."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from search.backends.base import Order
from search.fields import Condition, Field, Span, chosen
from search.language import LONGEST, clean

# The parameters of the contract. What is no field of these is no part of a question.
NAMES = {
    Field.KIND: "tipo",
    Field.PROCESS: "proceso",
    Field.OFFICE: "oficina",
    Field.SERIES: "serie",
    Field.YEAR: "anio",
    Field.TAG: "etiqueta",
    Field.STATE: "estado",
    Field.ACCESS: "acceso",
}
ORDERS = {
    Order.RELEVANCE: "relevancia",
    Order.NEWEST: "recientes",
    Order.OLDEST: "antiguos",
    Order.CODE: "codigo",
}
TEXT, SINCE, UNTIL, ORDER, OLDER, YES = "q", "desde", "hasta", "orden", "anteriores", "si"
WITHIN = "expediente"
"""What staff ask within: one case file, by its key. It is no part of `Asked`."""
_ORDERED = {name: order for order, name in ORDERS.items()}
# `fromisoformat` also reads 20200203 and 2020-W06, \d also the digits of other scripts.
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# A little more than is looked for, so that the answer can say that it was shortened.
_KEPT = LONGEST + 50
_READ = 2_000


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as an address holds it: words, one choice a field, days, order, older or not."""

    text: str = ""
    chosen: Mapping[Field, str] = field(default_factory=dict)
    since: date | None = None
    until: date | None = None
    older: bool = False
    order: Order = Order.RELEVANCE

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Asked:
        """What these parameters ask for. What means nothing asks for nothing; never raises."""
        told = {
            name: clean(str(given.get(name, ""))[:_READ])[:_KEPT].rstrip() for name in _PARAMETERS
        }
        return cls(
            text=told[TEXT],
            chosen={one: told[name] for one, name in NAMES.items() if told[name]},
            since=_day(told[SINCE]),
            until=_day(told[UNTIL]),
            older=told[OLDER] == YES,
            order=_ORDERED.get(told[ORDER], Order.RELEVANCE),
        )

    @property
    def conditions(self) -> list[Condition]:
        return [one for name, value in self.chosen.items() for one in chosen(name, [value])]

    @property
    def terms(self) -> dict[str, Any]:
        """What `queries.search` and `queries.total` take of it; the first takes its order too."""
        return {
            "text": self.text,
            "narrowed": self.conditions,
            "span": self.span,
            "older": self.older,
        }

    @property
    def span(self) -> Span:
        return Span(self.since, self.until)

    @property
    def narrowed(self) -> bool:
        """Whether anything but words keeps something out."""
        return bool(self.chosen) or not self.span.open

    @property
    def parameters(self) -> dict[str, str]:
        """What an address must say to ask the same, and nothing else, always in one order."""
        return {name: value for name, value in self._told() if value}

    @property
    def in_words(self) -> str:
        """The question as the register keeps it: the same in whatever order it is answered."""
        narrowed = replace(self, order=Order.RELEVANCE, text="").parameters
        return " · ".join(filter(None, [self.text, *map(":".join, narrowed.items())]))

    @property
    def query(self) -> str:
        """The same as the end of an address: `?q=agua&tipo=format`; a bare `?` asks for nothing."""
        return f"?{urlencode(self.parameters)}"

    def with_query(self, name: str, value: object) -> str:
        """The same with a place in the answer: a page, or what comes after a hit."""
        return f"?{urlencode({**self.parameters, name: str(value)})}"

    def choosing(self, name: Field, value: str) -> Asked:
        """The same with one choice more, or another in its place."""
        return replace(self, chosen={**self.chosen, name: value})

    def without(self, name: Field) -> Asked:
        """The same without the choice of a field."""
        kept = {one: value for one, value in self.chosen.items() if one != name}
        return replace(self, chosen=kept)

    def _told(self) -> Iterator[tuple[str, str]]:
        yield TEXT, self.text
        for one, name in NAMES.items():
            yield name, self.chosen.get(one, "")
        yield SINCE, self.since.isoformat() if self.since else ""
        yield UNTIL, self.until.isoformat() if self.until else ""
        yield OLDER, YES if self.older else ""
        yield ORDER, "" if self.order == Order.RELEVANCE else ORDERS[self.order]


_PARAMETERS = (TEXT, *NAMES.values(), SINCE, UNTIL, OLDER, ORDER)


def _day(text: str) -> date | None:
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
