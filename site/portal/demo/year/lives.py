"""What becomes of each document in the year: when it is written, by whom it is signed, revised."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from portal.demo.documents import DemoDocument, dated
from portal.demo.year import pacing
from portal.demo.year.model import Request
from portal.demo.year.prose import lower
from portal.demo.year.revising import Revision, revised
from portal.demo.year.shelf import COLLEGIATE, Item, committee_of
from portal.demo.year.vocabulary import Theme

METHOD, TECHNICAL = "Revisión metodológica", "Revisión técnica"
METHODOLOGIST = "revisor"
STAND_IN = "jcordoba"
MOST_POINTS = 7
CREATED = "Creación del documento."
# The part that is mended when a version comes back, the first that the kind has.
_MENDED = ("scope", "objective", "conclusions")
_WHY_BACK = (
    "Falta decir quién responde cuando la persona titular no está.",
    "El alcance no coincide con lo que describe el contenido.",
    "Hay un término que no aparece en las definiciones.",
)
_WHY_ENDED = (
    "Su contenido quedó en el manual del proceso.",
    "La actividad se presta ahora por medio de un convenio con los municipios.",
    "Se unificó con el procedimiento de la Secretaría General.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """A session that is to come, and the versions that it will decide on."""

    committee: str
    on: date
    approves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lives:
    """Documents with their lives, what the sessions decide, and what was asked for."""

    documents: tuple[DemoDocument, ...]
    sittings: tuple[Sitting, ...]
    requests: tuple[Request, ...]


def lives(items: Sequence[Item], days: Iterable[tuple[str, date]], pick: Random) -> Lives:
    """The life of each item, in the sessions held on those days. Every third one is revised."""
    agendas: dict[tuple[str, date], list[str]] = {each: [] for each in days}
    documents, requests = [], []
    for place, item in enumerate(items):
        life = _Life(item, place, pick, agendas)
        documents.append(life.document())
        requests += life.requests
    sittings = [
        Sitting(committee=committee, on=on, approves=tuple(codes))
        for (committee, on), codes in agendas.items()
    ]
    return Lives(documents=tuple(documents), sittings=tuple(sittings), requests=tuple(requests))


class _Life:
    """One document from its first draft; fills the agendas that it is decided in."""

    def __init__(
        self,
        item: Item,
        place: int,
        pick: Random,
        agendas: dict[tuple[str, date], list[str]],
    ) -> None:
        self.item, self.place, self.pick, self.agendas = item, place, pick, agendas
        self.theme: Theme = item.theme
        self.requests: list[Request] = []
        self.rows: list[dict[str, Any]] = []
        self.patches: list[dict[str, Any]] = []

    def document(self) -> DemoDocument:
        first = self.item.ready or pacing.between(date(2025, 12, 2), date(2026, 6, 12), self.pick)
        begun = pacing.later(pacing.on_or_after(first), self.pick.randint(0, 4))
        begun = self._first(begun)
        wanted = 1 + (self.place % 5 in (0, 1, 3)) + (self.place % 10 == 1)
        if self.item.kind in ("report", "external"):
            wanted = 1
        for number in range(2, wanted + 1):
            begun = self._again(begun, number)
        last = self.rows[-1]
        told = {**self.item.written, "patches": self.patches}
        row = {"tags": list(self.theme.tags), "versions": self.rows}
        if self._ends() and last.get("effective_on", pacing.LAST) < date(2026, 10, 1):
            row["withdrawal"] = {
                "reason": self.pick.choice(_WHY_ENDED),
                "on": pacing.between(date(2026, 10, 5), pacing.LAST, self.pick),
                "by": self.theme.approver,
            }
        return dated(told, row)

    def _ends(self) -> bool:
        """A few guides and sheets are withdrawn by the office that approves them itself."""
        own = self.theme.office in ("130", "140", "160", "170", "120")
        return own and self.item.kind in ("guide", "datasheet") and self.place % 4 == 0

    def _first(self, begun: date) -> date:
        if self.place % 31 == 30:
            return self._kept_as({"state": "draft", "prepared_on": self._late()}, CREATED)
        if self.place % 23 == 11:
            return self._waits(self._late(), CREATED)
        if self.place % 17 == 7:
            return self._urgent(begun)
        if self.place % 13 == 6 and self.item.kind != "external":
            begun = self._returned(begun)
        return self._issued(begun, CREATED, {})

    def _late(self) -> date:
        return pacing.between(date(2026, 11, 9), pacing.LAST - timedelta(days=7), self.pick)

    def _kept_as(self, row: dict[str, Any], note: str) -> date:
        own = {"prepared_by": [self.theme.author], "note": note}
        self.rows.append({**own, **row})
        return pacing.LAST

    def _waits(self, day: date, note: str, **more: Any) -> date:
        return self._kept_as({"state": "in_review", "prepared_on": day, **more}, note)

    def _urgent(self, begun: date) -> date:
        on = pacing.later(begun, 1)
        urgent = {
            "by": self.theme.approver,
            "on": on,
            "reason": f"Se necesita hoy para {self.item.subject.act} sin interrumpir el servicio.",
            "confirmed_by": METHODOLOGIST,
            "confirmed_on": on,
        }
        self._kept_as(
            {
                "label": "01",
                "prepared_on": begun,
                "urgent": urgent,
                "approved_on": on,
                "effective_on": on,
            },
            CREATED,
        )
        return on

    def _returned(self, begun: date) -> date:
        """Back to the author once; what comes next is the same text, mended."""
        on = pacing.later(begun, self.pick.randint(2, 4))
        back = {"by": METHODOLOGIST, "on": on, "reason": self.pick.choice(_WHY_BACK)}
        self._kept_as({"state": "returned", "prepared_on": begun, "returned": back}, CREATED)
        role = next(role for role in _MENDED if role in self.item.written)
        answers = f"Responde siempre: {lower(self.theme.person('L'))}."
        self.patches.append({"label": "01", role: f"{self.item.written[role]} {answers}"})
        return pacing.later(on, self.pick.randint(3, 6))

    def _issued(self, begun: date, note: str, more: dict[str, Any]) -> date:
        """The day on which the version is in force."""
        if self.item.kind in COLLEGIATE:
            agenda = self._agenda(begun)
            if agenda is not None:
                return self._decided(agenda, note, more)
        reviews, day = self._reviews(begun)
        approved = pacing.later(day, self.pick.randint(1, 3))
        effective = pacing.later(approved, self.pick.randint(0, 5))
        self._kept_as(
            {
                "label": self._label(),
                "prepared_on": begun,
                "reviews": reviews,
                "approved_by": self.theme.approver,
                "approved_on": approved,
                "effective_on": effective,
                **more,
            },
            note,
        )
        return effective

    def _label(self) -> str:
        issued = sum("label" in row for row in self.rows)
        return f"{issued + 1:02}"

    def _technical(self) -> str:
        one = self.theme.reviewer
        return STAND_IN if one == METHODOLOGIST else one

    def _reviews(self, begun: date, *, both: bool = False) -> tuple[list[dict[str, Any]], date]:
        """Two named reviews, or the one of the usual route."""
        day = pacing.later(begun, self.pick.randint(1, 4))
        if not both and self.item.kind not in ("procedure", "protocol", "instruction"):
            return [{"step": METHOD, "by": METHODOLOGIST, "on": day}], day
        then = pacing.later(day, self.pick.randint(1, 3))
        reviews = [
            {"step": TECHNICAL, "by": self._technical(), "on": day},
            {"step": METHOD, "by": METHODOLOGIST, "on": then},
        ]
        return reviews, then

    def _agenda(self, begun: date) -> date | None:
        """The next session of its committee that leaves time for the reviews and has room."""
        mine = committee_of(self.theme)
        for (committee, on), codes in self.agendas.items():
            if committee != mine or len(codes) >= MOST_POINTS or self.item.code in codes:
                continue
            if pacing.earlier(on, 16) >= begun:
                return on
        return None

    def _decided(self, on: date, note: str, more: dict[str, Any]) -> date:
        mine = committee_of(self.theme)
        self.agendas[mine, on].append(self.item.code)
        begun = pacing.earlier(on, self.pick.randint(14, 16))
        reviews, _last = self._reviews(begun, both=True)
        effective = pacing.later(on, self.pick.randint(4, 8))
        self._kept_as(
            {
                "label": self._label(),
                "prepared_on": begun,
                "reviews": reviews,
                "committee": mine,
                "approved_on": on,
                "effective_on": effective,
                **more,
            },
            note,
        )
        return effective

    def _again(self, since: date, number: int) -> date:
        """A later version, asked for or not; too late in the year, it stays in review."""
        if since >= date(2026, 10, 1):
            return pacing.LAST
        begun = pacing.later(since, self.pick.randint(18, 60))
        if begun > date(2026, 11, 13):
            return pacing.LAST
        told = revised(
            self.item.kind,
            self.theme,
            self.item.subject,
            self.item.written,
            self.pick,
            begun,
            number,
        )
        self.patches.append({"label": f"{number:02}", **told.patch})
        more: dict[str, Any] = {"scope": told.scope}
        if begun > date(2026, 10, 23):
            return self._waits(begun, told.note, **more)
        if self.item.kind in ("procedure", "protocol", "instruction", "guide"):
            more["request"] = self._asked(since, told)
        return self._issued(begun, told.note, more)

    def _asked(self, since: date, told: Revision) -> str:
        """Whoever uses it asks for the change, and the quality office accepts."""
        on = pacing.later(since, self.pick.randint(4, 8))
        reason = f"En {self.item.code}: {lower(told.note)}"
        self.requests.append(
            Request(
                kind="change",
                code=self.item.code,
                office=self.theme.office,
                reason=reason,
                by=self.theme.filler,
                on=on,
                decided_on=pacing.later(on, self.pick.randint(1, 5)),
                accepted=True,
            )
        )
        return reason


def sessions_of(sittings: Iterable[Sitting], committee: str) -> Iterator[Sitting]:
    return (one for one in sittings if one.committee == committee)
