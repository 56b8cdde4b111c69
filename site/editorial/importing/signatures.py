"""Who prepared, reviewed and approved, in any of the shapes the block takes."""

# ruff: noqa: E501 - a lexicon reads best with one meaning a line
from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from .dates import PrintedDate, find_dates
from .source import Line, Table
from .words import clean, fold

ROLES = ("prepared", "reviewed", "approved")
_ROLE = re.compile(
    r"(?:(?P<prepared>elabor(?:o|ado|aron|acion|ada|o y proyecto)|proyecto|proyectado|preparo|preparado|diseno)"
    r"|(?P<reviewed>reviso|revisado|revisaron|revision|revisada|valido|validado|validacion|verifico|verificado)"
    r"|(?P<approved>aprob(?:o|ado|aron|acion|ada)|autorizo|autorizado|adopto))"
    r"(?: (?:por|y (?:reviso|revisado|proyecto|valido|verifico|ajusto|actualizo)(?: por)?|tecnica|metodologica(?:mente)?|juridica|tecnicamente))*"
)  # fmt: skip
_FIELDS = {
    "both": r"nombres?(?: y apellidos?| completo| del? funcionario)?,? (?:y|/) cargo|nombre ?/ ?cargo",
    "name": r"nombres?(?: y apellidos?| completo| del? funcionario)?",
    "position": r"cargos?(?: (?:y|o) dependencia)?|rol|dependencia|[aá]rea",
    "signature": r"firmas?",
    "date": r"fechas?(?: de (?:elaboraci[oó]n|revisi[oó]n|aprobaci[oó]n|firma))?",
    "minutes": r"acta(?: de (?:aprobaci[oó]n|comit[eé]|reuni[oó]n))?(?:\s+(?:n[uú]mero|nro|no|n|num)\b\.?|\s*n?[°º])?\s*(?:[°º.]|(?=\d))?",
}  # fmt: skip
_ROLE_LABEL = re.compile(
    r"\b(?:elabor(?:[oó]|ado por)|proyect[oó]|prepar[oó]|revis(?:[oó]|ado por)|aprob(?:[oó]|ado por))\s*:",
    re.I,
)
_LABEL = re.compile(
    "|".join(
        rf"(?P<{name}>(?<!\w)(?:{pattern})(?P<{name}_end>\s*[:.]|{'(?=)' if name == 'minutes' else '(?!)'}))"
        for name, pattern in _FIELDS.items()
    ),
    re.I,
)
_BODY = re.compile(r"\b(?:comit[eé]|consejo|junta|mesa t[eé]cnica|asamblea|sesi[oó]n)\b", re.I)
_MINUTES = re.compile(
    r"\bacta\b(?:\s+de\s+(?:aprobaci[oó]n|comit[eé]|reuni[oó]n|sesi[oó]n))?[\s,]*(?:n[uú]mero|nro|num|n[o°º]?|#)?[\s.:°º#]*(?P<number>\d[\w-]*(?:\s+de\s+\d{4}(?!\d))?)",
    re.I,
)
_SPLIT = re.compile(r"\s+[-–—]\s+|\s*[;/\n,]\s*|\s+y\s+(?=[A-ZÁÉÍÓÚÑ])|\s+e\s+(?=I)")


# words between a role and the minutes that only join them
_JOINT = re.compile(r"(?:(?:aprobad[oa]|adoptad[oa]|mediante|segun|por|en|con|del?|la) ?)+")


