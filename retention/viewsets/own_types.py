"""Of what type is that which files itself: said once, for what comes and for what waits."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList
from wagtail.admin.ui.tables import Column

from records.case_files.own_types import name_own_type
from records.models import ClassificationScheme, DocumentType, OwnType, Series
from records.permissions import Role
from records.viewsets.base import KeptCreateView, KeptEditView, KeptViewSet

TOLD = ("series_code", "kind", "code")


class OwnTypeForm(WagtailAdminModelForm):
    """Series and types are those of the scheme in force; of one series where one is asked for."""

    series_code = forms.ChoiceField(label=_("Series"), required=False)
    type_name = forms.ChoiceField(label=_("Type of document"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scheme = ClassificationScheme.objects.in_force_on(timezone.localdate())
        types = DocumentType.objects.filter(series__scheme=scheme)
        code = self.instance.series_code
        of_one = types.filter(series__code=code)
        names = of_one if code and of_one.exists() else types
        fields: dict[str, Any] = self.fields
        fields["series_code"].choices = _known(
            _("Every series that has such a type"),
            [(one.code, str(one)) for one in Series.objects.filter(scheme=scheme)],
            code,
        )
        fields["type_name"].choices = _known(
            _("None: it is said each time"),
            [(name, name) for name in names.order_by("name").values_list("name", flat=True)],
            self.instance.type_name,
        )
        for name in ("series_code", "type_name"):
            column: Any = OwnType._meta.get_field(name)
            fields[name].help_text = column.help_text


def _known(empty: Any, choices: list[tuple[str, str]], now: str) -> list[tuple[str, Any]]:
    """What may be chosen; what was said under a former scheme stays among it."""
    found: dict[str, Any] = {"": empty, **dict(choices)}
    return list((found | ({now: now} if now not in found else {})).items())


class _Saying:
    request: Any
    form: Any

    def save_instance(self) -> Any:
        return name_own_type(self.form.instance, by=self.request.user, at=timezone.now())


class OwnTypeCreateView(_Saying, KeptCreateView):
    def get_initial_form_instance(self) -> OwnType:
        """What the list of the unclassified asks about comes filled in."""
        told = {name: self.request.GET.get(name, "")[:60] for name in TOLD}
        return OwnType(**told)


class OwnTypeEditView(_Saying, KeptEditView):
    pass


class OwnTypeViewSet(KeptViewSet):
    model = OwnType
    icon = "tag"
    menu_label = _("What files itself")
    change_roles = (Role.ARCHIVIST,)
    view_roles = (Role.ADMINISTRATOR, Role.AUDITOR)
    add_view_class = OwnTypeCreateView
    edit_view_class = OwnTypeEditView
    list_display = [
        "kind",
        "code",
        Column(
            "series_code",
            label=_("Series"),
            accessor=lambda one: one.series_code or _("Every series that has such a type"),
        ),
        Column(
            "type_name",
            label=_("Type of document"),
            accessor=lambda one: one.type_name or _("None: it is said each time"),
        ),
    ]
    search_fields = ["series_code", "code", "type_name"]
    edit_handler = ObjectList(
        [
            HelpPanel(
                content=_(
                    "What is issued, filled in or signed files itself in its case file, with this "
                    "type. What already waits without a type in an open case file gets it at once."
                )
            ),
            *(FieldPanel(name) for name in ("kind", "code", "series_code", "type_name")),
        ],
        base_form_class=OwnTypeForm,
    )
