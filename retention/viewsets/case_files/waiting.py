"""What waits for somebody to say something: a type of document, the fact from which it counts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from records.case_files.own_types import Group, filed_themselves, groups_of
from records.case_files.rights import ARCHIVISTS, STAFF
from records.case_files.types import types_of
from records.case_files.unclassified import unfiled_known_to, untyped
from records.models import OwnType, Record
from records.models.own_type import own_kinds
from records.permissions import Role, has_role, offices_of, sees_everything
from records.querysets import outside, records_visible_to
from retention.scheduling.counting import awaiting_fact
from retention.viewsets.case_files.deeds import breadcrumbs
from retention.viewsets.case_files.known import known_to
from retention.viewsets.words import kept_in_words

PAGE = 100


def unclassified(request: HttpRequest) -> HttpResponse:
    """One list of what was issued or captured and has no type or no case file (C08)."""
    if not has_role(request.user, *ARCHIVISTS, *STAFF):
        raise PermissionDenied
    known = records_visible_to(request.user).filter(pk__in=untyped().values("pk"))
    if not sees_everything(request.user):
        known = known.filter(case_file__office__in=offices_of(request.user))
    of_itself = filed_themselves(known.filter(document_type=None))
    alone = outside(known, of_itself)
    rows = alone.select_related("case_file__series", "document_type").order_by(
        "case_file__code", "position"
    )
    loose = unfiled_known_to(request.user)
    if not sees_everything(request.user):
        loose = loose.filter(office__in=offices_of(request.user))
    page = Paginator(rows, PAGE).get_page(request.GET.get("p"))
    context = {
        "groups": [_asked(one, request) for one in groups_of(of_itself)],
        "page": page,
        "typed": _typed(page),
        "loose": loose[:PAGE],
        "breadcrumbs_items": breadcrumbs(("", _("Unclassified"))),
    }
    return TemplateResponse(request, "retention/case_files/unclassified.html", context)


def _typed(records: Iterable[Record]) -> set[int]:
    """The keys of the series of these that have types to choose from.

    Only what kept a type of a former series may stand in one that has none.
    """
    series = {one.case_file.series_id: one.case_file.series for one in records}
    former = {one.case_file.series_id for one in records if one.document_type_id is not None}
    return {pk for pk, one in series.items() if pk not in former or types_of(one).exists()}


def _asked(group: Group, request: HttpRequest) -> dict[str, Any]:
    """A group in words, and where its type is said, by whoever may say it."""
    told = {"series_code": group.series_code, "kind": group.kind, "code": group.code}
    there = OwnType.objects.filter(**told).first()
    url = (
        reverse("own_types:edit", args=[there.pk])
        if there
        else f"{reverse('own_types:add')}?{urlencode(told)}"
    )
    words = dict(own_kinds()).get(group.kind, group.kind)
    may = has_role(request.user, Role.ARCHIVIST)
    return {"group": group, "kind": words, "url": url if may else ""}


def awaiting(request: HttpRequest) -> HttpResponse:
    """The closed case files that count from an event that nobody has told yet."""
    if not has_role(request.user, *ARCHIVISTS, *STAFF):
        raise PermissionDenied
    found = awaiting_fact(known_to(request.user))
    if not sees_everything(request.user):
        found = found.filter(office__in=offices_of(request.user))
    rows = found.select_related("series__rule", "series__parent__rule").order_by(
        "closed_on", "code"
    )
    page = Paginator(rows, PAGE).get_page(request.GET.get("p"))
    told = kept_in_words(page)
    context = {
        "page": page,
        "rows": [(one, told[one.pk]) for one in page],
        "breadcrumbs_items": breadcrumbs(("", _("Waiting for their fact"))),
    }
    return TemplateResponse(request, "retention/case_files/awaiting.html", context)


def addresses() -> list[Any]:
    return [
        path("sin-clasificar/", unclassified, name="unclassified"),
        path("esperan-su-hecho/", awaiting, name="awaiting"),
    ]