@dataclass(slots=True)
class Signed:
    """One role's part of the block while it is being read."""

    role: str
    names: list[str] = field(default_factory=list)
    position: str | None = None
    committee: str | None = None
    minutes_number: str | None = None
    date: date | None = None
    printed: list[PrintedDate] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    def entry(self) -> dict[str, Any]:
        """As `signatures` of the exchange form."""
        return {
            "role": self.role,
            "names": self.names,
            "position": self.position,
            "committee": self.committee,
            "minutes_number": self.minutes_number,
            "date": self.date.isoformat() if self.date else None,
        }

    def add(self, kind: str, text: str) -> None:
        """Take a field of the block; what is no field is a name, a committee or stays `left`."""
        text = clean(text).strip(" :_")
        if not fold(text) or _JOINT.fullmatch(fold(text)):
            return
        if kind == "date":
            self._add_date(text)
        elif kind == "minutes":
            self._add_minutes(f"Acta {text}")
        elif kind == "signature":
            self.left.append(text)
        elif _BODY.search(text) and kind != "position" and not self.committee:
            self._add_committee(text)
        elif kind == "position":
            self.position = f"{self.position}\n{text}" if self.position else text
        elif kind == "name":
            self.names += [name for name in split_names(text) if name not in self.names]
        else:
            self._add_free(text)

    def _add_date(self, text: str) -> None:
        dates = find_dates(text)
        if not dates:
            self.left.append(text)
            return
        self.printed += dates
        self.date = self.date or dates[0].value
        rest = text.replace(dates[0].printed, " ", 1).strip(" .,:-")
        if _MINUTES.search(rest):
            self._add_minutes(rest)
        elif fold(rest):
            self.left.append(rest)

    def _add_minutes(self, text: str) -> None:
        match = _MINUTES.search(text)
        if not match or self.minutes_number:
            self.left.append(text)
            return
        self.minutes_number = match["number"]
        rest = f"{text[: match.start()]} {text[match.end() :]}"
        rest = re.sub(
            r"^\W*(?:del?|seg[uú]n|mediante)\b|\b(?:seg[uú]n|mediante|del?)\W*$", "", clean(rest)
        )
        dates = find_dates(rest)
        if dates:
            self._add_date(rest)
        elif fold(rest):
            self.left.append(rest.strip(" .,:-"))

    def _add_committee(self, text: str) -> None:
        match = _MINUTES.search(text)
        head = text[: match.start()] if match else text
        dates = find_dates(head)
        if dates:
            self._add_date(dates[0].printed)
            head = head.replace(dates[0].printed, " ")
        head = re.sub(
            r"[\s,.(–-]*(?:seg[uú]n|mediante|en|fecha)?[\s:,.(–-]*$", "", clean(head), flags=re.I
        )
        self.committee = head.replace("\n", " ")
        if match:
            self._add_minutes(text[match.start() :])

    def _add_free(self, text: str) -> None:
        """Text without labels: a name, then perhaps a position, one to a line or after a comma."""
        dates = find_dates(text)
        if dates:
            self._add_date(dates[0].printed)
            text = clean(text.replace(dates[0].printed, " ")).strip(" ,.-–")
        if _MINUTES.search(text):
            self._add_minutes(text)
            return
        pieces = [piece for piece in re.split(r"\n|\s*[–—]\s*|,\s*|\s+-\s+", text) if fold(piece)]
        for piece in (part for whole in pieces for part in _name_and_position(whole)):
            if _looks_like_name(piece) and not self.position:
                self.names += [name for name in split_names(piece) if name not in self.names]
            else:
                self.position = f"{self.position}\n{piece}" if self.position else piece


_POSITION = re.compile(
    r"\b(?:secretari[oa]|director(?:a)?|jefe|jefa|profesional|contratista|lider|coordinador(?:a)?|asesor(?:a)?|subdirector(?:a)?|gerente|tecnic[oa]|auxiliar|alcalde(?:sa)?|gobernador(?:a)?|subsecretari[oa]|oficina|especializad[oa]|universitari[oa]|agente|equipo|grupo|rector(?:a)?|ministr[oa]|delegad[oa]|presidente|analista|supervisor(?:a)?|inspector(?:a)?|ingenier[oa]|abogad[oa]|planeacion|calidad|enfermer[oa]|medic[oa]|bacteriolog[oa]|psicolog[oa]|arquitect[oa]|contador(?:a)?|tesorer[oa]|almacenista|personer[oa]|contralor(?:a)?|concejal|registrador(?:a)?|comisari[oa]|docente|decan[oa]|vicerrector(?:a)?|subgerente|auditor(?:a)?|promotor(?:a)?|topograf[oa]|alcaldesa|interventor(?:a)?|subcontralor(?:a)?|veedor(?:a)?|procurador(?:a)?|encargad[oa]|funcionari[oa])\b"
)


_PARTICLES = {"de", "del", "la", "las", "los", "y", "e", "o", "da", "do", "san"}


def _looks_like_name(text: str) -> bool:
    words = text.split()
    capitals = all(word[:1].isupper() or fold(word) in _PARTICLES for word in words)
    return 2 <= len(words) <= 12 and capitals and not _POSITION.search(fold(text))


def _name_and_position(text: str) -> list[str]:
    """«Ana Ríos Jefa de archivo» in two where the words of a position follow a name."""
    words = text.split()
    for at in range(2, min(len(words), 7)):
        if _POSITION.match(fold(words[at])) and words[at][:1].isupper():
            name = " ".join(words[:at])
            return [name, " ".join(words[at:])] if _looks_like_name(name) else [text]
    return [text]


def split_names(text: str) -> list[str]:
    """The people named in one field: parted by dashes, commas, « y », semicolons or lines."""
    parts = [
        part.strip(" .:") if not re.search(r"\b[A-ZÁÉÍÓÚÑ]\.$", part) else part.strip(" :")
        for part in _SPLIT.split(text)
    ]
    return [part for part in parts if part]


def role_of_head(text: str) -> str | None:
    """The signer's role that a head like «ELABORADO POR:» names, when it names nothing else."""
    match = _ROLE.fullmatch(fold(text))
    return match.lastgroup if match else None


def fields_of(text: str) -> list[tuple[str, str]]:
    """A cell with labels («Nombre: … Cargo: …») as pairs; text before the first label is free."""
    pairs: list[tuple[str, str]] = []
    kind, at = "", 0
    for match in _LABEL.finditer(text):
        found = next(name for name in _FIELDS if match[name])
        if found == "minutes" and not re.match(r"\W*\d", text[match.end() :]):
            continue
        pairs.append((kind, text[at : match.start()]))
        if found == "minutes" and (body := _BODY.search(match[0])):
            # «Acta de Comité No. 12» names who decided within the label itself
            pairs.append(("", body[0]))
        kind, at = found, match.end()
    pairs.append((kind, text[at:]))
    return [(kind, clean(part)) for kind, part in pairs if fold(part) or kind]


