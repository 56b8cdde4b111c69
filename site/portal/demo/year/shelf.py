"""Which documents each office writes in the year: kind, subject and the words of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from portal.demo.documents import source
from portal.demo.organization import processes, toml
from portal.demo.year import prose, reports, tables
from portal.demo.year.prose import Written
from portal.demo.year.vocabulary import Subject, Theme, themes
from records.kinds import KINDS

SERIES = "120.22.01"
REPORTS = "120.15.02"
CHECKED = date(2026, 3, 2)
START = date(2026, 1, 13)
CUT = date(2026, 9, 30)
# What is decided by a committee, each kind by that of its theme.
COLLEGIATE = ("policy", "manual", "plan", "program", "matrix", "characterization")
COMMITTEES = {"digital": "CTIC", "tecnologia": "CTIC", "apropiacion": "CTIC", "control": "CICCI"}


def committee_of(theme: Theme) -> str:
    """The code of the committee that decides what this office submits."""
    return COMMITTEES.get(theme.name, "CIGD")


@dataclass(frozen=True, slots=True)
class Item:
    """A document to be written: by whom, about what, in which words."""

    kind: str
    theme: Theme
    subject: Subject
    written: Written
    ready: date | None = None
    """Not before that day: a report tells of a period that has ended."""

    @property
    def code(self) -> str:
        return str(self.written["code"])


Maker = Callable[[Theme, Subject, Random], Written]


class Shelf:
    """Gives each document the next free code of its kind and process, after those of the core."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.taken: dict[tuple[str, str], int] = {}
        for row in toml("history.toml")["documents"]:
            told = source(row["code"])
            key = (KINDS[told["kind"]].prefix, told["process"])
            number = int(str(row["code"]).rpartition("-")[2])
            self.taken[key] = max(self.taken.get(key, 0), number)

    def code(self, kind: str, process: str) -> str:
        key = (KINDS[kind].prefix, process)
        self.taken[key] = self.taken.get(key, 0) + 1
        return f"{key[0]}-{process}-{self.taken[key]:02}"

    def pick(self, *about: object) -> Random:
        """Chance that depends on the seed and on what it is asked about, and on nothing else."""
        return Random("/".join(map(str, (self.seed, *about))))  # noqa: S311

    def item(self, kind: str, theme: Theme, subject: Subject, written: Written) -> Item:
        common = {
            "code": self.code(kind, theme.process),
            "kind": kind,
            "process": theme.process,
            "office": theme.office,
            "series": REPORTS if kind == "report" else SERIES,
        }
        return Item(kind, theme, subject, {**written, **common})


def shelf(seed: int, count: int) -> Iterator[Item]:
    """Everything that the first `count` offices write, in the order of the offices."""
    own = Shelf(seed)
    chosen = themes()[:count]
    for place, theme in enumerate(chosen):
        yield from _office(own, place, theme, chosen[(place + 1) % len(chosen)])


def _office(own: Shelf, place: int, theme: Theme, other: Theme) -> Iterator[Item]:
    process = next(one.name for one in processes() if one.code == theme.process)
    first, second, third, fourth = theme.subjects

    def made(kind: str, subject: Subject, maker: Maker) -> Item:
        pick = own.pick(theme.name, kind, subject.title)
        return own.item(kind, theme, subject, maker(theme, subject, pick))

    yield made("characterization", first, lambda t, s, p: tables.characterization(t, s, p, process))
    yield made("procedure", first, prose.procedure)
    yield made("procedure", second, prose.procedure)
    if place % 2:
        yield made("instruction", third, prose.instruction)
        yield made("policy", fourth, prose.policy)
    else:
        yield made("protocol", third, prose.protocol)
        yield made("manual", fourth, lambda t, s, p: prose.manual(t, s, p, process))
    yield made("guide", fourth, prose.guide)
    planned = "program" if place % 3 == 1 else "plan"
    maker = tables.program if planned == "program" else tables.plan
    plan = made(planned, first, lambda t, s, p: maker(t, s, p, process, START))
    yield plan
    yield made("matrix", second, lambda t, s, p: tables.matrix(t, s, p, process))
    yield made("datasheet", second, tables.datasheet)
    told = toml("year/external.toml").get(theme.name)
    if told:
        yield made("external", third, lambda t, s, p: tables.external(told, t, CHECKED))
    yield made("format", first, tables.form)
    yield made("format", fourth, tables.form)
    yield from _reports(own, place, theme, other, plan, process)


def _reports(
    own: Shelf, place: int, theme: Theme, other: Theme, plan: Item, process: str
) -> Iterator[Item]:
    def made(subject: Subject, written: Written, ready: date) -> Item:
        item = own.item("report", theme, subject, written)
        return Item(item.kind, theme, subject, item.written, ready)

    first, second, *_ = theme.subjects
    pick = own.pick(theme.name, "reports")
    yield made(first, reports.management(theme, first, pick, process), date(2026, 7, 1))
    yield made(
        second, reports.progress(theme, pick, plan.written, plan.code, CUT), date(2026, 10, 1)
    )
    match place % 3:
        case 0:
            yield made(first, reports.technical(theme, second, pick), date(2026, 5, 4))
        case 1:
            yield made(
                second, reports.supervision(theme, first, pick, 101 + 37 * place), date(2026, 7, 1)
            )
        case _:
            audited = next(p.name for p in processes() if p.code == other.process)
            yield made(first, reports.audit(theme, first, pick, other, audited), date(2026, 6, 1))
