"""Submitting: what is missing, what changes and why, who signs, and the author's own signature."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
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
from editorial.own_certificate import CertificateForm
from editorial.publishing import lost_reasons, submit_revision
from editorial.waiting import last_refusal
from editorial.workflows import SigningTask, tasks_of
from records import changes, credentials
from records.checking import blocking_codes, findings_of, holds_back
from records.content import Content
from records.exceptions import Conflict, NotAllowed, Reason
from records.findings import Finding
from records.issue import coming_label
from records.models import ChangeRequest, DocumentVersion, Entity, Issuance
from records.models.organization import person_name
from records.organization import appointment_of
from records.querysets import key_of
from records.signing import ROLE_GROUPS
from records.submission import Waiver, digest_of, reasons_against

# The field of the editor's header that a reason names.
HEADER_FIELDS = {
    "title": "title",
    "code": "code",
    "process": "process",
    "office": "office",
    "series": "series_code",
    "access": "access",
}


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """People by their names, as they are printed."""

    def label_from_instance(self, obj: Any) -> str:
        return person_name(obj)


class SubmissionForm(CertificateForm):
    """The author's act: note, dates, signers, waivers, and who they are."""

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
    request = forms.ModelChoiceField(
        ChangeRequest.objects.none(),
        required=False,
        label=gettext_lazy("Request of change that it answers"),
    )
    effective_on = forms.DateField(
        label=gettext_lazy("In force from"),
        required=False,
        widget=AdminDateInput,
        help_text=gettext_lazy("Empty: the day on which it is issued."),
    )

    def __init__(
        self,
        *args: Any,
        page: DocumentPage,
        author: Any,
        blocking: list[Finding],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, person=author, **kwargs)
        self.blocking = blocking
        self.routes = {scope: _signed_tasks(page, scope) for scope in DocumentVersion.Scope.values}
        tasks = {task.pk: task for tasks in self.routes.values() for task in tasks}
        self.tasks = list(tasks.values())
        self.people = [task for task in self.tasks if task.committee_id is None]
        long_way = self.routes[DocumentVersion.Scope.MAJOR]
        for task in self.people:
            self.fields[f"signer-{task.pk}"] = PersonField(
                label=task.name,
                help_text="" if task in long_way else gettext_lazy("Only in a correction of form."),
                queryset=_people(task.role, author),
                required=False,
                empty_label=gettext_lazy("Anyone with the role"),
            )
        requests = changes.open_for(page.document, author)
        field: Any = self.fields["request"]
        field.queryset = requests
        if Entity.current().requests_required and len(requests) == 1:
            field.initial = requests[0].pk
        for index, finding in enumerate(blocking):
            self.fields[f"waiver-{index}"] = forms.CharField(
                label=finding.message,
                required=False,
                help_text=gettext_lazy("To go on in spite of it, write the reason."),
            )

    @property
    def signers(self) -> list[forms.BoundField]:
        """Whom one may name: in the steps of either way to the signatures."""
        return [self[f"signer-{task.pk}"] for task in self.people]

    @property
    def committees(self) -> list[SigningTask]:
        """The steps that a committee decides in session: nobody is asked."""
        return [task for task in self.tasks if task.committee_id is not None]

    @property
    def short_route(self) -> list[str]:
        """The steps of a correction of form, where they are others than those of a change."""
        minor = self.routes[DocumentVersion.Scope.MINOR]
        same = minor == self.routes[DocumentVersion.Scope.MAJOR]
        return [] if same else [task.name for task in minor]

    @property
    def asks_for_request(self) -> bool:
        """Whether there is a request to name, or the entity asks for one."""
        field: Any = self.fields["request"]
        return Entity.current().requests_required or field.queryset.exists()

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
            for task in self.people
        }


def _signed_tasks(page: DocumentPage, scope: str) -> list[SigningTask]:
    tasks = [task.specific for task in tasks_of(page, scope)]
    return [task for task in tasks if isinstance(task, SigningTask)]


def _people(role: str, author: Any) -> Any:
    groups = [group.value for group in ROLE_GROUPS[role]]
    people = get_user_model().objects.filter(groups__name__in=groups, is_active=True)
    return people.exclude(pk=author.pk).distinct().order_by("first_name", "last_name")


def _key_of(finding: Finding) -> tuple[str, str, str | None]:
    """What the reason that a finding becomes says: its code, its message, its field."""
    return finding.code, finding.message, finding.target or finding.where


@dataclass(frozen=True, slots=True)
class Looked:
    """The revision that is looked at, its content, and what that holds back or only remarks.

    `blocking` is what a reason sets aside.
    """

    revision: Revision
    content: Content
    blocking: list[Finding]
    advisory: list[Finding]

    @classmethod
    def of(cls, revision: Revision) -> Looked:
        content = content_of_revision(revision)
        codes = blocking_codes(Entity.current())
        found = findings_of(content, today=timezone.localdate())
        return cls(
            revision,
            content,
            [one for one in found if one.waivable and holds_back(one, codes)],
            [one for one in found if not holds_back(one, codes)],
        )

    def reasons(self, page: DocumentPage) -> list[Reason]:
        """What no waiver sets aside: every reason at once, before anybody signs."""
        found = reasons_against(page.document, self.content, waivers=[], today=timezone.localdate())
        held = {_key_of(finding) for finding in self.blocking}
        return [
            *(one for one in found if (one.code, one.message, one.field) not in held),
            *lost_reasons(self.revision),
        ]

    def form(
        self, page: DocumentPage, author: Any, posted: Any = None, files: Any = None
    ) -> SubmissionForm:
        return SubmissionForm(
            posted or None,
            files or None,
            page=page,
            author=author,
            blocking=self.blocking,
            initial={
                "revision": self.revision.pk,
                "content_sha256": digest_of(self.content),
                "change_scope": DocumentVersion.Scope.MAJOR,
                "change_note": _note_of_the_last_round(page),
            },
        )


