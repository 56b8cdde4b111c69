"""What the header of a document says about it: code, title, version, date of approval."""

# ruff: noqa: E501 - a lexicon reads best with one meaning a line
from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from .dates import PrintedDate, find_dates
from .source import Block, Line, Table
from .titles import kind_of_code, leading_kind
from .words import clean, fold, is_upper

_CODE = re.compile(
    r"(?<![\w-])[A-Z]{1,5}[A-Z0-9]{0,6}(?:\s?[-–—.‐‑]\s?[A-Z0-9]{1,6}){1,5}(?![\w])|(?<![\w-])[A-Z]{2,6}\d{2,4}(?!\w)"
)
_LABELS = {
    "code": r"c[oó]digo(?: del (?:documento|procedimiento))?|c[oó]d\.",
    "version": r"versi[oó]n(?:\s*(?:n[o°º]\.?|n[uú]mero))?|revisi[oó]n|ver\.?|edici[oó]n",
    "approved": r"fecha\s+(?:de\s+)?(?:la\s+)?(?:aprobaci[oó]n|aprobado)|aprobad[oa](?: el)?|fecha\s+(?:de\s+)?aprob\.?",
    "dated": r"fecha(?:\s+(?:de\s+)?(?:la\s+)?(?:emisi[oó]n|expedici[oó]n|versi[oó]n))?",
    # neither the day of approval nor a guess at it
    "other_date": r"fecha\s+(?:de\s+)?(?:la\s+)?(?:vigencia|entrada en (?:vigencia|vigor)|(?:[uú]ltima )?actualizaci[oó]n|elaboraci[oó]n|creaci[oó]n|publicaci[oó]n|revisi[oó]n)|vigencia|vigente (?:desde|a partir de(?:l)?)",
    "page": r"p[aá]g(?:ina|\.)?s?|hoja",
    "title": r"(?:t[ií]tulo|nombre)(?:\s+del?\s+(?:la\s+)?(?:documento|procedimiento|formato|instructivo|manual|gu[ií]a|protocolo|pol[ií]tica|plan))?|procedimiento",
    "process": r"(?:nombre del )?(?:macro|sub)?proceso(?:s)?(?:\s+(?:de apoyo|estrat[eé]gico|misional))?",
    "type": r"tipo(?: de documento)?",
    "entity": r"entidad",
    "responsible": r"(?:dependencia|[aá]rea|l[ií]der(?: del proceso)?|due[nñ]o del proceso|oficina)",
}  # fmt: skip
_FIELD = re.compile(
    "|".join(rf"(?P<{name}>(?<!\w)(?:{pattern})\s*[:.]+)" for name, pattern in _LABELS.items())
    + r"|(?P<bare_version>(?<!\w)versi[oó]n\s+(?=\d))|(?P<bare_code>(?<!\w)c[oó]digo\s+(?=[A-Z]))"
    + r"|(?P<bare_dated>(?<!\w)fecha\s+(?=\d))"
    + r"|(?P<bare_page>(?<!\w)p[aá]g(?:ina|\.)?\s*(?=\d))",
    re.I,
)
_ENTITY = re.compile(
    r"\b(?:gobernacion|alcaldia|municipio|departamento|ministerio|instituto|republica|empresas?|e s e|ese|corporacion|universidad|agencia|hospital|personeria|contraloria|unidad administrativa|distrito|superintendencia|camara|concejo|asamblea|nit|secretaria|sistema (?:integrado )?de gestion)\b"
)


_KIND_INSIDE = re.compile(
    r"\b(?:PROCEDIMIENTO|INSTRUCTIVO|MANUAL|FORMATO|PROTOCOLO|GU[IÍ]A|POL[IÍ]TICA|PLAN|PROGRAMA)\b(?=:?\s+\S)"
)


# «Caracterización de proceso» says what the document is, not what it is called
_BARE_KIND = {"de proceso", "del proceso", "de procesos", "de procedimiento", "de calidad"}
_ADDRESS = re.compile(r"www\.|https?:|@|\b(?:calle|carrera|cra|avenida|tel[eé]fono|pbx)\b", re.I)


@dataclass(slots=True)
class Header:
    """The facts of a header, as printed; what is absent is none."""

    kind: str | None = None
    title: str | None = None
    whole: str | None = None  # the title with the word of its kind, as printed
    code: str | None = None
    version: str | None = None
    approved_on: date | None = None
    process: str | None = None
    printed: list[PrintedDate] = field(default_factory=list)
    _dated: date | None = None
    _candidates: list[str] = field(default_factory=list)

    def settle(self) -> Header:
        """Decide what several fields spoke of: the date, the title and its kind."""
        self.approved_on = self.approved_on or self._dated
        if self.title is None:
            self.title = _best_title(self._candidates)
        self.whole = self.title
        if self.title:
            kind, bare = leading_kind(self.title)
            if kind and bare:
                self.kind, self.title = kind, bare
            elif kind:
                self.kind, self.title = kind, None
        for candidate in self._candidates:
            kind, bare = leading_kind(candidate)
            if kind and (not bare or fold(bare) in _BARE_KIND):
                self.kind = self.kind or kind
        if self.kind is None and self.code:
            self.kind = kind_of_code(self.code)
        return self


def normal_code(text: str) -> str | None:
    """The code in a text in canonical form: capitals, plain hyphens, no blanks; none without one."""
    match = _CODE.search(text.upper())
    if not match:
        return None
    code = re.sub(r"\s*[–—‐‑-]\s*", "-", match[0])
    code = re.sub(r"\s*\.\s*", ".", code).replace(" ", "")
    return code if re.search(r"\d", code) and re.search(r"[A-Z]", code) else None


