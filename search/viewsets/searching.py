"""The staff search: one box over everything that a person may know, and its results as a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.generic import View

from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.search import SearchArea, admin_search_areas
from wagtail.admin.ui.tables import Column, Table
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from records.permissions import Role, has_role
from records.restrictions.readings import note_search
from records.viewsets.base import InertExport
from search.asked import OLDER, SINCE, TEXT, UNTIL, Asked
from search.facets import labelled
from search.fields import Field
from search.queries import LARGEST_PAGE, Results
from search.readings import restricted_in
from search.saying import said_of
from search.viewsets.asked import AFTER, FACETS, ORDERS, PAGE, AskedByStaff, kept_with, named
from search.viewsets.lines import Line, lines_of
from search.viewsets.suggesting import suggestions

WORDED = frozenset({Field.KIND, Field.STATE, Field.ACCESS})
MOST_EXPORTED = 5_000
"""Rows of a file: of more, a question is narrowed."""


class EverythingArea(SearchArea):
    """The box of the menu, and the first of Wagtail's «other searches»."""

    def is_shown(self, request: HttpRequest) -> bool:
        return has_role(request.user, *Role)


def search_area() -> SearchArea:
    label, url = _("Everything"), reverse("staff_search")
    return EverythingArea(label, url, name="everything", icon_name="search", order=1)


