"""PDF with text into blocks: ruled tables, and lines joined into paragraphs by their geometry."""

from __future__ import annotations

import io
from collections.abc import Container, Iterator, Sequence
from itertools import pairwise
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfparser import PDFSyntaxError
from pdfplumber.utils.exceptions import PdfminerException

from .aligned import Aligned, Piece, find_aligned
from .cells import cell_text
from .furniture import names_a_code
from .grids import begins_anew, column_edges, covering, is_own
from .printed import Printed, as_line, rows_of_words, text_of
from .source import Block, Line, NoText, PageBreak, Source, Table, Unreadable
from .words import fold, rejoin, split_mark

MAX_PAGES = 500
_ENCRYPTED = "El PDF está cifrado: guárdelo sin contraseña."
_DAMAGED = "El PDF está dañado o incompleto."
_SCAN = (
    "El PDF no tiene texto (parece un escaneo): no se puede leer como borrador. Para adoptarlo tal"
    " como fue expedido, escriba en la pantalla «Adoptar lo vigente» su tipo, código, título,"
    " versión y fecha de aprobación."
)


def read_pdf(data: bytes) -> Source:
    """The blocks of a PDF; raises `Unreadable` when encrypted, damaged or without text."""
    if b"%%EOF" not in data[-2048:] and b"startxref" not in data[-4096:]:
        raise Unreadable(_DAMAGED)
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            if len(pdf.pages) > MAX_PAGES:
                raise Unreadable(f"El PDF tiene más de {MAX_PAGES} páginas: no se importa.")
            if not pdf.pages:
                raise Unreadable("El PDF está vacío: no tiene páginas.")
            blocks, letters = _read_pages(pdf.pages)
    except PDFPasswordIncorrect:
        raise Unreadable(_ENCRYPTED) from None
    except PdfminerException as error:
        inner = error.args[0] if error.args else None
        encrypted = isinstance(inner, PDFPasswordIncorrect)
        raise Unreadable(_ENCRYPTED if encrypted else _DAMAGED) from None
    except (PDFSyntaxError, KeyError, ValueError, TypeError, AssertionError):
        raise Unreadable(_DAMAGED) from None
    if letters < 20:
        raise NoText(_SCAN)
    return Source("pdf", tuple(blocks))


def _read_pages(pages: Sequence[Any]) -> tuple[list[Block], int]:
    blocks: list[Block] = []
    letters = 0
    vocabulary: set[str] = set()
    for number, page in enumerate(pages):
        if number:
            blocks.append(PageBreak())
        letters += sum(len(char["text"].strip()) for char in page.chars)
        blocks += _page_blocks(page, vocabulary)
        page.close()
    return blocks, letters


def _page_blocks(page: Any, vocabulary: set[str]) -> Iterator[Block]:
    if _is_printed_twice(page.chars):
        page = page.dedupe_chars(tolerance=1)
    words = page.extract_words(
        x_tolerance_ratio=0.2, keep_blank_chars=False, extra_attrs=["fontname", "size"]
    )
    vocabulary.update(fold(word["text"]) for word in words)
    placed: list[tuple[float, Block]] = []
    for table in page.find_tables():
        inside = [word for word in words if _is_inside(word, table.bbox)]
        parts = _tables(table, inside, vocabulary)
        if not parts:
            continue
        words = [word for word in words if not _is_inside(word, table.bbox)]
        placed += parts
    rows = rows_of_words(words)
    for found in _aligned(rows, sorted(top for top, _ in placed)):
        placed.append((min(word["top"] for word in rows[found.first]), found.table))
        rows[found.first : found.last] = [[] for _ in range(found.first, found.last)]
    printed = [as_line(row) for row in rows if row]
    tops = sorted(top for top, _ in placed)
    placed += _paragraphs(printed, tops)
    yield from (block for _, block in sorted(placed, key=lambda pair: pair[0]))


def _is_printed_twice(chars: Sequence[dict[str, Any]]) -> bool:
    """Whether some letters stand on themselves, as old programs printed bold ones."""
    places = {(char["text"], round(char["x0"] / 2), round(char["top"] / 2)) for char in chars}
    return len(places) < len(chars) * 0.98


