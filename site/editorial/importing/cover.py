"""What stands on a cover, or above a document without page header, and says only whose it is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .headings import known_title
from .source import Block, Line, PageBreak, Table
from .words import fold, is_upper

# the name of an entity or of a part of it, alone on its line
_NAME = re.compile(
    r"(?:republica|gobernacion|alcaldia|municipio|departamento|distrito|ministerio|instituto|"
    r"empresas?|e s e|ese|e s p|corporacion|universidad|institucion|fundacion|fondo|agencia|"
    r"hospital|clinica|personeria|contraloria|procuraduria|defensoria|registraduria|comision|"
    r"superintendencia|unidad|camara|concejo|asamblea|caja|loteria|autoridad|escuela|colegio|"
    r"secretaria|subsecretaria|direccion|subdireccion|vicerrectoria|rectoria|facultad|oficina|"
    r"gerencia|subgerencia|sistema (?:integrado )?de gestion)\b"
)
_LONGEST = 90


def split_masthead(
    blocks: Sequence[Block], furniture: Sequence[Block]
) -> tuple[list[Block], list[Line]]:
    """The blocks without the names above the first title, and these lines.

    A name of an entity or an office in capitals, or one that the page header says too; whatever
    else stands there is text and stays.
    """
    said = {fold(text) for block in furniture for text in _lines_of(block)}
    body: list[Block] = []
    names: list[Line] = []
    for at, block in enumerate(blocks):
        if isinstance(block, Line) and known_title(block):
            return [*body, *blocks[at:]], names
        if isinstance(block, Line) and (
            _is_name(block, said) or (at < 3 and _is_running_head(block))
        ):
            names.append(block)
        else:
            body.append(block)
    # without any title there is no cover to tell from the text
    return list(blocks), []


def _is_name(line: Line, said: set[str]) -> bool:
    text = line.text.strip(" .")
    folded = fold(text)
    if line.mark or not folded or len(text) > _LONGEST or any(char.isdigit() for char in text):
        return False
    if not _NAME.match(folded):
        return False
    return folded in said or is_upper(text) or _is_titled(text)


def _is_running_head(line: Line) -> bool:
    """A page header on one line that a document of one page prints but once."""
    words = set(fold(line.text).split())
    return {"codigo", "version"} <= words and len(line.text) < 240


def _is_titled(text: str) -> bool:
    """Every word of weight with a capital, and no sentence."""
    words = [word for word in text.split() if len(word) > 3]
    return all(word[:1].isupper() for word in words) and not re.search(r"[.:;]", text)


def _lines_of(block: Block) -> list[str]:
    if isinstance(block, PageBreak):
        return []
    if isinstance(block, Table):
        return [line for row in block.rows for cell in row for line in cell.split("\n")]
    return [block.text]
