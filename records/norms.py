"""Colombian norms named in free text, and whether they still rule.

`parse` reads «Resoluciones 1511 y 1297 de 2010 - MinTIC» as two norms of the content's schema;
`status` compares one with a dated table that the caller brings. A norm that the table does not
know is unknown, never "in force".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from records.text import composed, flat, fold

Norm = dict[str, Any]
State = Literal["in_force", "repealed", "not_yet", "unknown"]

LABELS = {
    "constitution": "Constitución Política",
    "law": "Ley",
    "decree_law": "Decreto Ley",
    "decree": "Decreto",
    "resolution": "Resolución",
    "agreement": "Acuerdo",
    "ordinance": "Ordenanza",
    "circular": "Circular",
    "directive": "Directiva",
    "conpes": "Documento CONPES",
    "standard": "Norma técnica",
    "ruling": "Sentencia",
    "other": "Norma",
}

# A year is not always printed with these («Ley 80»); the others are common words that need one.
_CITED_WITHOUT_YEAR = frozenset({"law", "decree_law", "decree", "ordinance", "conpes"})

_HEADS = (
    ("decree_law", r"decretos?[\s-]+(?:con\s+fuerza\s+de\s+)?ley(?:es)?|decretos?\s+legislativos?"),
    ("decree", r"decretos?|dur"),
    ("law", r"ley(?:es)?"),
    ("resolution", r"resoluci(?:on|ones)"),
    ("agreement", r"acuerdos?"),
    ("ordinance", r"ordenanzas?"),
    ("circular", r"circular(?:es)?"),
    ("directive", r"directivas?"),
    ("conpes", r"conpes"),
    ("other", r"actos?\s+legislativos?"),
)
_HEAD = re.compile(
    r"(?<![\w-])(?:" + "|".join(f"(?P<{kind}>{words})" for kind, words in _HEADS) + r")(?![\w])"
)
_MARK = r"(?:n(?:umero|um|ros?|o|ro)?\s*[.°º]*\s*:?\s*|[°º#]\s*)?"
_NUMBER = r"(?:\d{1,3}(?:\.\d{3})+|\d{1,6})(?:\s?bis)?(?![\w%])"
_MONTH = (
    r"(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre|diciembre)"
)
_YEAR = (
    r"\s*(?:,?\s*(?:del?|-|–)\s*(?:(?:ano\s+|año\s+)|(?:\d{1,2}°?\s*(?:de\s+)?)?"
    + _MONTH
    + r"\s+(?:del?\s+)?)?|\(\s*|:\s*)(?P<year>(?:18|19|20)\d\d)(?!\d|\.\d)"
    r"|\s*/\s*(?P<slash>(?:18|19|20)\d\d|\d\d)(?!\d)"
)
_SEPARATOR = r"\s*(?:,\s*(?:y|e)\s|,|;|\by\b|\be\b)\s*"
# What may stand between the kind and its number: «Acuerdo AGN 001», «Ley General de Archivos 594».
_BETWEEN = r"(?P<between>(?:\s+(?!n[o°º]?\.?\s*\d)[a-zñ()/&-]+(?:\([a-z]+\))?){0,8}?)"
_FIRST = re.compile(_BETWEEN + r"\s*" + _MARK + rf"(?P<number>{_NUMBER})")
_NEXT = re.compile(_SEPARATOR + _MARK + rf"(?P<number>{_NUMBER})")
_YEAR_AT = re.compile(_YEAR)

_STANDARD = re.compile(
    r"(?<![\w-])(?P<prefix>(?:ntc|gtc|ntp|astm|ieee|iso|iec|meci|nte|tia|ansi)"
    r"(?:[\s/-]*(?:gp|iso|iec|ieee|ts|tr|tia|eia)(?![a-zñ]))*)"
    r"[\s:.-]*(?:n[o°º]\.?\s*)?(?P<number>\d{2,5}(?:[.-]\d{1,2}(?!\d))?)"
    r"(?!\d)(?:\s*(?::|-|/|\(|de\s|del\s|version\s|v\.?\s?)\s*(?P<year>(?:19|20)\d\d)(?!\d))?"
)
_STANDARD_NEXT = re.compile(
    r"\s*(?:,\s*(?:y\s|e\s)?|\by\b|\be\b)\s*(?P<number>\d{4,5}(?:-\d{1,2}(?!\d))?)(?![\d.])"
    r"(?:\s*:\s*(?P<year>(?:19|20)\d\d))?(?!\s*(?:del?\b|/))"
)
_RULING = re.compile(
    r"(?<!\w)sentencias?\s+(?:de\s+(?:tutela|constitucionalidad|unificacion)\s+)?" + _MARK + r""
    r"(?P<letters>c|t|su|a)\s*[-–.\s]\s*(?P<digits>\d{1,4})" + r"(?:" + _YEAR + r")?"
)
_CONSTITUTION = re.compile(
    r"(?:(?P<before>art(?:iculo)?s?\.?\s*(?P<articles>\d[\d\s,ye]*?))\s*(?:de\s+la\s+))?"
    r"(?:constitucion\s+(?:politica|nacional)|(?<!la\s)carta\s+politica)"
    r"(?:\s+de\s+(?:la\s+republica\s+de\s+)?colombia)?(?:\s*(?:de|del|-|,|/)?\s*(?:ano\s|año\s)?"
    r"(?P<year>1886|1991))?(?:[\s,:.(-]*art(?:iculo)?s?\.?\s*(?P<after>\d{1,3}(?:(?:\s*,\s*|\s+y\s+)\d{1,3}(?!\d))*))?"
)

_ISSUER_ACRONYMS = (
    r"agn|min\s?tic|mintic|min[a-zñ]{3,12}|dafp|dnp|cnsc|cra|crc|creg|sic|sspd|ane|dian|icontec|sgr"
    r"|cgn|cgr|pgn|icbf|sena|igac|ideam|andje|supersalud|dps|dane"
)
_ISSUER_WORDS = (
    r"funcion\s+publica|ministerio|departamento|asamblea|concejo|alcaldia|gobernacion|presidencia"
    r"|congreso|consejo|comision|superintendencia|secretaria|contraloria|procuraduria|archivo\s+general"
    r"|corte|agencia|unidad|instituto|contaduria|registraduria|universidad|corporacion|municipio"
)
_TAIL = re.compile(
    r"\s*[,]?\s*(?:[-–—(]\s*|del?\s+(?:la\s+|los\s+)?|expedid[oa]s?\s+por\s+(?:el\s+|la\s+)?)?"
    rf"(?P<issuer>(?:{_ISSUER_ACRONYMS}|{_ISSUER_WORDS})(?!\w))"
)
_PROPER = re.compile(r"(?:\s+(?:de|del|la|las|los|y|e|para)(?=\s))*\s+[A-ZÁÉÍÓÚÑ][\wáéíóúñÁÉÍÓÚÑ]*")
_BETWEEN_ISSUER = re.compile(rf"(?<!\w)(?:{_ISSUER_ACRONYMS}|{_ISSUER_WORDS})(?!\w)")
_TERRITORY = {
    "departamental": "Departamento",
    "municipal": "Municipio",
    "distrital": "Distrito",
}
_FAMILY = {"decree_law": "decree"}
_ISSUED_BY_ONE = frozenset({"law", "constitution", "conpes", "ruling", "standard"})


@dataclass(frozen=True, slots=True)
class NormStatus:
    """One row of the dated table: it rules from `valid_from` to `valid_to`, both included."""

    kind: str
    number: str | None
    year: int | None
    issuer: str | None
    title: str
    valid_from: date | None
    valid_to: date | None
    replaced_by: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What the table says of a norm on a day; `entry` is the row that says it."""

    state: State
    entry: NormStatus | None = None


