"""The words and marks of a sheet: headings, dispositions, supports, years, codes. Pure."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from records.text import fold
from retention.layouts import lines as said

MOST_YEARS = 999


def key(text: str) -> str:
    """`text` for comparing with an alias: letters and figures only, no case, no accents."""
    return re.sub(r"[^a-z0-9%]", "", fold(text).replace("ñ", "n"))


# --- Marks ----------------------------------------------------------------------------------------

_MARKS = {
    "x", "xx", "✓", "✔", "√", "☑", "☒", "✗", "✘", "*", "•", "●", "■", "si", "sí", "true",
    "verdadero", "þ", "ü",
}  # fmt: skip
_BLANKS = {"", "-", "–", "—", "_", "no", "n/a", "na", "no aplica", "false", "falso", "."}


def mark(text: str, *own: str) -> bool | None:
    """True for a mark, False for a blank, None for neither. `own`: the column's own signs."""
    told = fold(text)
    if told in _BLANKS:
        return False
    if told.strip(" .()") in _MARKS or key(text) in own:
        return True
    return None


MARK_WORDS = {
    "ct": ("conservaciontotal", "c"),
    "e": ("eliminacion",),
    "s": ("seleccion",),
    "m": ("microfilmacion",),
    "d": ("digitalizacion",),
}


# --- Final disposition ----------------------------------------------------------------------------

_DISPOSITIONS = {
    said.PERMANENT: {
        "ct", "c", "ctotal", "constotal", "conservaciontotal", "conservaciontotalct",
        "conservacionpermanente", "conservacion", "conservar", "permanente", "ctconservaciontotal",
        "permanent",
    },
    said.DESTROY: {
        "e", "eliminacion", "eliminar", "destruccion", "destruir", "elim", "eliminaciontotal",
        "eliminacione", "eeliminacion", "destroy",
    },
    said.SAMPLE: {
        "s", "seleccion", "seleccionar", "muestreo", "muestra", "selec", "seleccions",
        "sseleccion", "sample",
    },
}  # fmt: skip
_REPRODUCTIONS = {
    said.MICROFILM: {"m", "microfilm", "microfilmacion", "microfilmar", "microfilme"},
    said.DIGITAL: {"d", "digital", "digitalizacion", "digitalizar", "digitalizado"},
    said.EITHER: {
        "mt", "md", "mtecnologico", "mtecnico", "mediotecnologico", "mediotecnico",
        "mediostecnologicos", "mediostecnicos", "medio", "reproduccion", "reprografia", "either",
        "reproduccionmediotecnico", "reproduccionmediotecnologico", "mediostecnologico",
        "reproduccionenmediotecnico", "reproduccionenmediotecnologico", "mtmediotecnologico",
    },
}  # fmt: skip
_MEANINGS = {
    word: meaning
    for meanings in (_DISPOSITIONS, _REPRODUCTIONS)
    for meaning, words in meanings.items()
    for word in words
}
_BOTH_MEANS = re.compile(r"\bm\s*/\s*d\b")
_JOINTS = re.compile(r"[+/,;&|\n–—-]|\by\b|\be\b(?=\s+\w{3})")


def dispositions(text: str) -> tuple[set[str], set[str]] | None:
    """What a cell in words orders: dispositions and reproductions. None where a word means none.

    «CT», «C.TOTAL / M.TECNOLOGICO», «Selección y digitalización», «CT+MT», «S, M», «E M/D».
    """
    told = _BOTH_MEANS.sub("md", fold(text))
    found: set[str] = set()
    for piece in _JOINTS.split(told):
        if not key(piece):
            continue
        meaning = _MEANINGS.get(key(piece))
        if meaning is not None:
            found.add(meaning)
            continue
        words = [_MEANINGS.get(key(word)) for word in piece.split() if key(word)]
        if None in words:
            return None
        found.update(word for word in words if word)
    return found & _DISPOSITIONS.keys(), found & _REPRODUCTIONS.keys()


def reproduction(means: set[str]) -> str:
    """One word for what is marked: both means are either."""
    return said.EITHER if len(means) > 1 else next(iter(means), "")


# --- Supports, years, codes -----------------------------------------------------------------------

