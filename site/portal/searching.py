"""What the page of a search shows beside its hits: chips, facets, orders, ways out of nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.templatetags.legajo import kind_name, series_url, status_name, urgent_name
from records.days import in_words
from records.models import Issuance
from records.restrictions.readings import note_search
from records.urgency import standing_of
from search.asked import NAMES, Asked
from search.backends.base import Order
from search.entries import Sort
from search.excerpts import marked
from search.facets import KINDS, STATES, labelled
from search.fields import Field
from search.queries import Hit, Results, Suggestion, total
from search.terms import Query

SHORT = 8
"""So many values of a facet stand open; the others are folded away."""

LABELS: dict[Field, str | Promise] = {
    Field.KIND: gettext_lazy("Kind"),
    Field.PROCESS: gettext_lazy("Process"),
    Field.OFFICE: gettext_lazy("Producing office"),
    Field.SERIES: gettext_lazy("Series"),
    Field.YEAR: gettext_lazy("Year"),
    Field.TAG: gettext_lazy("Tag"),
    Field.STATE: gettext_lazy("State"),
}
ORDERS: dict[Order, str | Promise] = {
    Order.RELEVANCE: pgettext_lazy("order of what was found", "Most relevant"),
    Order.NEWEST: pgettext_lazy("order of what was found", "Newest"),
    Order.OLDEST: pgettext_lazy("order of what was found", "Oldest"),
    Order.CODE: pgettext_lazy("order of what was found", "Code"),
}
_DOCUMENTS_FIRST = pgettext_lazy("order of what was found", "Documents first")
_FIXED: dict[Field, dict[str, Any]] = {Field.KIND: KINDS, Field.STATE: STATES}


class Chip(NamedTuple):
    """Something that was chosen, in words, and the address of the same without it."""

    name: str
    value: str
    without: str


class Choice(NamedTuple):
    """A value of a facet, how many it keeps, and the address that keeps those."""

    label: str
    count: int  # type: ignore[assignment]  # the field hides tuple.count, which nobody asks
    address: str


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A facet that still narrows: its first values, and those that are folded away."""

    name: str
    label: str
    choices: list[Choice]
    more: list[Choice]


