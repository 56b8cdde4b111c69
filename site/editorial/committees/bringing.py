"""Minutes that come in as a file: adopted as they were signed, or brought into their session."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from wagtail.admin.widgets import AdminDateInput

from editorial.committees.access import committee_or_404, session_or_404
from editorial.committees.forms import FormOfVerb
from editorial.importing import Unreadable
from editorial.importing.reading import ENDINGS, MAX_BYTES
from editorial.intake import Reading, adopt_acta, examine, points_of
from records import committees
from records.capture.naming import safe_name
from records.committees.former import Confirmed, Named, committee_named
from records.committees.minuting import Owed
from records.committees.people import keeps
from records.committees.reading import state_of
from records.exceptions import NotAllowed
from records.models import AccessLevel, Committee
from records.permissions import ADOPTS, has_role
from records.storage import storage

_KEPT_FOR = 3600
_SALT = "editorial.committees.bringing"


class ActaForm(FormOfVerb):
    file = forms.FileField(
        label=gettext_lazy("File of the minutes"),
        help_text=gettext_lazy("Word (.docx), PDF with text or plain text (.txt), up to 50 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(ENDINGS)}),
    )


class ConfirmForm(FormOfVerb):
    """What was read, for a person to confirm or correct."""

    number = forms.IntegerField(label=gettext_lazy("Number of the minutes"), min_value=1)
    held_on = forms.DateField(label=gettext_lazy("Day of the session"), widget=AdminDateInput)
    decided = forms.CharField(
        label=gettext_lazy("Documents that its decisions name"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One a line: code and version. Take out those of elsewhere."),
    )
    access = forms.ChoiceField(label=gettext_lazy("Access"), choices=AccessLevel.choices)
    despite_mark = forms.BooleanField(
        label=gettext_lazy("Public although marked"),
        required=False,
        help_text=gettext_lazy("I read the file, whose text is marked as restricted."),
    )

    def named(self) -> list[Named]:
        """The documents of the field, one a line: «PR-M2-P6-01 03»."""
        lines = [line.split() for line in self.cleaned_data["decided"].splitlines()]
        return [Named(words[0], words[-1] if len(words) > 1 else "") for words in lines if words]


def _read(upload: UploadedFile[Any], folder: str) -> Reading:
    """The uploaded minutes as read. Raises Unreadable, also of a file that is none."""
    if upload.size is not None and upload.size > MAX_BYTES:
        raise Unreadable(_("The file is larger than 50 MB."))
    path = Path(folder) / safe_name(upload.name)
    with path.open("wb") as file:
        for chunk in upload.chunks():
            file.write(chunk)
    reading = examine(path, today=timezone.localdate())
    if reading.parsed.minuted is None:
        message = _("The file is not the minutes of a meeting: no number, agenda or attendance.")
        raise Unreadable(message)
    return reading


@never_cache
@require_http_methods(["GET", "POST"])
def former(request: HttpRequest, pk: int) -> HttpResponse:
    """Minutes signed elsewhere are read, confirmed by a person, and kept byte for byte."""
    committee = committee_or_404(request.user, pk)
    if not has_role(request.user, *ADOPTS):
        raise PermissionDenied
    if request.method == "POST" and "kept" in request.POST:
        return _adopted(request, committee)
    form = ActaForm(request.POST or None, request.FILES or None)
    shown: dict[str, Any] = {"committee": committee, "form": form}
    if form.is_bound and form.is_valid():
        with tempfile.TemporaryDirectory() as folder:
            try:
                reading = _read(form.cleaned_data["file"], folder)
            except Unreadable as error:
                form.add_error("file", str(error))
            else:
                kept = signing.dumps(
                    [storage().put(reading.path.read_bytes()), reading.path.name], salt=_SALT
                )
                shown |= _proposed(committee, reading, kept)
                return render(request, "editorial/committees/former.html", shown)
    return render(
        request, "editorial/committees/former.html", shown, status=422 if form.is_bound else 200
    )


def _proposed(
    committee: Committee, reading: Reading, kept: str, confirm: ConfirmForm | None = None
) -> dict[str, Any]:
    minuted = reading.parsed.minuted
    if minuted is None:  # `_read` refused it
        raise Unreadable("no minutes")
    lines = [f"{one.code} {one.version}".strip() for one in minuted.decisions if one.code]
    initial = {
        "number": minuted.number,
        "held_on": minuted.day,
        "decided": "\n".join(dict.fromkeys(lines)),
        "access": reading.marked or committee.minutes_access,
    }
    other = bool(minuted.committee) and committee_named(minuted.committee) != committee
    return {
        "minuted": minuted,
        "other": other,
        "marked": reading.marked,
        "kept": kept,
        "confirm": confirm or ConfirmForm(initial=initial),
        "findings": reading.findings,
    }


def _adopted(request: HttpRequest, committee: Committee) -> HttpResponse:
    try:
        digest, name = signing.loads(request.POST["kept"], salt=_SALT, max_age=_KEPT_FOR)
    except signing.BadSignature:
        messages.error(request, _("The file was kept for an hour: bring it again."))
        return redirect("committee_former", pk=committee.pk)
    confirm = ConfirmForm(request.POST)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(storage().read(digest))
        reading = examine(path, today=timezone.localdate())
        if confirm.is_valid():
            told = confirm.cleaned_data
            confirmed = Confirmed(committee, told["number"], told["held_on"], confirm.named())
            try:
                issuance = adopt_acta(
                    reading,
                    confirmed,
                    access=told["access"],
                    despite_mark=told["despite_mark"],
                    by=request.user,
                    at=timezone.now(),
                )
            except NotAllowed as refused:
                confirm.place(refused.reasons)
            else:
                said = _("Adopted as %(code)s, level L0: the file is kept byte for byte.")
                messages.success(request, said % {"code": issuance.document.code})
                return redirect("committee", pk=committee.pk)
        shown = _proposed(committee, reading, request.POST["kept"], confirm)
    shown |= {"committee": committee, "form": ActaForm()}
    return render(request, "editorial/committees/former.html", shown, status=422)


@never_cache
@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """What the secretary wrote in Word goes into the session: agenda, development, commitments."""
    session = session_or_404(request.user, pk)
    if not keeps(session.committee, request.user, timezone.localdate()):
        raise PermissionDenied
    form = ActaForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        try:
            with tempfile.TemporaryDirectory() as folder:
                reading = _read(form.cleaned_data["file"], folder)
            filled = _filled(reading, session, request.user)
        except Unreadable as error:
            form.add_error("file", str(error))
        except NotAllowed as refused:
            form.place(refused.reasons)
        else:
            said = _(
                "Brought in: %(added)d points, %(developed)d developments, %(committed)d "
                "commitments. Attendance and decisions you record yourself."
            )
            messages.success(
                request,
                said
                % {
                    "added": filled.added,
                    "developed": filled.developed,
                    "committed": filled.committed,
                },
            )
            return redirect("committee_session", pk=pk)
    return render(
        request,
        "editorial/committees/draft.html",
        {"session": session, "form": form, "before": state_of(session) in ("planned", "convened")},
        status=422 if form.is_bound else 200,
    )


def _filled(reading: Reading, session: Any, user: Any) -> committees.Filled:
    minuted = reading.parsed.minuted
    owed = [
        Owed(one.text, one.responsible, one.due_on)
        for one in (minuted.commitments if minuted else ())
    ]
    return committees.fill(session, points_of(reading), owed, by=user, at=timezone.now())