def parse(text: str) -> list[Norm]:
    """The norms that `text` names, in its order, each once. Empty where none is recognised."""
    source = composed(text)
    low = flat(source)
    found = sorted(
        [
            *_numbered(source, low),
            *_standards(low),
            *_rulings(source, low),
            *_constitution(low),
        ],
        key=lambda pair: pair[0],
    )
    result: list[Norm] = []
    for _, norm in found:
        if norm not in result:
            result.append(norm)
    return result


def label(norm: Norm) -> str:
    """Its name as a person writes it: «Ley 594 de 2000», «NTC ISO 9001:2015»."""
    kind, number, year = norm["kind"], norm["number"], norm["year"]
    if kind == "standard" and number:
        return f"{number}:{year}" if year else str(number)
    if kind == "constitution":
        name = LABELS[kind] + (f" de {year}" if year else "")
        plural = bool(number) and not str(number).isdigit()
        return name + (f", {'artículos' if plural else 'artículo'} {number}" if number else "")
    if kind == "other" and number and not number[0].isdigit():
        return f"{number} de {year}" if year else str(number)
    parts = [LABELS[kind], *([number] if number else []), *([f"de {year}"] if year else [])]
    name = " ".join(parts)
    return f"{name} ({norm['issuer']})" if norm["issuer"] else name


