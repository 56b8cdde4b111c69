"""What a document says of who may read it: the mark of restricted information (Ley 1712 de 2014).

Pure. A mark stands alone, in capitals, after a label, or in a page header or on the cover; the same
words within a sentence of the body are no mark, since many procedures are about such information.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from .source import Block, Line, Table
from .words import fold, is_upper

_WORDS = r"(?:reservad[ao]|clasificad[ao]|confidencial)"
_MARK = re.compile(
    r"(?<!\bde )(?<!\bla )(?<!\bcon )(?<!\bsobre )"
    rf"\b(?:informacion|documento) (?:de caracter )?(?:public[ao] )?{_WORDS}(?: [yo] {_WORDS})?\b"
)
_LABELLED = re.compile(
    r"\b(?:clasificacion(?: de la informacion)?|(?:nivel|tipo)(?: de)? (?:acceso|reserva|seguridad)"
    r"|acceso|caracter)\s*:\s*(?:informacion )?(?:publica )?" + _WORDS + r"\b"
)
_PLAIN = re.compile(rf"(?:informacion )?(?:publica )?{_WORDS}(?: [yo] {_WORDS})?")


def marked_access(body: Sequence[Block], *, prominent: Sequence[Block]) -> str | None:
    """`reserved` or `classified` as the document is marked, the stricter of several; else None.

    `prominent` are the blocks of page headers, footers and cover, where the words always are a
    mark. «Confidencial» is no level of the law: it is read as `classified`.
    """
    found = {_level(mark) for text in _texts(prominent) for mark in _marks(text, anywhere=True)}
    found |= {_level(mark) for text in _texts(body) for mark in _marks(text, anywhere=False)}
    return next((level for level in ("reserved", "classified") if level in found), None)


def _level(mark: str) -> str:
    return "reserved" if "reservad" in mark else "classified"


def _marks(text: str, *, anywhere: bool) -> Iterable[str]:
    plain = fold(text)
    if _PLAIN.fullmatch(plain):
        yield plain
    labelled = _LABELLED.search(" : ".join(fold(part) for part in text.split(":")))
    if labelled:
        yield labelled[0]
    if anywhere:
        yield from (found[0] for found in _MARK.finditer(plain))
        return
    words = re.findall(r"\w+", text)
    capitals = " ".join(fold(word) if is_upper(word) or len(word) < 3 else "." for word in words)
    yield from (found[0] for found in _MARK.finditer(capitals))


def _texts(blocks: Iterable[Block]) -> Iterable[str]:
    for block in blocks:
        if isinstance(block, Line):
            yield from block.text.split("\n")
        elif isinstance(block, Table):
            yield from (part for row in block.rows for cell in row for part in cell.split("\n"))
