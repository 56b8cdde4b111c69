"""Bringing files in from the admin: one as a draft, or a folder as what is already in force."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from wagtail.admin.widgets import AdminDateInput

from editorial.choosers import series_choices
from editorial.importing import NoText, Unreadable
from editorial.importing.batches import Found, expanded, is_zip
from editorial.importing.reading import ENDINGS, MAX_BYTES
from editorial.intake import (
    IMPORTS,
    Corrections,
    Reading,
    adopt_file,
    examine,
    examine_scan,
    import_draft,
)
from editorial.models import DocumentPage
from editorial.panels import remarks
from records.capture.naming import safe_name
from records.exceptions import NotAllowed
from records.findings import Finding
from records.kinds import LABELS
from records.models import AccessLevel, ClassificationScheme, Office, Series
from records.permissions import ADOPTS, has_role, offices_of

_ACCEPT = ",".join([*ENDINGS, ".zip"])
_log = logging.getLogger(__name__)


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    widget = ManyFilesInput

    def clean(self, value: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        values = value if isinstance(value, list | tuple) else [value]
        return [super(ManyFilesField, self).clean(one, initial) for one in values]


def _offices(user: Any) -> Any:
    offices = Office.objects.on(timezone.localdate())
    if has_role(user, *ADOPTS):
        return offices
    return offices.filter(pk__in=offices_of(user))


class OfficeField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """The offices for which a person may bring documents in; the only one is proposed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Office.objects.none(), **kwargs)

    def offer(self, user: Any) -> None:
        self.queryset = _offices(user)
        offices = list(self.queryset[:2])
        self.initial = offices[0] if len(offices) == 1 else None


class ImportForm(forms.Form):
    file = ManyFilesField(
        label=gettext_lazy("Documents"),
        help_text=gettext_lazy(
            "Word (.docx), PDF with text or plain text (.txt), up to 50 MB each; several at once, "
            "or a ZIP of them."
        ),
        widget=ManyFilesInput(attrs={"accept": _ACCEPT, "multiple": True}),
    )
    office = OfficeField(label=gettext_lazy("Producing office"))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(OfficeField, self.fields["office"]).offer(user)