def read_table(table: Table) -> list[Signed] | None:
    """The block in a table, heads above or at the side; none when the table is something else."""
    for index, row in enumerate(table.rows[:4]):
        roles = [role_of_head(cell) or role_of_prefix(cell) for cell in row]
        distinct = [role for role in dict.fromkeys(roles) if role]
        if len(distinct) >= 2 or (
            distinct and len([cell for cell in row if cell]) == 1 == len(row)
        ):
            values = [
                "" if not cell or role_of_head(cell) else cell.partition(":")[2] for cell in row
            ]
            return _read_columns([values, *table.rows[index + 1 :]], roles, table.rows[:index])
    return _read_rows(table)


def _read_columns(
    rows: Sequence[Sequence[str]], roles: Sequence[str | None], above: Sequence[Sequence[str]]
) -> list[Signed]:
    spread: list[str | None] = []
    for column, role in enumerate(roles):
        # a head over merged columns: the label stands at the left, the value at the right
        spread.append(role or (spread[-1] if column and spread[-1] else None))
    signed = {role: Signed(role) for role in roles if role}
    for row in rows:
        side = _field_name(row[0]) if roles[0] is None else None
        pending: dict[str, str] = {}
        for column, cell in enumerate(row):
            role = spread[column]
            if role is None or not cell:
                if cell and not side:
                    next(iter(signed.values())).left.append(cell)
                continue
            label = _field_name(cell)
            if label:
                pending[role] = label
            else:
                _take(signed[role], cell, side or pending.get(role))
    return list(signed.values())


def _read_rows(table: Table) -> list[Signed] | None:
    """Heads at the side: one row for each role."""
    roles = [role_of_head(row[0]) or role_of_prefix(row[0]) for row in table.rows]
    if sum(bool(role) for role in roles) < 2 or len({r for r in roles if r}) < 2:
        return None
    first, opening = next((index, role) for index, role in enumerate(roles) if role)
    columns: list[str | None] = [None] * len(table.rows[0])
    for row in table.rows[:first]:
        names = [_field_name(cell) for cell in row]
        if any(names):
            columns = names
    current = Signed(opening)
    signed = {opening: current}
    for row, role in zip(table.rows[first:], roles[first:], strict=True):
        if role:
            current = signed.setdefault(role, Signed(role))
        start = 1
        if role and not role_of_head(row[0]):
            _take(current, row[0].split(":", 1)[-1], None)
        elif not role:
            start = 0
        _take_row(current, row[start:], columns[start:])
    return list(signed.values())


def _take_row(signed: Signed, cells: Sequence[str], columns: Sequence[str | None]) -> None:
    label: str | None = None
    for cell, column in zip(cells, columns, strict=True):
        if not cell:
            continue
        name = _field_name(cell)
        if name and not column:
            label = name
        else:
            _take(signed, cell, column or label)
            label = None


def role_of_prefix(text: str) -> str | None:
    """The role in front of a colon: «Revisó: Ana Pérez, jefe»."""
    head, colon, rest = text.partition(":")
    return role_of_head(head) if colon and rest.strip() else None


def read_lines(lines: Iterable[Line]) -> tuple[list[Signed], list[Line]]:
    """The block written as plain lines, and the lines that are not of it."""
    signed: dict[str, Signed] = {}
    others: list[Line] = []
    current: Signed | None = None
    for line in (piece for whole in lines for piece in _by_role(whole)):
        head = role_of_head(line.text.strip(" :"))
        role = head or role_of_prefix(line.text)
        if role:
            current = signed.setdefault(role, Signed(role))
            if not head:
                _take(current, line.text.split(":", 1)[1], None)
        elif current and len(line.text) < 200:
            _take(current, line.text, None)
        else:
            others.append(line)
    return list(signed.values()), others


def _by_role(line: Line) -> list[Line]:
    """«Elaboró: … Revisó: … Aprobó: …» on one line as a line for each role."""
    starts = [found.start() for found in _ROLE_LABEL.finditer(line.text[:2000])]
    if len(starts) < 2 or starts[0]:
        return [line]
    ends = [*starts[1:], len(line.text)]
    return [
        replace(line, text=line.text[start:end].strip(" -–|;"), mark="")
        for start, end in zip(starts, ends, strict=True)
    ]


def _field_name(text: str) -> str | None:
    bare = clean(text).strip(" :.")
    return next(
        (name for name, pattern in _FIELDS.items() if re.fullmatch(pattern, bare, re.I)), None
    )


def _take(signed: Signed, cell: str, kind: str | None) -> None:
    pairs = fields_of(cell)
    for name, text in pairs:
        signed.add(name or kind or "", text)
