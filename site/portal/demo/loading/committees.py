"""The demo's committees: created by an act, called, held, voted, and their minutes signed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model

from wagtail.models import Workflow, WorkflowTask

from editorial.models import SigningTask
from editorial.publishing import sign_version
from portal.demo import sessions as written
from portal.demo.loading.deeds import Deed, accepting, moment
from portal.demo.loading.people import ADMINISTRATOR, position_of
from records import approvals, committees
from records.committees import Ballot, Presence, Ruling
from records.committees.people import Seat, seats_of
from records.events import act
from records.models import (
    AgendaItem,
    Attendance,
    Committee,
    CommitteeMember,
    CommitteeSession,
    ControlledDocument,
    DocumentVersion,
    Office,
    Process,
)
from records.organization import register

AUTHENTICATION = "password"


def route_of_committee(names: tuple[str, ...], code: str = "CTIC") -> str:
    """What the route with these reviews and that committee's decision is called."""
    return " → ".join([*names, code])


def deeds(told: Iterable[written.Committee]) -> Iterator[Deed]:
    """The founding of each, with the routes that name it, and its sessions."""
    for committee in told:
        yield _founding(committee)
        for session in committee.sessions:
            yield from Meeting(committee, session).deeds()


def _user(username: str) -> Any:
    return get_user_model()._default_manager.get(username=username)


def _founding(told: written.Committee) -> Deed:
    at = moment(told.created_on, 8)

    def do() -> None:
        by = _user(ADMINISTRATOR)
        with act(by=by, at=at):
            committee = register(
                Committee(
                    code=told.code,
                    name=told.name,
                    act=told.act,
                    duties=told.duties,
                    office=Office.objects.get(code=told.office),
                    process=Process.objects.get(code=told.process),
                    chair=position_of(told.chair),
                    secretary=position_of(told.secretary),
                    series_code=told.series,
                    valid_from=told.created_on,
                ),
                by=by,
                at=at,
            )
            for key in told.members:
                seat = CommitteeMember(
                    committee=committee, position=position_of(key), valid_from=told.created_on
                )
                register(seat, by=by, at=at)
            for names in told.reviews:
                _route(committee, names, by=by, at=at)

    return Deed(at, lambda: Committee.objects.filter(code=told.code).exists(), do)


def _route(committee: Committee, names: tuple[str, ...], *, by: Any, at: datetime) -> None:
    """The reviews that there are already, and the committee's decision."""
    name = route_of_committee(names, committee.code)
    workflow = register(Workflow(name=name, active=True), by=by, at=at)
    decision = SigningTask(
        name=committee.name[:100],
        role=SigningTask.Role.APPROVED,
        committee=committee,
        active=True,
    )
    register(decision, by=by, at=at)
    reviews = [SigningTask.objects.get(name=name) for name in names]
    for order, task in enumerate([*reviews, decision]):
        register(WorkflowTask(workflow=workflow, task=task, sort_order=order), by=by, at=at)