class Ordering(NamedTuple):
    """A way to order what was found."""

    label: str
    address: str
    current: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A hit as a line of the list: its title with the words of the question marked.

    `standing`: how a version stands that is not in force; empty for what is. `current` is the label
    of the version in force, where there is one that the visitor may know.
    """

    hit: Hit
    title: str
    standing: str = ""
    current: str = ""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """How many an empty answer would find otherwise: without what narrows it, among older ones."""

    unnarrowed: int
    older: int


def portal_fields(asked: Asked) -> tuple[Field, ...]:
    """What citizens narrow by: how a version stands only where older ones are looked for."""
    return tuple(one for one in LABELS if one != Field.STATE or asked.older)


def counted(asked: Asked, user: Any) -> tuple[Field, ...]:
    """What is counted of an answer: to whom more than what is public may be shown, how much of it
    that is, which is written down."""
    return (*portal_fields(asked), *((Field.ACCESS,) if user.is_authenticated else ()))


def note(asked: Asked, count: int, way: str, user: Any) -> None:
    """Who is signed in and was shown so many things that are not for everybody leaves an event."""
    if user.is_authenticated:
        note_search(asked.in_words, way, count, by=user, at=timezone.now())


def of_portal(asked: Asked) -> Asked:
    """The question without what citizens do not narrow by."""
    kept = {one: value for one, value in asked.chosen.items() if one in portal_fields(asked)}
    return replace(asked, chosen=kept)


def chips(asked: Asked, results: Results, user: Any, today: date) -> list[Chip]:
    """What was chosen, each with the way to take it off. A query only for what nothing names."""
    names = _names(asked, results, user, today)
    found = [
        Chip(str(LABELS[one]), names.get(one, value), asked.without(one).query)
        for one, value in asked.chosen.items()
    ]
    if asked.since is not None:
        since = replace(asked, since=None).query
        found.append(Chip(_("From the day"), in_words(asked.since), since))
    if asked.until is not None:
        until = replace(asked, until=None).query
        found.append(Chip(_("To the day"), in_words(asked.until), until))
    if asked.older:
        newer = of_portal(replace(asked, older=False)).query
        found.append(Chip(_("Versions"), _("also earlier ones"), newer))
    return found


def narrowings(asked: Asked, results: Results) -> list[Narrowing]:
    """The facets that would still keep something out."""
    found = []
    for one in portal_fields(asked):
        values = results.facets.get(one, [])
        if one in asked.chosen or len(values) < 2:
            continue
        choices = [
            Choice(value.label, value.count, asked.choosing(one, value.value).query)
            for value in values
        ]
        narrowing = Narrowing(NAMES[one], str(LABELS[one]), choices[:SHORT], choices[SHORT:])
        found.append(narrowing)
    return found


def orderings(asked: Asked, results: Results) -> list[Ordering]:
    """The ways to order it. Without words nothing is relevant: then documents come first."""
    called = ORDERS if results.query.groups else {**ORDERS, Order.RELEVANCE: _DOCUMENTS_FIRST}
    return [
        Ordering(str(label), replace(asked, order=one).query, one == asked.order)
        for one, label in called.items()
    ]


def lines(hits: Collection[Hit], query: Query, asked: Asked, user: Any, today: date) -> list[Line]:
    """The hits as they are shown, the words of `query` marked; one query more where older versions
    are among them."""
    current = _current(hits, user, today) if asked.older else None
    return [_line(hit, query, current, today) for hit in hits]


def suggested(one: Suggestion) -> dict[str, str]:
    """What the box says of a suggestion, and where it leads."""
    subject = one.subject
    if one.key.sort == Sort.VERSION:
        standing = standing_of(subject, timezone.now())
        told = [kind_name(subject.version.kind), status_name("in_force")]
        told.append(_("version %(label)s") % {"label": subject.label})
        if standing is not None:
            told.append(urgent_name(standing.state))
        address = reverse("document", args=[one.code])
    else:
        told = [_("Series of the archive"), str(subject.scheme.schedule)]
        address = series_url(subject)
    return {
        "code": one.code,
        "title": one.title,
        "state": " · ".join(map(str, told)),
        "url": address,
    }


def elsewhere(asked: Asked, results: Results, user: Any, today: date) -> Elsewhere:
    """For an answer with nothing in it: whether the filters are why, or the day."""
    bare = replace(asked, chosen={}, since=None, until=None)
    older = replace(asked, older=True)
    return Elsewhere(
        unnarrowed=_total(bare, results, user, today) if asked.narrowed else 0,
        older=_total(older, results, user, today) if not asked.older else 0,
    )


def _total(asked: Asked, results: Results, user: Any, today: date) -> int:
    return total(**asked.terms, like=results, user=user, today=today)


def _names(asked: Asked, results: Results, user: Any, today: date) -> dict[Field, str]:
    """What the chosen values are called. Of a tag that nothing bears nobody is told the name."""
    found: dict[Field, str] = {}
    for one, value in asked.chosen.items():
        fixed = _FIXED.get(one, {})
        named = {facet.value: facet.label for facet in results.facets.get(one, [])}
        if label := named.get(value) or fixed.get(value):
            found[one] = str(label)
    public = (Field.PROCESS, Field.OFFICE)
    missing = {
        one: [(value, 0)]
        for one, value in asked.chosen.items()
        if one in public and one not in found
    }
    if missing:
        named_so = labelled(missing, user, today)
        found |= {one: facets[0].label for one, facets in named_so.items()}
    return found


def _current(hits: Collection[Hit], user: Any, today: date) -> dict[int, str]:
    """The label of the version in force of each document, where the visitor may know it."""
    documents = {hit.subject.document_id for hit in hits if hit.key.sort == Sort.VERSION}
    if not documents:
        return {}
    there = Issuance.objects.visible_to(user).in_force_on(today).filter(document__in=documents)
    return dict(there.order_by().values_list("document_id", "label"))


def _line(hit: Hit, query: Query, current: Mapping[int, str] | None, today: date) -> Line:
    subject = hit.subject
    if hit.key.sort != Sort.VERSION:
        over_from = subject.scheme.over_from
        past = over_from is not None and over_from <= today
        title = marked(subject.name, query)
        return Line(hit, title, "superseded" if past else "")
    title = marked(subject.version.title, query)
    if current is None:
        return Line(hit, title)
    label = current.get(subject.document_id, "")
    if label == subject.label:
        return Line(hit, title)
    ended = subject.first_end is not None and subject.first_end <= today
    return Line(hit, title, "withdrawn" if ended else "superseded", label)
