"""The parts of minutes of a meeting (acta), told by their titles; and whether a text is one.

Pure. Nothing is dropped: what stands before the first title is the part of the facts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from .headings import parts as parts_of
from .source import Block, Line, PageBreak, Table
from .titles import leading_kind
from .words import fold, is_upper

FACTS = "facts"
# ruff: noqa: E501 - a lexicon reads best with one meaning a line
_TITLES: tuple[tuple[str, str], ...] = (
    ("absent", r"(?:miembros |integrantes |personas )?(?:ausentes?|inasistentes|no asistentes|no asistieron|ausencias|inasistencias)(?: (?:con|sin|y) .*)?|excusas(?: presentadas)?"),
    ("guests", r"(?:personas |funcionarios )?invitad[oa]s(?: (?:permanentes|especiales|al comite|que asisten))*|otros asistentes"),
    ("attendees", r"(?:miembros |integrantes |personas |lista de |registro de |participantes y )?(?:asistentes|asistencia|participantes|integrantes|miembros)(?: (?:asistentes|presentes|con voz y voto|con voto|del comite|a la (?:reunion|sesion)|principales))*|asistieron"),
    ("agenda", r"(?:orden del dia|agenda|temas? a tratar|puntos a tratar|temario)(?: (?:propuest[oa]|de la (?:reunion|sesion)))?"),
    ("quorum", r"(?:verificacion|llamado a lista y verificacion|comprobacion) del? quorum|quorum"),
    ("development", r"desarrollo(?: (?:del? (?:orden del dia|la (?:reunion|sesion|agenda)|comite|los temas)|tematico))?|temas tratados|deliberaciones"),
    ("decisions", r"decisiones(?: (?:tomadas|adoptadas|del comite|aprobadas))*|determinaciones|conclusiones y decisiones|aprobaciones"),
    ("commitments", r"(?:cuadro de |matriz de |seguimiento a )?compromisos(?: (?:adquiridos|pactados|y (?:tareas|responsables)|de la (?:reunion|sesion)))*|tareas(?: y compromisos)?"),
    ("annexes", r"(?:lista de |listado de )?anexos|documentos anexos|soportes"),
    ("signatures", r"firmas?(?: (?:de los asistentes|del comite))?|en constancia firman|para constancia(?: se)? firma(?:n)?|suscriben"),
    ("closing", r"(?:cierre|terminacion|clausura)(?: de la (?:sesion|reunion))?|proxima (?:reunion|sesion|convocatoria)"),
)  # fmt: skip
_COMPILED = tuple((role, re.compile(pattern)) for role, pattern in _TITLES)
# «ACTA N.º 004», «Acta de reunión No. 12», «ACTA 3 DE 2019»
NUMBER = re.compile(
    r"\bacta\b(?:\s+(?:de|del)\s+(?:reuni[oó]n|sesi[oó]n|comit[eé])(?:\s+(?:ordinaria|extraordinaria))?)?"
    r"\W*(?:(?:n[uú]mero|n[uú]m\.?|nro\.?|n\s?\.?\s?[º°o]\.?|#)\W*)?(?P<number>\d{1,4})\b"
    r"(?:\s*(?:de|del|[-/])\s*(?P<year>(?:19|20)\d\d)\b)?",
    re.I,
)
# Alone, numbered, or of something that meets; also as the format that it was filled in.
_OPENS = re.compile(
    r"(?:formato (?:de )?)?acta(?: (?:de|del|no?|nro|numero|reunion|sesion|comite|ordinaria|extraordinaria|\d).*)?"
)
_FIRST = 25
_BETWEEN_AGENDA = frozenset({"development", "decisions", "commitments", "quorum", "signatures"})


@dataclass(slots=True)
class ActaPart:
    """One part: what it is, its number and title as printed, its blocks."""

    role: str
    number: str | None
    title: str
    blocks: list[Block] = field(default_factory=list)


def is_acta(body: Sequence[Block], furniture: Sequence[Block]) -> bool:
    """Whether a document is minutes: it opens as one and has two of the parts that they have."""
    opens = False
    for text in texts_of([*furniture, *body[:_FIRST]]):
        if opens := bool(_OPENS.fullmatch(fold(text))) and not text.rstrip().endswith("."):
            break
        if leading_kind(text)[0]:  # it says first that it is something else
            return False
    if not opens:
        return False
    return len({one.role for one in split_acta(body)} - {FACTS, "annexes", "signatures"}) >= 2


def split_acta(blocks: Iterable[Block]) -> list[ActaPart]:
    """The parts in order, that of the facts first."""
    parts = [ActaPart(FACTS, None, "")]
    points: set[str] = set()
    for block in blocks:
        if isinstance(block, PageBreak):
            continue
        opened = _opened(block, parts[-1], points)
        if opened is None:
            parts[-1].blocks.append(block)
        else:
            parts.append(opened)
        if parts[-1].role == "agenda" and isinstance(block, Line):
            points.add(fold(parts_of(block)[1]))
    return parts


def _opened(block: Block, current: ActaPart, points: set[str]) -> ActaPart | None:
    """The part that this block begins: a line that is a title, or a title with what follows it."""
    if isinstance(block, Table):
        return _opened_by_table(block, current)
    if isinstance(block, PageBreak):
        return None
    number, text = parts_of(block)
    head, colon, rest = text.partition(":")
    role = _role(text if not colon else head)
    if role is None:
        return None
    dressed = is_upper(head) or bool(block.heading) or block.bold or block.lead >= len(head) > 0
    if not (dressed or (colon and not rest.strip()) or (colon and role in {"absent", "guests"})):
        return None
    if current.role == "agenda" and number and not _goes_on_after_agenda(role, number, current):
        return None
    if current.role == "development" and number and fold(text) in points:
        return None
    opened = ActaPart(role, number.strip(" .)-–") or None, head.strip())
    if rest.strip():
        opened.blocks.append(Line(rest.strip()))
    return opened


def _goes_on_after_agenda(role: str, number: str, agenda: ActaPart) -> bool:
    """Whether a numbered line is the next title of the minutes, not a point of their agenda."""
    if role not in _BETWEEN_AGENDA or not agenda.number:
        return False
    before, after = agenda.number.strip(" .)"), number.strip(" .)")
    return before.isdigit() and after.isdigit() and int(after) == int(before) + 1


def _opened_by_table(table: Table, current: ActaPart) -> ActaPart | None:
    """A table whose first row is a title across it («COMPROMISOS») opens that part."""
    first = {cell.strip(" :") for cell in table.rows[0] if cell.strip()}
    if len(first) != 1 or len(table.rows) < 2:
        return None
    title = first.pop()
    role = _role(title)
    if role is None or role == current.role:
        return None
    return ActaPart(role, None, title, [Table(table.rows[1:], _lowered(table.joined))])


def _lowered(joined: frozenset[tuple[int, int]]) -> frozenset[tuple[int, int]]:
    return frozenset((row - 1, column) for row, column in joined if row > 1)


def _role(text: str) -> str | None:
    if len(text) > 80:
        return None
    folded = fold(text)
    return next((role for role, pattern in _COMPILED if pattern.fullmatch(folded)), None)


def texts_of(blocks: Iterable[Block]) -> list[str]:
    """Lines and cells as texts; a label is read with the value beside it."""
    out: list[str] = []
    for block in blocks:
        if isinstance(block, Line):
            out.append(f"{block.mark} {block.text}".strip())
        elif isinstance(block, Table):
            for row in block.rows:
                cells = list(dict.fromkeys(cell for cell in row if cell))
                for at, cell in enumerate(cells):
                    after = cells[at + 1] if at + 1 < len(cells) else ""
                    label = cell.rstrip().endswith(":") or (len(cell) < 30 and cell == cells[0])
                    out.append(f"{cell.rstrip(' :')}: {after}" if label and after else cell)
    return out
