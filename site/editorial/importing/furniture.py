"""Page headers and footers that stand in the middle of the text, found by their repetition."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from .contents import without_contents
from .cover import split_masthead
from .signatures import role_of_head
from .source import Block, Line, PageBreak, Source, Table
from .words import fold

_PAGE = re.compile(
    r"\b(?:pag(?:ina)?s?|hoja|page)\.?\s*:?\s*(?:n[o°º]\.?\s*)?\d{1,4}(?:\s*(?:de|/|of)\s*\d{1,4})?"
    r"|(?<![\d/])\d{1,3}\s+de\s+\d{1,3}(?![\d/])|^\W*\d{1,3}\s*/\s*\d{1,3}\W*$",
    re.I,
)
_HEADER_LABELS = re.compile(r"\b(codigo|cod|version|pagina|vigencia|fecha de aprobacion)\b")
_CODE_FIELD = re.compile(r"\bc[oó]d(?:igo|\.)(?:\s*:\s*[A-Z]|\s+[A-Z]{1,6}\S*\d)", re.I)
_DATE = re.compile(r"\d{1,4}[/-]\d{1,2}[/-]\d{2,4}")
_REACH = 14


def strip_furniture(source: Source) -> tuple[list[Block], list[Block]]:
    """The blocks without the repeated headers and footers, and one copy of each of these.

    Where something was cut out a `PageBreak` stays, so that a sentence can be joined again. The
    names above the first title go with the headers; a table of contents that repeats the headings
    is dropped.
    """
    blocks = [piece for block in source.blocks for part in _apart(block) for piece in _signed(part)]
    masked = [_masked(block) for block in blocks]
    doomed: set[int] = set()
    _mark_header_tables(blocks, masked, doomed)
    _mark_around_page_numbers(blocks, masked, doomed)
    _mark_page_edges(blocks, masked, doomed)
    body: list[Block] = []
    furniture: list[Block] = list(source.furniture)
    seen = {_masked(block) for block in furniture}
    for index, block in enumerate(blocks):
        if index not in doomed:
            if not (isinstance(block, PageBreak) and body and isinstance(body[-1], PageBreak)):
                body.append(block)
            continue
        if masked[index] not in seen:
            seen.add(masked[index])
            furniture.append(block)
        if body and not isinstance(body[-1], PageBreak):
            body.append(PageBreak())
    body, names = split_masthead(without_contents(_rejoined(body)), furniture)
    return body, [*furniture, *names]


def _rejoined(blocks: Sequence[Block]) -> list[Block]:
    """A signature block whose heads stayed behind on the page before, in one piece."""
    out: list[Block] = []
    for block in blocks:
        if isinstance(block, Table) and len(out) > 1 and isinstance(out[-1], PageBreak):
            head = out[-2]
            if isinstance(head, Table) and len(head.rows) == 1 and _goes_below(head, block):
                out[-2:] = [Table(head.rows + block.rows)]
                continue
        out.append(block)
    return out


def _goes_below(head: Table, table: Table) -> bool:
    roles = [role_of_head(cell) for cell in head.rows[0]]
    same = len(head.rows[0]) == len(table.rows[0])
    return same and len(set(roles) - {None}) > 1 and not any(map(role_of_head, table.rows[0]))


def names_a_code(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the rows of a table give a code as a page header does."""
    return any(_CODE_FIELD.search(" ".join(row)) for row in rows)


def _apart(block: Block) -> list[Block]:
    """A header block that runs into the table below or above it, as a table of its own."""
    if not isinstance(block, Table) or len(block.rows) < 5:
        return [block]
    rows = block.rows
    start = next((at for at, row in enumerate(rows) if _CODE_FIELD.search(" ".join(row))), None)
    if start is None and any(_names_version_and_page(row) for row in rows[:4]):
        start = 0
    if start is None:
        return [block]
    if start <= 2 and not any(row[0][:1].isdigit() for row in rows[:start]):
        start = 0
    reach = range(start, min(start + 7, len(rows)))
    end = next((at for at in reach if _PAGE.search(_plain(" ".join(rows[at])))), None)
    if end is None or end - start + 1 == len(rows):
        return [block]
    cuts = [rows[:start], rows[start : end + 1], rows[end + 1 :]]
    pieces: list[Block] = []
    for first, piece in zip((0, start, end + 1), cuts, strict=True):
        if piece:
            joined = {(r - first, c) for r, c in block.joined if first < r < first + len(piece)}
            pieces += _apart(_trimmed(Table(piece, frozenset(joined))))
    return pieces


def _names_version_and_page(row: Sequence[str]) -> bool:
    text = " ".join(row)
    return "version" in fold(text).split() and bool(_PAGE.search(_plain(text)))


def _signed(block: Block) -> list[Block]:
    """A signature block that was set right under another table, as a table of its own."""
    if not isinstance(block, Table):
        return [block]
    for at, row in enumerate(block.rows):
        heads = {role_of_head(cell) for cell in row} - {None}
        aside = [role_of_head(each[0]) for each in block.rows[at : at + 9]]
        beside = aside[0] is not None and len(set(aside) - {None}) > 1
        if len(heads) < 2 and not beside:
            continue
        # a block needs nothing above it but a title and names of columns
        filled = at == 1 and any(_DATE.search(cell) for cell in block.rows[0])
        if (at < 2 and not filled) or (
            at == 2 and not any(len(set(r)) > 2 for r in block.rows[:at])
        ):
            return [block]
        return [_rows_of(block, 0, at), _rows_of(block, at, len(block.rows))]
    return [block]


