"""Dates as Colombian documents print them: in figures, in words, day first. Never a guess."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from .words import fold

_MONTHS = (
    ("enero", "ene", "jan"), ("febrero", "feb"), ("marzo", "mar"), ("abril", "abr", "apr"),
    ("mayo", "may"), ("junio", "jun"), ("julio", "jul"), ("agosto", "ago", "aug"),
    ("septiembre", "setiembre", "sep", "sept", "set"), ("octubre", "oct"),
    ("noviembre", "nov"), ("diciembre", "dic", "dec"),
)  # fmt: skip
MONTHS = tuple(names[0] for names in _MONTHS)
_MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_NAMES = "|".join(sorted(_MONTH, key=len, reverse=True))
_DAYS = (
    "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once",
    "doce", "trece", "catorce", "quince", "dieciseis", "diecisiete", "dieciocho", "diecinueve",
    "veinte", "veintiuno", "veintidos", "veintitres", "veinticuatro", "veinticinco", "veintiseis",
    "veintisiete", "veintiocho", "veintinueve", "treinta", "treinta y uno",
)  # fmt: skip
_DAY = {name: number for number, name in enumerate(_DAYS, 1)} | {"primero": 1, "primer": 1}
_DAY_WORDS = "|".join(
    name.replace("seis", "s[eé]is").replace("dos", "d[oó]s").replace("tres", "tr[eé]s")
    for name in sorted(_DAY, key=len, reverse=True)
)
_FIGURES = re.compile(
    r"(?<![\d/.-])(?:(?P<y>\d{4})\s?(?P<s1>[-/.])\s?(?P<m>\d{1,2})\s?(?P=s1)\s?(?P<d>\d{1,2})"
    r"|(?P<d2>\d{1,2})\s?(?P<s2>[-/.])\s?(?P<m2>\d{1,2})\s?(?P=s2)\s?(?P<y2>\d{4}|\d{2}))(?![\d/-])"
)
_WORDS = re.compile(
    rf"(?<!\w)(?:(?:(?:{_DAY_WORDS})\s*\(\s*)?(?P<d>\d{{1,2}}|{_DAY_WORDS})\)?(?:\s*(?:de\s+|[-/.]\s*)?|\s+d[ií]as?\s+del\s+mes\s+de\s+)(?P<m>{_NAMES})"
    rf"|(?P<m2>{_NAMES})\.?\s*[-/]?\s*(?P<d2>\d{{1,2}}))(?:\s*[,.\-/]\s*|\s+)(?:de\s*l?\s+)?(?P<y>\d{{4}})(?!\d)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date as printed, its meaning, and its form (`d/m/y`, `d-m-y`, `y-m-d`, `words`…)."""

    printed: str
    value: date
    form: str


def find_dates(text: str) -> list[PrintedDate]:
    """Every whole date in the text, in order; a month without day or an impossible date is none."""
    found: list[tuple[int, PrintedDate]] = []
    for match in _FIGURES.finditer(text):
        if match["y"]:
            value = _date(match["y"], match["m"], match["d"])
            form = match["s1"].join("ymd")
        else:
            value = _date(match["y2"], match["m2"], match["d2"])
            form = match["s2"].join("dmy")
            if value is None and int(match["d2"]) <= 12 < int(match["m2"]):
                value, form = _date(match["y2"], match["d2"], match["m2"]), match["s2"].join("mdy")
        if value:
            found.append((match.start(), PrintedDate(match[0], value, form)))
    for match in _WORDS.finditer(text):
        month = str(_MONTH[fold(match["m"] or match["m2"])])
        value = _date(match["y"], month, _day(match["d"] or match["d2"]))
        if value:
            found.append((match.start(), PrintedDate(match[0], value, "words")))
    return [printed for _, printed in sorted(found, key=lambda pair: pair[0])]


def read_date(text: str) -> date | None:
    """The first date of the text, or none."""
    dates = find_dates(text)
    return dates[0].value if dates else None


def _day(text: str) -> str:
    return str(_DAY.get(fold(text), text))


def _date(year: str, month: str, day: str) -> date | None:
    number = int(year) + (2000 if len(year) == 2 else 0)
    if not 1900 <= number <= 2200:
        return None
    try:
        return date(number, int(month), int(day))
    except ValueError:
        return None
