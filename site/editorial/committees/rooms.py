"""The list of committees, a committee with its inbox, and the commitments."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from wagtail.admin.menu import MenuItem

from editorial.committees.access import committee_or_404, committees_for, may_enter
from editorial.committees.forms import AskForm, FollowForm, PlanForm
from records import committees
from records.committees.former import former_minutes
from records.committees.people import keeps, seats_of
from records.committees.reading import (
    commitments,
    open_requests,
    state_of,
    taken_up,
    waiting_versions,
)
from records.exceptions import NotAllowed
from records.models import Commitment, Committee, CommitteeSession
from records.permissions import ADOPTS, has_role, sees_everything
from records.viewsets.committees import CommitteeViewSet

STATES = {
    "planned": gettext_lazy("planned"),
    "convened": gettext_lazy("convened"),
    "held": gettext_lazy("in session"),
    "closed": gettext_lazy("minutes being written"),
    "in_signature": gettext_lazy("minutes to be signed"),
    "signed": gettext_lazy("minutes signed"),
    "called_off": gettext_lazy("called off"),
}


class CommitteesMenuItem(MenuItem):
    """Shown to those who belong to a committee, and to those who read everything."""

    def is_shown(self, request: HttpRequest) -> bool:
        return sees_everything(request.user) or bool(committees_for(request.user))


def menu_item() -> MenuItem:
    return CommitteesMenuItem(
        gettext_lazy("Committees"), reverse("committees"), icon_name="group", order=155
    )


def rows_of(sessions: Any) -> list[dict[str, Any]]:
    """Sessions with their state in words."""
    found = sessions.select_related("committee", "opening__number", "closing").order_by(
        "-starts_at"
    )
    return [{"session": one, "state": STATES[state_of(one)]} for one in found]


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The committees of this person: what waits in each, and its next session."""
    found = committees_for(request.user)
    if not found and not sees_everything(request.user):
        raise PermissionDenied
    today = timezone.localdate()
    late = [one for one in commitments(found, today) if one.overdue]
    return render(
        request,
        "editorial/committees/index.html",
        {
            "rows": [
                {
                    "committee": one,
                    "waiting": len(waiting_versions(one)) + len(open_requests(one)),
                    "next": one.sessions.filter(closing__isnull=True).order_by("starts_at").first(),
                    "keeps": keeps(one, request.user, today),
                }
                for one in found
            ],
            "late": len(late),
            "registers": has_role(request.user, *CommitteeViewSet.change_roles),
        },
    )


@never_cache
@require_http_methods(["GET", "POST"])
def committee(request: HttpRequest, pk: int) -> HttpResponse:
    """A committee: its inbox, its sessions, its members. A member asks; the secretary plans."""
    found = committee_or_404(request.user, pk)
    asks = AskForm(request.POST if request.POST.get("action") == "ask" else None, prefix="ask")
    plans = PlanForm(request.POST if request.POST.get("action") == "plan" else None, prefix="plan")
    status = 200
    if request.method == "POST":
        form = asks if asks.is_bound else plans
        if not form.is_bound:
            raise BadRequest("action")
        if form.is_valid():
            try:
                if asks.is_bound:
                    return _asked(request, found, asks)
                return _planned(request, found, plans)
            except NotAllowed as refused:
                form.place(refused.reasons)
        status = 422
    today = timezone.localdate()
    taken, versions, requests = taken_up(found), waiting_versions(found), open_requests(found)
    return render(
        request,
        "editorial/committees/committee.html",
        {
            "committee": found,
            "keeps": keeps(found, request.user, today),
            "seats": seats_of(found, today),
            "versions": [(one, ("version", one.pk) in taken) for one in versions],
            "requests": [(one, ("request", one.pk) in taken) for one in requests],
            "waiting": len(versions) + len(requests),
            "sessions": rows_of(CommitteeSession.objects.filter(committee=found)),
            "former": former_minutes(found).visible_to(request.user),
            "adopts": has_role(request.user, *ADOPTS),
            "asks": asks,
            "plans": plans,
        },
        status=status,
    )


def _asked(request: HttpRequest, found: Committee, form: AskForm) -> HttpResponse:
    committees.ask(found, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, _("Asked. It waits in the inbox of the committee."))
    return redirect("committee", pk=found.pk)


def _planned(request: HttpRequest, found: Committee, form: PlanForm) -> HttpResponse:
    told = dict(form.cleaned_data)
    session = committees.plan(
        found, place=told.pop("place_of"), **told, by=request.user, at=timezone.now()
    )
    messages.success(request, _("Planned. Fill the agenda and call the members."))
    return redirect("committee_session", pk=session.pk)


@never_cache
@require_http_methods(["GET", "POST"])
def followed(request: HttpRequest) -> HttpResponse:
    """The commitments of my committees, and mine of any; the late ones marked."""
    today = timezone.localdate()
    entered = committees_for(request.user)
    mine = Committee.objects.filter(sessions__commitments__responsible=request.user.pk).distinct()
    every = {one.pk: one for one in [*entered, *mine]}
    rows = [
        one
        for one in commitments(list(every.values()), today)
        if may_enter(request.user, one.commitment.session.committee)
        or one.commitment.responsible_id == request.user.pk
    ]
    if not rows and not entered:
        raise PermissionDenied
    form = FollowForm(request.POST or None)
    asked = request.POST.get("commitment", "")
    status = 200
    if request.method == "POST":
        keys = {str(one.commitment.pk) for one in rows}
        if asked not in keys:
            raise Http404
        status = 422
        if form.is_valid():
            told = dict(form.cleaned_data)
            try:
                committees.follow_up(
                    get_object_or_404(Commitment.objects.select_related("session"), pk=asked),
                    told.pop("state"),
                    **told,
                    by=request.user,
                    at=timezone.now(),
                )
            except NotAllowed as refused:
                form.place(refused.reasons)
            else:
                messages.success(request, _("Written down."))
                return redirect("commitments")
    blank = FollowForm()
    return render(
        request,
        "editorial/committees/commitments.html",
        {
            "rows": [
                (
                    one,
                    form if str(one.commitment.pk) == asked else blank,
                    one.commitment.responsible_id == request.user.pk
                    or keeps(one.commitment.session.committee, request.user, today),
                )
                for one in rows
            ],
            "asked": asked,
            "blank": blank,
        },
        status=status,
    )
