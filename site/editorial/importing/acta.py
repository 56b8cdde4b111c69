"""What minutes of a meeting say: which committee, when, who, what was decided and who does what.

Pure. A proposal for a person to confirm: what the text does not say is empty, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from .acta_parts import FACTS, NUMBER, ActaPart, texts_of
from .calling import sentence_case
from .dates import MONTHS, find_dates
from .header import normal_code
from .headings import parts as parts_of
from .minuted import Attendant, Minuted, MinutedCommitment, MinutedDecision, MinutedPoint
from .source import Block, Line, Table
from .words import fold

_COMMITTEE = re.compile(
    r"\b(?:comit[eé]|consejo|junta|mesa t[eé]cnica|comisi[oó]n)\b[^\n:;|]*", re.I
)
_FIELDS = {
    "day": r"fecha(?: de (?:la )?(?:reuni[oó]n|sesi[oó]n))?",
    "begins": r"hora(?: de)?(?: (?:inicio|inicial|comienzo|apertura))?",
    "ends": r"hora(?: de)? (?:terminaci[oó]n|finalizaci[oó]n|fin(?:al)?|cierre)|termina",
    "place": r"lugar(?: de (?:la )?(?:reuni[oó]n|sesi[oó]n))?|sitio",
    "committee": r"(?:nombre del )?comit[eé]|(?:nombre de la )?(?:reuni[oó]n|sesi[oó]n)|asunto",
}
_FIELD = {name: re.compile(rf"(?:{words})\s*:\s*(.+)", re.I) for name, words in _FIELDS.items()}
_HOUR = re.compile(r"\b(\d{1,2})\s*[:.hH]\s*(\d{2})?\s*(?:horas?\b)?\s*([ap])?\.?\s*(?:m\b)?", re.I)
_VERSION = re.compile(r"\bversi[oó]n\s*(?:n[.º°o]*\s*)?(\d[\w.]*)", re.I)
_LETTER = re.compile(r"\boficio\s+(?:n[.º°o]*\s*)?([\w-]+)", re.I)
_SMALL_TITLES = frozenset({"nombre", "nombres", "nombre y apellidos", "nombres y apellidos"})
_NOTHING = re.compile(r"(?:no hubo|no hay|ningun[oa]?|ninguna persona|sin|n a)\b.*")
_OUTCOMES = (
    ("returned", re.compile(r"\bse devuelve|\bdevolver\b", re.I)),
    ("deferred", re.compile(r"\bse aplaza|\bse pospone|\bqueda pendiente", re.I)),
    ("rejected", re.compile(r"\bno se aprueba|\bse niega|\bse rechaza", re.I)),
    ("approved", re.compile(r"\bse aprueba|\baprobad[oa]|\baprobar\b|\bse adopta", re.I)),
)


def read_acta(parts: Sequence[ActaPart], furniture: Sequence[Block]) -> Minuted:
    """What the parts say; `furniture` are page headers, where number and committee may stand."""
    facts = [text for one in parts if one.role == FACTS for text in texts_of(one.blocks)]
    said = [*texts_of(furniture), *facts]
    number, year = _number(said)
    day = _day(said)
    attendees = _people(_blocks(parts, "attendees"))
    points = _agenda(_blocks(parts, "agenda"))
    return Minuted(
        number=number,
        year=year or (day.year if day else None),
        committee=_committee(said),
        day=day,
        begins=_hour(_field("begins", said)),
        ends=_hour(_field("ends", said) or _field("ends", _ending(parts))),
        place=_field("place", said),
        attendees=attendees,
        guests=_people(_blocks(parts, "guests")),
        absent=_people(_blocks(parts, "absent")),
        points=_developed(points, _blocks(parts, "development")),
        quorum=" ".join(texts_of(_blocks(parts, "quorum"))),
        decisions=_decisions(_blocks(parts, "decisions")),
        commitments=_commitments(_blocks(parts, "commitments")),
        annexes=tuple(_entries(_blocks(parts, "annexes"))),
        signers=_signers(parts, attendees),
    )


def _blocks(parts: Sequence[ActaPart], role: str) -> list[Block]:
    return [block for one in parts if one.role == role for block in one.blocks]


def _ending(parts: Sequence[ActaPart]) -> list[str]:
    return [text for one in parts if one.role == "closing" for text in texts_of(one.blocks)]


def _number(said: Sequence[str]) -> tuple[int | None, int | None]:
    found = next((match for text in said if (match := NUMBER.search(text))), None)
    if found is None:
        return None, None
    return int(found["number"]), int(found["year"]) if found["year"] else None


def _committee(said: Sequence[str]) -> str:
    named = [_field("committee", [text]) for text in said]
    for text in [*filter(None, named), *said]:
        if found := _COMMITTEE.search(text):
            return " ".join(found[0].split()).strip(" .,-–—")
    return ""


def _field(name: str, said: Sequence[str]) -> str:
    matches = (_FIELD[name].match(text.strip()) for text in said)
    return next((match[1].strip(" .") for match in matches if match), "")


def _day(said: Sequence[str]) -> date | None:
    days = find_dates(_field("day", said)) or [one for text in said for one in find_dates(text)]
    return days[0].value if days else None


def _hour(text: str) -> str:
    """«8:30 a. m.» as 08:30; nothing where the text is no hour."""
    found = _HOUR.search(text)
    if not found:
        return ""
    hour, minute = int(found[1]), int(found[2] or 0)
    half = (found[3] or "").lower()
    hour = hour % 12 + (12 if half == "p" else 0) if half and hour <= 12 else hour
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else ""


def _entries(blocks: Sequence[Block]) -> list[str]:
    """The lines of a list without their marks; a row of a table as one."""
    out: list[str] = []
    for block in blocks:
        if isinstance(block, Line):
            out += [text for text in (parts_of(block)[1].strip(" ;"),) if text]
        elif isinstance(block, Table):
            rows = (dict.fromkeys(cell for cell in row if cell) for row in block.rows)
            out += [" – ".join(row) for row in rows if row]
    return out


def _people(blocks: Sequence[Block], *, upright: bool = False) -> tuple[Attendant, ...]:
    """Those named: in a table by its heads, on lines «Name, position».

    `upright`: in a table of signatures each column is a person, the name above the position.
    """
    people: list[Attendant] = []
    for block in blocks:
        if isinstance(block, Table):
            people += _columns(block) if upright and not _head(block) else _rows(block)
        elif isinstance(block, Line):
            text = parts_of(block)[1].strip(" .;")
            if text and not _NOTHING.fullmatch(fold(text)):
                people.append(_person(text))
    return tuple(one for one in people if one.name)


def _signers(parts: Sequence[ActaPart], attendees: Sequence[Attendant]) -> tuple[Attendant, ...]:
    """Those who sign; where columns ran into one line, the attendees whom it names."""
    blocks = _blocks(parts, "signatures")
    found = _people(blocks, upright=True)
    told = " ".join(fold(text) for text in texts_of(blocks))
    named = [one for one in attendees if fold(one.name) in told]
    known = {fold(one.name) for one in attendees}
    return found if any(fold(one.name) in known for one in found) else tuple(named) or found


def _head(table: Table) -> dict[str, int]:
    """Which column is the name, the position, the office; empty where the first row is a person."""
    found: dict[str, int] = {}
    for column, cell in enumerate(table.rows[0]):
        told = fold(cell)
        if told in _SMALL_TITLES or told.startswith("nombre"):
            found.setdefault("name", column)
        elif told.startswith("cargo"):
            found.setdefault("position", column)
        elif told.startswith(("dependencia", "oficina", "entidad", "area")):
            found.setdefault("office", column)
        elif told.startswith(("excusa", "oficio", "motivo", "justificacion")):
            found.setdefault("letter", column)
    return found if "name" in found else {}


def _rows(table: Table) -> list[Attendant]:
    head = _head(table)
    rows = table.rows[1:] if head else table.rows
    wanted = head or {"name": 0, "position": 1}
    people = []
    for row in rows:
        told = {name: row[at].strip() for name, at in wanted.items() if at < len(row)}
        if not head and told.get("name", "").strip(" .").isdigit():
            told = {"name": row[1].strip(), "position": row[2].strip() if len(row) > 2 else ""}
        people.append(Attendant(**told))
    return people


def _columns(table: Table) -> list[Attendant]:
    people = []
    for column in zip(*table.rows, strict=True):
        lines = [line.strip(" _") for cell in column for line in cell.split("\n")]
        lines = [line for line in lines if line]
        if lines:
            people.append(Attendant(lines[0], lines[1] if len(lines) > 1 else ""))
    return people


def _person(text: str) -> Attendant:
    letter = _LETTER.search(text)
    bare = re.sub(r"\s*\([^)]*\)\s*$", "", text)
    name, _, position = re.sub(r"\s+[–—-]\s+", ", ", bare, count=1).partition(",")
    return Attendant(name.strip(), position.strip(), letter=f"Oficio {letter[1]}" if letter else "")


def _agenda(blocks: Sequence[Block]) -> list[str]:
    return [re.sub(r"^\d+\s*[.)–-]*\s*(?:–\s*)?", "", one).strip() for one in _entries(blocks)]


def _developed(points: Sequence[str], blocks: Sequence[Block]) -> tuple[MinutedPoint, ...]:
    """Each point of the agenda with what the development tells under its title."""
    wanted = {fold(title): place for place, title in enumerate(points)}
    told: list[list[str]] = [[] for _ in points]
    at: int | None = None
    for block in blocks:
        if isinstance(block, Line):
            head = fold(parts_of(block)[1].rstrip(" .:"))
            if head in wanted:
                at = wanted[head]
                continue
        if at is not None:
            told[at] += texts_of([block])
    return tuple(
        MinutedPoint(title, "\n".join(text)) for title, text in zip(points, told, strict=True)
    )


def _decisions(blocks: Sequence[Block]) -> tuple[MinutedDecision, ...]:
    entries = [one for one in _entries(blocks) if not _NOTHING.fullmatch(fold(one))]
    found = []
    for text in entries:
        if fold(text).startswith(("n decision", "no decision", "decision documento")):
            continue
        outcome = next((name for name, words in _OUTCOMES if words.search(text)), "")
        found.append(MinutedDecision(text, *named_in(text), outcome))
    return tuple(found)


def named_in(text: str) -> tuple[str, str]:
    """Code and version of the document that a decision or a point names; each empty if none."""
    version = _VERSION.search(text)
    return normal_code(text) or "", version[1].strip(".") if version else ""


def _commitments(blocks: Sequence[Block]) -> tuple[MinutedCommitment, ...]:
    found: list[MinutedCommitment] = []
    for block in blocks:
        if isinstance(block, Table):
            found += _commitment_rows(block)
        elif isinstance(block, Line):
            text = parts_of(block)[1].strip()
            if text and not _NOTHING.fullmatch(fold(text)):
                days = find_dates(text)
                found.append(MinutedCommitment(text, "", days[-1].value if days else None))
    return tuple(one for one in found if one.text)


def _commitment_rows(table: Table) -> list[MinutedCommitment]:
    columns: dict[str, int] = {}
    for at, cell in enumerate(table.rows[0]):
        told = fold(cell)
        if re.match(r"(?:compromisos?|actividad|tarea|accion|descripcion|que)\b", told):
            columns.setdefault("text", at)
        elif re.match(r"(?:responsables?|a cargo|quien)\b", told):
            columns.setdefault("who", at)
        elif re.match(r"(?:fecha|plazo|cuando)\b", told):
            columns.setdefault("due", at)
    if "text" not in columns:
        return [MinutedCommitment(text, "", None) for text in _entries([table])]
    rows = []
    for row in table.rows[1:]:
        days = find_dates(row[columns["due"]]) if "due" in columns else []
        who = row[columns["who"]].strip() if "who" in columns else ""
        text = row[columns["text"]].strip()
        if not _NOTHING.fullmatch(fold(text)):
            rows.append(MinutedCommitment(text, who, days[0].value if days else None))
    return rows


def signed_as_minutes(minuted: Minuted) -> tuple[dict[str, Any], ...]:
    """The signatures as an envelope keeps them: the secretary prepared, whoever presides approved.

    Whom the minutes do not name as either is in their text only.
    """
    wanted = (("prepared", "secretari"), ("approved", "presid"))
    found = []
    for role, word in wanted:
        for one in minuted.signers:
            if word in fold(one.position):
                found.append(
                    {
                        "role": role,
                        "names": [one.name],
                        "position": one.position or None,
                        "committee": None,
                        "minutes_number": None,
                        "date": None,
                    }
                )
                break
    return tuple(found)


def name_of(minuted: Minuted) -> str:
    """«Acta n.º 4 del 12 de marzo de 2019. Comité…», of what is known."""
    number = f" n.º {minuted.number}" if minuted.number else ""
    day = minuted.day
    on = f" del {day.day} de {MONTHS[day.month - 1]} de {day.year}" if day else ""
    committee = sentence_case(minuted.committee, [])
    return f"Acta{number}{on}. {committee}".strip() if number or on or committee else ""