def read_header(blocks: Sequence[Block]) -> Header:
    """The facts in a page header: in a table, or on lines; one call for all of it."""
    header = Header()
    _read(header, _texts(blocks))
    return header.settle()


def is_header_table(table: Table) -> bool:
    """Whether a table is a header block: it names a code and a version, a date or a page."""
    names = {name for name, _ in _pairs(_table_texts(table)) if name}
    return "code" in names and bool(names & {"version", "page", "approved"})


def is_header_line(line: Line) -> bool:
    """Whether a line is only fields of a header («Código: … Versión: …»)."""
    pairs = list(_pairs([line.text]))
    names = {name for name, _ in pairs}
    known = names - {None, "entity", "responsible"}
    return bool(known) and names == known and len(line.text) < 200


def _texts(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Line):
            yield block.text
        elif isinstance(block, Table):
            yield from _table_texts(block)


def _table_texts(table: Table) -> Iterator[str]:
    """Cells in order; a lone label is read with its value at the right or below."""
    used: set[tuple[int, int]] = set(table.joined)
    for r, row in enumerate(table.rows):
        for c, cell in enumerate(row):
            if (r, c) in used or not cell:
                continue
            label = cell.strip(" :.")
            if _label_of(label) and (_is_lone_label(label)):
                spot = _value_spot(table, r, c)
                if spot:
                    used.add(spot)
                    yield f"{label}: {table.rows[spot[0]][spot[1]]}"
                    continue
            yield cell


def _value_spot(table: Table, r: int, c: int) -> tuple[int, int] | None:
    row = table.rows[r]
    spots = [(r, k) for k in range(c + 1, len(row)) if row[k]][:1]
    if r + 1 < len(table.rows) and table.rows[r + 1][c] and (r + 1, c) not in table.joined:
        below = (r + 1, c)
        labels_in_row = sum(bool(_label_of(cell.strip(" :."))) for cell in row if cell)
        spots = [below, *spots] if labels_in_row > 1 else [*spots, below]
    for spot in spots:
        value = table.rows[spot[0]][spot[1]].strip(" :.")
        if not _label_of(value) and not _FIELD.match(value):
            return spot
    return None


def _label_of(text: str) -> str | None:
    return next(
        (name for name, pattern in _LABELS.items() if re.fullmatch(pattern, text, re.I)), None
    )


def _is_lone_label(text: str) -> bool:
    return len(text) < 45


def _pairs(texts: Iterable[str]) -> Iterator[tuple[str | None, str]]:
    for text in texts:
        at, name = 0, None
        for match in _FIELD.finditer(text):
            if match.start() > at or name:
                before = clean(text[at : match.start()])
                if before or name:
                    yield name, before
            found = next(key for key, value in match.groupdict().items() if value)
            name, at = found.removeprefix("bare_"), match.end()
        rest = clean(text[at:])
        if rest or name:
            yield name, rest


def _read(header: Header, texts: Iterable[str]) -> None:
    for name, value in _pairs(texts):
        dates = find_dates(value)
        if name in {"approved", "dated", "other_date"}:
            header.printed += dates
        if name == "code":
            header.code = header.code or normal_code(value)
        elif name == "version" and not header.version:
            match = re.match(
                r"\W*(?:v(?:ersi[oó]n|er)?\b\.?\s*)?(?:n[o°º]\.?\s*)?(?:v(?=\d))?(\d[\w.]*)",
                value,
                re.I,
            )
            header.version = match[1].rstrip(".") if match else None
        elif name == "approved" and dates:
            header.approved_on = header.approved_on or dates[0].value
        elif name == "dated" and dates:
            header._dated = header._dated or dates[0].value
        elif name == "title" and value:
            header.title = header.title or value.replace("\n", " ")
        elif name == "process" and value:
            header.process = header.process or value.replace("\n", " ")
        elif name == "type":
            header._candidates.append(value)
        elif name is None:
            _read_free(header, value)


def _read_free(header: Header, text: str) -> None:
    if re.fullmatch(r"(?i)\s*(?:macro|sub)?proceso\b.*", text):
        header.process = header.process or re.sub(
            r"(?i)^\s*\w+\s*:?\s*", "", text.replace("\n", " ")
        )
        return
    code = normal_code(text)
    if code and len(text) < 30 and not header.code:
        header.code = code
        return
    if re.fullmatch(r"(?i)\s*(?:(?:p[aá]g(?:ina|\.)?|hoja)?\W*\d*\s*(?:de|/)?\s*\d*)\s*", text):
        return
    dates = find_dates(text)
    if dates and len(text) < 40:
        header._dated = header._dated or dates[0].value
        header.printed += dates
        return
    header._candidates.append(text)


def _best_title(candidates: Sequence[str]) -> str | None:
    """The cell that begins with a kind of document; else the most telling one that is no entity."""
    for candidate in candidates:
        lines = candidate.split("\n")
        for at, line in enumerate(lines):
            kind, bare = leading_kind(line)
            if kind and fold(bare) not in _BARE_KIND and (fold(bare) or lines[at + 1 :]):
                return " ".join(lines[at:])
    for candidate in candidates:
        # entity and title on one line: the kind of document in capitals begins the title
        inside = _KIND_INSIDE.search(candidate)
        if inside and (
            not is_upper(candidate) or _ENTITY.search(fold(candidate[: inside.start()]))
        ):
            return candidate[inside.start() :].replace("\n", " ")
    rest = [
        text
        for text in candidates
        if not _ENTITY.search(fold(text))
        and len(fold(text)) > 5
        and not leading_kind(text)[0]
        and not _ADDRESS.search(text)
    ]
    if not rest:
        return None
    return max(rest, key=lambda text: (is_upper(text), len(text))).replace("\n", " ")
