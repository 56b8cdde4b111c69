"""Whether a text is a controlled document at all, and the sentence when it is none."""

from __future__ import annotations

import re

from .parsed import Parsed
from .source import Line, Source, Table

_NO_WORDS = (
    "El archivo no contiene palabras que se puedan leer, solo signos sueltos: no se importa."
)
_NO_DOCUMENT = (
    "El texto no parece un documento controlado: no tiene código, versión, tipo de documento ni"
    " títulos como objetivo, alcance o actividades."
)
# as a Spanish reader speaks: letters with a vowel, four consonants in a row at most
_WORD = re.compile(r"(?=.*[aeiouáéíóúüy])(?!.*[^\Waeiouáéíóúüy\d_]{5})[^\W\d_]+")
_FEW = 12


def refusal(source: Source, parsed: Parsed) -> str | None:
    """The one sentence about a file that says nothing of a controlled document, else none.

    One sign is enough to take it: a code, a version, a date of approval, a kind, a section with
    a title, somebody who signs.
    """
    content = parsed.content
    if any(section["role"] != "other" for section in content["sections"]):
        return None
    if _is_noise(source):
        return _NO_WORDS
    signs = (
        content["code"],
        parsed.label,
        parsed.approved_on,
        parsed.signatures,
        content["kind"] != "other",
        len(content["sections"]) > 1,
    )
    return None if any(signs) else _NO_DOCUMENT


def _is_noise(source: Source) -> bool:
    tokens = [token for text in _texts(source) for token in text.split()]
    words = [token for token in tokens if _WORD.fullmatch(token.strip(".,;:()¿?¡!«»\"'").lower())]
    return len(tokens) >= _FEW and len(words) * 5 < len(tokens)


def _texts(source: Source) -> list[str]:
    blocks = [*source.blocks, *source.furniture]
    lines = [block.text for block in blocks if isinstance(block, Line)]
    tables = [block for block in blocks if isinstance(block, Table)]
    return lines + [cell for table in tables for row in table.rows for cell in row]
