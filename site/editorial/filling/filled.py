"""What was filled in: read, signed, given back, and its files."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from editorial.own_certificate import CertificateForm, certificate_of
from records import (
    credentials,
    filled_content,
    filled_pdf,
    filled_reading,
    filled_signing,
)
from records.chain import reading
from records.exceptions import Conflict, NotAllowed, Reason
from records.forms import printed
from records.kinds import forms as kinds
from records.models import FilledFormat
from records.organization import appointment_of
from records.querysets import records_visible_to
from records.restrictions.readings import note_filled
from records.storage import storage


class SignForm(CertificateForm):
    """One POST on what was filled in: which content was seen, what is done, and who does it."""

    content_sha256 = forms.CharField(widget=forms.HiddenInput)
    place = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("Reason for returning it"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text=gettext_lazy("Only if you return it: say what must be corrected."),
    )

    def uses_certificate(self, told: dict[str, Any]) -> bool:
        """Whoever gives it back signs nothing."""
        return bool(self.data.get("action") == "sign")


@never_cache
@sensitive_post_parameters("password", "factor", "keystore_password")
@require_http_methods(["GET", "POST"])
def filled_format(request: HttpRequest, pk: int) -> HttpResponse:
    """Read what was filled in, and sign it, give it back or take it back."""
    found = _readable(request, pk)
    form = SignForm(
        request.POST or None,
        request.FILES or None,
        person=request.user,
        initial={
            "content_sha256": found.content_sha256,
            "place": filled_reading.pending_place(found),
        },
    )
    status = 200
    if request.method == "POST":
        status = 422
        try:
            if answer := _done(request, found, form):
                return answer
        except Conflict as conflict:
            status = 409
            _beside_sign(form, conflict.reasons)
        except NotAllowed as refused:
            _beside_sign(form, refused.reasons)
        found = FilledFormat.objects.get(pk=pk)
    note_filled(found, "page", by=request.user, at=timezone.now())
    return render(
        request,
        "editorial/filling/filled.html",
        _filled_context(request, found, form),
        status=status,
    )


def _done(request: HttpRequest, found: FilledFormat, form: SignForm) -> HttpResponse | None:
    now, action = timezone.now(), request.POST.get("action")
    if action == "take_back":
        reason = request.POST.get("reason", "")
        filled_signing.take_back(found, reason=reason, by=request.user, at=now)
        messages.success(request, _("Taken back: it is a draft again."))
        return redirect("filling_home")
    if not form.is_valid() or not (identified := form.identified(request)):
        return None
    if action == "return":
        reason = form.cleaned_data["reason"]
        filled_signing.give_back(found, reason=reason, by=request.user, at=now)
        messages.success(request, _("Returned. Its author can correct it and send it again."))
        return redirect("filling_home")
    cms = form.cms_of(found)
    filled_signing.sign(
        found,
        place=form.cleaned_data["place"],
        content_sha256=form.cleaned_data["content_sha256"],
        authentication=identified,
        by=request.user,
        at=now,
        circumstances=replace(form.circumstances(request), cms=cms),
    )
    completion = getattr(FilledFormat.objects.get(pk=found.pk), "completion", None)
    told = _("Signed. It goes on to the next signature.")
    if completion is not None:
        told = _("Signed and completed with the number %(number)s.") % {"number": completion.number}
    messages.success(request, told)
    return redirect("filled_format", pk=found.pk)


def _beside_sign(form: SignForm, reasons: tuple[Reason, ...]) -> None:
    form.is_valid()
    for reason in reasons:
        own = reason.field in form.fields
        form.add_error(reason.field if own else None, reason.message)


def _readable(request: HttpRequest, pk: int) -> FilledFormat:
    """What was filled in, if this person may know of it; else it is not there."""
    found: FilledFormat = get_object_or_404(
        FilledFormat.objects.select_related(
            "issuance__document", "office", "series", "author", "author_office"
        ),
        pk=pk,
    )
    if not filled_reading.may_read(found, request.user, at=timezone.now()):
        raise Http404
    return found


def _filled_context(request: HttpRequest, found: FilledFormat, form: SignForm) -> dict[str, Any]:
    suppressed = filled_reading.is_suppressed(found)
    content = {} if suppressed else filled_reading.content_of(found)
    place = filled_reading.pending_place(found)
    now = timezone.now()
    reasons = (
        filled_reading.reasons_against_signing(found, by=request.user, at=now)
        if place is not None
        else []
    )
    signatures = {one.step: one for one in found.signatures.all()}
    return {
        "filled": found,
        "content": content,
        "suppressed": suppressed,
        "sections": []
        if suppressed
        else [
            (title, [_shown(field, value) for field, value in fields])
            for title, fields in filled_content.sections(content)
        ],
        "files": [] if suppressed else filled_content.files(content),
        "route": [
            {
                "place": one,
                "signature": signatures.get(index),
                "certificate": certificate_of(signatures[index]) if index in signatures else "",
                "pending": index == place,
            }
            for index, one in enumerate(filled_reading.route_of(found))
        ],
        "place": place,
        "completion": getattr(found, "completion", None),
        "ending": getattr(found, "ending", None),
        "pdf": filled_pdf.pdf_of(found),
        **_ordered(found, request.user),
        "form": form,
        "may_sign": place is not None and not reasons,
        "may_take_back": place is not None and found.author_id == request.user.pk,
        "reasons": reasons,
        "intent": filled_signing.intent(found, place) if place is not None else "",
        "appointment": appointment_of(request.user, timezone.localdate()),
        "held_until": credentials.held_until(request.user, at=now),
    }


def _ordered(found: FilledFormat, user: Any) -> dict[str, Any]:
    """What orders the record that it became; nothing while it is none, or not theirs to know of."""
    completion = getattr(found, "completion", None)
    known = reading.keyed(records_visible_to(user)).filter(completion=completion)
    record = known.first() if completion is not None else None
    if record is None:
        return {}
    return {
        "record": record,
        "orders": reading.orders_of(record, user),
        "said": found.ordered_by_id is not None,
    }


def _shown(field: Any, value: Any) -> dict[str, Any]:
    table = field.of == kinds.TABLE
    return {
        "field": field,
        "text": "" if table else printed(field, value),
        "rows": value if table else None,
        "file": value if field.of == kinds.FILE else None,
    }


@never_cache
def pdf(request: HttpRequest, pk: int) -> FileResponse:
    """The sealed PDF of what was completed, to keep."""
    found = _readable(request, pk)
    component = filled_pdf.pdf_of(found)
    if component is None:
        raise Http404
    note_filled(found, "pdf", by=request.user, at=timezone.now())
    return _file(component)


@never_cache
def attached(request: HttpRequest, pk: int, digest: str) -> FileResponse:
    """A file that goes with what was filled in, to keep; never shown inside the site."""
    found = _readable(request, pk)
    if filled_reading.is_suppressed(found):
        raise Http404
    component = get_object_or_404(found.components, role="annex", sha256=digest)
    note_filled(found, "annex", by=request.user, at=timezone.now())
    return _file(component)


def _file(component: Any) -> FileResponse:
    return FileResponse(
        io.BytesIO(storage().read(component.sha256)),
        as_attachment=True,
        content_type="application/octet-stream",
        filename=component.name,
    )
