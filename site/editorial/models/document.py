"""The page of a controlled document, of whatever kind."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from wagtail.models import Page, Revision, Workflow

from editorial.forms import DocumentPageForm
from editorial.models.route import Route
from editorial.permissions import DocumentPermissionTester
from editorial.preview import preview_pdf, preview_screen
from records.characters import without_illegal
from records.kinds import Kind
from records.models import (
    AccessLevel,
    ControlledDocument,
    DocumentVersion,
    Office,
    Process,
)
from records.moving import call_off
from records.numbering import canonical


def address_of(code: str) -> str:
    """The slug of the draft with this code; empty where the code has no letter or number."""
    return slugify(code.replace(".", "-"))


class DocumentPage(Page):
    """The draft of a controlled document, of whatever kind. Never the answer to a visitor.

    `document` is what the code names; the page gives only the place where the next version is
    written. Once a version was submitted the code is the document's and no longer changes.
    """

    kind: Kind
    icon: str
    layout: str | None = None  # which of its kind's templates a new one begins with
    title: str

    document = models.OneToOneField(
        ControlledDocument, models.PROTECT, related_name="page", editable=False
    )
    code = models.CharField(
        _("code"),
        max_length=40,
        blank=True,
        help_text=_("By the entity's template. Fixed for ever by the first submission."),
    )
    process = models.ForeignKey(
        Process,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("process"),
    )
    office = models.ForeignKey(
        Office,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("producing office"),
    )
    series_code = models.CharField(
        _("series"),
        max_length=40,
        blank=True,
        help_text=_("Where its versions are filed, by the classification scheme in force."),
    )
    access = models.CharField(
        _("access"),
        max_length=10,
        choices=AccessLevel,
        default=AccessLevel.PUBLIC,
        help_text=_("Ley 1712 de 2014. What is not public never reaches the portal."),
    )
    former_code = models.CharField(
        _("former code"),
        max_length=40,
        blank=True,
        help_text=_("If it had another before it came here: whoever uses that one is led here."),
    )
    proposed_label = models.CharField(
        _("version of an import"), max_length=10, blank=True, editable=False
    )

    is_creatable = False
    parent_page_types = ["editorial.DocumentIndexPage"]
    subpage_types: list[str] = []
    settings_panels: list[Any] = []
    promote_panels: list[Any] = []
    base_form_class = DocumentPageForm
    preview_modes = [("", _("Screen")), ("pdf", _("PDF"))]

    class Meta:
        verbose_name = _("controlled document")

    def permissions_for_user(self, user: Any) -> DocumentPermissionTester:
        return DocumentPermissionTester(user, self)

    def clean(self) -> None:
        self.code = canonical(without_illegal(self.code))
        self.former_code = canonical(without_illegal(self.former_code))
        self.title = without_illegal(self.title)
        self.slug = self._slug()
        super().clean()

    def _slug(self) -> str:
        """Derived from the code, whoever asks: an address is not edited."""
        if address := address_of(self.code):
            return address
        if self.slug.startswith("borrador-"):
            return self.slug
        return f"borrador-{uuid.uuid4().hex[:8]}"

    def code_proposed_elsewhere(self, code: str) -> bool:
        """True when another draft already proposes this code, or one with the same address.

        `PR.01` and `PR-01` are two codes for a register, but one address in the admin.
        """
        address = address_of(code)
        drafts = DocumentPage.objects.filter(Q(code=code) | Q(slug=address)).exclude(pk=self.pk)
        return bool(address) and drafts.exists()

    @property
    def in_review(self) -> bool:
        """True while a version of it waits for signatures."""
        return self.document_id is not None and self.document.versions.in_review().exists()

    def save_revision(
        self, *args: Any, overwrite_revision: Revision | None = None, **kwargs: Any
    ) -> Revision:
        """Save the draft. Refuses while in review; never writes over a revision that was submitted.

        Wagtail asks its lock on most ways here, but two reverts pass it, and autosave rewrites a
        revision in place: this is the deepest point, and the same for a superuser.
        """
        if self.in_review:
            raise PermissionDenied(_("In review: the text does not change."))
        if overwrite_revision is not None and overwrite_revision.frozen.exists():
            overwrite_revision = None
        return super().save_revision(*args, overwrite_revision=overwrite_revision, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Delete the draft; the document that it was to replace stays what it was."""
        document, user = self.document, kwargs.get("user")
        with transaction.atomic():
            found = super().delete(*args, **kwargs)
            call_off(document, by=user, at=timezone.now())
        return found

    def get_url_parts(self, request: HttpRequest | None = None) -> Any:
        parts = super().get_url_parts(request)
        code = self.document.code if self.document_id else None
        if parts is None or not code:
            return parts
        return parts[0], parts[1], reverse("document", args=[code])

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[Any]:
        """Nothing: the sitemap of documents is written from what was issued."""
        return []

    def get_workflow(self) -> Workflow | None:
        """The route of this kind; never a workflow inherited along the tree."""
        return self.workflow_for(DocumentVersion.Scope.MAJOR)

    def workflow_for(self, scope: str) -> Workflow | None:
        """The way to signatures of a change of that scope; None where the kind has no route."""
        route = Route.of(self.kind.name)
        return route.workflow_for(scope) if route else None

    def step_days(self) -> dict[int, int]:
        """The terms of the steps of this kind's route, in business days, by task."""
        route = Route.of(self.kind.name)
        return route.step_days() if route else {}

    @property
    def has_workflow(self) -> bool:
        return self.get_workflow() is not None

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Never reached by an address of ours; the portal answers from issued versions."""
        raise PermissionDenied

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        if mode_name == "pdf":
            return preview_pdf(self)
        return preview_screen(self, request)