def _rows_of(table: Table, first: int, last: int) -> Table:
    joined = {(r - first, c) for r, c in table.joined if first < r < last}
    return _trimmed(Table(table.rows[first:last], frozenset(joined)))


def _trimmed(table: Table) -> Table:
    """Without the empty columns that only the neighbour table had."""
    kept = [c for c in range(len(table.rows[0])) if c == 0 or any(row[c] for row in table.rows)]
    place = {c: at for at, c in enumerate(kept)}
    return Table(
        tuple(tuple(row[c] for c in kept) for row in table.rows),
        frozenset((r, place[c]) for r, c in table.joined if c in place),
    )


def _masked(block: Block) -> str:
    """The block as it is compared between pages: page numbers do not count."""
    if isinstance(block, Line):
        text = f"{block.mark} {block.text}"
    elif isinstance(block, Table):
        text = " ¦ ".join(cell for row in block.rows for cell in row if cell)
    else:
        return ""
    return fold(_PAGE.sub(" ", _plain(text))) or ("#" if text.strip() else "")


def _is_page_number(block: Block) -> bool:
    if isinstance(block, Line):
        return len(block.text) < 160 and bool(
            _PAGE.search(_plain(block.text)) or re.fullmatch(r"\W*\d{1,3}\W*", block.text)
        )
    if isinstance(block, Table):
        return any(_PAGE.search(_plain(cell)) for row in block.rows for cell in row)
    return False


def _plain(text: str) -> str:
    return text.replace("á", "a").replace("Á", "A")


def _mark_header_tables(blocks: Sequence[Block], masked: list[str], doomed: set[int]) -> None:
    """Tables that name code and version; at the very start one is enough, later they repeat."""
    counts = Counter(masked[i] for i, block in enumerate(blocks) if isinstance(block, Table))
    for index, block in enumerate(blocks):
        if not isinstance(block, Table) or len(block.rows) > 8:
            continue
        found = set(_HEADER_LABELS.findall(masked[index]))
        labels = {"codigo" if label == "cod" else label for label in found}
        paged = _is_page_number(block)
        header = len(labels | ({"pagina"} if paged else set())) >= 2 and "codigo" in labels | (
            {"codigo"} if paged and "version" in labels else set()
        )
        grid = max(sum(bool(cell) for cell in row) for row in block.rows) > 4
        first = all(not isinstance(b, Line) for b in blocks[:index]) or index < 4
        repeated = counts[masked[index]] > 1
        if header and (paged or repeated or (first and not grid)):
            doomed.add(index)


def _mark_around_page_numbers(blocks: Sequence[Block], masked: list[str], doomed: set[int]) -> None:
    """Lines that stand beside the page number on most pages are its header or footer."""
    anchors = [
        index
        for index, block in enumerate(blocks)
        if isinstance(block, Line) and index not in doomed and _is_page_number(block)
    ]
    labelled = [i for i in anchors if re.search(r"p[aá]g|hoja", _text(blocks[i]), re.I)]
    anchors = labelled or (anchors if len(anchors) > 2 else [])
    if not anchors:
        return
    same = Counter(masked[index] for index in anchors)
    shape, _ = same.most_common(1)[0]
    anchors = [index for index in anchors if masked[index] == shape]
    if len(anchors) == 1 and not labelled:
        return
    doomed.update(anchors)
    for step in (-1, 1):
        for distance in range(1, _REACH + 1):
            spots = [index + step * distance for index in anchors]
            spots = [spot for spot in spots if 0 <= spot < len(blocks)]
            found = Counter(masked[spot] for spot in spots if masked[spot])
            best, times = found.most_common(1)[0] if found else ("", 0)
            if times < 2 or times < len(anchors) * 0.5:
                break
            doomed.update(spot for spot in spots if masked[spot] == best)


def _mark_page_edges(blocks: Sequence[Block], masked: list[str], doomed: set[int]) -> None:
    """What stands first or last on most pages, where the source tells its pages."""
    pages: list[list[int]] = [[]]
    for index, block in enumerate(blocks):
        if isinstance(block, PageBreak):
            pages.append([])
        else:
            pages[-1].append(index)
    pages = [page for page in pages if page]
    if len(pages) < 2:
        return
    need = max(2, (len(pages) + 1) // 2)
    for page_order in (1, -1):
        counts: Counter[str] = Counter()
        for page in pages:
            counts.update({masked[index] for index in page[::page_order][:_REACH]})
        repeated = {text for text, times in counts.items() if times >= need and text}
        for page in pages:
            for index in page[::page_order][:_REACH]:
                if masked[index] not in repeated:
                    break
                doomed.add(index)


def _text(block: Block) -> str:
    return block.text if isinstance(block, Line) else ""
