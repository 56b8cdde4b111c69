"""What the offices of the demo entity write about: themes and subjects, read from `themes/`.

A line with bars holds the cells of a row, in the order that each class here says. The order of the
themes is fixed, so that a seed always gives the same year.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from portal.demo.organization import toml

# The order in which they take their turns; a small year takes the first ones.
NAMES = (
    "salud",
    "contratacion",
    "digital",
    "documental",
    "hacienda",
    "planeacion",
    "educacion",
    "tecnologia",
    "talento",
    "calidad",
    "control",
    "apropiacion",
)


def cells(line: str) -> tuple[str, ...]:
    """The cells of a line, without the spaces around them."""
    return tuple(cell.strip() for cell in line.split("|"))


@dataclass(frozen=True, slots=True)
class Step:
    """An activity: what, who does it, which record it leaves, in how long."""

    text: str
    who: str
    record: str
    term: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One thing that an office does: enough to write a procedure, a guide or a risk about it."""

    title: str
    act: str
    purpose: str
    start: str
    end: str
    records: tuple[tuple[str, ...], ...]
    steps: tuple[Step, ...]
    ask: tuple[str, ...]
    after: int
    added: Step
    why: str
    rules: tuple[str, ...]
    measure: tuple[str, ...]
    risk: tuple[str, ...]
    improve: tuple[str, ...]
    traits: tuple[tuple[str, ...], ...]
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """What one office writes about, and who writes, reviews and approves it there."""

    name: str
    process: str
    office: str
    about: str
    clients: str
    tags: tuple[str, ...]
    author: str
    reviewer: str
    approver: str
    filler: str
    norms: tuple[str, ...]
    terms: tuple[str, ...]
    resources: tuple[tuple[str, ...], ...]
    who: tuple[tuple[str, str], ...]
    subjects: tuple[Subject, ...]

    def person(self, letter: str) -> str:
        """Who does it in this office: `L` leads, `P` is the professional, `T` the technician."""
        return dict(self.who)[letter]


@cache
def themes() -> tuple[Theme, ...]:
    """Every theme, in order."""
    return tuple(_theme(name) for name in NAMES)


def _theme(name: str) -> Theme:
    told = toml(f"year/themes/{name}.toml")
    who = dict(told["who"])
    return Theme(
        name=name,
        who=tuple(who.items()),
        subjects=tuple(_subject(one, who) for one in told["subjects"]),
        tags=tuple(told["tags"]),
        norms=tuple(told["norms"]),
        terms=tuple(told["terms"]),
        resources=tuple(cells(line) for line in told["resources"]),
        **{
            key: told[key]
            for key in (
                "process",
                "office",
                "about",
                "clients",
                "author",
                "reviewer",
                "approver",
                "filler",
            )
        },
    )


def _subject(told: dict[str, Any], who: dict[str, str]) -> Subject:
    after, *added, why = cells(told["added"])
    return Subject(
        **{key: told[key] for key in ("title", "act", "purpose", "start", "end")},
        records=tuple(cells(line) for line in told["records"]),
        steps=tuple(_step(line, who) for line in told["steps"]),
        ask=cells(told["ask"]),
        after=int(after),
        added=_step("|".join(added), who),
        why=why,
        rules=tuple(told["rules"]),
        measure=cells(told["measure"]),
        risk=cells(told["risk"]),
        improve=cells(told["improve"]),
        traits=tuple(cells(line) for line in told["traits"]),
        fields=tuple(told["fields"]),
    )


def _step(line: str, who: dict[str, str]) -> Step:
    text, letter, record, term = cells(line)
    return Step(f"{text}.", who[letter], record, term)
