"""The demo's year through the verbs: what `portal.demo.year` tells, as deeds on their days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from portal.demo import year
from portal.demo.loading import committees, filled, history, people
from portal.demo.loading.deeds import Deed, moment
from portal.demo.loading.people import user
from records import changes, departures, errata
from records.models import (
    ChangeRequest,
    ClassificationScheme,
    ControlledDocument,
    Departure,
    Erratum,
    Issuance,
    Office,
    Process,
    Series,
)

AUTHENTICATION = "password"


def missing(written: year.Year) -> list[str]:
    """Codes of processes and series that the year needs and this database does not have.

    Some are missing where an earlier release founded the demo entity.
    """
    contents = [one.versions[0].content for one in written.documents]
    processes = {content["process"]["code"] for content in contents}
    series = {content["series"]["code"] for content in contents}
    series |= {one.series for one in written.committees}
    scheme = ClassificationScheme.objects.in_force_on(year.FIRST)
    known = Series.objects.filter(scheme=scheme, code__in=series).values_list("code", flat=True)
    there = Process.objects.filter(code__in=processes).values_list("code", flat=True)
    return sorted((processes - set(there)) | (series - set(known)))


def deeds_of_year(written: year.Year, password: str) -> Iterator[Deed]:
    """Everything that happens in the year, in no order."""
    yield from people.new_positions(year.positions(), moment(year.FIRST, 6))
    yield from people.arrivals(year.people(), password, year.FIRST)
    yield from committees.deeds(written.committees)
    yield from history.deeds(written.documents)
    yield from filled.deeds(written.fillings, written.lists)
    for place, request in enumerate(written.requests):
        yield from _Asking(request, place % history.MINUTES).deeds()
    for correction in written.corrections:
        yield _corrected(correction)
    for departure in written.departures:
        yield from _departed(departure)


class _Asking:
    """A request of change and the decision on it. Its reason tells it from all others."""

    def __init__(self, told: year.Request, minute: int) -> None:
        self.told, self.minute = told, minute

    def deeds(self) -> Iterator[Deed]:
        at = moment(self.told.on, 8, self.minute)
        yield Deed(at, lambda: self._kept() is not None, lambda: self._ask(at))
        if self.told.decided_on is not None:
            then = moment(self.told.decided_on, 14, self.minute)
            yield Deed(then, lambda: hasattr(self._kept(), "decision"), lambda: self._decide(then))

    def _kept(self) -> ChangeRequest | None:
        return ChangeRequest.objects.filter(reason=self.told.reason).first()

    def _ask(self, at: datetime) -> None:
        told = self.told
        document = ControlledDocument.objects.get(code=told.code) if told.code else None
        changes.request_change(
            told.kind,
            document=document,
            document_kind=told.document_kind,
            title=told.title,
            office=Office.objects.get(code=told.office),
            reason=told.reason,
            by=user(told.by),
            at=at,
        )

    def _decide(self, at: datetime) -> None:
        kept = self._kept()
        if kept is None:
            raise ValueError("the demo's request was not made")
        changes.decide(
            kept,
            accepted=bool(self.told.accepted),
            reason=self.told.decision,
            by=user("revisor"),
            at=at,
        )


def _in_force(code: str, at: datetime) -> Issuance:
    issued: Issuance = Issuance.objects.in_force_on(at.date()).get(document__code=code)
    return issued


def _corrected(told: year.Correction) -> Deed:
    at = moment(told.on, 10)

    def do() -> None:
        errata.note_erratum(
            _in_force(told.code, at),
            says=told.says,
            should_say=told.should_say,
            authentication=AUTHENTICATION,
            by=user(told.by),
            at=at,
        )

    kept = Erratum.objects.filter(issuance__document__code=told.code, says=told.says)
    return Deed(at, lambda: kept.all().exists(), do)


def _departed(told: year.Departed) -> Iterator[Deed]:
    at = moment(told.on, 11)

    def kept() -> Any:
        return Departure.objects.filter(version__document__code=told.code, at=at)

    def do() -> None:
        departures.authorise_departure(
            _in_force(told.code, at),
            activity=told.activity,
            instead=told.instead,
            reason=told.reason,
            asked_by=told.asked_by,
            since=told.on,
            until=told.until,
            by=user(told.by),
            at=at,
        )

    yield Deed(at, lambda: kept().exists(), do)
    if told.ended_on is not None:
        then = moment(told.ended_on, 11)

        def end() -> None:
            reason = "El sistema volvió a funcionar y se cumple de nuevo la actividad."
            departures.end_departure(kept().get(), reason=reason, by=user(told.by), at=then)

        yield Deed(then, lambda: kept().filter(end__isnull=False).exists(), end)
