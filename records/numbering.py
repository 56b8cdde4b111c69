"""Codes of documents, labels of versions and verification codes: how they are made and read.

A code is taken once and never again, also after the document is obsolete. How an entity builds its
codes is in `records.coding`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

# --- Labels of versions ---------------------------------------------------------------------------

_LABEL = re.compile(r"(?P<before>.*?)(?P<number>\d+)(?P<after>\D*(?:\.0+)?)")


def next_label(existing: Sequence[str], proposed: str | None = None) -> str:
    """The label after the last of `existing`, in its own width; never one that is taken.

    `existing` are the labels issued so far, in their order. The first version of all is
    `proposed` (what an import read in the document) or 01.
    """
    if not existing:
        return (proposed or "").strip() or "01"
    last = existing[-1].strip()
    taken = {label.strip() for label in existing}
    found = _LABEL.fullmatch(last)
    before, after = (found["before"], found["after"]) if found else ("", "")
    number, width = (int(found["number"]), len(found["number"])) if found else (len(existing), 2)
    label = last
    while label in taken:
        number += 1
        label = f"{before}{number:0{width}d}{after}"
    return label


_LABEL_ALLOWED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,9}")
_FILE_ENDINGS = (".pdf", ".json")


def label_reasons(label: str) -> list[str]:
    """Every reason, a Spanish sentence each, why `label` cannot name a version in an address."""
    if not label:
        return ["Escriba la versión del documento."]
    reasons = []
    if len(label) > 10:
        reasons.append("La versión tiene más de 10 caracteres.")
    if not _LABEL_ALLOWED.fullmatch(label[:10]):
        reasons.append(
            "La versión empieza por una letra o un número y solo lleva letras sin tilde, números, "
            "puntos y guiones."
        )
    if label.lower().endswith(_FILE_ENDINGS):
        reasons.append("La versión no puede terminar en .pdf ni en .json.")
    return reasons


def label_order(label: str) -> tuple[int, ...] | None:
    """The numbers of a label, for comparing: «1.2» comes before «1.10». None: it has none."""
    return tuple(int(number) for number in re.findall(r"[0-9]+", label)) or None


# --- Codes of documents ---------------------------------------------------------------------------

_CODE = re.compile(r"[A-Z0-9][A-Z0-9.\-]{0,39}")
_DASHES = re.compile("[‐‑‒–—−]")


def canonical(code: str) -> str:
    """The one spelling of a code: upper case, plain dashes, no spaces. It may still be no code."""
    plain = "".join(unicodedata.normalize("NFKC", code).upper().split())
    return _DASHES.sub("-", unicodedata.normalize("NFKC", plain))


class Pattern(Protocol):
    """What tells whether a code follows it, and what it is called."""

    @property
    def text(self) -> str: ...

    def matches(self, code: str) -> bool: ...


def code_reasons(
    code: str, *, template: Pattern | None = None, taken: Collection[str] = ()
) -> list[str]:
    """Every reason, a Spanish sentence each, why `code` cannot be a document's code."""
    value = canonical(code)
    if not value:
        return ["Escriba el código del documento."]
    reasons = []
    if len(value) > 40:
        reasons.append("El código tiene más de 40 caracteres.")
    if not re.fullmatch(r"[A-Z0-9.\-]+", value):
        reasons.append("El código solo puede llevar letras sin tilde, números, guiones y puntos.")
    if value[0] in ".-":
        reasons.append("El código empieza por una letra o un número.")
    if not (re.search(r"[A-Z]", value) and re.search(r"[0-9]", value)):
        reasons.append("El código lleva al menos una letra y un número.")
    if template and not reasons and not template.matches(value):
        reasons.append(f"El código no sigue la plantilla de la entidad: {template.text}.")
    if value in {canonical(other) for other in taken}:
        reasons.append(f"El código {value} ya lo tiene o lo tuvo otro documento.")
    return reasons


def is_code(code: str) -> bool:
    """Whether `code` is a canonical code: what stands in an address."""
    return bool(_CODE.fullmatch(code)) and not code_reasons(code)


# --- Consecutive numbers (radicados, actas) -------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NumberClass:
    """A class of consecutive numbers: one row of them a year, for the whole entity by default.

    `layout` may hold `{year}`, `{office}` and `{number}`; `width` pads the number with zeros. The
    office is at most printed, unless `by_office` gives each office a row of its own (Acuerdo 060 de
    2001, art. 5: one consecutive for the entity). `name` tells its row from every other.
    """

    name: str
    layout: str = "{year}-{number}"
    width: int = 5
    by_office: bool = False

    def scope(self, office: str = "") -> str:
        """The row of numbers that an office takes from."""
        return f"{self.name}:{office}" if self.by_office else self.name

    def printed(self, year: int, number: int, office: str = "") -> str:
        """The number as it is stamped and read aloud."""
        return self.layout.format(year=year, number=f"{number:0{self.width}d}", office=office)


# --- Verification codes ---------------------------------------------------------------------------

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PRINTED = re.compile(rf"\b[{_CROCKFORD}]{{4}}(?:-[{_CROCKFORD}]{{4}}){{3}}\b")
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})


def verification_code(source: bytes) -> str:
    """16 characters of Crockford's base 32 in four groups, from the first 80 bits of `source`.

    Raises ValueError when there are fewer.
    """
    if len(source) < 10:
        raise ValueError("a verification code needs 80 bits")
    bits = int.from_bytes(source[:10], "big")
    return _grouped("".join(_CROCKFORD[bits >> shift & 31] for shift in range(75, -1, -5)))


def normalise_verification_code(text: str) -> str | None:
    """The code that a person typed, in its printed form; None when it cannot be one.

    Lower case, missing or odd dashes, spaces and the letters O, I and L are understood.
    """
    plain = re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).upper().translate(_MISREAD)
    if len(plain) != 16 or not all(character in _CROCKFORD for character in plain):
        return None
    return _grouped(plain)


def verification_codes_in(text: str) -> list[str]:
    """What stands in a text and looks like a printed code, in order, each once."""
    return list(dict.fromkeys(_PRINTED.findall(text)))


def _grouped(plain: str) -> str:
    return "-".join(plain[start : start + 4] for start in range(0, 16, 4))
