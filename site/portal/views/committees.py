"""`/comites/`: what is public of committees: their act, their seats, signed sessions, extracts.

Minutes themselves are not public by default; nothing of a session is told before they are signed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from portal.views.files import served
from records.approvals import held_on
from records.committees.extracts import content_of, pdfs_of
from records.committees.people import seats_of
from records.models import Committee, Entity, Issuance, MinutesExtract, SessionOpening


@dataclass(frozen=True, slots=True)
class Held:
    """A session as everybody may know of it."""

    number: str
    day: date | None
    extract: MinutesExtract | None


def committee_list(request: HttpRequest) -> HttpResponse:
    """The committees of today, with their seats and the sessions whose minutes are signed."""
    today = timezone.localdate()
    found = Committee.objects.on(today).select_related("office", "chair", "secretary")
    rows = []
    for committee in found:
        seats = [one.member for one in seats_of(committee, today) if one.votes]
        names = [one.position.name for one in seats if one.position is not None]
        rows.append({"committee": committee, "seats": names, "sessions": _signed(committee)})
    return render(request, "portal/committees.html", {"rows": rows})


def _signed(committee: Committee) -> list[Held]:
    """Newest first; two queries, whatever their number."""
    issued = Issuance.objects.filter(document__kind="minutes").values("document")
    openings = (
        SessionOpening.objects.filter(session__committee=committee, document__in=issued)
        .select_related("number", "session__closing", "session__extract")
        .order_by("-number__year", "-number__number")
    )
    return [
        Held(one.number.printed, held_on(one.session), getattr(one.session, "extract", None))
        for one in openings
    ]


def _extract(number: str) -> MinutesExtract:
    found = (
        MinutesExtract.objects.filter(session__opening__number__printed=number)
        .select_related("session__committee", "session__opening__number", "session__closing")
        .first()
    )
    if found is None:
        raise Http404
    return found


def extract(request: HttpRequest, number: str) -> HttpResponse:
    """A released extract, as a page."""
    found = _extract(number)
    content = content_of(found)
    return render(
        request,
        "portal/extract.html",
        {
            "extract": found,
            "content": content,
            "envelope": None,
            "number": number,
            "entity": Entity.current(),
        },
    )


def extract_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The same, as it was sealed."""
    found = _extract(number)
    component = pdfs_of(found)[0]
    return served(request, component, name=component.name, inline=True)
