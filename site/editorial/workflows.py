"""Wagtail's workflow routes and shows the work. The evidence is in `records.Signature`."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel
from wagtail.locks import WorkflowLock
from wagtail.models import Page, Task, TaskState

from records.exceptions import NotAllowed, Reason
from records.lifecycle import Step
from records.models import Committee, DocumentVersion
from records.signing import reasons_against


def open_version(page: Page) -> DocumentVersion | None:
    """The version of this page that waits for signatures, if any.

    A workflow's own `content_object` is the bare page of Wagtail's tree: its row is asked for.
    """
    version: DocumentVersion | None = page.specific.document.versions.in_review().first()
    return version


class ReviewLock(WorkflowLock):
    """In review nobody edits: not the author, not a signer, not a superuser."""

    def for_user(self, user: Any) -> bool:
        return True

    def get_message(self, user: Any) -> str:
        return str(_("In review: the text does not change until it is issued or returned."))

    def get_locked_by(self, user: Any, can_lock: bool = False) -> str:
        return str(_("Locked by its review"))

    def get_description(self, user: Any, can_lock: bool = False) -> str:
        return str(_("The author may take it back; a signer may return it with a reason."))

    def get_icon(self, user: Any, can_lock: bool = False) -> str:
        return "lock"


class SigningTask(Task):
    """A step of a route: somebody reviews or approves by signing, on our own screen.

    It decides nothing: who may sign is asked of `records.signing`, and the verb moves the task on.
    """

    class Role(models.TextChoices):
        REVIEWED = "reviewed", _("reviews")
        APPROVED = "approved", _("approves")

    role = models.CharField(_("what it does"), max_length=10, choices=Role)
    committee = models.ForeignKey(
        Committee,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("committee"),
        help_text=_("It decides in session, and nobody signs this step by themselves."),
    )

    admin_form_fields = [*Task.admin_form_fields, "role", "committee"]
    panels = [FieldPanel("role"), FieldPanel("committee")]
    lock_class = ReviewLock

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")

    @classmethod
    def get_description(cls) -> str:
        return str(_("Somebody with the role signs the frozen version"))

    def clean(self) -> None:
        super().clean()
        if self.committee_id is not None and self.role != self.Role.APPROVED:
            raise ValidationError({"role": _("A committee approves; it does not review.")})

    def step(self, person: int | None = None, days: int | None = None) -> Step:
        """This task as a step of a route, with whoever is asked to sign it and its term."""
        if self.committee is not None:
            return Step(self.role, self.name, committee=self.committee.code, days=days)
        return Step(self.role, self.name, (person,) if person else (), days=days)

    def start(self, workflow_state: Any, user: Any = None) -> TaskState:
        """Only looks: without a submitted version there is nothing to sign.

        What began so may go on when all was signed before the picture could follow.
        """
        begun = workflow_state.task_states
        if open_version(workflow_state.content_object) is None and not begun.exists():
            raise RuntimeError("a signing task needs a submitted version")
        return super().start(workflow_state, user=user)

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        return False

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        return True

    def user_can_lock(self, obj: Any, user: Any) -> bool:
        return False

    def user_can_unlock(self, obj: Any, user: Any) -> bool:
        return False

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        version = open_version(obj)
        if version is None or reasons_against(version, by=user, at=timezone.now()):
            return []
        return [("sign", _("Read and sign"), False)]

    def get_form_for_action(self, action: str) -> None:
        return None

    def on_action(self, task_state: Any, user: Any, action_name: str, **kwargs: Any) -> str | None:
        """The address of our signing screen, whatever the action is called. Changes nothing."""
        version = open_version(task_state.workflow_state.content_object)
        return reverse("signing", args=[version.pk]) if version else None

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        states = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS, task=self.task_ptr)
        mine = [
            state.pk
            for state in states
            if (version := open_version(state.workflow_state.content_object)) is not None
            and not reasons_against(version, by=user, at=timezone.now())
        ]
        return TaskState.objects.filter(pk__in=mine)


def tasks_of(page: Page, scope: str) -> list[Task]:
    """The tasks of the workflow that a change of that scope takes, in order."""
    workflow = page.workflow_for(scope)
    return list(workflow.tasks) if workflow else []


def route_for(page: Page, author: Any, chosen: dict[int, int | None], *, scope: str) -> list[Step]:
    """The route of a submission: the author prepares, then the steps of the kind's workflow.

    A correction of form (`scope`) may have a shorter one. `chosen` names, by task, the person who
    is asked to sign it; None leaves it to anyone allowed. Raises NotAllowed when somebody put
    another kind of task into the workflow after it was chosen.
    """
    tasks = tasks_of(page, scope)
    foreign = [task.name for task in tasks if not isinstance(task.specific, SigningTask)]
    if foreign:
        message = gettext("The route holds steps that do not sign: %(names)s.")
        raise NotAllowed([Reason("route", message % {"names": ", ".join(foreign)})])
    steps = [Step("prepared", pgettext("signature", "Prepared"), (author.pk,))]
    days = page.step_days()
    own = [task.specific.step(chosen.get(task.pk), days.get(task.pk)) for task in tasks]
    return [*steps, *own]
