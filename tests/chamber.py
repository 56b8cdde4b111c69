"""A committee of the small entity, its people, and a session as the verbs make it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from records import committees
from records.committees import Ballot, Presence, Ruling
from records.lifecycle import Step
from records.models import (
    AgendaItem,
    Attendance,
    Committee,
    CommitteeMember,
    CommitteeSession,
    DocumentVersion,
    Issuance,
    Position,
)
from records.permissions import Role
from tests.factories import World, at, person


@dataclass
class Chamber:
    """Three who vote by position (the chair among them), a secretary who does not, a guest."""

    world: World
    committee: Committee = field(init=False)
    chair: Any = field(init=False)
    secretary: Any = field(init=False)
    finance: Any = field(init=False)
    planning: Any = field(init=False)
    guest: Any = field(init=False)
    seats: list[CommitteeMember] = field(init=False)

    def __post_init__(self) -> None:
        office = self.world.office
        self.chair = person("pilar.preside", Role.APPROVER, office, position="Secretaria TIC")
        self.finance = person("fabio.finanzas", Role.REVIEWER, office, position="Jefe Financiero")
        self.planning = person("paula.plan", Role.REVIEWER, office, position="Jefa de Planeación")
        self.secretary = person("sara.actas", Role.SECRETARY, office, position="Líder de calidad")
        self.guest = person("ivan.invitado", Role.READER, office, position="Asesor")
        self.committee = Committee.objects.create(
            code="CTIC",
            name="Comité de las TIC",
            act="Decreto 20 de 2015",
            office=office,
            process=self.world.process,
            chair=self.post("Secretaria TIC"),
            secretary=self.post("Líder de calidad"),
            series_code="130.02.03",
            valid_from=date(2015, 1, 1),
        )
        self.seats = [
            self.member(position=self.post(name))
            for name in ("Secretaria TIC", "Jefe Financiero", "Jefa de Planeación")
        ]
        self.member(user=self.guest, kind="guest", votes=False)

    def post(self, name: str) -> Position:
        return Position.objects.get(name=name)

    def member(self, **told: Any) -> CommitteeMember:
        return CommitteeMember.objects.create(
            committee=self.committee, valid_from=date(2015, 1, 1), **told
        )

    # --- documents that wait for it ---

    def route(self) -> list[Step]:
        return [
            Step("prepared", "Elaboró", (self.world.author.pk,)),
            Step("reviewed", "Revisión técnica", (self.world.reviewer.pk,)),
            Step("approved", "Comité de las TIC", committee=self.committee.code),
        ]

    def version(
        self, code: str = "PR-M2-P6-01", *, day: str = "2020-02-03", **told: Any
    ) -> DocumentVersion:
        """Submitted and reviewed: it waits for the committee."""
        version = self.world.submit(
            self.world.document(day=day),
            self.world.content(code, f"Procedimiento {code}", **told.pop("content", {})),
            day=day,
            route=self.route(),
            **told,
        )
        self.world.sign(version, 1, self.world.reviewer, day)
        return version

    # --- a session ---

    def plan(self, day: str = "2020-02-10", **told: Any) -> CommitteeSession:
        return committees.plan(
            self.committee,
            **{
                "mode": "face_to_face",
                "starts_at": at(day),
                "place": "Sala 1",
                "by": self.secretary,
                "at": at("2020-02-04"),
                **told,
            },
        )

    def convened(
        self, *versions: DocumentVersion, day: str = "2020-02-10", **told: Any
    ) -> CommitteeSession:
        session = self.plan(day, **told)
        for version in versions:
            self.item(session, version=version)
        if not versions:
            self.item(session, title="Plan de trabajo")
        committees.convene(
            session, means="Correo del 4 de febrero", by=self.secretary, at=at("2020-02-05")
        )
        return session

    def item(self, session: CommitteeSession, **told: Any) -> AgendaItem:
        return committees.add_item(
            session, **{"by": self.secretary, "at": at("2020-02-04"), **told}
        )

    def there(self, *absent: CommitteeMember) -> list[Presence]:
        return [
            Presence(seat, Attendance.State.ABSENT if seat in absent else "present")
            for seat in self.seats
        ]

    def held(
        self, *versions: DocumentVersion, day: str = "2020-02-10", **told: Any
    ) -> CommitteeSession:
        session = self.convened(*versions, day=day, **told)
        committees.hold(session, self.there(), by=self.secretary, at=at(day))
        return fresh(session)

    def ballots(self, choice: str = "for") -> Mapping[CommitteeMember, Ballot]:
        return {seat: Ballot(choice) for seat in self.seats}

    def decided(
        self,
        *versions: DocumentVersion,
        day: str = "2020-02-10",
        outcomes: Sequence[str] = (),
    ) -> CommitteeSession:
        """Held, voted by all in favour (against, where it is returned), and closed."""
        session = self.held(*versions, day=day)
        items = list(session.items.order_by("order"))
        wanted = outcomes or ["approved"] * len(items)
        committees.rule(
            session,
            [
                Ruling(item, outcome, self.said(outcome), self.votes_for(outcome))
                for item, outcome in zip(items, wanted, strict=True)
            ],
            by=self.secretary,
            at=at(day, 10),
        )
        committees.close(session, by=self.secretary, at=at(day, 11))
        return fresh(session)

    def said(self, outcome: str) -> str:
        return "" if outcome in ("approved", "deferred") else "Falta el presupuesto."

    def votes_for(self, outcome: str) -> Mapping[CommitteeMember, Ballot]:
        if outcome == "deferred":
            return {}
        if outcome == "approved":
            return self.ballots()
        return {seat: Ballot("against", "Falta el presupuesto.") for seat in self.seats}

    def submitted(
        self, *versions: DocumentVersion, day: str = "2020-02-12", **told: Any
    ) -> tuple[CommitteeSession, DocumentVersion]:
        """Its minutes circulated and signed by the secretary: they wait for the chair."""
        session = self.decided(*versions, **told)
        committees.circulate(
            session, remarks_until=date.fromisoformat(day), by=self.secretary, at=at("2020-02-11")
        )
        minutes = committees.submit_minutes(
            session, authentication="password", by=self.secretary, at=at(day)
        )
        return fresh(session), minutes

    def signed(
        self, *versions: DocumentVersion, day: str = "2020-02-12", **told: Any
    ) -> tuple[CommitteeSession, Issuance]:
        """Signed by the chair too: issued, with what they approve."""
        session, minutes = self.submitted(*versions, day=day, **told)
        self.world.sign(minutes, 1, self.chair, day)
        return fresh(session), Issuance.objects.get(version=minutes)


def fresh(session: CommitteeSession) -> CommitteeSession:
    return CommitteeSession.objects.select_related("committee").get(pk=session.pk)


def moment(text: str) -> datetime:
    """«2020-02-10 14» in Bogotá."""
    day, _, hour = text.partition(" ")
    return at(day, int(hour or 9))


def seated() -> Chamber:
    """The committee of a small entity of its own."""
    return Chamber(World())