@dataclass(frozen=True)
class Meeting:
    """A session of a committee, known by the moment at which it begins."""

    committee: written.Committee
    told: written.Session

    def deeds(self) -> Iterator[Deed]:
        told = self.told
        called, circulated = moment(told.convened_on, 9), moment(told.circulated_on, 10)
        yield Deed(called, lambda: self._kept() is not None, lambda: self._call(called))
        on = moment(told.on, 9)
        yield Deed(on, lambda: hasattr(self._kept(), "opening"), lambda: self._hold(on))
        yield Deed(
            circulated, lambda: self._there().drafts.exists(), lambda: self._circulate(circulated)
        )
        signed, chair = moment(told.signed_on, 9), moment(told.signed_on, 15)
        yield Deed(signed, lambda: self._minutes() is not None, lambda: self._submit(signed))
        yield Deed(chair, lambda: hasattr(self._minutes(), "issuance"), lambda: self._sign(chair))
        if told.approves:  # the public reads what was decided
            out = moment(told.signed_on, 16)
            yield Deed(out, lambda: hasattr(self._kept(), "extract"), lambda: self._release(out))
        for one in told.commitments:
            if one.done_on is not None:
                yield self._done(one, moment(one.done_on, 10))

    def _kept(self) -> CommitteeSession | None:
        return (
            CommitteeSession.objects.filter(
                committee__code=self.committee.code, starts_at=moment(self.told.on, 9)
            )
            .select_related("committee")
            .first()
        )

    def _there(self) -> CommitteeSession:
        found = self._kept()
        if found is None:
            raise ValueError("the demo's session is not planned")
        return found

    def _minutes(self) -> DocumentVersion | None:
        opening = getattr(self._kept(), "opening", None)
        return opening.document.versions.first() if opening else None

    def _keeper(self) -> Any:
        return _user(self.committee.keeper)

    def _call(self, at: datetime) -> None:
        by, told = self._keeper(), self.told
        mode = CommitteeSession.Mode.VIRTUAL if told.link else CommitteeSession.Mode.FACE_TO_FACE
        with act(by=by, at=at):
            session = committees.plan(
                Committee.objects.get(code=self.committee.code),
                mode=mode,
                starts_at=moment(told.on, 9),
                place=told.place,
                link=told.link,
                by=by,
                at=at,
            )
            for one in told.told:
                committees.add_item(session, title=one.title, decides=False, by=by, at=at)
            for code in told.approves:
                document = ControlledDocument.objects.get(code=code)
                version = document.versions.in_review().get()
                committees.add_item(session, version=version, by=by, at=at)
            committees.convene(session, means=told.means, by=by, at=at)

    def _hold(self, at: datetime) -> None:
        by, session, told = self._keeper(), self._there(), self.told
        with act(by=by, at=at):
            seats = seats_of(session.committee, at.date())
            committees.hold(session, [self._presence(seat) for seat in seats], by=by, at=at)
            voting, ended = moment(told.on, 10), moment(told.on, 11)
            rulings: list[Ruling] = []
            for item in session.items.select_related("version"):
                if item.version is None:
                    text = next(one for one in told.told if one.title == item.title)
                    committees.develop(item, text.development, by=by, at=voting)
                    continue
                committees.develop(item, told.development, by=by, at=voting)
                ballots = self._ballots(item, seats, dissenting=not rulings)
                rulings.append(Ruling(item, "approved", "", ballots))
            committees.rule(session, rulings, by=by, at=voting)
            for one in told.commitments:
                committees.commit(
                    session,
                    text=one.text,
                    responsible=_user(one.by),
                    due_on=one.due_on,
                    by=by,
                    at=voting,
                )
            committees.close(session, by=by, at=ended)

    def _letter(self, seat: Seat) -> str:
        """The letter that excuses whoever sits there; empty for who is present."""
        absent = {position_of(key).pk: letter for key, letter in self.told.absent}
        return absent.get(seat.member.position_id or 0, "")

    def _presence(self, seat: Seat) -> Presence:
        letter = self._letter(seat)
        state = Attendance.State.ABSENT if letter else Attendance.State.PRESENT
        return Presence(seat.member, state, letter=letter)

    def _ballots(
        self, item: AgendaItem, seats: list[Seat], *, dissenting: bool
    ) -> dict[CommitteeMember, Ballot]:
        """Who took part in a document is impeded; whoever does not agree says why."""
        version = item.version
        impeded = approvals.interested(version) if version is not None else frozenset()
        dissents = {
            position_of(key).pk: Ballot(choice, reason)
            for key, choice, reason in self.told.dissents
            if dissenting
        }
        ballots = {}
        for seat in seats:
            if self._letter(seat) or not seat.votes or seat.holder is None:
                continue
            if seat.holder.user.pk in impeded:
                ballots[seat.member] = Ballot("impeded", self.told.impediment)
            else:
                usual = Ballot("for")
                ballots[seat.member] = dissents.get(seat.member.position_id or 0, usual)
        return ballots

    def _circulate(self, at: datetime) -> None:
        until = self.told.signed_on
        committees.circulate(self._there(), remarks_until=until, by=self._keeper(), at=at)

    def _submit(self, at: datetime) -> None:
        by = self._keeper()
        committees.submit_minutes(
            self._there(),
            authentication=AUTHENTICATION,
            by=by,
            at=at,
            circumstances=accepting(by, at),
        )

    def _sign(self, at: datetime) -> None:
        minutes, by = self._minutes(), _user(self.told.chair)
        if minutes is None:
            raise ValueError("the demo's minutes are not submitted")
        sign_version(
            minutes,
            step=1,
            content_sha256=minutes.content_sha256,
            authentication=AUTHENTICATION,
            by=by,
            at=at,
            circumstances=accepting(by, at),
        )

    def _release(self, at: datetime) -> None:
        session, by = self._there(), self._keeper()
        decisions = [one.decision.pk for one in session.items.all() if hasattr(one, "decision")]
        prepared = committees.prepare_extract(session, decisions, by=by, at=at)
        committees.release(session, prepared, by=by, at=at)

    def _done(self, one: written.Commitment, at: datetime) -> Deed:
        def kept() -> Any:
            return self._there().commitments.get(text=one.text)

        def do() -> None:
            committees.follow_up(kept(), "done", note=one.note, by=_user(one.by), at=at)

        return Deed(at, lambda: kept().steps.exists(), do)
