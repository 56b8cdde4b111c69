"""Which way to its signatures a document takes."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail.models import Workflow

from editorial.workflows import SigningTask
from records.kinds import KINDS
from records.lifecycle import Step, route_problems
from records.models import DocumentVersion


def kinds_of_routes() -> list[tuple[str, str]]:
    """What a route is for: one kind, or all those that have none of their own."""
    return [("", str(_("All other kinds"))), *((kind.name, kind.label) for kind in KINDS.values())]


class Route(models.Model):
    """Which workflow a kind of document takes: its named steps of review and approval.

    The one without kind is for every kind that has none of its own.
    """

    kind = models.CharField(
        _("kind"),
        max_length=20,
        unique=True,
        blank=True,
        choices=kinds_of_routes,
    )
    workflow = models.ForeignKey(
        Workflow, models.PROTECT, related_name="+", verbose_name=_("workflow")
    )

    minor_workflow = models.ForeignKey(
        Workflow,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("workflow of corrections of form"),
        help_text=_("A shorter way for what changes no substance. Empty: the same."),
    )

    class Meta:
        verbose_name = _("route of approval")
        verbose_name_plural = _("routes of approval")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.workflow}"

    @classmethod
    def of(cls, kind: str) -> Route | None:
        """The route that a kind takes: its own, or the one of all others."""
        found = cls.objects.filter(kind__in=[kind, ""])
        found = found.select_related("workflow", "minor_workflow")
        return found.order_by("-kind").first()

    def workflow_for(self, scope: str) -> Workflow:
        """The way of a change of that scope."""
        minor = scope == DocumentVersion.Scope.MINOR
        return (self.minor_workflow if minor else None) or self.workflow

    def clean(self) -> None:
        if self.workflow_id is not None:  # where it is missing, the form says so already
            _refuse_unsigned(self.workflow)
        if self.minor_workflow_id is not None:
            _refuse_unsigned(self.minor_workflow)


def _refuse_unsigned(workflow: Workflow) -> None:
    tasks = [task.specific for task in workflow.tasks]
    if not all(isinstance(task, SigningTask) for task in tasks):
        raise ValidationError(_("A route is made of signing tasks only."))
    # The author's step is not in the workflow: submission puts it first.
    steps = [Step("prepared", ""), *(task.step() for task in tasks)]
    if problems := route_problems(steps):
        raise ValidationError(problems)
