"""Between a draft and its version: submit, take back, and follow what was issued.

The verbs are in `records`; here they meet Wagtail's revisions, workflow and page rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail.models import Page, Revision, TaskState, WorkflowState

from editorial.contents import lost_targets
from editorial.drafts import content_of_revision, raw_stream
from editorial.models import DocumentPage, FrozenRevision
from editorial.workflows import route_for
from records import returning, signing, submission, urgency
from records.digests import canonical
from records.events import act
from records.exceptions import Conflict, NotAllowed, Reason
from records.models import (
    ChangeRequest,
    ControlledDocument,
    DocumentVersion,
    Issuance,
    RecordEvent,
    Signature,
)
from records.routes import pending_step
from records.submission import Waiver

_APPROVED = Q(task_states__status=TaskState.STATUS_APPROVED)


def lost_reasons(revision: Revision) -> list[Reason]:
    """What a draft's decisions name and no activity bears; its content would lose it."""
    return [
        Reason("lost_target", message, "body")
        for message in lost_targets(raw_stream(revision.as_object()))
    ]


def submit_revision(
    page: DocumentPage,
    revision: Revision,
    *,
    content_sha256: str,
    change_note: str,
    change_scope: str,
    effective_on: date | None,
    signers: dict[int, int | None],
    waivers: Sequence[Waiver] = (),
    authentication: str,
    by: Any,
    at: datetime,
    circumstances: signing.Circumstances = signing.ALONE,
    request: ChangeRequest | None = None,
) -> DocumentVersion:
    """Submit exactly this revision with exactly this content, and start its workflow.

    The content comes from the revision given, never from the latest; its digest is compared with
    what the author saw, since autosave can rewrite a revision under the same id. Version, frozen
    revision and workflow are one transaction; rendering came before it. The workflow of the
    version before, which a follower may not have moved on yet, is ended first. Raises NotAllowed
    with all the reasons, Conflict when the draft changed meanwhile.
    """
    content = content_of_revision(revision)
    lost = lost_reasons(revision)
    try:
        prepared = submission.prepare(page.document, content, waivers=waivers, at=at)
    except NotAllowed as refused:
        raise NotAllowed([*refused.reasons, *lost]) from refused
    if lost:
        raise NotAllowed(lost)
    circumstances = circumstances.over(canonical(prepared.content))
    with act(by=by, at=at):
        ControlledDocument.objects.select_for_update().get(pk=page.document_id)
        current = DocumentPage.objects.get(pk=page.pk).latest_revision_id
        if prepared.content_sha256 != content_sha256 or current != revision.pk:
            raise Conflict(
                [Reason("draft_changed", _("The draft changed meanwhile. Look at it again."))]
            )
        _end_former_workflow(page, by)
        version = submission.submit(
            page.document,
            prepared,
            route=route_for(page, by, signers, scope=change_scope),
            change_note=change_note,
            change_scope=change_scope,
            effective_on=effective_on,
            label=page.proposed_label if not page.document.issuances.exists() else "",
            former_code=page.former_code,
            request=request,
            authors=_authors(page),
            authentication=authentication,
            by=by,
            at=at,
            circumstances=circumstances,
        )
        FrozenRevision.objects.create(version=version, revision=revision, page=page)
        workflow = page.workflow_for(change_scope)
        if workflow is None:
            raise NotAllowed([Reason("no_route", _("This kind of document has no route."))])
        workflow.start(page.specific, by)
    return version


def _end_former_workflow(page: DocumentPage, user: Any) -> None:
    """What a committee decided moves the workflow on by a follower: a page has one at a time."""
    former = FrozenRevision.objects.filter(page=page).select_related("version")
    last = former.order_by("-version_id").first()
    if last is not None:
        repair_workflow(last.version, user=user)


def _authors(page: DocumentPage) -> list[int]:
    """Who saved a revision since the last issue: what was returned meanwhile is their text too."""
    issued = FrozenRevision.objects.filter(page=page, version__issuance__isnull=False)
    since = issued.order_by("-revision_id").values_list("revision_id", flat=True).first() or 0
    writers = page.revisions.filter(pk__gt=since, user__isnull=False)
    return list(writers.order_by("user").values_list("user", flat=True).distinct())


def sign_version(
    version: DocumentVersion,
    *,
    step: int,
    content_sha256: str,
    authentication: str,
    by: Any,
    at: datetime,
    circumstances: signing.Circumstances = signing.ALONE,
) -> Signature:
    """Sign, and move Wagtail's task on when its step is complete. One transaction."""
    with act(by=by, at=at):
        signature = signing.sign(
            version,
            step=step,
            content_sha256=content_sha256,
            authentication=authentication,
            by=by,
            at=at,
            circumstances=circumstances,
        )
        repair_workflow(version, user=by)
    return signature


