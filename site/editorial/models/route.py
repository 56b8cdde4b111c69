"""Which way to its signatures a document takes."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail.models import Workflow

from editorial.workflows import SigningTask
from records.kinds import KINDS
from records.lifecycle import Step, route_problems


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

    class Meta:
        verbose_name = _("route of approval")
        verbose_name_plural = _("routes of approval")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.workflow}"

    @classmethod
    def of(cls, kind: str) -> Route | None:
        """The route that a kind takes: its own, or the one of all others."""
        found = cls.objects.filter(kind__in=[kind, ""]).select_related("workflow")
        return found.order_by("-kind").first()

    def clean(self) -> None:
        if self.workflow_id is None:  # the form says already that it is missing
            return
        tasks = [task.specific for task in self.workflow.tasks]
        if not all(isinstance(task, SigningTask) for task in tasks):
            raise ValidationError(_("A route is made of signing tasks only."))
        # The author's step is not in the workflow: submission puts it first.
        steps = [Step("prepared", ""), *(task.step() for task in tasks)]
        if problems := route_problems(steps):
            raise ValidationError(problems)
