"""Acronyms that nobody explains and norms that no longer rule."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from records.content import Content, items
from records.days import in_words
from records.findings.model import Finding, activity_name
from records.norms import Norm, NormStatus, label, parse, status
from records.text import acronyms, composed, flat, fold, plain

# Sections where names of issuers and former versions stand, not prose.
_NO_PROSE = frozenset({"references", "records", "changes", "annexes", "approval"})
_TABLES_OF_THEIR_OWN = frozenset(
    {"activities", "definitions", "references", "records", "changes", "annexes"}
)
# What every reader of a public procedure knows, and units.
_USUAL = """
    TRD CCD TVD ISO IEC NTC NTCGP GTC IEEE ICONTEC CONPES PDF NIT CC RUT IVA COP USD DC SI NO KB MB
    GB TB KG KM CM MM ML HA MHZ GHZ CD DVD USB URL WEB HTTP HTTPS HTML XML XLS CSV PH SA SAS LTDA
    AM PM NA ND VS OK
"""
_SMALL_WORDS = "a al con de del e el en la las lo los o para por su un una y"

Place = tuple[str | None, str | None, str]


def undefined_acronyms(content: Content) -> Iterator[Finding]:
    """Each acronym that the prose uses and neither the definitions nor the text explain, once."""
    places = list(_prose(content))
    text = "\n".join(place[2] for place in places)
    explained = (
        _defined(content) | _words_in_lower_case(content) | _units(content) | set(_USUAL.split())
    )
    seen: set[str] = set()
    for where, target, passage in places:
        for acronym in acronyms(passage):
            if acronym in seen or acronym in explained:
                continue
            seen.add(acronym)
            if _explained_in_text(acronym, text):
                continue
            yield Finding(
                "acronym_undefined",
                f"La sigla {acronym} no está en las definiciones: agréguela o escriba el nombre"
                " completo.",
                where,
                target,
            )


def repealed_norms(content: Content, norms: Sequence[NormStatus], today: date) -> Iterator[Finding]:
    """Each norm, in references or prose, that the table knows as repealed that day, once."""
    seen: set[NormStatus] = set()
    for where, target, norm in _cited(content):
        standing = status(norm, norms, today)
        if standing.state != "repealed" or standing.entry is None or standing.entry in seen:
            continue
        entry = standing.entry
        seen.add(entry)
        ended = entry.valid_to
        since = f" desde el {in_words(ended + timedelta(days=1))}" if ended else ""
        after = (entry.replaced_by or "").strip().rstrip(".")
        instead = f"; en su lugar: {after}" if after else ""
        yield Finding(
            "norm_repealed",
            f"{label(norm)} no rige{since}{instead}. Actualice la referencia.",
            where,
            target,
        )


def _cited(content: Content) -> Iterator[tuple[str | None, str | None, Norm]]:
    for section in content["sections"]:
        for block in section["blocks"]:
            if block["type"] == "references":
                for item in block["items"]:
                    for norm in item["norms"] or parse(item["text"]):
                        yield section["title"] or "Referencias", item["id"], norm
    for where, target, text in _prose(content):
        for norm in parse(text):
            yield where, target, norm


def _prose(content: Content) -> Iterator[Place]:
    """The running text, passage by passage, with its place; tables of references aside."""
    for section in content["sections"]:
        for block in section["blocks"]:
            if block["type"] == "activities":
                for position, item in enumerate(block["items"], 1):
                    cells = (item["text"], item["responsible"], item["record"], item["term"])
                    text = "\n".join(cell for cell in cells if cell)
                    yield activity_name(item, position), item["id"], text
            elif block["type"] == "definitions":
                for item in block["items"]:
                    yield f"Definición de {item['term']}", item["id"], item["meaning"]
            elif block["type"] not in _TABLES_OF_THEIR_OWN and section["role"] not in _NO_PROSE:
                yield section["title"] or None, block["id"], plain(block)


def _defined(content: Content) -> set[str]:
    """Terms that are acronyms, hold one («Sistema (SIG)») or have one as their whole meaning."""
    defined: set[str] = set()
    for item in items(content, "definitions"):
        term = composed(item["term"])
        defined.update(acronyms(term))
        defined.add(_letters(term))
        defined.update(_letters(word) for word in re.split(r"[\s()/,;–—-]+", term) if word)
        if len(_letters(item["meaning"])) <= 8:
            defined.add(_letters(item["meaning"]))
    return defined


def _letters(text: str) -> str:
    bare = re.sub(r"[^\w&]", "", composed(text))
    return (bare[:-1] if bare.endswith("s") and bare[:-1].isupper() else bare).upper()


def _words_in_lower_case(content: Content) -> set[str]:
    """Words that the document also writes in lower case: in capitals they only shout."""
    words: set[str] = set()
    for section in content["sections"]:
        text = "\n".join([section["title"], *map(plain, section["blocks"])])
        words.update(
            word.upper()
            for word in re.findall(r"[^\W\d_]{2,}", composed(text))
            if word[1:].islower()
        )
    return words


def _units(content: Content) -> set[str]:
    """The codes of process, office and series, which are names of units."""
    named = [content["process"], content["office"], content["series"]]
    if content["process"]:
        named.append(content["process"]["parent"])
    return {word for one in named if one for word in re.findall(r"[A-ZÑ]+", one["code"].upper())}


def _explained_in_text(acronym: str, text: str) -> bool:
    """Whether the text says «Sistema de Gestión (SG)» or «SG (Sistema de Gestión)»."""
    dotted = r"\.?".join(acronym)
    for found in re.finditer(rf"\b{dotted}s?\b\.?", text):
        before, after = text[: found.start()].rstrip(), text[found.end() :].lstrip()
        if before.endswith(("(", "–", "-", "“", '"')) and _stands_for(
            acronym, _last_words(before, len(acronym))
        ):
            return True
        if after[:1] in {"(", ":", "=", "–"} and _stands_for(
            acronym, re.findall(r"\w+", after[:200])[: 2 * len(acronym) + 2]
        ):
            return True
    return False


def _last_words(text: str, letters: int) -> list[str]:
    return re.findall(r"\w+", text[-300:])[-(2 * letters + 2) :]


def _stands_for(acronym: str, words: list[str]) -> bool:
    """Whether the letters are initials of the words, in order, beginning at some word.

    Small words may be skipped; a word may give more than its initial («MinTIC»).
    """
    letters = fold(acronym)
    initials = [flat(word) for word in words]
    small = set(_SMALL_WORDS.split())
    matched = [word for word in initials if word not in small]
    for start in range(len(matched)):
        rest = letters
        for word in matched[start:]:
            if rest and word.startswith(rest[0]):
                rest = rest[1:]
        if not rest and len(matched) - start >= 2:
            return True
    return False
