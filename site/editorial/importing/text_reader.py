"""Plain text into blocks: its encoding, its tab-separated tables, its hard line ends."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from .source import Block, Line, PageBreak, Source, Table, Unreadable
from .text_tables import BREAK, cell, with_bars
from .words import clean, rejoin, split_mark

_MIXED = "El archivo de texto mezcla codificaciones de caracteres: guárdelo de nuevo como UTF-8."
_NO_TEXT = "El archivo no es un documento: no contiene texto que se pueda leer."
_SPANISH = set("áéíóúüñÁÉÍÓÚÜÑ¿¡°ºª“”‘’«»–—•…·§´´®©€\u00a0")
_RULE = re.compile(r"^\s*\|(?:\s*:?-{2,}:?\s*\|)+\s*$")
_UNDERLINE = re.compile(r"[-=~*]{3,}")
_BULLET = re.compile(r"^[-–•*·]$|^[-–•*·] ")
_LONE_MARKS = re.compile(r"^[\d\W_]{1,6}$|^\(?[a-zA-Z][.)]$")


def read_text(data: bytes) -> Source:
    """The blocks of a text file; raises `Unreadable` when its characters cannot be told."""
    text = decode(data)
    if not text.strip():
        raise Unreadable("El archivo está vacío: no tiene texto.")
    blocks: list[Block] = []
    run: list[str] = []
    spaced = True
    lines = re.split(r"\r\n|[\n\r\x85\u2028\u2029]", text)
    lines = _single_spaced(lines)
    lines = with_bars(lines)
    wrapped = _wrap_width(lines)
    for raw in [*lines, ""]:
        if "\f" in raw:
            blocks += _table(run)
            run = []
            blocks.append(PageBreak())
            raw = raw.replace("\f", "")
        if run and _RULE.match(raw):
            continue
        row = _row(raw)
        if run and not spaced and _is_inner_item(row, run):
            run[-1] += f"{BREAK}{row[0]} " + "\t".join(row[1:])
            continue
        if len(row) > 1 and any(row):
            run.append(raw)
            spaced = False
            continue
        if run and row[0] and not spaced and _continues_cell(row[0], run):
            run[-1] += " " + row[0]
            continue
        blocks += _table(run)
        run = []
        if row[0] or any(row):
            _add_line(blocks, raw, spaced=spaced, wrapped=wrapped)
        spaced = not any(row)
    return Source("txt", tuple(_unwrapped(block) for block in blocks))


def decode(data: bytes) -> str:
    """The text of the bytes, without mojibake; raises `Unreadable` rather than guess wrongly."""
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if data.startswith(mark):
            return _strict(data, encoding)
    if b"\x00" in data:
        even, odd = data[0::2].count(0), data[1::2].count(0)
        if odd > len(data) // 4 > even:
            return _strict(data, "utf-16-le")
        if even > len(data) // 4 > odd:
            return _strict(data, "utf-16-be")
        raise Unreadable(_NO_TEXT)
    if sum(byte < 32 and byte not in (9, 10, 12, 13) for byte in data) > len(data) // 100:
        raise Unreadable(_NO_TEXT)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_single_byte(data)


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise Unreadable(_MIXED) from None


def _decode_single_byte(data: bytes) -> str:
    """A file of the time before UTF-8; a part in UTF-8 inside it means that nothing is sure."""
    if re.search(rb"[\xc2\xc3][\x80-\xbf]", data) or re.search(rb"\xe2\x80[\x90-\xa2]", data):
        raise Unreadable(_MIXED)
    best, share = "", 0.0
    for encoding in ("cp1252", "cp850", "mac_roman"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        likely = _likelihood(text)
        if likely > share:
            best, share = text, likely
    if share < 0.7:
        raise Unreadable(_MIXED if share > 0.3 else _NO_TEXT)
    return best


def _likelihood(text: str) -> float:
    """The share of the characters beyond ASCII that Spanish has there: in a word, letters."""
    high = likely = 0
    for at, char in enumerate(text):
        if ord(char) < 128:
            continue
        high += 1
        in_word = text[at - 1 : at].isalpha() and text[at + 1 : at + 2].isalpha()
        likely += char in _SPANISH and (char.isalpha() or not in_word)
    return likely / high if high else 0.0


def _row(raw: str) -> list[str]:
    piped = raw.strip()
    if piped.startswith("|") and piped.count("|") > 2:
        return [cell(text) for text in piped.removeprefix("|").removesuffix("|").split("|")]
    return [cell(clean(text).replace("\n", " ")) for text in raw.split("\t")]


def _is_inner_item(row: list[str], run: list[str]) -> bool:
    """A list inside a cell of a pasted table: a bullet, while the row above lacks columns."""
    width = max(len(_row(raw)) for raw in run[:4])
    return width > 2 and bool(_BULLET.match(row[0])) and 1 < len(_row(run[-1])) < width


def _continues_cell(text: str, run: list[str]) -> bool:
    """A line break inside the last cell: the text goes on in small letters."""
    return len(_row(run[-1])) > 2 and text[0].islower() and not split_mark(text)[0]


def _table(run: list[str]) -> list[Block]:
    """The lines of a run with tabs: a table, or list items and indented paragraphs."""
    if not run:
        return []
    rows = [_row(raw) for raw in run]
    filled = [[cell for cell in row if cell] for row in rows]
    if all(len(cells) <= 1 for cells in filled) or all(
        len(cells) <= 2 and _LONE_MARKS.match(cells[0]) for cells in filled if cells
    ):
        return [
            _line(" ".join(cells), indent=len(raw) - len(raw.lstrip()))
            for raw, cells in zip(run, filled, strict=True)
            if cells
        ]
    width = max(len(row) for row in rows)
    return [Table(tuple(tuple(row + [""] * (width - len(row))) for row in rows if any(row)))]


def _line(text: str, *, indent: int = 0, spaced: bool = True) -> Line:
    bold = bool(re.fullmatch(r"\s*(?:[-\d.]+\s*)?\*\*.*\*\*:?\s*", text))
    heading = re.match(r"\s*(#{1,4})\s+(?=\S)", text)
    if heading:
        text = text[heading.end() :]
    text = clean(text.replace("**", "").replace("__", " " if "___" in text else "__"))
    toc = bool(re.search(r"(?:\.\s?){4,}\s*\d{1,3}$", text))
    return Line(
        text,
        heading=len(heading[1]) if heading else 0,
        bold=bold,
        indent=indent,
        spaced=spaced,
        toc=toc,
    )


def _add_line(blocks: list[Block], raw: str, *, spaced: bool, wrapped: int) -> None:
    indent = len(raw) - len(raw.lstrip())
    line = _line(raw, indent=indent, spaced=spaced)
    if not line.text or _UNDERLINE.fullmatch(line.text):
        return
    last = blocks[-1] if blocks else None
    if wrapped and not spaced and isinstance(last, Line) and not split_mark(line.text)[0]:
        first_word = line.text.split()[0]
        full = len(last.text.rsplit("\n", 1)[-1]) + last.indent + len(first_word) + 1 > wrapped
        if full and not line.heading:
            # the last printed line decides whether the next one is full: keep the seam so far
            blocks[-1] = replace(last, text=f"{last.text}\n{line.text}")
            return
    blocks.append(line)


def _single_spaced(lines: list[str]) -> list[str]:
    """The lines of a text that has an empty one after each, tables included, without these."""
    filled = [bool(line.strip()) for line in lines]
    touching = any(one and two for one, two in pairwise(filled))
    if touching or sum("\t" in line for line in lines) < 2:
        return lines
    return [line for at, line in enumerate(lines) if filled[at] or not (at and filled[at - 1])]


def _unwrapped(block: Block) -> Block:
    if isinstance(block, Line) and "\n" in block.text:
        return replace(block, text=rejoin(block.text.split("\n")))
    return block


def _wrap_width(lines: list[str]) -> int:
    """The width at which an editor broke the lines, 0 where paragraphs are one line each."""
    plain = [raw.rstrip() for raw in lines if raw.strip() and "\t" not in raw]
    if len(plain) < 8:
        return 0
    lengths = sorted(len(raw) for raw in plain)
    longest = lengths[-1]
    near = sum(length >= longest * 0.85 for length in lengths)
    return longest if 50 <= longest <= 130 and near >= max(4, len(lengths) // 6) else 0
