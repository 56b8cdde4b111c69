"""What I may fill in, what waits for me, my drafts, and sending one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from wagtail.contrib.forms.forms import BaseForm

from editorial.filling import builder
from editorial.own_certificate import CertificateForm
from editorial.waiting import filled_for
from records import (
    credentials,
    filled_reading,
    filling,
    format_drafts,
    sendable,
)
from records.exceptions import NotAllowed, Reason
from records.forms import Form
from records.kinds import forms as kinds
from records.models import ControlledDocument, FilledFormat, FormatDraft, Issuance, RecordOrder
from records.organization import appointment_of

RECENT = 20


@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """Formats that I may fill in, my drafts, what waits for my signature, what I sent."""
    now = timezone.now()
    sent = (
        FilledFormat.objects.filter(author=request.user.pk, kind=FilledFormat.Kind.FORMAT)
        .select_related("completion__number", "ending", "office")
        .prefetch_related("signatures")
        .order_by("-submitted_at")[:RECENT]
    )
    drafts = FormatDraft.objects.filter(author=request.user.pk).select_related("document")
    titles = _titles(drafts)
    return render(
        request,
        "editorial/filling/home.html",
        {
            "formats": format_drafts.fillable(request.user, timezone.localdate(now)),
            "drafts": [(one, titles.get(one.document_id, "")) for one in drafts],
            "waiting": filled_for(request.user, at=now),
            "sent": [(one, _state(one)) for one in sent],
        },
    )


def _titles(drafts: Any) -> dict[int, str]:
    found = Issuance.objects.filter(document__in=[one.document_id for one in drafts])
    rows = found.order_by("number").values_list("document_id", "version__title")
    return dict(rows)


def _state(filled: FilledFormat) -> str:
    if (ending := getattr(filled, "ending", None)) is not None:
        return str(ending.get_kind_display()).capitalize()
    if getattr(filled, "completion", None) is not None:
        return _("Completed")
    place = filled_reading.pending_place(filled) or 0
    return _("Waits for “%(place)s”") % {"place": filled_reading.route_of(filled)[place].name}


@require_http_methods(["POST"])
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Begin a draft of a format."""
    document = get_object_or_404(ControlledDocument, code=code)
    try:
        draft = format_drafts.start(document, by=request.user, at=timezone.now())
    except NotAllowed as refused:
        if any(one.code == format_drafts.NOT_IN_FORCE for one in refused.reasons):
            # The same answer for a format that is hidden and for one that does not exist.
            raise Http404 from refused
        messages.error(request, str(refused))
        return redirect("filling_home")
    return redirect("filling_draft", pk=draft.pk)