@dataclass(frozen=True, slots=True)
class Way:
    """A way to ask otherwise: what it is called, where it leads, and whether it is chosen."""

    label: str
    address: str
    count: int | None = None
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A facet: its name, the ways that it offers, and the way back where one was chosen."""

    name: str
    label: str
    ways: list[Way]
    chosen: str
    without: str


def _day(line: Line) -> str:
    return line.day.isoformat() if line.day else ""


class LineColumn(Column):
    """What was found: its code, its title, where it lies, and the piece of text that shows why."""

    cell_template_name = "search/line.html"


class AccessColumn(Column):
    cell_template_name = "search/access.html"


@method_decorator(never_cache, "dispatch")
class StaffSearchView(InertExport, WagtailAdminTemplateMixin, View):
    """What staff may know of what they ask. Whoever is shown restricted things leaves an event."""

    http_method_names = ["get", "head"]
    template_name = "search/staff.html"
    page_title = _("Search")
    header_icon = "search"
    list_export = ["kind", "code", "title", "case_file", "office", "day", "state", "access"]
    export_headings = {
        "kind": _("Kind"),
        "code": _("Code"),
        "title": _("Title"),
        "case_file": _("Case file"),
        "office": _("Office"),
        "day": _("Date"),
        "state": _("State"),
        "access": _("Access"),
    }
    columns = [
        LineColumn("title", label=_("What was found"), accessor="title", classname="title"),
        Column("office", label=_("Office"), accessor="office"),
        Column("day", label=_("Date"), accessor=_day, classname="legajo-day"),
        Column("state", label=_("State"), accessor="state"),
        AccessColumn("access", label=_("Access"), accessor="access_in_words"),
    ]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.today: date = timezone.localdate()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Raises PermissionDenied for whom has no role."""
        if not has_role(request.user, *Role):
            raise PermissionDenied
        if self.is_export and self.asked.something:
            return self._exported(request.GET["export"])
        if self.results is not None:
            self._note(self.results, "list")
        return self.render_to_response(self.get_context_data())

    @cached_property
    def asked(self) -> AskedByStaff:
        return AskedByStaff.of(self.request.GET, self.request.user)

    @cached_property
    def results(self) -> Results | None:
        """The page that was asked for; None where nothing was."""
        if not self.asked.something:
            return None
        return self.asked.answered_page(self.request.user, self.today)

    @cached_property
    def show_export_buttons(self) -> bool:
        return self.results is not None and bool(self.results.total)

    def get_export_url(self, format: str) -> str:
        return self.request.path + self.asked.address(export=format)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_filename(self) -> str:
        return f"busqueda-{self.today}"

    def to_row_dict(self, item: Line) -> dict[str, Any]:
        told = {name: getattr(item, name) for name in self.list_export}
        return told | {"access": item.access_in_words}

    def _exported(self, kind: str) -> Any:
        """The first rows of the answer as a file, read a piece at a time."""
        first = self.asked.answered(self.request.user, self.today, per_page=LARGEST_PAGE)
        self._note(first, kind)
        return self.as_spreadsheet(self._rows(first), kind)

    def _rows(self, results: Results) -> Iterator[Line]:
        user, told = self.request.user, 0
        while True:
            yield from lines_of(results.hits, user, self.today)
            told += LARGEST_PAGE
            if not results.after or told >= MOST_EXPORTED:
                return
            results = self.asked.answered(
                user, self.today, per_page=LARGEST_PAGE, counted=(), after=results.after
            )

    def _note(self, results: Results, way: str) -> None:
        """The register keeps who asked what that showed how much of what is not for everybody."""
        count = restricted_in(results.facets)
        note_search(self.asked.in_words, way, count, by=self.request.user, at=timezone.now())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked, results = self.asked, self.results
        context = {
            **super().get_context_data(**kwargs),
            "asked": asked.question,
            "case_file": asked.case_file,
            "kept": kept_with(asked, TEXT),
            "suggestions": reverse("staff_suggestions"),
            "drafts": user_has_any_page_permission(self.request.user),
            "others": self._others(),
            "most": MOST_EXPORTED,
            "results": results,
        }
        if results is None:
            return context
        question = asked.question
        return context | {
            "table": Table(self.columns, lines_of(results.hits, self.request.user, self.today)),
            "facets": self._facets(results),
            "orders": self._orders(),
            "kept_but_days": kept_with(asked, SINCE, UNTIL, OLDER),
            "page": self._page(results),
            "previous": self._turned(-1, results),
            "next": self._turned(1, results),
            "said": said_of(results),
            "meant": asked.asking(replace(question, text=results.meant)) if results.meant else "",
            "unnarrowed": AskedByStaff(Asked(text=question.text)).address(),
            "with_older": asked.asking(replace(question, older=True)),
            "everywhere": asked.everywhere,
            "save": f"{reverse('saved_searches:add')}{asked.address()}",
        }

    def _page(self, results: Results) -> int:
        return self.asked.page if self.asked.after else results.page

    def _turned(self, by: int, results: Results) -> str:
        """The address of the next page, by the cursor of the last hit; of the one before."""
        page = self._page(results) + by
        if by > 0:
            there = results.after
            return self.asked.address(**{PAGE: str(page), AFTER: there}) if there else ""
        return self.asked.address(**{PAGE: str(page)}) if page else ""

    def _orders(self) -> list[Way]:
        question = self.asked.question
        return [
            Way(str(label), self.asked.asking(replace(question, order=one)), chosen=one == now)
            for now in [question.order]
            for one, label in ORDERS.items()
        ]

    def _others(self) -> list[Way]:
        """Wagtail's other searches, for the same words; what it writes itself repeats all of them,
        however many came."""
        found = admin_search_areas.search_items_for_request(self.request)
        words = urlencode({TEXT: self.asked.question.text})
        return [
            Way(str(one.label), f"{one.url}?{words}")
            for one in found
            if not isinstance(one, EverythingArea)
        ]

    def _facets(self, results: Results) -> list[Narrowing]:
        found = []
        for field, label in FACETS.items():
            choices = results.facets.get(field, [])
            chosen = self.asked.question.chosen.get(field, "")
            if not chosen and len(choices) < 2:
                continue
            # What has words of its own is called by them though nothing is like that.
            told = choices
            if not told and field in WORDED:
                told = labelled({field: [(chosen, 0)]}, self.request.user, self.today)[field]
            called = {choice.value: choice.label for choice in told}
            ways = [
                Way(choice.label, self.asked.choosing(field, choice.value), choice.count)
                for choice in choices
            ]
            found.append(
                Narrowing(
                    named(field),
                    str(label),
                    [] if chosen else ways,
                    called.get(chosen, chosen),
                    self.asked.without(field),
                )
            )
        return found


def urls() -> list[Any]:
    return [
        path("buscar/", StaffSearchView.as_view(), name="staff_search"),
        path("buscar/sugerencias/", suggestions, name="staff_suggestions"),
    ]
