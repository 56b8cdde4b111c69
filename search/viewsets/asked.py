"""What an address of the staff search asks for: a question, one case file or all, a page of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self
from urllib.parse import urlencode

from django.http import Http404, QueryDict
from django.utils.translation import gettext_lazy as _

from records.models import CaseFile
from records.querysets import case_files_visible_to, key_of
from search.asked import NAMES, WITHIN, Asked
from search.backends.base import Order
from search.fields import Field
from search.queries import MOST_PAGES, STAFF, STAFF_FACETS, Results, search

PER_PAGE = 20
PAGE, AFTER = "p", "despues"
FACETS = {
    Field.KIND: _("Kind"),
    Field.STATE: _("State"),
    Field.OFFICE: _("Office"),
    Field.PROCESS: _("Process"),
    Field.SERIES: _("Series"),
    Field.YEAR: _("Year"),
    Field.ACCESS: _("Access"),
    Field.TAG: _("Tag"),
}
ORDERS = {
    Order.RELEVANCE: _("Relevance"),
    Order.NEWEST: _("Newest first"),
    Order.OLDEST: _("Oldest first"),
    Order.CODE: _("Code"),
}


@dataclass(frozen=True, slots=True)
class AskedByStaff:
    """A question over everything, or over the records of one case file."""

    question: Asked
    case_file: CaseFile | None = None
    page: int = 1
    after: str = ""

    @classmethod
    def of(cls, query: QueryDict, user: Any) -> Self:
        """Of the parameters of an address; what is none narrows nothing.

        Raises Http404 for a case file that the person may not know of.
        """
        return cls(
            question=Asked.of(query),
            case_file=_case_file(str(query[WITHIN]), user) if query.get(WITHIN) else None,
            page=key_of(query.get(PAGE)) or 1,
            after=query.get(AFTER, ""),
        )

    @property
    def something(self) -> bool:
        """Whether anything was asked: without, nobody's titles are shown."""
        return bool(self.question.text or self.question.narrowed or self.case_file)

    @property
    def parameters(self) -> dict[str, str]:
        """What an address must say to ask the same, from its first page on."""
        within = {WITHIN: str(self.case_file.pk)} if self.case_file else {}
        return {**self.question.parameters, **within}

    @property
    def in_words(self) -> str:
        """The question as the register keeps it: the same in whatever order it is answered."""
        within = f"{WITHIN}:{self.case_file.pk}" if self.case_file else ""
        return " · ".join(filter(None, [self.question.in_words, within]))

    def address(self, **further: str) -> str:
        """The end of an address that asks the same, and something further."""
        return f"?{urlencode({**self.parameters, **further})}"

    def asking(self, question: Asked) -> str:
        """The end of an address that asks another question over the same."""
        return replace(self, question=question).address()

    @property
    def everywhere(self) -> str:
        """The same over everything."""
        return replace(self, case_file=None).address() if self.case_file else ""

    def choosing(self, field: Field, value: str) -> str:
        return self.asking(self.question.choosing(field, value))

    def without(self, field: Field) -> str:
        return self.asking(self.question.without(field))

    def answered(self, user: Any, today: date, **wanted: Any) -> Results:
        """What this person may know of it that day."""
        asked = self.question
        wanted = {"counted": STAFF_FACETS, "per_page": PER_PAGE, **wanted}
        return search(
            **asked.terms,
            user=user,
            today=today,
            sorts=STAFF,
            order=asked.order,
            case_file=self.case_file.pk if self.case_file else None,
            **wanted,
        )

    def answered_page(self, user: Any, today: date) -> Results:
        """Its page; the last one where there are fewer. Behind a cursor, however deep."""
        if self.after:
            return self.answered(user, today, after=self.after)
        results = self.answered(user, today, page=min(self.page, MOST_PAGES))
        if results.page > results.pages:
            return self.answered(user, today, page=results.pages)
        return results


def kept_with(asked: AskedByStaff, *but: str) -> list[tuple[str, str]]:
    """What a form must send along to ask the same but for what it asks itself."""
    return [(name, value) for name, value in asked.parameters.items() if name not in but]


def named(field: Field) -> str:
    """The parameter of a facet."""
    return NAMES[field]


def _case_file(told: str, user: Any) -> CaseFile:
    pk = key_of(told)
    found: CaseFile | None = case_files_visible_to(user).filter(pk=pk).first() if pk else None
    if found is None:
        raise Http404
    return found
