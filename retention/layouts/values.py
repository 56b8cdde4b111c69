"""The cells of one line, judged: supports, years, final disposition and what goes with it. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from retention.layouts import lines as said
from retention.layouts import words
from retention.layouts.headings import MARKS, RETENTION, Heading

Wrong = Callable[[str, str, str, str], None]
"""Tells of a cell: column, what was read, what is expected, sentence."""

MARK = "X o vacío"
DISPOSITIONS = "una sola de CT, E o S"


@dataclass(slots=True)
class Values:
    """What the cells of a line say, as far as it is understood."""

    office_years: int | None = None
    archive_years: int | None = None
    disposition: str = ""
    reproduction: str = ""
    on_paper: bool = False
    electronic: bool = False
    trigger: str = ""
    sampling_method: str = ""
    sampling_rate: Decimal | None = None
    human_rights: bool = False
    legal_basis: tuple[str, ...] = ()
    access: str = ""
    is_subject: bool = False


@dataclass(slots=True)
class Cells:
    """The texts of a row by field; a field that several columns tell has several."""

    heading: Heading
    texts: list[str]
    repeated: frozenset[int] = field(default_factory=frozenset)

    def of(self, name: str) -> str:
        """The first text of a field that says something."""
        return next((text for _, text in self.all(name) if text), "")

    def own(self, name: str) -> str:
        """The same, without what only repeats a joined cell above."""
        return next((text for at, text in self.all(name) if text and at not in self.repeated), "")

    def all(self, name: str) -> list[tuple[int, str]]:
        """Column and text of each column of a field."""
        return [
            (at, self.texts[at].strip() if at < len(self.texts) else "")
            for at in self.heading.fields.get(name, ())
        ]

    def tells_retention(self) -> bool:
        """Whether it orders anything: years or a disposition."""
        return any(self.of(name) for name in (*RETENTION, *MARKS, "disposition"))

    def tells_own(self) -> bool:
        """The same, of this row alone."""
        return any(self.own(name) for name in (*RETENTION, *MARKS, "disposition"))


def supports(cells: Cells, wrong: Wrong, warn: Wrong) -> tuple[bool, bool]:
    """Paper and electronic."""
    paper = _marked(cells, "paper", wrong, "p", "f", "sf", "ff", "papel", "fisico")
    electronic = _marked(cells, "electronic", wrong, "e", "el", "se", "digital", "electronico")
    for at, text in cells.all("support"):
        told = words.supports(text)
        if told is None:
            head = cells.heading.heads[at]
            warn(head, text, "papel o electrónico", "El soporte no se conoce y no se guarda.")
        else:
            paper, electronic = paper or told[0], electronic or told[1]
    return paper, electronic


def judged(cells: Cells, wrong: Wrong, warn: Wrong, *, ruled: bool) -> Values:
    """What the line says. `ruled`: it must tell years and a disposition."""
    values = Values()
    values.on_paper, values.electronic = supports(cells, wrong, warn)
    if ruled:
        values.office_years, values.archive_years = _years(cells, wrong)
        values.disposition, values.reproduction = _disposition(cells, wrong)
        _agreed(cells, values.disposition, warn)
    values.trigger = _chosen(cells, "trigger", words.TRIGGERS, wrong)
    values.sampling_method = _chosen(cells, "sampling_method", words.METHODS, wrong)
    values.access = _chosen(cells, "access", words.ACCESS, wrong)
    values.human_rights = _marked(cells, "human_rights", wrong, "ddhh")
    values.is_subject = _marked(cells, "subject", wrong, "asunto")
    if told := cells.of("sampling_rate"):
        values.sampling_rate = words.rate(told)
        if values.sampling_rate is None:
            head = cells.heading.head("sampling_rate")
            wrong(head, told, "un porcentaje entre 0 y 100", "El porcentaje no se entiende.")
    if values.human_rights and values.disposition not in ("", said.PERMANENT):
        head = cells.heading.head("human_rights")
        message = "Lo que trata de derechos humanos se conserva siempre (Ley 1448 de 2011)."
        wrong(head, cells.of("human_rights"), "CT", message)
    values.legal_basis = tuple(words.types(cells.of("legal_basis")))
    return values


def _marked(cells: Cells, name: str, wrong: Wrong, *own: str) -> bool:
    found = False
    for at, text in cells.all(name):
        told = words.mark(text, *own)
        if told is None:
            wrong(cells.heading.heads[at], text, MARK, "La marca no se entiende.")
        found = found or bool(told)
    return found


def _chosen(cells: Cells, name: str, known: dict[str, set[str]], wrong: Wrong) -> str:
    text = cells.of(name)
    if not text:
        return ""
    found = words.chosen(text, known)
    if found is None:
        wrong(cells.heading.head(name), text, EXPECTED[name], "No es una de las opciones.")
    return found or ""


EXPECTED = {
    "trigger": "cierre, fin de vigencia, último documento, evento o radicación",
    "sampling_method": "aleatorio simple, sistemático, cualitativo o intrínseco",
    "access": "pública, clasificada o reservada",
}


def _years(cells: Cells, wrong: Wrong) -> tuple[int | None, int | None]:
    """Years in the office and in the central archive; a TVD has the second alone."""
    found: dict[str, int | None] = {}
    for name in RETENTION:
        if name not in cells.heading.fields or (name == "retention" and cells.heading.has("ag")):
            continue
        text = cells.of(name)
        found[name] = words.years(text)
        if found[name] is None:
            message = "Faltan los años." if not text else "No es un número de años."
            wrong(cells.heading.head(name), text, "un número entero de años", message)
    single = found.get("ac") if "ac" in found else found.get("retention")
    return found.get("ag"), single


def _disposition(cells: Cells, wrong: Wrong) -> tuple[str, str]:
    """The one final disposition, and the reproduction that goes with it."""
    head, text, ends, means = _ordered(cells, wrong)
    if ends is None:
        return "", ""
    if cells.heading.has("reproduction") and (told := cells.of("reproduction")):
        by_word = words.dispositions(told)
        if by_word is None or by_word[0]:
            wrong(cells.heading.head("reproduction"), told, "M, D o MT", "No es una reproducción.")
        else:
            means = means | by_word[1]
    if len(ends) == 1:
        return next(iter(ends)), words.reproduction(means)
    if len(ends) > 1:
        message = "Una línea tiene una sola disposición final."
    elif means:
        message = "La reproducción acompaña a una disposición final, nunca va sola."
    else:
        message = "Falta la disposición final."
    wrong(head, text, DISPOSITIONS, message)
    return "", ""


def _agreed(cells: Cells, disposition: str, warn: Wrong) -> None:
    """Tell where another column of dispositions says another than the one that was taken."""
    for at, text in cells.all("disposition"):
        told = words.dispositions(text)
        if disposition and told is not None and told[0] and disposition not in told[0]:
            message = "Otra columna dice otra disposición, y se tomó esa."
            warn(cells.heading.heads[at], text, "la misma disposición", message)


def _ordered(cells: Cells, wrong: Wrong) -> tuple[str, str, set[str] | None, set[str]]:
    """Column, what was read, dispositions (None: a cell was not understood), reproductions."""
    ends: set[str] = set()
    means: set[str] = set()
    read: list[str] = []
    known = {"ct": said.PERMANENT, "e": said.DESTROY, "s": said.SAMPLE}
    copies = {"m": {said.MICROFILM}, "d": {said.DIGITAL}, "mt": {said.EITHER}}
    unread = False
    for name in MARKS:
        for at, text in cells.all(name):
            told = words.mark(text, name, "md", *words.MARK_WORDS.get(name, ()))
            by_letter = words.dispositions(text) if told is None and name == "mt" else None
            if by_letter and not by_letter[0]:
                told, copies["mt"] = True, by_letter[1]
            if told is None:
                wrong(cells.heading.heads[at], text, MARK, "La marca no se entiende.")
                unread = True
            if told:
                read.append(name.upper())
                ends |= {known[name]} if name in known else set()
                means |= copies.get(name, set())
    if unread:
        return "", "", None, set()
    columns = _by_code_first(cells)
    if read or not columns:
        marks = next((name for name in MARKS if name in cells.heading.fields), "disposition")
        return cells.heading.head(marks), ", ".join(read), ends, means
    at, text = next(((at, text) for at, text in columns if text), columns[0])
    told_in_words = words.dispositions(text)
    if told_in_words is None:
        message = "No es una disposición final."
        wrong(cells.heading.heads[at], text, DISPOSITIONS, message)
        return "", "", None, set()
    return cells.heading.heads[at], text, *told_in_words


def _by_code_first(cells: Cells) -> list[tuple[int, str]]:
    """The columns that tell it in words; one of codes before one of what was once written."""
    return sorted(
        cells.all("disposition"),
        key=lambda one: "cod" not in words.key(cells.heading.heads[one[0]]),
    )
