"""Lists and forms for administrators: the route of each kind of document."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.models import Workflow

from editorial.choosers import annex_chooser_viewset, picture_chooser_viewset
from editorial.filling.lists import filled_viewset
from editorial.models import Route
from editorial.step_terms import StepTermsField
from editorial.workflows import SigningTask
from records.permissions import KEEPS_QUALITY, Role
from records.viewsets.base import KeptViewSet


def steps_in_words(route: Route) -> str:
    """The steps in their order, and a warning where somebody spoilt the workflow later."""
    tasks = [task.specific for task in route.workflow.tasks]
    days = route.step_days()
    steps = " → ".join(_in_words(task, days.get(task.pk)) for task in tasks) or "—"
    if not all(isinstance(task, SigningTask) for task in tasks):
        sentence = gettext("%(steps)s (a step does not sign: nothing can be submitted)")
        return sentence % {"steps": steps}
    try:
        route.clean()
    except ValidationError as error:
        return f"{steps} ({' '.join(error.messages)})"
    return steps


def _in_words(task: Any, days: int | None) -> str:
    if days is None:
        return str(task.name)
    told = ngettext("%(step)s (%(days)d business day)", "%(step)s (%(days)d business days)", days)
    return told % {"step": task.name, "days": days}


class RouteForm(WagtailAdminModelForm):
    """Only workflows in use are offered; each of their steps may have a term."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("workflow", "minor_workflow"):
            self.fields[name].queryset = Workflow.objects.filter(active=True)
        asked = self.fields["terms"]
        self.fields["terms"] = StepTermsField(
            self.instance.signing_tasks(), label=asked.label, help_text=asked.help_text
        )


class RouteViewSet(KeptViewSet):
    """Each change is an event of the register; a kind never loses its route, it gets another."""

    model = Route
    icon = "tasks"
    menu_label: Any = _("Routes of approval")
    change_roles = KEEPS_QUALITY
    view_roles = (Role.AUDITOR,)
    related = ("workflow", "minor_workflow")
    list_display = [
        "kind",
        "workflow",
        "minor_workflow",
        Column("steps", label=_("Steps"), accessor=steps_in_words),
    ]
    edit_handler = ObjectList(
        [
            HelpPanel(
                content=_(
                    "The workflow is made of signatures only: who reviews, in which order, and who "
                    "approves. What is in review already goes on along its own route."
                )
            ),
            FieldPanel("kind"),
            FieldPanel("workflow"),
            FieldPanel("minor_workflow"),
            FieldPanel("terms"),
        ],
        base_form_class=RouteForm,
    )
    add_to_settings_menu = True


routes_viewset = RouteViewSet("routes", url_prefix="rutas")


def files_and_routes() -> list[Any]:
    """What the editor chooses from, the routes of approval, and what was filled in."""
    return [annex_chooser_viewset, picture_chooser_viewset, routes_viewset, filled_viewset]