_PAPER = {"p", "f", "sf", "fisico", "papel", "ff", "soportefisico", "soportepapel", "analogo"}
_ELECTRONIC = {
    "e", "el", "se", "d", "electronico", "digital", "elec", "soporteelectronico", "magnetico",
    "electronica", "cd", "dvd", "ed", "pdf",
}  # fmt: skip
_HYBRID = {"h", "hibrido", "mixto", "hibrida", "ambos"}


def supports(text: str) -> tuple[bool, bool] | None:
    """Paper and electronic, from a cell in words; None where a word is neither."""
    paper = electronic = False
    for word in re.split(r"[+/,;&|\n–—-]|\by\b", fold(text)):
        told = key(word)
        if not told:
            continue
        if told not in _PAPER | _ELECTRONIC | _HYBRID:
            return None
        paper = paper or told in _PAPER | _HYBRID
        electronic = electronic or told in _ELECTRONIC | _HYBRID
    return paper, electronic


_YEARS = re.compile(r"([0-9]{1,6})(?:[.,]0+)?\s*(?:anos?|anios?|a)?\.?")


def years(text: str) -> int | None:
    """A whole number of years; None for anything else."""
    found = _YEARS.fullmatch(fold(text).replace("ñ", "n"))
    if found is None or int(found.group(1)) > MOST_YEARS:
        return None
    return int(found.group(1))


_PART = r"[0-9A-Za-zÑñ]{1,12}"
_CODE = re.compile(rf"{_PART}(?:\s*[.\-–/ ]\s*{_PART})*\.?")


def code_parts(text: str) -> tuple[str, ...] | None:
    """The parts of a code, leading zeros kept; None for what is no code. Empty for a blank."""
    told = text.strip()
    if told in _BLANKS:
        return ()
    if not _CODE.fullmatch(told) or not (any(map(str.isdigit, told)) or len(told) <= 6):
        return None
    return tuple(part for part in re.split(r"[.\-–/\s]+", told) if part)


def rate(text: str) -> Decimal | None:
    """A percentage over 0 and up to 100; None for anything else."""
    told = fold(text).replace("%", "").replace(",", ".").strip()
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,2})?", told):
        return None
    try:
        found = Decimal(told)
    except InvalidOperation:  # pragma: no cover - the pattern admits numbers alone
        return None
    return found if 0 < found <= 100 else None


_BULLET = re.compile(r"^(?:[-–—•·*►▪○●]|[a-z0-9]{1,2}\))\s+")


def types(text: str) -> list[str]:
    """The types of a cell: separated by `|`, by lines, or by `;` where there is neither."""
    separator = "|" if "|" in text else "\n" if "\n" in text else ";"
    pieces = re.split(r"[|\n]" if separator == "|" else re.escape(separator), text)
    return [name for piece in pieces if (name := bare(piece))]


def bare(text: str) -> str:
    """A name without its bullet and on one line, and without the sign that parts types."""
    told = re.sub(r"\s*[\n|]\s*", " ", text.strip()).strip()
    while told != (told := _BULLET.sub("", told).strip()):
        continue
    return told


TRIGGERS = {
    "closing": {"cierre", "cierredelexpediente", "cierreexpediente", "closing"},
    "year_end": {"findevigencia", "finvigencia", "findelano", "31dediciembre", "yearend"},
    "last_document": {"ultimodocumento", "lastdocument"},
    "event": {"evento", "unhecho", "event"},
    "registration": {"radicacion", "registration"},
}
METHODS = {
    "simple_random": {"aleatoriosimple", "aleatoriasimple", "aleatorio", "simplerandom"},
    "systematic": {"sistematico", "sistematica", "systematic"},
    "qualitative": {"cualitativo", "cualitativa", "qualitative"},
    "intrinsic": {"intrinseco", "intrinseca", "intrinsic"},
}
ACCESS = {
    "public": {"publica", "publico", "p", "public"},
    "classified": {"clasificada", "publicaclasificada", "c", "classified"},
    "reserved": {"reservada", "publicareservada", "r", "reserved"},
}


def chosen(text: str, words: dict[str, set[str]]) -> str | None:
    """Which of these is meant; None for none of them."""
    told = key(text)
    return next((name for name, known in words.items() if told in known), None)