def status(norm: Norm, table: Iterable[NormStatus], today: date) -> Standing:
    """What the table says of `norm` that day; unknown too when two rows fit equally well.

    A decree and a decree-law of one number and year are the same norm. Without a year only what is
    numbered without one (laws, standards, CONPES) is looked up.
    """
    rows = [row for row in table if _same(norm, row)]
    if norm["year"] is None:
        rows = _without_year(norm, rows, today)
    if len(rows) > 1 and norm["issuer"]:
        rows = [row for row in rows if row.issuer and _issuers_agree(norm["issuer"], row.issuer)]
    if len(rows) != 1:
        return Standing("unknown")
    row = rows[0]
    if _over(row, today):
        return Standing("repealed", row)
    if row.valid_from and row.valid_from > today:
        return Standing("not_yet", row)
    return Standing("in_force", row)


def _without_year(norm: Norm, rows: list[NormStatus], today: date) -> list[NormStatus]:
    """The edition that rules; when none does, the latest, which says what came after."""
    if norm["kind"] not in _ISSUED_BY_ONE:
        return []
    ruling = [row for row in rows if not _over(row, today)]
    return ruling or sorted(rows, key=lambda row: row.year or 0)[-1:]


def _over(row: NormStatus, today: date) -> bool:
    return row.valid_to is not None and row.valid_to < today


def _same(norm: Norm, row: NormStatus) -> bool:
    if _FAMILY.get(norm["kind"], norm["kind"]) != _FAMILY.get(row.kind, row.kind):
        return False
    if norm["kind"] != "constitution" and _key(norm["number"]) != _key(row.number):
        return False
    if norm["year"] is not None and row.year is not None and norm["year"] != row.year:
        return False
    return (
        norm["kind"] in _ISSUED_BY_ONE
        or not norm["issuer"]
        or _issuers_agree(norm["issuer"], row.issuer)
    )


def _key(number: str | None) -> str:
    """Numbers alike however they are printed: 019 = 19, NTC-ISO/IEC 27001 = ISO 27001."""
    low = re.sub(r"[^a-z0-9]+", " ", fold(number or ""))
    words = [word.lstrip("0") or "0" for word in low.split()]
    if len(words) > 1 and words[0] in {"ntc", "iec", "iso"} and "gp" not in words:
        words = ["iso" if "iso" in words else words[0], *[w for w in words if w[0].isdigit()]]
    return " ".join(words)


_SAME_ISSUER = (
    {"agn", "archivo general de la nacion"},
    {"dafp", "funcion publica", "departamento administrativo de la funcion publica"},
    {"dnp", "departamento nacional de planeacion"},
    {
        "mintic",
        "min tic",
        "ministerio de las tic",
        "ministerio de tecnologias de la informacion y las comunicaciones",
    },
    {"presidencia", "presidencia de la republica"},
)


def _issuers_agree(one: str, other: str | None) -> bool:
    # National norms stand in the table without issuer; a territory's own is never one of them.
    if not other:
        return one not in _TERRITORY.values() and not re.match(
            r"(?:asamblea|concejo|alcaldia|gobernacion|municipio|departamento del)\b", fold(one)
        )
    first, second = fold(one), fold(other)
    return (
        first == second
        or first in second
        or second in first
        or any(first in names and second in names for names in _SAME_ISSUER)
    )


def _numbered(source: str, low: str) -> Iterator[tuple[int, Norm]]:
    for head in _HEAD.finditer(low):
        kind = str(head.lastgroup)
        first = _FIRST.match(low, head.end())
        if first is None:
            continue
        between = first["between"].strip()
        if _HEAD.search(between) or (between and not _allowed(between)):
            continue
        groups, end = _series(low, first)
        if groups[-1][1] is None and not _stands_without_year(kind, between, low, first):
            continue
        issuer = _between_issuer(source, low, first, kind) or _trailing_issuer(source, low, end)
        for number, year in groups:
            yield head.start(), _norm(kind, number, year, issuer)


