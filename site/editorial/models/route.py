"""Which way to its signatures a document takes."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail.models import Workflow

from editorial.workflows import SigningTask
from records.entity_calendar import calendar
from records.kinds import KINDS
from records.lifecycle import Step, route_problems
from records.models import DocumentVersion
from records.permissions import KEEPS_QUALITY
from records.terms import reasons_against


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

    terms = models.JSONField(
        _("terms of its steps"),
        default=dict,
        blank=True,
        help_text=_(
            "Business days for each step, from the day after it opens. Empty: it has no term. What "
            "is in review keeps the terms that it was submitted with."
        ),
    )
    """Business days by the id of the task; what names no task of its ways counts for nothing."""

    kept_by = KEEPS_QUALITY

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

    def signing_tasks(self) -> list[SigningTask]:
        """The steps of its ways, each once: of a change of substance, then of a correction."""
        tasks = {task.pk: task.specific for way in self._ways() for task in way.tasks}
        return [task for task in tasks.values() if isinstance(task, SigningTask)]

    def _ways(self) -> list[Workflow]:
        chosen = (self.workflow_id, self.minor_workflow_id)
        ways = Workflow.objects.in_bulk([key for key in chosen if key is not None])
        return [ways[key] for key in dict.fromkeys(chosen) if key in ways]

    def step_days(self) -> dict[int, int]:
        """The terms, by task."""
        return {int(task): days for task, days in self.terms.items()}

    def clean(self) -> None:
        if self.workflow_id is not None:  # where it is missing, the form says so already
            _refuse_unsigned(self.workflow)
        if self.minor_workflow_id is not None:
            _refuse_unsigned(self.minor_workflow)
        self._refuse_uncounted()

    def _refuse_uncounted(self) -> None:
        """A term that cannot be counted from today, in either way; every reason at once."""
        days = self.step_days()
        reasons: dict[str, None] = {}
        for way in self._ways():
            steps = [task.specific.step(days=days.get(task.pk)) for task in way.tasks]
            reasons |= dict.fromkeys(reasons_against(steps, calendar(), timezone.localdate()))
        if reasons:
            raise ValidationError({"terms": list(reasons)})


def _refuse_unsigned(workflow: Workflow) -> None:
    tasks = [task.specific for task in workflow.tasks]
    if not all(isinstance(task, SigningTask) for task in tasks):
        raise ValidationError(_("A route is made of signing tasks only."))
    # The author's step is not in the workflow: submission puts it first.
    steps = [Step("prepared", ""), *(task.step() for task in tasks)]
    if problems := route_problems(steps):
        raise ValidationError(problems)