@never_cache
@sensitive_post_parameters("password", "factor", "keystore_password")
@require_http_methods(["GET", "POST"])
def submit(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show what would be submitted and, with the author's password, submit it."""
    page: DocumentPage = get_object_or_404(DocumentPage, pk=page_id).specific
    if not page.permissions_for_user(request.user).can_submit_for_moderation():
        raise PermissionDenied
    draft = Looked.of(_revision_seen(request, page))
    form = draft.form(page, request.user, request.POST, request.FILES)
    reasons = draft.reasons(page)
    conflicts: list[Reason] = []
    if request.method == "POST" and form.is_valid() and (identified := form.identified(request)):
        try:
            version = _submit(request, page, draft.revision, form, identified)
        except Conflict as conflict:
            conflicts = list(conflict.reasons)
            page = type(page).objects.get(pk=page.pk)
            draft = Looked.of(page.get_latest_revision())
            reasons = draft.reasons(page)
            form = _filled_again(draft.form(page, request.user), form)
        except NotAllowed as refused:
            _place(form, refused, shown=reasons)
        else:
            message = _("Submitted, with your signature. Its first review is next.")
            messages.success(request, message)
            return redirect("signing", pk=version.pk)
    return render(
        request,
        "editorial/signing/submit.html",
        {
            "page": page,
            "content": draft.content,
            "form": form,
            "conflicts": conflicts,
            "reasons": [(one.message, editor_place(page, one.field)) for one in reasons],
            "held": [
                (field, editor_place(page, finding.target))
                for field, finding in zip(form.waivers, draft.blocking, strict=True)
            ],
            "advisory": [(one, editor_place(page, one.target)) for one in draft.advisory],
            "appointment": appointment_of(request.user, timezone.localdate()),
            "held_until": credentials.held_until(request.user, at=timezone.now()),
            "label": coming_label(page.document, page.proposed_label),
            "current": Issuance.objects.filter(document=page.document).order_by("-number").first(),
        },
        status=409 if conflicts else 200,
    )


def _revision_seen(request: HttpRequest, page: DocumentPage) -> Revision:
    """The revision that the form was shown with, or the last one. Raises Http404 for another's."""
    told = key_of(request.POST.get("revision"))
    if told is not None:
        revision: Revision = get_object_or_404(page.revisions, pk=told)
        return revision
    latest: Revision = page.get_latest_revision()
    return latest


def editor_place(page: DocumentPage, name: str | None) -> str:
    """The address of the editor at a field of its header or at a block, by the block's id."""
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    if name in HEADER_FIELDS:
        return f"{address}#id_{HEADER_FIELDS[name]}"
    if name and re.fullmatch(r"[0-9a-f-]{36}", name):
        return f"{address}#block-{name}-section"
    return f"{address}#body"


def _filled_again(form: SubmissionForm, sent: SubmissionForm) -> SubmissionForm:
    """What the author wrote, for the draft as it is now: it is looked at and signed again."""
    told = sent.cleaned_data
    kept = {"change_note", "change_scope", "effective_on", "request"} | {
        one.name for one in sent.signers
    }
    form.initial.update({name: told[name] for name in kept if name in told})
    reasons = {(one.code, one.where, one.target): one.reason for one in sent.given_waivers()}
    for index, finding in enumerate(form.blocking):
        key = (finding.code, finding.where, finding.target)
        form.initial[f"waiver-{index}"] = reasons.get(key, "")
    return form


def _note_of_the_last_round(page: DocumentPage) -> str:
    """What the author wrote for a version that came back, to go on from."""
    refusal = last_refusal(page.document)
    return refusal.version.change_note if refusal is not None else ""


def _submit(
    request: HttpRequest,
    page: DocumentPage,
    revision: Revision,
    form: SubmissionForm,
    identified: str,
) -> DocumentVersion:
    return submit_revision(
        page,
        revision,
        content_sha256=form.cleaned_data["content_sha256"],
        change_note=form.cleaned_data["change_note"],
        change_scope=form.cleaned_data["change_scope"],
        effective_on=form.cleaned_data["effective_on"],
        request=form.cleaned_data["request"],
        signers=form.chosen_signers(),
        waivers=form.given_waivers(),
        authentication=identified,
        by=request.user,
        at=timezone.now(),
        circumstances=form.circumstances(request),
    )


def _place(form: SubmissionForm, refused: NotAllowed, *, shown: list[Reason]) -> None:
    """Each reason beside its field, or above the form unless it stands there already."""
    by_finding = {_key_of(finding): index for index, finding in enumerate(form.blocking)}
    for reason in refused.reasons:
        if reason in shown:
            continue
        if reason.field in form.fields:
            form.add_error(reason.field, reason.message)
        elif (index := by_finding.get((reason.code, reason.message, reason.field))) is not None:
            form.add_error(f"waiver-{index}", _("Correct it or write the reason."))
        else:
            form.add_error(None, reason.message)
