"""The list of documents: its filters, what each offers, its pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import EmptyPage, Page, Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, QueryDict
from django.utils.translation import gettext as _

from portal.paging import page_number
from records.kinds import LABELS
from records.models import Issuance

PAGE = 20


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a filter, its name and how many documents it leads to."""

    value: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter of the list: its parameter, its label, what it offers and what was chosen."""

    name: str
    label: str
    choices: list[Choice]
    chosen: str


def narrowed(issuances: Any, asked: QueryDict) -> Any:
    """What the filters leave. A value that nothing has leaves nothing."""
    questions: dict[str, Callable[[str], Q]] = {
        "tipo": lambda value: Q(version__kind=value),
        "proceso": lambda value: (
            Q(version__process__code=value) | Q(version__process__parent__code=value)
        ),
        "oficina": lambda value: Q(version__office__code=value),
        "etiqueta": lambda value: Q(document__tags__slug=value),
        "anio": lambda value: (
            Q(effective_on__year=int(value))
            if re.fullmatch(r"[0-9]{4}", value) and value != "0000"
            else Q(pk__in=[])
        ),
    }
    for name, question in questions.items():
        if value := asked.get(name, "").strip():
            issuances = issuances.filter(question(value))
    return issuances


def choices(issuances: QuerySet[Issuance], asked: QueryDict) -> list[Filter]:
    """The filters with what they offer among `issuances`; two queries."""
    rows = list(
        issuances.values_list(
            "version__kind",
            "version__process__code",
            "version__process__name",
            "version__office__code",
            "version__office__name",
            "effective_on",
        )
    )
    tags = issuances.filter(document__tags__isnull=False).values_list(
        "document__tags__slug", "document__tags__name"
    )
    offered = {
        "tipo": (_("Kind"), counted((kind, LABELS[kind]) for kind, *_rest in rows)),
        "proceso": (_("Process"), counted((row[1], row[2]) for row in rows if row[1])),
        "oficina": (_("Producing office"), counted((row[3], row[4]) for row in rows)),
        "etiqueta": (_("Tag"), counted(tags)),
        "anio": (
            _("Year"),
            counted((str(row[5].year), str(row[5].year)) for row in rows)[::-1],
        ),
    }
    return [
        Filter(name, label, options, asked.get(name, "").strip())
        for name, (label, options) in offered.items()
        if options or asked.get(name)
    ]


def page_of(request: HttpRequest, found: Any, size: int = PAGE) -> Page[Any]:
    """The page that `?pagina=` asks for. Raises Http404 for one that is not there."""
    try:
        return Paginator(found, size).page(page_number(request))
    except EmptyPage as error:
        raise Http404 from error


def counted(pairs: Iterable[tuple[Any, Any]]) -> list[Choice]:
    """Pairs of a value and its name as choices, by name, each with how often it stands there."""
    counts = Counter((str(value), str(name)) for value, name in pairs)
    return [
        Choice(value, name, count)
        for (value, name), count in sorted(counts.items(), key=lambda item: item[0][1])
    ]
