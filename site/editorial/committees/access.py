"""Who enters the rooms of a committee. Whoever does not finds nothing."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from records.committees.people import committees_of, sits_in
from records.models import Committee, CommitteeSession
from records.permissions import sees_everything


def may_enter(user: Any, committee: Committee) -> bool:
    """Those who belong to it today, and those who read everything."""
    return sees_everything(user) or sits_in(committee, user, timezone.localdate())


def committees_for(user: Any) -> list[Committee]:
    """The committees whose rooms this person may enter."""
    today = timezone.localdate()
    if sees_everything(user):
        return list(Committee.objects.select_related("office", "chair", "secretary"))
    return committees_of(user, today)


def committee_or_404(user: Any, pk: int) -> Committee:
    found = get_object_or_404(
        Committee.objects.select_related("office", "chair", "secretary", "process"), pk=pk
    )
    if not may_enter(user, found):
        raise Http404
    return found


def session_or_404(user: Any, pk: int) -> CommitteeSession:
    found = get_object_or_404(
        CommitteeSession.objects.select_related(
            "committee__chair",
            "committee__secretary",
            "committee__office",
            "opening__number",
            "opening__document",
            "closing",
        ),
        pk=pk,
    )
    if not may_enter(user, found.committee):
        raise Http404
    return found