def _is_inside(word: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    x, y = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
    return bool(box[0] - 1 <= x <= box[2] + 1 and box[1] - 1 <= y <= box[3] + 1)


def _aligned(rows: Sequence[Sequence[dict[str, Any]]], tops: Sequence[float]) -> list[Aligned]:
    """Tables without rules: below a row of known heads, words that stand under these."""
    lines = [_pieces(row) for row in rows]
    gaps = [0.0]
    for above, row in pairwise(rows):
        bottom, top = max(word["bottom"] for word in above), min(word["top"] for word in row)
        parted = any(bottom - 1 <= edge <= top + 1 for edge in tops)
        gaps.append(1e6 if parted else top - bottom)
    heights = sorted(word["bottom"] - word["top"] for row in rows for word in row)
    height = heights[len(heights) // 2] if heights else 10.0
    return find_aligned(lines, gaps, slack=height * 0.4, usual_gap=height * 0.6)[::-1]


def _pieces(row: Sequence[dict[str, Any]]) -> list[Piece]:
    """The words of a printed line, parted where the room between them is no word space."""
    groups: list[list[dict[str, Any]]] = []
    for word in row:
        if groups and word["x0"] - groups[-1][-1]["x1"] <= word["size"] * 0.8:
            groups[-1].append(word)
        else:
            groups.append([word])
    return [
        Piece(
            text_of(group),
            group[0]["x0"],
            group[-1]["x1"],
        )
        for group in groups
    ]


def _paragraphs(lines: Sequence[Printed], tops: Sequence[float]) -> list[tuple[float, Block]]:
    """Printed lines as paragraphs, each with its place on the page."""
    if not lines:
        return []
    right = max(line.x1 for line in lines)
    out: list[tuple[float, Block]] = []
    group: list[Printed] = []
    for line in lines:
        if group and not _goes_on(group, line, right, tops):
            out.append((group[0].top, _line(group)))
            group = []
        group.append(line)
    if group:
        out.append((group[0].top, _line(group)))
    return out


def _goes_on(group: Sequence[Printed], line: Printed, right: float, tops: Sequence[float]) -> bool:
    """Whether a printed line is the next one of a paragraph."""
    last = group[-1]
    height = max(last.bottom - last.top, 1)
    if (
        line.top - last.bottom > height * 0.95
        or line.bold != last.bold
        or abs(line.size - last.size) > 0.6
    ):
        return False
    if any(last.top < top <= line.top for top in tops):
        return False
    if split_mark(line.text)[0]:
        return False
    # the next word would have fitted: the line was ended on purpose
    if last.x1 + line.first_word + height * 0.3 < right - height * 0.2:
        return False
    hanging = split_mark(group[0].text)[0] and line.x0 >= group[0].x0 - 2
    first_indent = len(group) == 1 and abs(line.x0 - last.x0) < height * 4
    return bool(hanging or first_indent or abs(line.x0 - last.x0) < 2.5)


def _line(group: Sequence[Printed]) -> Line:
    text = rejoin([line.text for line in group])
    toc = text.count("....") > 0 or text.count(". . .") > 0
    bold = all(line.bold for line in group)
    lead = 0 if bold else group[0].lead
    return Line(text, bold=bold, indent=round(group[0].x0), toc=toc, lead=lead)


def _tables(
    table: Any, words: Sequence[dict[str, Any]], vocabulary: Container[str]
) -> list[tuple[float, Block]]:
    """A ruled table with its place, apart from a page header whose rules touch its own."""
    grid = [row.cells for row in table.rows]
    first = next((r for r in range(1, len(grid)) if begins_anew(grid[:r], grid[r])), len(grid))
    parts = [grid[:first], grid[first:]]
    read = [_table(part, words, vocabulary) for part in parts if part]
    if read[0] and not (len(read) > 1 and names_a_code(read[0].rows)):
        read = [_table(grid, words, vocabulary)]
        parts = [grid]
    return [
        (min(box[1] for box in part[0] if box), block)
        for part, block in zip(parts, read, strict=False)
        if block
    ]


def _table(
    grid: Sequence[Sequence[Any]], words: Sequence[dict[str, Any]], vocabulary: Container[str]
) -> Table | None:
    """The rows of a ruled table; none for a frame around text."""
    columns = max((sum(box is not None for box in row) for row in grid), default=0)
    if columns < 2 or not words:
        return None
    boxes = [box for row in grid for box in row if box]
    texts = {box: cell_text(box, words, vocabulary) for box in boxes}
    rows: list[tuple[str, ...]] = []
    joined: set[tuple[int, int]] = set()
    edges = column_edges(grid)
    for r, row in enumerate(grid):
        cells: list[str] = []
        top = min(box[1] for box in row if box)
        for c, box in enumerate(row):
            if box:
                cells.append(texts[box])
                continue
            above = covering(boxes, edges[c], top)
            if above and c < len(grid[0]) and abs(above[0] - edges[c]) < 2 and above[1] < top - 1:
                joined.add((r, c))
                cells.append(texts[above])
            else:
                cells.append("")
        rows.append(tuple(cells))
    kept = [r for r, row in enumerate(rows) if any(row)]
    # an empty column counts: the same table may fill it on another page
    used = [c for c in range(len(rows[0])) if any(rows[r][c] for r in kept) or is_own(grid, c)]
    place = {r: at for at, r in enumerate(kept)}
    across = {c: at for at, c in enumerate(used)}
    return Table(
        tuple(tuple(rows[r][c] for c in used) for r in kept),
        frozenset((place[r], across[c]) for r, c in joined if r in place and c in across),
    )