class SendForm(CertificateForm):
    """What is asked besides the form itself when it is sent."""

    notice = forms.BooleanField(
        required=False,
        label=gettext_lazy("I read the notice and accept that my data are used as it says."),
    )
    order = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Which activity asks for it"),
        help_text=gettext_lazy("So that the procedure leads to it. Leave it empty if none does."),
    )

    def __init__(self, *args: Any, orders: Sequence[RecordOrder], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.orders = {f"{one.issuance_id}:{one.activity}": one for one in orders}
        if not orders:
            del self.fields["order"]
            return
        field: Any = self.fields["order"]
        told = [(key, in_words(one)) for key, one in self.orders.items()]
        field.choices = [("", "---------"), *told]
        # One alone is proposed; of several whoever fills it in knows which.
        field.initial = told[0][0] if len(told) == 1 else ""

    def chosen(self) -> RecordOrder | None:
        """The activity that was chosen, None for none."""
        return self.orders.get(self.cleaned_data.get("order", ""))


def in_words(order: RecordOrder) -> str:
    """An activity as it is offered: «PR-M2-P4-01 · 4. Registrar la solicitud»."""
    text = f"{order.issuance.version.code} · {order.number}. {order.text}"
    return text if len(text) <= 120 else f"{text[:119].rstrip()}…"


@never_cache
@sensitive_variables()
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Write in a draft: save it, send it, or throw it away."""
    found = get_object_or_404(
        FormatDraft.objects.select_related("document", "returned_from__ending__by"),
        pk=pk,
        author=request.user.pk,
    )
    day = timezone.localdate()
    version = format_drafts.in_force(found.document, by=request.user, day=day)
    action = request.POST.get("action", "")
    if action == "discard":
        format_drafts.discard(found, by=request.user, at=timezone.now())
        messages.success(request, _("The draft was thrown away."))
        return redirect("filling_home")
    if version is None:
        reasons = format_drafts.not_in_force(found.document.code).reasons
        context = {"draft": found, "reasons": reasons}
        return render(request, "editorial/filling/gone.html", context, status=409)
    issuance, form = version
    posted = request.method == "POST"
    filled = builder.bound_form(
        form,
        day=day,
        values=found.values,
        chosen=found.chosen,
        data=request.POST if posted else None,
        files=request.FILES if posted else None,
    )
    identity = SendForm(
        request.POST if action == "send" else None,
        request.FILES if action == "send" else None,
        person=request.user,
        orders=sendable.activities_of(issuance, form, by=request.user, day=day),
    )
    if not form.personal:
        del identity.fields["notice"]
    status = 200
    if posted:
        status = 422
        readable = filled.is_valid()
        right = _saved(request, found, form, filled) and readable
        if action == "send":
            if sent := _sent(request, found, issuance, form, filled, identity):
                return _told(request, sent)
        elif right:
            messages.success(request, _("Draft saved. Nobody but you reads it."))
            return redirect("filling_draft", pk=found.pk)
    return render(
        request,
        "editorial/filling/draft.html",
        _draft_context(request, found, issuance, form, filled, identity),
        status=status,
    )


def _saved(request: HttpRequest, found: FormatDraft, form: Form, filled: BaseForm) -> bool:
    """Keep what can be read, whatever else is wrong; errors stand beside their fields."""
    now = timezone.now()
    right = True
    for field in (one for one in form.fields if one.of == kinds.FILE):
        upload = request.FILES.get(field.id)
        try:
            if upload is not None:
                format_drafts.put_file(
                    found, field.id, upload.read(), name=upload.name or "", by=request.user, at=now
                )
            elif request.POST.get(f"{field.id}-drop"):
                format_drafts.drop_file(found, field.id, by=request.user, at=now)
        except NotAllowed as refused:
            right = False
            _beside(filled, refused.reasons)
    kept = format_drafts.save(
        found,
        builder.values_of(form, filled),
        chosen=builder.chosen_in(form, filled),
        by=request.user,
        at=now,
    )
    found.values, found.chosen, found.saved_at = kept.values, kept.chosen, kept.saved_at
    return right


def _sent(
    request: HttpRequest,
    found: FormatDraft,
    issuance: Issuance,
    form: Form,
    filled: BaseForm,
    identity: SendForm,
) -> FilledFormat | None:
    """Send it; None, and each reason beside its box, where anything is wrong.

    All is looked at before anybody is identified: a code of the second factor serves once.
    """
    identity.is_valid()
    accepted = bool(identity.cleaned_data.get("notice"))
    looked = sendable.look(
        found,
        issuance,
        form,
        notice_accepted=accepted,
        order=identity.chosen(),
        by=request.user,
        day=timezone.localdate(),
    )
    _place(filled, identity, [*looked.reasons, *identity.unaccepted()])
    if filled.errors or identity.errors:
        if "password" in identity.cleaned_data:
            identity.knows_password(request)
        return None
    if not (identified := identity.identified(request)):
        return None
    try:
        return filling.submit(
            found,
            notice_accepted=accepted,
            authentication=identified,
            by=request.user,
            at=timezone.now(),
            circumstances=identity.circumstances(request),
            order=identity.chosen(),
        )
    except NotAllowed as refused:
        _place(filled, identity, refused.reasons)
        return None


def _place(filled: BaseForm, identity: SendForm, reasons: Sequence[Reason]) -> None:
    """Each reason at its box, unless that already says why it cannot be read."""
    unread = {*filled.errors, *identity.errors}
    for reason in (one for one in reasons if one.field not in unread):
        if reason.field in identity.fields:
            identity.add_error(reason.field, reason.message)
        else:
            _beside(filled, [reason])


def _beside(filled: BaseForm, reasons: Any) -> None:
    for reason in reasons:
        filled.add_error(reason.field if reason.field in filled.fields else None, reason.message)


def _told(request: HttpRequest, sent: FilledFormat) -> HttpResponse:
    completion = getattr(FilledFormat.objects.get(pk=sent.pk), "completion", None)
    if completion is None:
        messages.success(request, _("Sent and signed. It goes on to the next signature."))
    else:
        told = _("Completed with the number %(number)s.") % {"number": completion.number}
        messages.success(request, told)
    return redirect("filled_format", pk=sent.pk)


def _named(label: str, error: str) -> str:
    """An error that says of which box it is."""
    return error if f"«{label}»" in error else f"{label}: {error}"


def _draft_context(
    request: HttpRequest,
    found: FormatDraft,
    issuance: Issuance,
    form: Form,
    filled: BaseForm,
    identity: SendForm,
) -> dict[str, Any]:
    shown = {field.id for field in form.fields}
    errors = [
        (name, _named(str(filled.fields[name].label), error))
        for name, listed in filled.errors.items()
        if name in filled.fields
        for error in map(str, listed)
    ]
    return {
        "draft": found,
        "issuance": issuance,
        "form": form,
        "filled": filled,
        "identity": identity,
        "errors": errors,
        "sections": [
            (
                part,
                [(field, filled[field.id], found.values.get(field.id)) for field in part.fields],
            )
            for part in form.sections
        ],
        "choosing": [filled[slot.id] for slot in form.slots if slot.who == kinds.CHOSEN],
        "lost": [key for key in found.values if key not in shown],
        "notice": filling.notice_of(form) if form.personal else "",
        "appointment": appointment_of(request.user, timezone.localdate()),
        "held_until": credentials.held_until(request.user, at=timezone.now()),
        "ending": getattr(found.returned_from, "ending", None) if found.returned_from else None,
    }
