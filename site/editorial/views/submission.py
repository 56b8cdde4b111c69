"""Submitting: what is missing, what changes and why, who signs, and the author's own signature."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from wagtail.admin.widgets import AdminDateInput
from wagtail.models import Revision

from editorial.drafts import content_of_revision
from editorial.models import DocumentPage
from editorial.publishing import submit_revision
from editorial.reauthentication import METHOD, confirmed
from editorial.workflows import SigningTask, tasks_of
from records.checking import blocking_codes, findings_of
from records.content import Content
from records.exceptions import Conflict, NotAllowed
from records.findings import Finding
from records.models import DocumentVersion, Entity, Issuance
from records.organization import appointment_of
from records.signing import ROLE_GROUPS
from records.submission import Waiver, digest_of, reasons_against


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """People by their names, as they are printed."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.get_full_name() or obj.get_username())


class SubmissionForm(forms.Form):
    """The author's act: note, dates, signers, waivers, password."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    content_sha256 = forms.CharField(widget=forms.HiddenInput)
    change_note = forms.CharField(
        label=gettext_lazy("What changes and why"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("It becomes the row of this version in the change control."),
    )
    change_scope = forms.ChoiceField(
        label=gettext_lazy("Scope of the change"), choices=DocumentVersion.Scope.choices
    )
    effective_on = forms.DateField(
        label=gettext_lazy("In force from"),
        required=False,
        widget=AdminDateInput,
        help_text=gettext_lazy("Empty: the day on which it is issued."),
    )
    password = forms.CharField(
        label=gettext_lazy("Your password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(
        self,
        *args: Any,
        page: DocumentPage,
        author: Any,
        blocking: list[Finding],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.blocking = blocking
        tasks = [task.specific for task in tasks_of(page)]
        self.tasks = [task for task in tasks if isinstance(task, SigningTask)]
        for task in self.tasks:
            self.fields[f"signer-{task.pk}"] = PersonField(
                label=task.name,
                queryset=_people(task.role, author),
                required=False,
                empty_label=gettext_lazy("Anyone with the role"),
            )
        for index, finding in enumerate(blocking):
            self.fields[f"waiver-{index}"] = forms.CharField(
                label=finding.message,
                required=False,
                help_text=gettext_lazy("To go on in spite of it, write the reason."),
            )

    @property
    def signers(self) -> list[forms.BoundField]:
        return [self[f"signer-{task.pk}"] for task in self.tasks]

    @property
    def waivers(self) -> list[forms.BoundField]:
        return [self[f"waiver-{index}"] for index in range(len(self.blocking))]

    def given_waivers(self) -> list[Waiver]:
        return [
            Waiver(finding.code, finding.where, reason, finding.target)
            for index, finding in enumerate(self.blocking)
            if (reason := self.cleaned_data[f"waiver-{index}"].strip())
        ]

    def chosen_signers(self) -> dict[int, int | None]:
        return {
            task.pk: getattr(self.cleaned_data[f"signer-{task.pk}"], "pk", None)
            for task in self.tasks
        }


def _people(role: str, author: Any) -> Any:
    groups = [group.value for group in ROLE_GROUPS[role]]
    people = get_user_model().objects.filter(groups__name__in=groups, is_active=True)
    return people.exclude(pk=author.pk).distinct().order_by("first_name", "last_name")


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def submit(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show what would be submitted and, with the author's password, submit it."""
    page: DocumentPage = get_object_or_404(DocumentPage, pk=page_id).specific
    if not page.permissions_for_user(request.user).can_submit_for_moderation():
        raise PermissionDenied
    revision: Revision = page.get_latest_revision()
    told = request.POST.get("revision", "")
    if re.fullmatch(r"[0-9]{1,18}", told):
        revision = get_object_or_404(page.revisions, pk=told)
    content = content_of_revision(revision)
    blocking, advisory = _findings(content)
    form = SubmissionForm(
        request.POST or None,
        page=page,
        author=request.user,
        blocking=blocking,
        initial={
            "revision": revision.pk,
            "content_sha256": digest_of(content),
            "change_scope": DocumentVersion.Scope.MAJOR,
            "change_note": _note_of_the_last_round(page),
        },
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        if not confirmed(request, form.cleaned_data["password"]):
            form.add_error("password", _("That is not your password."))
        else:
            try:
                version = _submit(request, page, revision, form)
            except Conflict as conflict:
                status = 409
                form.add_error(None, [reason.message for reason in conflict.reasons])
            except NotAllowed as refused:
                _place(form, refused)
            else:
                messages.success(request, _("Submitted. It waits for its first signature."))
                return redirect("signing", pk=version.pk)
    today = timezone.localdate()
    reasons = [
        reason
        for reason in reasons_against(page.document, content, waivers=[], today=today)
        if reason.code not in {finding.code for finding in blocking}
    ]
    return render(
        request,
        "editorial/signing/submit.html",
        {
            "page": page,
            "content": content,
            "form": form,
            "reasons": reasons,
            "advisory": advisory,
            "appointment": appointment_of(request.user, today),
            "current": Issuance.objects.filter(document=page.document).order_by("-number").first(),
        },
        status=status,
    )


def _note_of_the_last_round(page: DocumentPage) -> str:
    """What the author wrote for a version that came back, to go on from."""
    last = page.document.versions.order_by("-number").first()
    return last.change_note if last is not None and hasattr(last, "refusal") else ""


def _findings(content: Content) -> tuple[list[Finding], list[Finding]]:
    codes = blocking_codes(Entity.current())
    found = findings_of(content, today=timezone.localdate())
    return (
        [finding for finding in found if finding.code in codes],
        [finding for finding in found if finding.code not in codes],
    )


def _submit(
    request: HttpRequest, page: DocumentPage, revision: Revision, form: SubmissionForm
) -> DocumentVersion:
    return submit_revision(
        page,
        revision,
        content_sha256=form.cleaned_data["content_sha256"],
        change_note=form.cleaned_data["change_note"],
        change_scope=form.cleaned_data["change_scope"],
        effective_on=form.cleaned_data["effective_on"],
        signers=form.chosen_signers(),
        waivers=form.given_waivers(),
        authentication=METHOD,
        by=request.user,
        at=timezone.now(),
    )


def _place(form: SubmissionForm, refused: NotAllowed) -> None:
    """Each reason beside its field, or above the form."""
    by_finding = {
        (finding.code, finding.message, finding.target or finding.where): index
        for index, finding in enumerate(form.blocking)
    }
    for reason in refused.reasons:
        if reason.field in form.fields:
            form.add_error(reason.field, reason.message)
        elif (index := by_finding.get((reason.code, reason.message, reason.field))) is not None:
            form.add_error(f"waiver-{index}", _("Correct it or write the reason."))
        else:
            form.add_error(None, reason.message)
