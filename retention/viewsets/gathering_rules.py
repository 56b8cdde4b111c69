"""How what files itself opens its case files: one each, one a year, one a contract."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList
from wagtail.admin.ui.tables import Column

from records import format_drafts
from records.models import ControlledDocument, GatheringRule
from records.permissions import Role
from records.text import fold
from records.viewsets.base import KeptViewSet


class GatheringRuleForm(WagtailAdminModelForm):
    """A rule by the value of a field is of a format that has it: else it would never count.

    One that is not in force yet may be told before: its fields are not known.
    """

    def _post_clean(self) -> None:
        """After the model said what it has against it: that is asked of what it took."""
        super()._post_clean()
        rule = self.instance
        if self.errors or rule.by != GatheringRule.By.FIELD:
            return
        document = ControlledDocument.objects.filter(code=rule.code).first()
        if document is None:
            self.add_error("code", _("No document has that code."))
            return
        labels = _labels_of(document, self.for_user)
        if labels and fold(rule.field) not in {fold(one) for one in labels}:
            message = _("That format has no such field. It has: %(fields)s.")
            self.add_error("field", message % {"fields": "; ".join(labels)})


def _labels_of(document: ControlledDocument, user: Any) -> list[str]:
    """What the format in force asks; nothing where there is none with a form."""
    found = format_drafts.in_force(document, by=user, day=timezone.localdate())
    return [field.label for field in found[1].fields] if found else []


class GatheringRuleViewSet(KeptViewSet):
    model = GatheringRule
    icon = "folder-open-inverse"
    menu_label = _("What opens case files")
    change_roles = (Role.ARCHIVIST,)
    view_roles = (Role.ADMINISTRATOR, Role.AUDITOR)
    list_display = [
        "kind",
        "code",
        Column(
            "series_code",
            label=_("Series"),
            accessor=lambda one: one.series_code or _("Every series"),
        ),
        "by",
        "field",
    ]
    search_fields = ["series_code", "code", "field"]
    edit_handler = ObjectList(
        [
            HelpPanel(
                content=_(
                    "What is issued, filled in or signed opens its case file by itself. Where "
                    "nothing is said here: one a document, one a year for the minutes of a "
                    "committee, one a format and year for what is filled in. What is filed already "
                    "stays where it is."
                )
            ),
            *(FieldPanel(name) for name in ("kind", "code", "series_code", "by", "field")),
        ],
        base_form_class=GatheringRuleForm,
    )