def _series(low: str, first: re.Match[str]) -> tuple[list[tuple[str, int | None]], int]:
    """Numbers and years from the first on: «1511 y 1297 de 2010», «1151 de 2008, 2693 de 2012»."""
    done: list[tuple[str, int | None]] = []
    waiting = [first["number"]]
    end = first.end()
    position = end
    while True:
        year = _YEAR_AT.match(low, position)
        if year:
            done += [(number, _year(year)) for number in waiting]
            waiting = []
            position = end = year.end()
        following = _NEXT.match(low, position)
        if following is None:
            break
        waiting.append(following["number"])
        position = following.end()
    # Numbers after the last year belong to the prose («de 2000, 15 días»), not to the norm.
    return done or [(first["number"], None)], end


def _year(match: re.Match[str]) -> int | None:
    groups = match.groupdict()
    printed = groups["year"] or groups["slash"]
    if not printed:
        return None
    year = int(printed)
    # «Ley 80/93»: two digits were written in the last century.
    return year if year > 99 else (1900 + year if year >= 30 else 2000 + year)


def _allowed(between: str) -> bool:
    return len(between) <= 70 and not re.search(r"\b(?:que|cual|articulos?|numeral|por)\b", between)


def _stands_without_year(kind: str, between: str, low: str, first: re.Match[str]) -> bool:
    if between and not _BETWEEN_ISSUER.search(between) and between not in _TERRITORY:
        return False
    if kind in _CITED_WITHOUT_YEAR:
        return True
    marked = low[first.start() : first.start("number")].strip().rstrip(".:°º ")
    return bool(_BETWEEN_ISSUER.search(between)) or marked.endswith(("no", "n", "nro", "numero"))


def _between_issuer(source: str, low: str, first: re.Match[str], kind: str) -> str | None:
    start, stop = first.span("between")
    found = _BETWEEN_ISSUER.search(low, start, stop)
    if found:
        return source[found.start() : stop].strip(" -–()")
    if kind == "ordinance":
        return None
    return next((name for word, name in _TERRITORY.items() if word in low[start:stop]), None)


def _trailing_issuer(source: str, low: str, end: int) -> str | None:
    tail = _TAIL.match(low, end)
    if tail is None or source[tail.start("issuer")].islower():
        return None
    stop = tail.end("issuer")
    while following := _PROPER.match(source, stop):
        stop = following.end()
        if stop - tail.start("issuer") > 90:
            break
    return " ".join(source[tail.start("issuer") : stop].split())


def _standards(low: str) -> Iterator[tuple[int, Norm]]:
    for found in _STANDARD.finditer(low):
        prefix = _prefix(found["prefix"])
        number, year = found["number"], _whole(found["year"])
        yield found.start(), _norm("standard", f"{prefix} {number}", year, None)
        position = found.end()
        while following := _STANDARD_NEXT.match(low, position):
            if 1900 <= int(following["number"].split("-")[0]) <= 2100:
                break
            position = following.end()
            year = _whole(following["year"])
            name = f"{prefix} {following['number']}"
            yield found.start(), _norm("standard", name, year, None)


def _whole(printed: str | None) -> int | None:
    return int(printed) if printed else None


def _prefix(printed: str) -> str:
    words = re.split(r"[\s/-]+", printed.upper())
    return " ".join(words).replace("ISO IEC", "ISO/IEC").replace("NTC GP", "NTCGP")


def _rulings(source: str, low: str) -> Iterator[tuple[int, Norm]]:
    for found in _RULING.finditer(low):
        letters, digits = found["letters"], found["digits"]
        issuer = _trailing_issuer(source, low, found.end())
        yield (
            found.start(),
            _norm("ruling", f"{letters.upper()}-{digits}", _year(found), issuer),
        )


def _constitution(low: str) -> Iterator[tuple[int, Norm]]:
    for found in _CONSTITUTION.finditer(low):
        articles = found["articles"] or found["after"]
        number = " ".join(articles.split()).rstrip(", ye") if articles else None
        year = _whole(found["year"])
        yield found.start(), _norm("constitution", number, year, None)


def _norm(kind: str, number: str | None, year: int | None, issuer: str | None) -> Norm:
    if number and kind not in {"standard", "ruling", "constitution"}:
        number = number.replace(".", "")
        if kind == "other":
            number = f"Acto Legislativo {number}"
    return {"kind": kind, "number": number, "year": year, "issuer": issuer or None}
