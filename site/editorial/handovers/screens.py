"""The hand-over of a post on the screen: what is missing, beginning, looking through, signing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from wagtail.admin.menu import MenuItem

from editorial.choosers import series_choices
from editorial.own_certificate import CertificateForm
from records import credentials
from records.exceptions import Conflict, NotAllowed
from records.models import Appointment
from records.organization import appointment_of, posts_of
from records.permissions import Role, has_role
from records.refused import beside_fields
from records.viewsets.base import RoleMenuItem
from retention.handovers import delivering, due, matters, preparing
from retention.models import PostHandover


def menu_item() -> MenuItem:
    return RoleMenuItem(
        gettext_lazy("Hand-over of posts"),
        reverse("handovers"),
        icon_name="user",
        order=324,
        roles=tuple(Role),
    )


class BeginForm(forms.Form):
    """Which post, to whom, why and where."""

    appointment = forms.ModelChoiceField(
        Appointment.objects.none(), label=gettext_lazy("Post that is handed over")
    )
    receiver = forms.ModelChoiceField(
        Appointment.objects.none(), label=gettext_lazy("Who receives")
    )
    cause = forms.ChoiceField(
        label=gettext_lazy("Why"), choices=[("", "—"), *PostHandover.Cause.choices]
    )
    place = forms.CharField(label=gettext_lazy("Place"), max_length=120)
    series = forms.ChoiceField(
        label=gettext_lazy("Series that keeps the acta"),
        choices=lambda: [("", "—"), *series_choices()],
    )
    remarks = forms.CharField(
        label=gettext_lazy("What the receiver must know"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text=gettext_lazy(
            "Matters that go on, keys and equipment that are handed over, advice."
        ),
    )

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        people = Appointment.objects.select_related("user", "position", "office")
        in_force = people.on(today).filter(user__is_active=True)
        self.fields["appointment"].queryset = _posts_to_hand_over(person)  # type: ignore[attr-defined]
        self.fields["receiver"].queryset = in_force.order_by(  # type: ignore[attr-defined]
            "office__code", "user__first_name", "user__last_name"
        )


def _posts_to_hand_over(person: Any) -> QuerySet[Appointment]:
    """The person's own, and of those whom they answer for what is missing."""
    own = [one.pk for one in posts_of(person, timezone.localdate())]
    missing = due.missing_today(person).values_list("pk", flat=True)
    return Appointment.objects.filter(pk__in=[*own, *missing]).select_related(
        "user", "position", "office"
    )


class WordsForm(forms.Form):
    text = forms.CharField(
        label="", widget=forms.Textarea(attrs={"rows": 4}), required=False, max_length=5000
    )


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What ends without a hand-over, those that go on, and the completed ones."""
    _entered(request)
    known = preparing.known_to(request.user)
    completed = known.filter(filled__completion__isnull=False)
    return render(
        request,
        "editorial/handovers/index.html",
        {
            "missing": due.missing_today(request.user),
            "today": timezone.localdate(),
            "open": [(one, _state(one)) for one in known.exclude(pk__in=completed.values("pk"))],
            "completed": completed[:50],
        },
    )


def _state(handover: PostHandover) -> str:
    filled = handover.filled
    if filled is None:
        if handover.observed_at:
            return _("looked through; waits for who hands over to sign")
        return _("being prepared")
    if hasattr(filled, "ending"):
        return _("given back: it is drawn up again")
    return _("waits for the signature of who receives")


@never_cache
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a hand-over."""
    _entered(request)
    initial = {"appointment": request.GET.get("appointment")}
    if not initial["appointment"]:
        held = appointment_of(request.user, timezone.localdate())
        only = list(_posts_to_hand_over(request.user)[:2])  # that of a contractor is no position
        one = held or (only[0] if len(only) == 1 else None)
        initial["appointment"] = str(one.pk) if one else None
    form = BeginForm(request.POST or None, person=request.user, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                begun = preparing.begin(**form.cleaned_data, by=request.user, at=timezone.now())
            except NotAllowed as refused:
                status = 409 if isinstance(refused, Conflict) else 422
                beside_fields(form, refused)
            else:
                messages.success(request, _("Begun. Who receives can look it through now."))
                return redirect("handover", pk=begun.pk)
    return render(request, "editorial/handovers/begin.html", {"form": form}, status=status)


@never_cache
@sensitive_post_parameters("password", "factor", "keystore_password")
@require_http_methods(["GET", "POST"])
def handover(request: HttpRequest, pk: int) -> HttpResponse:
    """What is handed over; writing in it, and signing it first."""
    found = get_object_or_404(preparing.known_to(request.user), pk=pk)
    words = WordsForm(request.POST or None)
    form = CertificateForm(request.POST or None, request.FILES or None, person=request.user)
    status = 200
    if request.method == "POST":
        status = 422
        try:
            if answer := _done(request, found, form, words):
                return answer
        except NotAllowed as refused:
            status = 409 if isinstance(refused, Conflict) else 422
            beside_fields(form, refused)
        found = get_object_or_404(preparing.known_to(request.user), pk=pk)
    context = _context(request, found, form)
    return render(request, "editorial/handovers/handover.html", context, status=status)


def _done(
    request: HttpRequest, found: PostHandover, form: CertificateForm, words: WordsForm
) -> HttpResponse | None:
    now, action = timezone.now(), request.POST.get("action")
    if action in ("observe", "remark"):
        if not words.is_valid():
            return None
        write = preparing.observe if action == "observe" else preparing.remark
        write(found, words.cleaned_data["text"], by=request.user, at=now)
        messages.success(request, _("Written: it will stand in the acta."))
        return redirect("handover", pk=found.pk)
    if not form.is_valid() or not (identified := form.identified(request)):
        return None
    filled = delivering.deliver(
        found,
        authentication=identified,
        by=request.user,
        at=now,
        circumstances=form.circumstances(request),
    )
    messages.success(request, _("Signed. It waits for the signature of who receives."))
    return redirect("filled_format", pk=filled.pk)


def _context(request: HttpRequest, found: PostHandover, form: CertificateForm) -> dict[str, Any]:
    now, user = timezone.now(), request.user
    open_ = found.filled is None or hasattr(found.filled, "ending")
    theirs = found.appointment
    writes = user.pk == theirs.user_id or preparing.orders(user, theirs, now)
    return {
        "handover": found,
        "state": _state(found),
        "open": open_,
        "completion": getattr(found.filled, "completion", None),
        "ending": getattr(found.filled, "ending", None),
        "matters": matters.open_matters(theirs.user, at=now) if open_ else [],
        "case_files": matters.case_files_of(theirs.user) if open_ else 0,
        "inventory_query": f"responsible={theirs.user_id}&purpose=individual&profile=2024",
        "observes": open_ and user.pk == found.receiver.user_id,
        "writes": open_ and writes,
        "reasons": delivering.reasons_against(found, by=user, at=now) if open_ and writes else [],
        "form": form,
        "appointment": appointment_of(user, timezone.localdate(now)),
        "held_until": credentials.held_until(user, at=now),
    }


def _entered(request: HttpRequest) -> None:
    if not has_role(request.user, *Role):
        raise PermissionDenied
