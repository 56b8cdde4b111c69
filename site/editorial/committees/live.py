"""A session as its secretary runs it: agenda, call, attendance, votes, decisions, end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from editorial.committees.access import session_or_404
from editorial.committees.forms import (
    AnnexForm,
    CommitForm,
    ItemForm,
    MeansForm,
    ReasonForm,
    VoteForm,
)
from editorial.committees.held import AttendanceForm, RulingForm
from editorial.committees.rooms import STATES
from records import committees
from records.committees.people import keeps, seat_of, seats_of
from records.committees.reading import (
    Chamber,
    State,
    commitments,
    day_for_seats,
    everybody,
    open_requests,
    state_of,
    taken_up,
    waiting_versions,
)
from records.events import act
from records.exceptions import Conflict, NotAllowed, Reason
from records.media_types import media_type
from records.models import CommitteeSession
from records.querysets import key_of
from records.storage import storage

Told = tuple[str, Any]


class Board:
    """The forms of one session for one request: those posted are bound, the others blank."""

    def __init__(self, request: HttpRequest, session: CommitteeSession) -> None:
        self.request, self.session = request, session
        self.action = request.POST.get("action", "") if request.method == "POST" else ""
        self.by, self.at = request.user, timezone.now()
        self.today = timezone.localdate(self.at)
        self.state = state_of(session)
        self.keeps = keeps(session.committee, request.user, self.today)
        self.chamber = Chamber.of(session)
        day = day_for_seats(session, self.at) if self.state == State.HELD else self.today
        self.seats = seats_of(session.committee, day)
        self.item = ItemForm(self._posted("item"), prefix="item")
        self.means = MeansForm(self._posted("convene"), prefix="means")
        self.reason = ReasonForm(self._posted("call_off"), prefix="off")
        self.attendance = AttendanceForm(
            self._posted("hold", "attendance"), seats=self.seats, session=session
        )
        open_items = session.items.filter(decides=True, decision__isnull=True)
        self.ruling = RulingForm(
            self._posted("rule"),
            items=open_items.select_related("version").prefetch_related("votes"),
            chamber=self.chamber,
            session=session,
        )
        self.commit = CommitForm(self._posted("commit"), prefix="commit")
        self.annex = AnnexForm(self._posted("annex"), self._files("annex"), prefix="annex")
        self.vote = VoteForm(self._posted("vote"))
        self.errors: list[str] = []

    def _posted(self, *actions: str) -> Any:
        return self.request.POST if self.action in actions else None

    def _files(self, action: str) -> Any:
        return self.request.FILES if self.action == action else None

    @property
    def who(self) -> dict[str, Any]:
        return {"by": self.by, "at": self.at}

    # --- what each button does ---

    def do(self) -> str | None:
        """Do what was posted; the sentence to say, or None where the form says what is missing."""
        acts: dict[str, tuple[Any, Callable[[], str]]] = {
            "item": (self.item, self._item),
            "remove": (None, self._remove),
            "raise": (None, self._raise),
            "convene": (self.means, self._convene),
            "call_off": (self.reason, self._call_off),
            "hold": (self.attendance, self._hold),
            "attendance": (self.attendance, self._attendance),
            "rule": (self.ruling, self._rule),
            "vote": (self.vote, self._vote),
            "develop": (None, self._develop),
            "commit": (self.commit, self._commit),
            "annex": (self.annex, self._annex),
            "close": (None, self._close),
        }
        if self.action not in acts:
            raise BadRequest("action")
        form, deed = acts[self.action]
        if form is not None and not form.is_valid():
            return None
        try:
            return deed()
        except NotAllowed as refused:
            if form is None or not self._shown():
                self.errors += [one.message for one in refused.reasons]
            else:
                form.place(refused.reasons)
            if isinstance(refused, Conflict):
                self.action = "conflict"
            return None

    def _shown(self) -> bool:
        """Whether the person sees the form that was posted: else its reasons stand above all."""
        day = day_for_seats(self.session, self.at)
        votes = self.action == "vote" and seat_of(self.session.committee, self.by, day) is not None
        return self.keeps or (votes and self.state == State.HELD)

    def _item(self) -> str:
        """What was ticked in the inbox, then the matter of its own. All of it, or nothing."""
        committee = self.session.committee
        versions = {f"version-{one.pk}": one for one in waiting_versions(committee)}
        asked = {f"request-{one.pk}": one for one in open_requests(committee)}
        wanted = self.request.POST.getlist("waiting")
        told: list[dict[str, Any]] = []
        for key in wanted:
            if key not in versions and key not in asked:
                message = _("That version does not wait for this committee.")
                raise NotAllowed([Reason("unknown_version", message)])
            told.append({"version": versions.get(key), "request": asked.get(key)})
        title = self.item.cleaned_data["title"]
        if title or not told:
            told.append({"title": title, "decides": not self.item.cleaned_data["told"]})
        with act(**self.who):
            for one in told:
                committees.add_item(self.session, **one, **self.who)
        return _("The agenda is up to date. Call the members again if they were called.")

    def _remove(self) -> str:
        committees.remove_item(self._item_asked(), **self.who)
        return _("Taken off the agenda.")

    def _raise(self) -> str:
        committees.raise_item(self._item_asked(), **self.who)
        return _("The agenda is in its new order.")

    def _item_asked(self) -> Any:
        key = key_of(self.request.POST.get("item"))
        if key is None:
            raise BadRequest("item")
        return get_object_or_404(self.session.items.select_related("session"), pk=key)

    def _convene(self) -> str:
        committees.convene(self.session, means=self.means.cleaned_data["means"], **self.who)
        return _("Called: the agenda and whom it was sent to are kept.")

    def _call_off(self) -> str:
        committees.call_off(self.session, reason=self.reason.cleaned_data["reason"], **self.who)
        return _("Called off. Its matters wait in the inbox again.")

    def _hold(self) -> str:
        written = self.session.mode == CommitteeSession.Mode.ASYNCHRONOUS
        opening = committees.hold(
            self.session, [] if written else self.attendance.presences(), **self.who
        )
        return _("The session is held: minutes %(number)s.") % {"number": opening.number.printed}

    def _attendance(self) -> str:
        committees.register_attendance(self.session, self._changes(), **self.who)
        return _("Attendance is up to date.")

    def _changes(self) -> list[committees.Presence]:
        """Only the lines that were changed: each becomes a row."""
        changed = {name.rpartition("-")[2] for name in self.attendance.changed_data}
        return [
            one
            for one in self.attendance.presences()
            if one.member is None or str(one.member.pk) in changed
        ]

    def _rule(self) -> str:
        rulings = self.ruling.rulings()
        if not rulings:
            raise NotAllowed([Reason("nothing", _("Tick at least one point."))])
        decided = committees.rule(self.session, rulings, **self.who)
        return _("Recorded: %(count)d decisions.") % {"count": len(decided)}

    def _vote(self) -> str:
        told = self.vote.cleaned_data
        item = get_object_or_404(self.session.items, pk=told["item"])
        seat = seat_of(self.session.committee, self.by, day_for_seats(self.session))
        own = next(
            (
                one.member
                for one in self.session.attendances.filter(user=self.by.pk).select_related("member")
                if one.member is not None
            ),
            seat.member if seat else None,
        )
        committees.vote(item, own, told["choice"], reason=told["reason"], **self.who)
        return _("Your vote is recorded.")

    def _develop(self) -> str:
        with act(**self.who):
            for item in self.session.items.all():
                text = self.request.POST.get(f"development-{item.pk}")
                if text is not None:
                    committees.develop(item, text, **self.who)
        return _("The development is kept.")

    def _commit(self) -> str:
        committees.commit(self.session, **self.commit.cleaned_data, **self.who)
        return _("The commitment is recorded.")

    def _annex(self) -> str:
        upload = self.annex.cleaned_data["upload"]
        content = upload.read()
        found = media_type(content, upload.name)
        if found is None:
            message = _("%(name)s is not a PDF, PNG, JPEG, DOCX, XLSX, ODT or ODS file.")
            raise NotAllowed([Reason("media_type", message % {"name": upload.name}, "upload")])
        committees.attach_annex(
            self.session,
            title=self.annex.cleaned_data["title"],
            name=upload.name,
            content=content,
            media_type=found,
            **self.who,
        )
        return _("The annex is kept with the session.")

    def _close(self) -> str:
        committees.close(self.session, **self.who)
        return _("The session has ended. Write its minutes and circulate them.")

    # --- what is shown ---

    def context(self) -> dict[str, Any]:
        session, committee = self.session, self.session.committee
        taken = taken_up(committee)
        items = list(
            session.items.select_related("version", "request", "decision").prefetch_related("votes")
        )
        seat = seat_of(committee, self.by, day_for_seats(session, self.at))
        votes = [vote for item in items for vote in item.votes.all()]
        voted = {one.item_id for one in votes if one.user == self.by}
        written = session.mode == CommitteeSession.Mode.ASYNCHRONOUS
        open_items = [one for one in items if one.decides and not hasattr(one, "decision")]
        before = self.state in (State.PLANNED, State.CONVENED)
        return {
            "board": self,
            "asked": self.vote.cleaned_data.get("item") if self.vote.is_bound else None,
            "session": session,
            "committee": committee,
            "state": self.state.value,
            "state_name": STATES[self.state],
            "keeps": self.keeps,
            "before": before,
            "written": written,
            "items": items,
            "versions": [
                one for one in waiting_versions(committee) if ("version", one.pk) not in taken
            ]
            if self.keeps
            else [],
            "requests": [
                one for one in open_requests(committee) if ("request", one.pk) not in taken
            ]
            if self.keeps
            else [],
            "called": session.convocations.last(),
            "present": everybody(session),
            "quorum": len(self.chamber.present & self.chamber.voting),
            "voting": len(self.chamber.voting),
            "to_vote": [one for one in open_items if one.pk not in voted]
            if seat and self.state == State.HELD
            else [],
            "writes": self.keeps and self.state in (State.HELD, State.CLOSED),
            "commitments": [
                one
                for one in commitments([committee], self.today)
                if one.commitment.session_id == session.pk
            ],
            "annexes": session.annexes.all(),
        }


@never_cache
@require_http_methods(["GET", "POST"])
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """One screen for the whole session. Members read it and vote; its secretary runs it."""
    found = session_or_404(request.user, pk)
    board = Board(request, found)
    status = 200
    if request.method == "POST":
        said = board.do()
        if said is not None:
            messages.success(request, said)
            return redirect("committee_session", pk=pk)
        status = 409 if board.action == "conflict" else 422
    return render(request, "editorial/committees/session.html", board.context(), status=status)


@never_cache
@require_safe
def annex(request: HttpRequest, pk: int, annex_id: int) -> FileResponse:
    """A file of a session, for whoever may enter its committee."""
    found = session_or_404(request.user, pk)
    kept = found.annexes.filter(pk=annex_id).first()
    if kept is None:
        raise Http404
    response = FileResponse(
        [storage().read(kept.sha256)],
        content_type=kept.media_type,
        filename=kept.name,
        as_attachment=True,
    )
    response["Content-Length"] = kept.size
    return response
