"""Wagtail's lists of pages, whose filters name no more people than the list could."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest

from wagtail.admin.filters import MultipleUserFilter
from wagtail.admin.views.pages.listing import (
    EditedByFilter,
    GenericPageFilterSet,
    PageFilterSet,
)
from wagtail.admin.views.pages.usage import ContentTypeUseView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page, PageLogEntry

from editorial.permissions import readable_pages
from records.permissions import sees_everything


def owners(request: HttpRequest) -> QuerySet[Any]:
    """Who began a page that the person may read."""
    pages = readable_pages(request.user, Page.objects.all())
    return get_user_model()._default_manager.filter(pk__in=pages.values("owner"))


def editors(request: HttpRequest) -> QuerySet[Any]:
    """Who changed a page that the person may read."""
    pages = readable_pages(request.user, Page.objects.all())
    edits = PageLogEntry.objects.filter(action="wagtail.edit", page__in=pages.values("pk"))
    return get_user_model()._default_manager.filter(pk__in=edits.order_by().values("user"))


_SAID = PageFilterSet.base_filters


def _owner() -> MultipleUserFilter:
    label = _SAID["owner"].label
    return MultipleUserFilter(label=label, queryset=owners, widget=CheckboxSelectMultiple)


def _edited_by() -> EditedByFilter:
    label = _SAID["edited_by"].label
    return EditedByFilter(label=label, queryset=editors, widget=CheckboxSelectMultiple)


class ReadablePageFilterSet(PageFilterSet):
    owner = _owner()
    edited_by = _edited_by()


class ReadableGenericFilterSet(GenericPageFilterSet):
    owner = _owner()
    edited_by = _edited_by()


class DocumentsOfKindView(ContentTypeUseView):
    base_filterset_class = ReadablePageFilterSet

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Without the way to a report that is there for those who see everything."""
        items: list[dict[str, Any]] = super().get_breadcrumbs_items()
        if sees_everything(self.request.user):
            return items
        return [*items[:-2], items[-1]]


class ReadableViewSet(PageViewSet):
    """Of every kind of page that has no views of its own."""

    filterset_class = ReadableGenericFilterSet
    content_type_use_view_class = DocumentsOfKindView
