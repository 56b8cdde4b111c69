"""Rights by role, forms that save through the verb, and no way to delete."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist
from django.db.models import BooleanField, DateField, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import localize
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import BasePermissionPolicy
from wagtail.permissions import register_permission_policy

from records.cells import inert
from records.characters import without_illegal
from records.exceptions import NotAllowed
from records.organization import register
from records.permissions import Role, has_role
from records.refused import beside_fields
from records.viewsets.paging import PaginatorAhead


class RolePermissionPolicy(BasePermissionPolicy):
    """Roles that change and roles that look. Nobody deletes; the superuser's flag adds nothing."""

    def __init__(self, model: Any, *, change: Collection[Role], view: Collection[Role]) -> None:
        super().__init__(model)
        looking = (*view, *change)
        self.roles = {"add": tuple(change), "change": tuple(change), "view": looking}

    def user_has_permission(self, user: Any, action: str) -> bool:
        return has_role(user, *self.roles.get(action, ()))

    def users_with_any_permission(self, actions: Collection[str]) -> Any:
        names = {role.value for action in actions for role in self.roles.get(action, ())}
        people = get_user_model()._default_manager.filter(is_active=True)
        return people.filter(groups__name__in=names).distinct()


class RoleMenuItem(MenuItem):
    """Shown to some roles only."""

    def __init__(self, *args: Any, roles: tuple[Role, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roles = roles

    def is_shown(self, request: HttpRequest) -> bool:
        return has_role(request.user, *self.roles)


class _ThroughTheVerb(generic.WagtailAdminTemplateMixin):
    """A form of the admin that saves with `register`; its reasons come back beside the fields."""

    def save_instance(self) -> Any:
        return register(self.form.instance, by=self.request.user, at=timezone.now())

    def form_valid(self, form: Any) -> Any:
        try:
            return super().form_valid(form)
        except NotAllowed as refusal:
            beside_fields(form, refusal)
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)


WhyFixed = Callable[[Any], str]
"""Why an instance is no longer changed, in a sentence; empty while it is."""


class _Fixed:
    """What is fixed is shown with the reason, and has no way to a form."""

    why_fixed: WhyFixed | None = None

    def reason_of(self, instance: Any) -> str:
        return self.why_fixed(instance) if self.why_fixed is not None else ""


class _Streamed:
    """The rows of a query as they come, a few thousand at a time: no list is held in memory."""

    def __init__(self, queryset: Any) -> None:
        self.model = queryset.model
        self.queryset = queryset

    def __iter__(self) -> Iterator[Any]:
        return iter(self.queryset.iterator(chunk_size=2000))


class InertExport(SpreadsheetExportMixin):
    """What people wrote acts in no spreadsheet, and breaks no workbook."""

    def stream_csv(self, queryset: Any) -> Any:
        rows = _Streamed(queryset) if isinstance(queryset, QuerySet) else queryset
        return super().stream_csv(rows)

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        found = super().preprocess_field_value(field, value, export_format)
        if not isinstance(found, str):
            return found
        return inert(found) if export_format == self.FORMAT_CSV else without_illegal(found)


def is_day(model: Any, name: str) -> bool:
    """Whether that field tells a day or a moment, which never breaks at the end of a line."""
    try:
        return isinstance(model._meta.get_field(name), DateField)
    except FieldDoesNotExist:
        return False


_KEPT_OF_A_COLUMN = ("label", "accessor", "classname", "sort_key")


def is_yes_or_no(model: Any, name: str) -> bool:
    """Whether that field is answered by yes or no."""
    try:
        return isinstance(model._meta.get_field(name), BooleanField)
    except FieldDoesNotExist:
        return False


def yes_or_no(value: bool) -> str:
    """The answer in words."""
    return str(_("Yes") if value else _("No"))


class KeptIndexView(_Fixed, InertExport, generic.IndexView):
    paginator_class = PaginatorAhead
    results_template_name = "records/list_results.html"
    related: tuple[str, ...] = ()
    code_first = False
    """Whether the first column is a code, which never breaks at the end of a line."""

    @cached_property
    def columns(self) -> list[Any]:
        """The first one leads to the page of its row, also where it is no field of the model."""
        found: list[Any] = list(super().columns)
        if type(found[0]) is Column:
            told = {name: getattr(found[0], name) for name in _KEPT_OF_A_COLUMN}
            led = self._get_title_column_class(TitleColumn)
            found[0] = led(found[0].name, get_url=self._page_of, **told)
        return found

    def _page_of(self, instance: Any) -> str | None:
        found: str | None = self.get_edit_url(instance) or self.get_inspect_url(instance)
        return found

    def _get_title_column(self, *args: Any, **kwargs: Any) -> Any:
        if self.code_first:
            kwargs["classname"] = "legajo-code"
        return super()._get_title_column(*args, **kwargs)

    def _get_custom_column(self, field_name: str, *args: Any, **kwargs: Any) -> Any:
        if is_day(self.model, field_name):
            kwargs.setdefault("classname", "legajo-day")
        if is_yes_or_no(self.model, field_name):
            kwargs.setdefault("accessor", lambda one: yes_or_no(getattr(one, field_name)))
        return super()._get_custom_column(field_name, *args, **kwargs)

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related(*self.related)

    def get_edit_url(self, instance: Any) -> str | None:
        found: str | None = super().get_edit_url(instance)
        return None if found is None or self.reason_of(instance) else found

    def get_list_buttons(self, instance: Any) -> list[Any]:
        """No menu of one entry: the title leads there already."""
        found: list[Any] = super().get_list_buttons(instance)
        return found if len(self.get_list_more_buttons(instance)) > 1 else []


class KeptInspectView(_Fixed, generic.InspectView):
    template_name = "records/inspect.html"

    def get_page_title(self) -> str:
        """What the thing is: «Expediente», «Documento de archivo»; its name stands below."""
        return str(capfirst(self.model._meta.verbose_name))

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        """A dash where nothing was written, words for yes and no, moments in Bogotá."""
        moment = getattr(self.object, field_name, None)
        if isinstance(moment, datetime):
            return localize(timezone.localtime(moment))
        value = super().get_field_display_value(field_name, field)
        if isinstance(value, bool):
            return yes_or_no(value)
        return "—" if value is None or value == "" else value

    def get_edit_url(self) -> str | None:
        found: str | None = super().get_edit_url()
        return None if found is None or self.reason_of(self.object) else found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "why_fixed": self.reason_of(self.object)}


