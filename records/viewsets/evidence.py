"""Lists of evidence whose state is derived: each sees their own, and what is done is a verb."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from wagtail.admin.ui.tables import Column

import django_filters

from records.exceptions import NotAllowed
from records.refused import in_messages
from records.viewsets.base import KeptIndexView, ReadOnlyViewSet


def state_of(row: Any) -> str:
    """The state of a row read by `with_state`, in words."""
    return capfirst(str(dict(type(row).State.choices)[row.state]))


def state_filter(model: Any) -> django_filters.MultipleChoiceFilter:
    """Any of the states of these rows."""
    return django_filters.MultipleChoiceFilter(
        label=_("State"), choices=model.State.choices, widget=forms.CheckboxSelectMultiple
    )


def state_column() -> Column:
    return Column("state", label=_("State"), accessor=state_of)


def attempt(request: HttpRequest, deed: Callable[[], Any], done: str) -> None:
    """Do it and say so, or say every reason why not."""
    try:
        deed()
    except NotAllowed as refused:
        in_messages(request, refused)
    else:
        messages.success(request, done)


class EvidenceIndexView(KeptIndexView):
    """Of a model whose rows know `visible_to(user)`; `stated` adds their state."""

    code_first = True

    def stated(self, rows: Any) -> Any:
        return rows.with_state()

    def get_base_queryset(self) -> Any:
        return self.stated(super().get_base_queryset().visible_to(self.request.user))

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        row: dict[str, Any] = super().to_row_dict(item)
        return row | {"state": state_of(item)}


class EvidenceViewSet(ReadOnlyViewSet):
    """`deed`: address, view and name of what may be done to a row, beside the pages."""

    ordering = ("-at", "-pk")
    deed: tuple[str, Callable[..., HttpResponse], str]

    def get_urlpatterns(self) -> list[Any]:
        route, view, name = self.deed
        return [*super().get_urlpatterns(), path(route, view, name=name)]
