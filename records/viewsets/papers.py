"""Working papers: each person's own, kept for a time and thrown away."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django import forms
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access
from wagtail.admin.menu import MenuItem

from records.capture.reading import Incoming
from records.case_files.rights import ARCHIVISTS, STAFF
from records.exceptions import NotAllowed
from records.models import WorkingPaper
from records.no_record.papers import PROPOSED_DAYS, discard, keep_paper, papers_of
from records.refused import beside_fields
from records.viewsets.base import RoleMenuItem
from records.viewsets.evidence import attempt
from records.viewsets.uploads import bounded


class PaperForm(forms.Form):
    file = forms.FileField(label=_("File"))
    title = forms.CharField(label=_("Title"), required=False)
    expires_on = forms.DateField(
        label=_("Keep it until"), widget=forms.DateInput(attrs={"type": "date"})
    )


def menu_item() -> MenuItem:
    return RoleMenuItem(
        _("Working papers"),
        reverse("papers"),
        icon_name="clipboard-list",
        order=159,
        roles=(*STAFF, *ARCHIVISTS),
    )


def urls() -> list[Any]:
    return [
        path("documentos-de-trabajo/", bounded(require_admin_access(papers)), name="papers"),
        path("documentos-de-trabajo/<int:pk>/", paper_file, name="paper_file"),
        path("documentos-de-trabajo/<int:pk>/desechar/", discard_view, name="paper_discard"),
    ]


@require_http_methods(["GET", "POST"])
def papers(request: HttpRequest) -> HttpResponse:
    """One's own working papers, and a way to keep another."""
    proposed = timezone.localdate() + timedelta(days=PROPOSED_DAYS)
    form = PaperForm(
        request.POST or None,
        request.FILES or None,
        initial={"expires_on": proposed.isoformat()},
    )
    if request.method == "POST" and form.is_valid() and _kept(request, form):
        return redirect("papers")
    context = {"form": form, "papers": papers_of(request.user)}
    status = 422 if form.errors else 200
    return render(request, "records/papers.html", context, status=status)


def _kept(request: HttpRequest, form: PaperForm) -> bool:
    upload = form.cleaned_data["file"]
    if not isinstance(upload, TemporaryUploadedFile):  # the handlers make no other
        raise TypeError(upload)
    name = upload.name or ""
    try:
        keep_paper(
            Incoming(name, Path(upload.temporary_file_path())),
            title=form.cleaned_data["title"] or name,
            expires_on=form.cleaned_data["expires_on"],
            by=request.user,
            at=timezone.now(),
        )
    except NotAllowed as refusal:
        beside_fields(form, refusal)
        return False
    messages.success(request, _t("Kept, for you alone."))
    return True


@require_safe
@cache_control(private=True, no_store=True)
def paper_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file of a working paper of one's own, to keep. 404 for anybody else's."""
    paper = get_object_or_404(WorkingPaper, pk=pk, owner=request.user.pk)
    response = HttpResponse(bytes(paper.content), content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, paper.name)
    return response


@require_POST
def discard_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a working paper of one's own away. 404 for anybody else's."""
    paper = get_object_or_404(papers_of(request.user), pk=pk)
    deed = partial(discard, [paper], by=request.user, at=timezone.now())
    attempt(request, deed, _t("It was thrown away."))
    return redirect("papers")
