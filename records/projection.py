"""What of an issued version leaves the house: its public projection.

Content and envelope without what is not for the portal (Ley 1581 de 2012; Ley 1712 de 2014,
art. 18): mail addresses, telephones, identity numbers. Names and positions of those who signed
are public data of public servants and stay. Nothing is added, so the same version always gives the
same projection.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from records.content import Content

SCHEMA = "public-1"
OMITTED = "[dato personal omitido]"

# Only these keys leave, so that a new one in a later schema is private until somebody decides.
_ENVELOPE = (
    "schema",
    "kind",
    "code",
    "title",
    "label",
    "number",
    "access",
    "approved_on",
    "effective_on",
    "issued_at",
    "content_sha256",
    "previous_sha256",
    "verification_code",
    "level",
    "adopted",
    "change",
    "changes",
    "signatures",
    "original",
    "entity",
)
_SOMETIMES = ("replaces",)
# That it was urgent and until when is public; why is not: an emergency may tell of a person's
# health or of a weakness of the entity, and nobody reads free text for that before it leaves.
_URGENT = ("confirm_by",)
_SIGNATURE = (
    "role",
    "step",
    "name",
    "position",
    "office",
    "committee",
    "minutes_number",
    "date",
)
# Keys whose text is an identifier or a digest: never a person's number.
_IDENTIFIERS = frozenset(
    {
        "id",
        "schema",
        "code",
        "type",
        "role",
        "kind",
        "yes",
        "no",
        "number",
        "label",
        "version",
        "date",
        "series",
        "sha256",
        "content_sha256",
        "previous_sha256",
        "verification_code",
        "media_type",
        "language",
        "access",
        "level",
        "approved_on",
        "effective_on",
        "issued_at",
        "nit",
        "minutes_number",
        "replaces",
        "confirm_by",
    }
)

_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_IDENTITY = re.compile(
    r"(?P<name>\b(?:c\.?\s?c\.?|c[ée]dulas?|c\.?\s?e\.?|t\.\s?i\.|pasaporte"
    r"|documento\s+de\s+identidad|identificad[oa]\s+con)"
    r"(?:\s+(?:de|ciudadan[íi]a|extranjer[íi]a|con|la|el|n[o°º]?|n[úu]mero|c\.?c\.?)\b){0,5}"
    r"[\s.°º:#]{0,6})"
    r"\d[\d.\s]{4,13}\d\b",
    re.IGNORECASE,
)
_TELEPHONE = re.compile(
    r"(?P<name>\b(?:tel[ée]fonos?|tels?|celular(?:es)?|cels?|m[óo]vil(?:es)?|whatsapp|fax)\b"
    r"[\s.:#n°º]{0,8})"
    r"\+?\(?\d[\d\s().-]{5,17}\d(?:\s{0,3}ext\.?\s{0,3}\d+)?"
    r"|(?<![\w.-])(?:\+57[\s-]?)?\(?3\d\d\)?[\s-]?\d{3}[\s-]?\d{4}(?![\w.-]\d|\w)"
    r"|(?<![\w.-])\(?60\d\)?[\s-]\d{3}[\s-]?\d{4}(?![\w.-]\d|\w)",
    re.IGNORECASE,
)


def public(content: Content, envelope: Mapping[str, Any]) -> dict[str, Any]:
    """The public projection of an issued version; never changes its arguments.

    Files keep name, digest and size only when the access is public: the digest of a restricted
    file would let anyone test a guess.
    """
    open_to_all = content["access"] == "public" and envelope["access"] == "public"
    shown = {key: envelope[key] for key in _ENVELOPE}
    shown |= {key: envelope[key] for key in _SOMETIMES if key in envelope}
    if "urgent" in envelope:
        shown["urgent"] = {key: envelope["urgent"][key] for key in _URGENT}
    shown["signatures"] = [{key: row[key] for key in _SIGNATURE} for row in envelope["signatures"]]
    return {
        "schema": SCHEMA,
        "content": _clean(content, open_to_all),
        "envelope": _clean(shown, open_to_all),
    }


def without_personal_data(text: str) -> str:
    """`text` with mail addresses, telephones and identity numbers replaced by one mark."""
    text = _MAIL.sub(OMITTED, text)
    text = _IDENTITY.sub(lambda found: f"{found['name']}{OMITTED}", text)
    return _TELEPHONE.sub(lambda found: f"{found['name'] or ''}{OMITTED}", text)


def _clean(value: Any, open_to_all: bool) -> Any:
    if isinstance(value, str):
        return without_personal_data(value)
    if isinstance(value, list):
        return [_clean(item, open_to_all) for item in value]
    if not isinstance(value, Mapping):
        return value
    return {
        key: item
        if key in _IDENTIFIERS and not isinstance(item, list | Mapping)
        else None
        if key in {"file", "original"} and not open_to_all
        else _clean(item, open_to_all)
        for key, item in value.items()
    }
