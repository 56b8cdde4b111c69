"""The page views of a document: Wagtail's, but saving never submits by itself."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView

from editorial.models import PAGE_TYPES, DocumentPage
from editorial.panels import remarks
from editorial.views.lists import ReadableViewSet
from editorial.workflows import open_version
from records.kinds import HEADINGS, Kind

LAYOUT = "formato"


class _SaysWhoSaves:
    """Tells the form whether a person saved or the browser did by itself."""

    expects_json_response: bool

    def form_valid(self, form: Any) -> Any:
        form.autosaved = self.expects_json_response
        return super().form_valid(form)  # type: ignore[misc]


class DocumentCreateView(_SaysWhoSaves, CreateView):
    """A new page is a draft; it is submitted from its own screen."""

    page: Any

    def get(self, request: HttpRequest) -> HttpResponse:
        self.page.layout = request.GET.get(LAYOUT)
        response: HttpResponse = super().get(request)
        return response

    def submit_action(self) -> Any:
        return self.save_action()


class DocumentEditView(_SaysWhoSaves, EditView):
    """Submitting saves the draft and goes to the screen where its author signs."""

    page: Any

    def submit_action(self) -> Any:
        with transaction.atomic():
            self.page = self.form.save(commit=not self.page.live)
            # Plain, as a new revision: never over one that autosave left or that was submitted.
            self.page.save_revision(
                user=self.request.user, log_action=True, previous_revision=self.previous_revision
            )
        return redirect("submit_document", page_id=self.page.pk)


class DocumentViewSet(ReadableViewSet):
    """Of the pages of one kind."""

    menu_label = None
    add_view_class = DocumentCreateView
    edit_view_class = DocumentEditView


def viewsets() -> list[DocumentViewSet]:
    """One for each kind of document that can be written."""
    return [
        DocumentViewSet(f"{kind}_documents", model=page_type, icon=page_type.icon)
        for kind, page_type in PAGE_TYPES.items()
    ]


def layout_first(
    request: HttpRequest, parent_page: Any, page_class: type[Any]
) -> HttpResponse | None:
    """A kind with several layouts asks which one before the form."""
    kind = getattr(page_class, "kind", None)
    if request.method != "GET" or kind is None or not kind.templates or LAYOUT in request.GET:
        return None
    context = {
        "kind": kind,
        "verbose_name": page_class._meta.verbose_name,
        "icon": page_class.icon,
        "layouts": [
            (f"{request.path}?{urlencode({LAYOUT: key})}", name, _told(kind, key))
            for key, name in kind.template_names()
        ],
    }
    return render(request, "editorial/layouts.html", context)


def _told(kind: Kind, key: str) -> str:
    """The parts of a layout, in its order."""
    template = kind.template(key)
    return " · ".join(HEADINGS[role] for role in template.roles) if template else ""


def to_review(request: HttpRequest, page: Any) -> HttpResponse | None:
    """While in review the editor would let people type what is never saved: show the version."""
    if request.method != "GET" or not isinstance(page, DocumentPage):
        return None
    version = open_version(page)
    return redirect("signing", pk=version.pk) if version else None


def without_submit_on_create(menu_items: list[Any], request: HttpRequest, context: Any) -> None:
    """A page that was never saved has nothing to submit."""
    if context["view"] == "create":
        menu_items[:] = [item for item in menu_items if item.name != "action-submit"]


def findings(request: HttpRequest, page_id: int) -> HttpResponse:
    """The remarks on a draft as it is saved now, for the editor to show after each saving."""
    page = get_object_or_404(DocumentPage, pk=page_id).specific
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    latest = page.get_latest_revision_as_object()
    return render(request, "editorial/panels/_findings.html", remarks(latest))
