"""The demo's committee: created by an act, called, held, voted, and its minutes signed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from typing import Any

from django.contrib.auth import get_user_model

from wagtail.models import Workflow, WorkflowTask

from editorial.models import SigningTask
from editorial.publishing import sign_version
from portal.demo import positions
from portal.demo.loading.deeds import Deed, accepting, moment
from portal.demo.loading.founding import ADMINISTRATOR
from portal.demo.organization import toml
from records import committees
from records.committees import Ballot, Presence, Ruling
from records.committees.people import seats_of
from records.events import act
from records.models import (
    Committee,
    CommitteeMember,
    CommitteeSession,
    ControlledDocument,
    DocumentVersion,
    Office,
    Position,
    Process,
)
from records.organization import register

AUTHENTICATION = "password"


@cache
def written() -> dict[str, Any]:
    """What stands in its file."""
    return toml("committee.toml")


def route_of_committee(names: tuple[str, ...]) -> str:
    """What the route with these reviews and the committee's decision is called."""
    return " → ".join([*names, written()["code"]])


def deeds(routes: list[tuple[str, ...]]) -> list[Deed]:
    """Its founding, with the routes that name it, and its session."""
    return [_founding(routes), *_session()]


def _user(username: str) -> Any:
    return get_user_model()._default_manager.get(username=username)


def _position(key: str) -> Position:
    one = next(each for each in positions() if each.key == key)
    return Position.objects.get(name=one.name, office__code=one.office)


def _founding(routes: list[tuple[str, ...]]) -> Deed:
    told = written()
    at = moment(told["created_on"], 8)

    def do() -> None:
        by = _user(ADMINISTRATOR)
        with act(by=by, at=at):
            committee = register(
                Committee(
                    code=told["code"],
                    name=told["name"],
                    act=told["act"],
                    duties=told["duties"],
                    office=Office.objects.get(code=told["office"]),
                    process=Process.objects.get(code=told["process"]),
                    chair=_position(told["chair"]),
                    secretary=_position(told["secretary"]),
                    series_code=told["series"],
                    valid_from=told["created_on"],
                ),
                by=by,
                at=at,
            )
            for key in told["members"]:
                seat = CommitteeMember(
                    committee=committee, position=_position(key), valid_from=told["created_on"]
                )
                register(seat, by=by, at=at)
            for names in routes:
                _route(committee, names, by=by, at=at)

    return Deed(at, lambda: Committee.objects.filter(code=told["code"]).exists(), do)


def _route(committee: Committee, names: tuple[str, ...], *, by: Any, at: datetime) -> None:
    """The reviews that there are already, and the committee's decision."""
    workflow = register(Workflow(name=route_of_committee(names), active=True), by=by, at=at)
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


def _kept() -> CommitteeSession | None:
    return (
        CommitteeSession.objects.filter(committee__code=written()["code"])
        .select_related("committee")
        .first()
    )


def _there() -> CommitteeSession:
    found = _kept()
    if found is None:
        raise ValueError("the demo's session is not planned")
    return found


def _minutes() -> DocumentVersion | None:
    found = _kept()
    opening = getattr(found, "opening", None)
    return opening.document.versions.first() if opening else None


def _session() -> Iterator[Deed]:
    told = written()["session"]
    called, on = moment(told["convened_on"], 9), moment(told["on"], 9)
    circulated, signed = moment(told["circulated_on"], 10), moment(told["signed_on"], 9)
    yield Deed(called, lambda: _kept() is not None, lambda: _call(told, called, on))
    yield Deed(on, lambda: hasattr(_kept(), "opening"), lambda: _hold(told, on))
    yield Deed(circulated, lambda: _there().drafts.exists(), lambda: _circulate(told, circulated))
    yield Deed(signed, lambda: _minutes() is not None, lambda: _submit(signed))
    chair = moment(told["signed_on"], 15)
    yield Deed(chair, lambda: hasattr(_minutes(), "issuance"), lambda: _sign(told, chair))
    out = moment(told["signed_on"], 16)
    yield Deed(out, lambda: hasattr(_kept(), "extract"), lambda: _release(out))
    for one in told["commitments"]:
        if "done_on" in one:
            yield _done(one)


def _keeper() -> Any:
    return _user(written()["keeper"])


def _call(told: dict[str, Any], at: datetime, on: datetime) -> None:
    by = _keeper()
    with act(by=by, at=at):
        session = committees.plan(
            Committee.objects.get(code=written()["code"]),
            mode=CommitteeSession.Mode.FACE_TO_FACE,
            starts_at=on,
            place=told["place"],
            by=by,
            at=at,
        )
        for one in told["told"]:
            committees.add_item(session, title=one["title"], decides=False, by=by, at=at)
        document = ControlledDocument.objects.get(code=told["approves"])
        version = document.versions.in_review().get()
        committees.add_item(session, version=version, by=by, at=at)
        committees.convene(session, means=told["means"], by=by, at=at)


def _hold(told: dict[str, Any], at: datetime) -> None:
    by, session = _keeper(), _there()
    with act(by=by, at=at):
        seats = seats_of(session.committee, at.date())
        committees.hold(session, [Presence(seat.member) for seat in seats], by=by, at=at)
        impeded = _position(told["impeded"]).pk
        voting, ended = moment(told["on"], 10), moment(told["on"], 11)
        for item in session.items.select_related("version"):
            if item.version is None:
                text = next(one for one in told["told"] if one["title"] == item.title)
                committees.develop(item, text["development"], by=by, at=voting)
                continue
            committees.develop(item, told["development"]["approves"], by=by, at=voting)
            ballots = {
                seat.member: Ballot("impeded", told["impediment"])
                if seat.member.position_id == impeded
                else Ballot("for")
                for seat in seats
            }
            committees.rule(session, [Ruling(item, "approved", "", ballots)], by=by, at=voting)
        for one in told["commitments"]:
            committees.commit(
                session,
                text=one["text"],
                responsible=_user(one["by"]),
                due_on=one["due_on"],
                by=by,
                at=voting,
            )
        committees.close(session, by=by, at=ended)


def _circulate(told: dict[str, Any], at: datetime) -> None:
    until: date = told["signed_on"]
    committees.circulate(_there(), remarks_until=until, by=_keeper(), at=at)


def _submit(at: datetime) -> None:
    by = _keeper()
    committees.submit_minutes(
        _there(),
        authentication=AUTHENTICATION,
        by=by,
        at=at,
        circumstances=accepting(by, at),
    )


def _sign(told: dict[str, Any], at: datetime) -> None:
    minutes, by = _minutes(), _user(told["chair"])
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


def _release(at: datetime) -> None:
    session, by = _there(), _keeper()
    decisions = [one.decision.pk for one in session.items.all() if hasattr(one, "decision")]
    prepared = committees.prepare_extract(session, decisions, by=by, at=at)
    committees.release(session, prepared, by=by, at=at)


def _done(one: dict[str, Any]) -> Deed:
    at = moment(one["done_on"], 10)

    def kept() -> Any:
        return _there().commitments.get(text=one["text"])

    def do() -> None:
        committees.follow_up(kept(), "done", note=one["note"], by=_user(one["by"]), at=at)

    return Deed(at, lambda: kept().steps.exists(), do)
