"""Text rules that findings, search, exchange and import share: how to compare, how to read out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from records.content import Block, Content, Section
from records.kinds import GRIDS

RECORD_COLUMNS = (
    "code",
    "name",
    "responsible",
    "storage",
    "retrieval",
    "protection",
    "retention",
    "disposition",
)


def composed(text: str) -> str:
    """`text` in NFC, the form in which every content is kept."""
    return unicodedata.normalize("NFC", text)


def flat(text: str) -> str:
    """`text` in lower case without accents, character for character: positions stay. ñ stays ñ."""
    return "".join(_flat(character) for character in text)


@cache
def _flat(character: str) -> str:
    lower = character.lower()
    if lower == "ñ" or len(lower) != 1:
        return "ñ" if lower == "ñ" else character
    base = unicodedata.normalize("NFD", lower)[0]
    return base if base.isascii() else lower


def fold(text: str) -> str:
    """`text` for comparing: no case, no accents, single spaces."""
    return " ".join(flat(composed(text)).split())


def natural(code: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts codes as a reader counts: 1.2 before 1.10, what is above before the rest."""
    return tuple(
        (0, int(part), part) if part.isdecimal() else (1, 0, part)
        for part in re.findall(r"\d+|\D+", code)
    )


# --- Who is responsible ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Responsibles:
    """The positions that may do an activity, any of them, and whether they may delegate it."""

    alternatives: tuple[str, ...]
    delegable: bool


# Runs of blanks are folded first, so that no pattern tries them twice.
_BLANKS = re.compile(r"[^\S\n]+")
_DELEGATION = re.compile(
    r"[\s,;(–—-]*\b(?:[ou]|y/o)\s+(?:a\s+)?(?:"
    r"(?:el\s+|la\s+)?(?:quien(?:es)?|persona|servidor|funcionario)(?:\s+(?!o\b)\w+){0,3}?\s+"
    r"(?:deleguen?|designen?|asignen?|encarguen?|corresponda|haga(?:n)?\s+sus\s+veces)"
    r"|su\s+delegad[oa]|(?:un\s+)?delegad[oa](?:\s+suy[oa])?(?=\W*$)"
    r")(?:\s+para\s+(?:ello|tal\s+fin))?\)?"
)
_ALTERNATIVES = re.compile(
    r"\s*[\n;]\s*|\s*,\s*(?:[ouy]\s+)?|\s+(?:y/o|o|u)\s+|\s+[–—-]\s+|(?<=\w{3})\.\s+(?=[A-ZÁÉÍÓÚÑ])"
    r"|\s*/\s*(?=\w{3})"
)


def responsibles(text: str | None) -> Responsibles:
    """The alternatives in «Secretario – o quien él delegue», «Profesional o Contratista»."""
    source = composed(_BLANKS.sub(" ", text or ""))
    low = flat(source)
    kept, last = [], 0
    for found in _DELEGATION.finditer(low):
        kept.append(source[last : found.start()])
        last = found.end()
    delegable = last > 0
    source = "\n".join([*kept, source[last:]])
    names: dict[str, str] = {}
    for part in _ALTERNATIVES.split(source):
        name = " ".join(part.strip(" \t.,;:–—-()").split())
        if name:
            names.setdefault(fold(name), name)
    return Responsibles(tuple(names.values()), delegable)


# --- Reading out ----------------------------------------------------------------------------------


def content_text(content: Content) -> str:
    """Everything the content says, title first, one paragraph, item or row a line."""
    lines = [content["title"]]
    for section in content["sections"]:
        lines += [_numbered(section["number"], section["title"]), section_text(section)]
    return "\n".join(line for line in lines if line)


def section_text(section: Section) -> str:
    """The text of a section, without its title: list marks written again, table cells by tabs."""
    return "\n".join(text for text in map(plain, section["blocks"]) if text)


def plain(block: Block) -> str:
    """The text of one block, one paragraph, item or row a line. Rows keep their empty cells."""
    read = _READERS.get(block["type"], _grid)
    return "\n".join(line for line in read(block) if line.strip())


def list_marks(block: Block) -> list[str]:
    """The mark of each item of a list block, in order: «1.», «a.», «iv.», «-»."""
    counts = [block["start"] - 1, 0, 0]
    marks = []
    for item in block["items"]:
        level = item["level"]
        counts[level] += 1
        counts[level + 1 :] = [0] * (2 - level)
        marks.append(_mark(block["styles"][level], counts[level]))
    return marks


def _mark(style: str, number: int) -> str:
    if style == "bullet":
        return "-"
    if style == "decimal" or number < 1:
        return f"{number}."
    return f"{_alpha(number) if style == 'alpha' else _roman(number)}."


def _alpha(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters


_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)