class KeptCreateView(_ThroughTheVerb, generic.CreateView):
    pass


class KeptEditView(_ThroughTheVerb, _Fixed, generic.EditView):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return self._shown() or super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return self._shown() or super().post(request, *args, **kwargs)

    def _shown(self) -> HttpResponse | None:
        """The way to what is fixed, with the reason; None where there is a form."""
        self.object = self.get_object()
        if not (reason := self.reason_of(self.object)):
            return None
        messages.warning(self.request, reason)
        return redirect(self.get_inspect_url() or self.get_success_url())


class KeptViewSet(ModelViewSet):
    """Reference data: listed, added, changed; it ends by a date and is never deleted."""

    change_roles: tuple[Role, ...] = ()
    view_roles: tuple[Role, ...] = ()
    why_fixed: WhyFixed | None = None
    related: tuple[str, ...] = ()
    pages = frozenset({"index", "index_results", "add", "edit"})
    index_view_class = KeptIndexView
    inspect_view_class = KeptInspectView
    add_view_class = KeptCreateView
    edit_view_class = KeptEditView
    copy_view_enabled = False
    search_backend_name = None
    export_formats = ("csv", "xlsx")

    def register_permissions(self) -> None:
        policy = RolePermissionPolicy(self.model, change=self.change_roles, view=self.view_roles)
        register_permission_policy(self.model, policy, exact_class=True)

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_common_view_kwargs(**kwargs)
        for page in ("add", "edit", "delete", "history", "usage"):
            if page not in self.pages:
                found[f"{page}_url_name"] = None
        return found

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return self._with(super().get_index_view_kwargs(**kwargs), "why_fixed", "related")

    def get_edit_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return self._with(super().get_edit_view_kwargs(**kwargs), "why_fixed")

    def get_inspect_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return self._with(super().get_inspect_view_kwargs(**kwargs), "why_fixed")

    def _with(self, given: dict[str, Any], *names: str) -> dict[str, Any]:
        return {**given, **{name: getattr(self, name) for name in names}}

    def get_urlpatterns(self) -> list[Any]:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in self.pages]


class ReadOnlyViewSet(KeptViewSet):
    """Evidence and what is filed: listed and looked at, by nobody changed."""

    pages = frozenset({"index", "index_results", "inspect"})
    inspect_view_enabled = True
    form_fields: list[str] = []
