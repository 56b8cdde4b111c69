"""What a draft is called: the printed title, whole where its first word belongs to it, not shouted.

Pure. The exchange form keeps the printed words; this is what a person reads on screens and paper.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from records.text import acronyms, section_text

from .titles import is_run_on, leading_kind
from .words import fold, is_upper

# Of these the bare name reads well beside the kind: «Procedimiento · Gestión de compras».
_STANDS_ALONE = frozenset({"procedure", "format", "instruction", "protocol"})
_SEPARATORS = (":", ".", "-", "–", "—")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_CODE_WORD = re.compile(r"\S*\d\S*")
# Which public entities write into titles and no text needs to explain.
_ACRONYMS = frozenset(
    [
        "TIC",
        "TI",
        "SIG",
        "MIPG",
        "MECI",
        "SST",
        "SGSST",
        "SG-SST",
        "PQR",
        "PQRS",
        "PQRSD",
        "PQRSDF",
        "PETI",
        "PINAR",
        "PGD",
        "PAAC",
        "PAC",
        "POA",
        "PIC",
        "TRD",
        "TVD",
        "CCD",
        "FUID",
        "SGDEA",
        "NIIF",
        "SECOP",
        "SIGEP",
        "SUIT",
        "FURAG",
        "PTEP",
        "ISO",
        "NTC",
        "GTC",
        "IEC",
        "CDP",
        "RP",
        "NIT",
        "RUT",
        "IVA",
        "DC",
        "ESE",
        "ESP",
        "SAS",
        "EPS",
        "IPS",
        "ARL",
        "SISBEN",
        "SGP",
        "SGR",
        "POT",
        "EOT",
        "PBOT",
        "DANE",
        "DNP",
        "DIAN",
        "COVID",
        "UPS",
        "LAN",
        "VPN",
        "GPS",
        "API",
        "PHVA",
        "DOFA",
        "AUI",
        "RAEE",
        "RESPEL",
        "PGIRS",
        "PGIRH",
        "COPASST",
        "COPNIA",
        "CTEI",
        "TH",
    ]
)
_ROMAN = re.compile(r"(?=[IVX])(?:X{0,3})(?:IX|IV|V?I{0,3})")
_SENTENCE_END = re.compile(r"[.:;?!¿¡«\"“(\n]\s*$")


def whole_title(kind: str | None, printed: str, bare: str) -> str:
    """The printed title with its leading word where it is part of the name, else without it.

    «Plan de acción» and «Manual operativo» keep it; «PROCEDIMIENTO: compras» does not.
    """
    found, rest = leading_kind(printed)
    if kind is None or found != kind or not rest:
        return bare
    if printed.removesuffix(rest).rstrip()[-1:] in _SEPARATORS:
        return bare
    if kind in _STANDS_ALONE and not is_run_on(fold(rest)):
        return bare
    return printed


def sentence_case(title: str, sections: list[dict[str, Any]]) -> str:
    """A title in capitals as a sentence; any other begins with a capital.

    The document itself tells acronyms and names: as it writes a word where it does not shout.
    """
    if not is_upper(title):
        return title[:1].upper() + title[1:]
    written = _forms(sections)
    out = _WORD.sub(lambda found: _spelled(found[0], written), title)
    out = _CODE_WORD.sub(lambda found: title[found.start() : found.end()], out)
    return out[:1].upper() + out[1:]


def _spelled(word: str, written: dict[str, Counter[str]]) -> str:
    forms = written.get(word.lower())
    if forms:
        return forms.most_common(1)[0][0]
    vowels = set("AEIOUÁÉÍÓÚÜ")
    known = word in _ACRONYMS or (len(word) > 1 and _ROMAN.fullmatch(word))
    unspeakable = len(word) > 1 and not vowels & set(word)
    return word if known or unspeakable else word.lower()


def _forms(sections: list[dict[str, Any]]) -> dict[str, Counter[str]]:
    """How the running text writes each word, beginnings of sentences and shouted lines aside."""
    forms: dict[str, Counter[str]] = {}
    for section in sections:
        for line in section_text(section).splitlines():
            if is_upper(line):
                continue
            short = set(acronyms(line))
            for found in _WORD.finditer(line):
                word = found[0]
                shouted = len(word) > 1 and word.isupper()
                first = not found.start() or _SENTENCE_END.search(line[: found.start()])
                if (first and not shouted) or (shouted and word not in short):
                    continue
                forms.setdefault(word.lower(), Counter())[word] += 1
    return forms