def issue_version_urgently(
    version: DocumentVersion,
    *,
    reason: str,
    content_sha256: str,
    authentication: str,
    by: Any,
    at: datetime,
    circumstances: signing.Circumstances = signing.ALONE,
) -> Issuance:
    """Issue before the route is complete; Wagtail's workflow, with steps left, is cancelled."""
    with act(by=by, at=at):
        issuance = urgency.issue_urgently(
            version,
            reason=reason,
            content_sha256=content_sha256,
            authentication=authentication,
            by=by,
            at=at,
            circumstances=circumstances,
        )
        repair_workflow(version, user=by)
    return issuance


def refuse_version(version: DocumentVersion, *, reason: str, by: Any, at: datetime) -> None:
    """Return the version for correction. The workflow is cancelled, not rejected: a rejected one
    resumes at the same task and would skip those who signed before the text changed."""
    with act(by=by, at=at):
        returning.refuse(version, reason=reason, by=by, at=at)
        repair_workflow(version, user=by)


def recall_version(version: DocumentVersion, *, reason: str, by: Any, at: datetime) -> None:
    """Take the submission back: only whoever submitted it."""
    with act(by=by, at=at):
        returning.recall(version, reason=reason, by=by, at=at)
        repair_workflow(version, user=by)


def repair_workflow(version: DocumentVersion, *, user: Any = None) -> None:
    """Make Wagtail's workflow show what our rows say: it is a picture of them.

    Approves the tasks whose step is signed, cancels the workflow of what was refused and of what
    was issued urgently, before its steps were done. The workflow of a later version is no picture
    of this one, and is left alone.
    """
    later = FrozenRevision.objects.filter(
        page=OuterRef("page"), version_id__gt=OuterRef("version_id")
    )
    found = FrozenRevision.objects.filter(~Exists(later), version=version)
    known = found.select_related("page", "version__refusal", "version__issuance__urgency")
    frozen = known.first()
    if frozen is None:
        return
    state = (
        WorkflowState.objects.active()
        .for_instance(frozen.page)
        .select_related("workflow", "current_task_state__task", "current_task_state__revision")
        .annotate(approved=Count("task_states", filter=_APPROVED))
        .first()
    )
    if state is None:
        return
    if hasattr(frozen.version, "refusal"):
        state.cancel(user=user)
        return
    issuance = getattr(frozen.version, "issuance", None)
    urgent = issuance is not None and hasattr(issuance, "urgency")
    # What was issued in the usual way has every signature: they are not asked for again.
    pending = pending_step(version) if issuance is None or urgent else None
    if pending is not None and urgent:
        state.cancel(user=user)
        return
    done = len(version.route) if pending is None else pending
    # Step 0 is the author's own; the workflow's tasks are the steps after it.
    for _step in range(state.approved + 1, done):
        task_state = state.current_task_state
        if task_state is None or task_state.status != TaskState.STATUS_IN_PROGRESS:
            break
        task_state.workflow_state = state  # approving moves this one on, read once
        task_state.specific.approve(user=user)


def on_cancelled(sender: Any, instance: WorkflowState, user: Any = None, **kwargs: Any) -> None:
    """Whoever cancels the workflow in Wagtail takes the submission back, in our rows too."""
    page = DocumentPage.objects.filter(pk=instance.object_id).first()
    if page is None or not isinstance(instance.content_object, Page):
        return
    version = page.document.versions.in_review().first()
    if version is not None:
        # Whoever may cancel in Wagtail is not the author: then it is the system that takes it back.
        own = user is not None and user.pk == version.submitted_by_id
        by, who = (user, "") if own else (None, f" ({user.get_username()})" if user else "")
        returning.recall(
            version, reason=_("The workflow was cancelled.") + who, by=by, at=timezone.now()
        )


def on_event(event: RecordEvent) -> None:
    """Follower: after an issue, the page row shows the frozen revision as live.

    What a committee decided moves the workflow on here: its verb knows no page.
    """
    if "decision" in event.facts and event.action in ("version.signed", "version.returned"):
        repair_workflow(DocumentVersion.objects.get(pk=event.subject_id))
    if event.action != "version.issued":
        return
    frozen = (
        FrozenRevision.objects.filter(version__issuance=event.facts["issuance"])
        .select_related("revision", "page")
        .first()
    )
    if frozen is not None and frozen.page.live_revision_id != frozen.revision_id:
        frozen.revision.publish(log_action=False, skip_permission_checks=True)