class AdoptionForm(forms.Form):
    files = ManyFilesField(  # type: ignore[assignment]
        label=gettext_lazy("Signed files"),
        help_text=gettext_lazy("As many as you like: each is kept byte for byte."),
        widget=ManyFilesInput(attrs={"accept": _ACCEPT, "multiple": True}),
    )
    office = OfficeField(label=gettext_lazy("Producing office"))
    series = forms.ChoiceField(label=gettext_lazy("Series"))
    access = forms.ChoiceField(
        label=gettext_lazy("Access"),
        choices=[("", "---------"), *AccessLevel.choices],
        help_text=gettext_lazy(
            "Of every file of this upload. What is public is on the portal at once."
        ),
    )
    despite_mark = forms.BooleanField(
        label=gettext_lazy("Public although marked"),
        required=False,
        help_text=gettext_lazy(
            "I read each file whose text is marked as restricted, and it is public."
        ),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        required=False,
        choices=[("", gettext_lazy("As the document says")), *LABELS.items()],
    )
    code = forms.CharField(label=gettext_lazy("Code"), required=False)
    title = forms.CharField(label=gettext_lazy("Title"), required=False)
    label = forms.CharField(label=gettext_lazy("Version"), required=False)
    approved_on = forms.DateField(
        label=gettext_lazy("Approved on"), required=False, widget=AdminDateInput
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(OfficeField, self.fields["office"]).offer(user)
        cast(forms.ChoiceField, self.fields["series"]).choices = [
            ("", "---------"),
            *series_choices(),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        told = any(data.get(name) for name in ("code", "title", "label", "approved_on"))
        files = data.get("files") or []
        if told and (len(files) > 1 or any(is_zip(one.name or "") for one in files)):
            self.add_error(
                None, _("Code, title, version and date can be told for one file at a time.")
            )
        return data


@dataclass
class Landed:
    """What became of one file: where its version is read, and what is to look at in it."""

    name: str
    message: str
    done: bool
    address: str = ""
    note: str = ""
    findings: Sequence[Finding] = ()
    told: str = ""


def _kept(upload: UploadedFile[Any], folder: str) -> Path:
    """The upload as a file whose name any disk takes. Raises Unreadable."""
    path = Path(folder) / safe_name(upload.name)
    if upload.size is not None and upload.size > MAX_BYTES and not is_zip(path.name):
        raise Unreadable(_("The file is larger than 50 MB."))
    with path.open("wb") as file:
        for chunk in upload.chunks():
            file.write(chunk)
    return path


def _may_import(user: Any) -> None:
    if not has_role(user, *IMPORTS):
        raise PermissionDenied


@require_http_methods(["GET", "POST"])
def import_document(request: HttpRequest) -> HttpResponse:
    """A file becomes a draft that its author completes; of several there is a report."""
    _may_import(request.user)
    form = ImportForm(request.POST or None, request.FILES or None, user=request.user)
    landed: list[Landed] = []
    if request.method == "POST" and form.is_valid():
        office = form.cleaned_data["office"]
        landed = _each(
            form.cleaned_data["file"],
            lambda found: _imported(request, found, office),
            _("It could not be imported: an unexpected error, which the log tells."),
        )
        if len(landed) == 1:
            if landed[0].done:
                messages.success(request, landed[0].told)
                return redirect(landed[0].address)
            form.add_error("file", landed[0].message)
            landed = []
    return render(
        request,
        "editorial/importing/import.html",
        {"form": form, "landed": landed, "done": sum(one.done for one in landed)},
    )


def _each(
    uploads: Sequence[UploadedFile[Any]], land: Callable[[Found], Landed], failure: str
) -> list[Landed]:
    """What became of each file that was sent, those inside a ZIP one by one.

    Whatever the failure of one, the others have their report.
    """
    landed = []
    for upload in uploads:
        with tempfile.TemporaryDirectory() as folder:
            for found in _found(upload, folder):
                try:
                    landed.append(land(found))
                except (Unreadable, NotAllowed) as error:
                    landed.append(Landed(found.name, str(error), done=False))
                except Exception:  # noqa: BLE001 - said above
                    _log.exception("bringing a file in failed")
                    landed.append(Landed(found.name, failure, done=False))
    return landed


def _found(upload: UploadedFile[Any], folder: str) -> Iterator[Found]:
    name = upload.name or ""
    try:
        path = _kept(upload, folder)
    except Unreadable as error:
        return iter([Found(name, error=str(error))])
    return expanded(path, Path(folder), name=name)


def _read(found: Found) -> Path:
    if found.path is None:
        raise Unreadable(found.error)
    return found.path


def _imported(request: HttpRequest, found: Found, office: Office) -> Landed:
    reading = examine(_read(found), today=timezone.localdate())
    page = import_draft(
        reading,
        office=office,
        by=request.user,
        at=timezone.now(),
    )
    return Landed(
        found.name,
        f"{page.code or '—'} {page.title}",
        done=True,
        address=reverse("wagtailadmin_pages:edit", args=[page.pk]),
        findings=remarks(page)["findings"],
        told=_told_of(page, reading),
    )


def _told_of(page: DocumentPage, reading: Reading) -> str:
    """How many remarks the editor shows, and in words those that only the file gave.

    The panel speaks of the draft; dates, version and signatures of the file are not in a draft,
    so what was wrong in them is said here or nowhere.
    """
    shown = remarks(page)["findings"]
    known = {(finding.code, finding.message) for finding in shown}
    only_here = [one for one in reading.findings if (one.code, one.message) not in known]
    told = ngettext(
        "Imported as a draft. The editor shows %(count)d thing to look at.",
        "Imported as a draft. The editor shows %(count)d things to look at.",
        len(shown),
    ) % {"count": len(shown)}
    if reading.marked:
        level = AccessLevel(reading.marked).label
        mark = _("Its text is marked as %(access)s information, and so is the draft: check it.")
        told = f"{told} {mark % {'access': level}}"
    if former := [one["name"] for one in reading.parsed.signatures if one.get("name")]:
        left = _("Those who signed the file (%(names)s) are not in the draft: keep the original.")
        told = f"{told} {left % {'names': ', '.join(former)}}"
    if not only_here:
        return told
    return format_html(
        "{} {}<ul>{}</ul>",
        told,
        _("Only of the file, and not kept in the draft:"),
        format_html_join("", "<li>{}</li>", ((one.message,) for one in only_here)),
    )


@require_http_methods(["GET", "POST"])
def adopt_documents(request: HttpRequest) -> HttpResponse:
    """Files already in force become issued versions of level L0; one report, errors per file."""
    if not has_role(request.user, *ADOPTS):
        raise PermissionDenied
    form = AdoptionForm(request.POST or None, request.FILES or None, user=request.user)
    landed: list[Landed] = []
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        landed = _each(
            told["files"],
            lambda found: _adopted(request, found.name, _read(found), told),
            _("It could not be adopted: an unexpected error, which the log tells."),
        )
    return render(
        request,
        "editorial/importing/adopt.html",
        {"form": form, "landed": landed, "done": sum(one.done for one in landed)},
    )


def _adopted(request: HttpRequest, name: str, path: Path, told: dict[str, Any]) -> Landed:
    scheme = ClassificationScheme.objects.in_force_on(timezone.localdate())
    corrections = Corrections(
        access=told["access"],
        despite_mark=told["despite_mark"],
        kind=told["kind"] or None,
        code=told["code"] or None,
        title=told["title"] or None,
        label=told["label"] or None,
        approved_on=told["approved_on"],
    )
    note = ""
    try:
        reading = examine(path, today=timezone.localdate())
    except NoText:
        if not corrections.complete:
            raise
        reading = examine_scan(path)
        note = _("The file has no text: it was kept as it is, without content to read or search.")
    issuance = adopt_file(
        reading,
        office=told["office"],
        series=Series.objects.filter(scheme=scheme, code=told["series"]).first(),
        by=request.user,
        at=timezone.now(),
        told=corrections,
    )
    return Landed(
        name,
        str(issuance),
        done=True,
        address=reverse("signing", args=[issuance.version_id]),
        note=note,
        findings=reading.findings,
    )