def _roman(number: int) -> str:
    letters = ""
    for value, letter in _ROMAN:
        times, number = divmod(number, value)
        letters += letter * times
    return letters


def _numbered(number: str | None, text: str) -> str:
    return (
        f"{number}. {text}" if number and number[-1].isalnum() else f"{number or ''} {text}".strip()
    )


def _row(cells: Iterable[str | None]) -> str:
    return "\t".join(" ".join((cell or "").split()) for cell in cells).rstrip("\t")


def _list(block: Block) -> list[str]:
    marks = list_marks(block)
    return [f"{mark} {item['text']}" for mark, item in zip(marks, block["items"], strict=True)]


def _table(block: Block) -> list[str]:
    return [
        block["caption"] or "",
        _row(block["head"]),
        *(_row(row["cells"]) for row in block["rows"]),
    ]


def _activities(block: Block) -> list[str]:
    return [
        _row(
            (
                item["number"],
                item["text"],
                item["responsible"],
                item["record"],
                item["term"],
                (item["decision"] or {}).get("question"),
            )
        )
        for item in block["items"]
    ]


def _grid(block: Block) -> list[str]:
    """What somebody wrote in a typed table; of a single row, one line a cell with its name."""
    grid = GRIDS[block["type"]]
    rows = [
        [(column.label, column.printed(item)) for column in grid.columns] for item in block["items"]
    ]
    if grid.single:
        return [f"{label}: {text}" for row in rows for label, text in row if text]
    return [_row(text for _label, text in row) for row in rows]


def _columns(*names: str) -> Callable[[Block], list[str]]:
    return lambda block: [_row(item[name] for name in names) for item in block["items"]]


_READERS: dict[str, Callable[[dict[str, Any]], list[str]]] = {
    "heading": lambda block: [_numbered(block["number"], block["text"])],
    "paragraph": lambda block: [block["text"]],
    "note": lambda block: [
        f"{block['label']}: {block['text']}" if block["label"] else block["text"]
    ],
    "list": _list,
    "table": _table,
    "definitions": lambda block: [f"{item['term']}: {item['meaning']}" for item in block["items"]],
    "activities": _activities,
    "references": _columns("text"),
    "records": _columns(*RECORD_COLUMNS),
    "changes": _columns("version", "reason", "date"),
    "annexes": _columns("title"),
    "chart": _table,
    "figure": lambda block: [block["caption"] or "", block["alt"]],
}


# --- Acronyms -------------------------------------------------------------------------------------

_WORD = re.compile(r"[^\W_]+(?:[.&][^\W_]+)*\.?s?")
_NO_PROSE = re.compile(
    r"(?<!\S)\S+@\S+|https?://\S+|www\.\S+"
    r"|(?<![\w.-])(?=[\w.-]*\d)[^\W_]+(?:[-./:][^\W_]+)+|\b\w*\d\w*\b"
)
_ACRONYM = re.compile(r"[A-ZÁÉÍÓÚÑ]{2,8}")
_SMALL_ROMAN = re.compile(r"(?:X{0,3}|XL|L)(?:IX|IV|V?I{0,3})")
_LONGEST_ACRONYM_IN_CAPITALS = 6


def acronyms(text: str) -> list[str]:
    """The acronyms that `text` uses, each once, in order: «T.I» is TI, «OPAs» is OPA.

    Words of a phrase written all in capitals, Roman numerals, codes, addresses are none.
    """
    found: dict[str, None] = {}
    for line in composed(text).splitlines():
        for run in _runs(_NO_PROSE.sub(" | ", line)):
            if len(run) == 1 or not _shouted(run):
                found.update(dict.fromkeys(word for word in run if _is_acronym(word)))
    return list(found)


def _runs(line: str) -> list[list[str]]:
    """Neighbouring words all in capitals, as one run each."""
    runs: list[list[str]] = []
    end = -1
    for found in _WORD.finditer(line):
        word = _bare(found.group())
        if not word.isupper():
            continue
        if runs and line[end : found.start()].strip() == "":
            runs[-1].append(word)
        else:
            runs.append([word])
        end = found.end()
    return runs


def _bare(word: str) -> str:
    bare = word.rstrip(".")
    if bare.endswith("s") and bare[:-1].isupper() and len(bare) > 2:
        bare = bare[:-1]
    return bare.replace(".", "")


def _shouted(run: list[str]) -> bool:
    return len(run) > 2 or any(
        len(word) > _LONGEST_ACRONYM_IN_CAPITALS or word in {"DE", "DEL", "LA", "EL", "Y", "NO"}
        for word in run
    )


def _is_acronym(word: str) -> bool:
    return bool(_ACRONYM.fullmatch(word)) and not _SMALL_ROMAN.fullmatch(word)
