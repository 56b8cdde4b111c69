"""«Mis búsquedas»: the searches that a person keeps, each of them a way back to its answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import BasePermissionPolicy
from wagtail.permissions import register_permission_policy

from records.exceptions import NotAllowed
from records.models import AccessLevel
from records.permissions import Role, has_role
from records.refused import beside_fields
from records.viewsets.base import RoleMenuItem
from search.asked import Asked
from search.backends.base import Order
from search.facets import KINDS, STATES
from search.fields import Field
from search.models import SavedSearch
from search.saving import change_saved, kept, let_go, save_search
from search.viewsets.asked import FACETS

_WORDS: dict[Field, dict[str, Any]] = {
    Field.KIND: KINDS,
    Field.STATE: STATES,
    Field.ACCESS: dict(AccessLevel.choices),
}


class OwnPolicy(BasePermissionPolicy):
    """Whoever has a role keeps searches, and nobody another's."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return has_role(user, *Role)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return self.user_has_permission(user, action) and instance.owner_id == user.pk


class _Own:
    """Only what the person keeps: what another does is as what there is not."""

    request: HttpRequest

    def get_queryset(self) -> Any:
        return _of(self.request.user)


class _ThroughTheVerb:
    """A form that saves with a verb, whose reasons come back beside the fields."""

    def saved(self, told: dict[str, Any]) -> SavedSearch:
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        view: Any = self
        try:
            saved = self.saved(form.cleaned_data)
        except NotAllowed as refusal:
            beside_fields(form, refusal)
            view.produced_error_message = view.get_error_message()
            answer: HttpResponse = view.form_invalid(form)
            return answer
        told = _("The search «%(name)s» was saved.") % {"name": saved.name}
        messages.success(view.request, told)
        return redirect(view.get_success_url())


def in_words(saved: SavedSearch) -> str:
    """What it asks: as it was typed, and what was chosen."""
    asked = Asked.of(saved.asked)
    told = [asked.text] if asked.text else []
    told += [
        f"{FACETS[one]}: {_WORDS.get(one, {}).get(value, value)}"
        for one, value in asked.chosen.items()
    ]
    if asked.since is not None:
        told.append(_("from %(day)s") % {"day": asked.since.isoformat()})
    if asked.until is not None:
        told.append(_("to %(day)s") % {"day": asked.until.isoformat()})
    if asked.older:
        told.append(_("former versions too"))
    return " · ".join(told) or "—"


def address_of(saved: SavedSearch) -> str:
    """Where it is asked again."""
    return f"{reverse('staff_search')}?{urlencode(saved.asked)}"


def newest_of(saved: SavedSearch) -> str:
    """The same, the newest first."""
    newest = replace(Asked.of(saved.asked), order=Order.NEWEST).parameters
    return f"{reverse('staff_search')}?{urlencode({**saved.asked, **newest})}"


class SavedIndexView(generic.IndexView):
    """Each leads to its answer of today; a search is saved where it was asked, and not here."""

    page_title = gettext_lazy("My searches")
    results_template_name = "search/saved_results.html"

    def get_base_queryset(self) -> Any:
        return _of(self.request.user)

    def get_add_url(self) -> None:
        return None

    def _get_title_column(self, name: str, column: type[Column] = TitleColumn, **told: Any) -> Any:
        kind = self._get_title_column_class(column)
        return self._get_custom_column(name, kind, get_url=address_of, **told)


class SaveView(_ThroughTheVerb, generic.CreateView):
    """A name for the question that the address holds."""

    page_title = gettext_lazy("Save this search")
    submit_button_label = gettext_lazy("Save this search")

    def get_page_subtitle(self) -> str:
        return in_words(SavedSearch(asked=kept(self.request.GET)))

    def get_initial(self) -> dict[str, Any]:
        text = Asked.of(self.request.GET).text[: _longest_name()]
        return {**super().get_initial(), "name": text}

    def get_add_url(self) -> str:
        return f"{super().get_add_url()}?{urlencode(kept(self.request.GET))}"

    def saved(self, told: dict[str, Any]) -> SavedSearch:
        user = self.request.user
        asked, name, by_mail = self.request.GET, told["name"], told["by_mail"]
        return save_search(name, asked, by=user, at=timezone.now(), by_mail=by_mail)


class SavedEditView(_ThroughTheVerb, _Own, generic.EditView):
    def saved(self, told: dict[str, Any]) -> SavedSearch:
        # As it is kept: what the form holds was changed by it already.
        saved = self.get_queryset().get(pk=self.object.pk)
        name, by_mail, user = told["name"], told["by_mail"], self.request.user
        return change_saved(saved, name=name, by_mail=by_mail, by=user, at=timezone.now())


class SavedDeleteView(_Own, generic.DeleteView):
    def delete_action(self) -> None:
        """By the verb, which leaves no note anywhere of what somebody looked for."""
        try:
            let_go(self.object, by=self.request.user)
        except NotAllowed as refusal:
            raise PermissionDenied from refusal


class SavedForm(WagtailAdminModelForm):
    class Meta:
        model = SavedSearch
        fields = ["name", "by_mail"]


class SavedSearchViewSet(ModelViewSet):
    """Private: no list, form or address shows what another person keeps."""

    model = SavedSearch
    name = "saved_searches"
    url_prefix = "mis-busquedas"
    icon = "search"
    index_view_class = SavedIndexView
    add_view_class = SaveView
    edit_view_class = SavedEditView
    delete_view_class = SavedDeleteView
    copy_view_enabled = False
    search_backend_name = None
    pages = frozenset({"index", "index_results", "add", "edit", "delete"})
    edit_handler = ObjectList(
        [FieldPanel("name"), FieldPanel("by_mail")], base_form_class=SavedForm
    )
    list_display = [
        "name",
        Column("asked", label=gettext_lazy("What it asks"), accessor=in_words),
        BooleanColumn("by_mail", label=gettext_lazy("By e-mail")),
    ]

    def register_permissions(self) -> None:
        register_permission_policy(self.model, OwnPolicy(self.model), exact_class=True)

    def get_common_view_kwargs(self, **given: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_common_view_kwargs(**given)
        return {**found, "history_url_name": None, "usage_url_name": None}

    def get_urlpatterns(self) -> list[Any]:
        return [one for one in super().get_urlpatterns() if one.name in self.pages]


saved_searches_viewset = SavedSearchViewSet()


def menu_item() -> RoleMenuItem:
    label, address = gettext_lazy("My searches"), reverse("saved_searches:index")
    return RoleMenuItem(label, address, icon_name="search", order=151, roles=tuple(Role))


def _of(user: Any) -> QuerySet[SavedSearch]:
    return SavedSearch.objects.filter(owner=user)


def _longest_name() -> int:
    return SavedSearch._meta.get_field("name").max_length or 0
