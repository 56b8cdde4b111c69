"""Verification for anyone: is this file, or the one of this code, what the entity issued?

Answers from the register and from the bytes, never from what the file says of itself. What the
asker may not know is unknown, the same as what does not exist.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from records.committees import extracts
from records.digests import sha256
from records.issue import ISSUED_ROLES, pdfs_of, projected
from records.models import Component, Issuance, MinutesExtract
from records.numbering import normalise_verification_code
from records.pdf_reading import Dissected, dissect
from records.sandbox import Unanswered
from records.storage import storage

GENUINE, ALTERED, UNKNOWN = "genuine", "altered", "unknown"
_OF_EXTRACT = (Component.Role.FILE, Component.Role.RENEWAL)
_SHOWN = 5  # differences of each kind that are named


@dataclass(frozen=True, slots=True)
class Verdict:
    """`result`: genuine, altered or unknown; `issuance`: which version it is, or says it is.

    `copy`: the words are those of the issued file, but it was saved or printed anew, so that only
    the original proves anything. `differences`: a Spanish sentence each. `extract`: the extract of
    minutes that it is, which is of no version.
    """

    result: str
    issuance: Issuance | None = None
    copy: bool = False
    differences: tuple[str, ...] = ()
    extract: MinutesExtract | None = None


def by_code(text: str, issuances: QuerySet[Issuance]) -> Verdict:
    """What the code printed in a footer belongs to, among what the asker may know."""
    code = normalise_verification_code(text)
    found = issuances.filter(verification_code=code).first() if code else None
    if found is None and code:
        extract = _extracts().filter(verification_code=code).first()
        return Verdict(GENUINE, extract=extract) if extract else Verdict(UNKNOWN)
    return Verdict(GENUINE, found) if found else Verdict(UNKNOWN)


def _extracts() -> QuerySet[MinutesExtract]:
    """Extracts of minutes: whatever was released everybody may know of."""
    return MinutesExtract.objects.select_related("session__committee", "session__opening__number")


def examine(pdf: bytes, issuances: QuerySet[Issuance]) -> Verdict:
    """Whether these bytes are a file that was issued, among what the asker may know.

    By the digest first; else by what the file says that it is, compared with the file that was
    issued under that name: added bytes, changed bytes, fields, words, and who sealed it. Whoever
    saves a file anew tears its seal: with every word and field in place that is a copy.
    """
    kept = Component.objects.filter(sha256=sha256(pdf), role__in=ISSUED_ROLES)
    found = issuances.filter(version__in=kept.values("version")).order_by("pk").first()
    if found is not None:
        return Verdict(GENUINE, found)
    own = Component.objects.filter(sha256=sha256(pdf), role__in=_OF_EXTRACT)
    extract = _extracts().filter(record__in=own.values("record")).first()
    if extract is not None:
        return Verdict(GENUINE, extract=extract)
    try:
        told = dissect(pdf)
    except Unanswered:
        return Verdict(UNKNOWN)
    claimed = _claimed(told, issuances)
    if claimed is None:
        extract = _extracts().filter(verification_code__in=told.codes[:10]).first()
        if extract is None:
            return Verdict(UNKNOWN)
        copy, differences = _compared(pdf, told, _nearest(pdf, extracts.pdfs_of(extract)), None)
        return Verdict(ALTERED, None, copy, differences, extract)
    issued = pdfs_of(claimed)
    if not issued:
        return Verdict(UNKNOWN)
    original = _nearest(pdf, issued)
    copy, differences = _compared(pdf, told, original, projected(claimed))
    return Verdict(ALTERED, claimed, copy, differences)


def _nearest(pdf: bytes, issued: list[Component]) -> bytes:
    """The issued file that this one was made of: it goes on from it, or is as long, or the last."""
    kept = [storage().read(one.sha256) for one in issued]
    begun = [one for one in kept if pdf.startswith(one)]
    as_long = [one for one in kept if len(one) == len(pdf)]
    return (begun or as_long or kept)[0]


def _claimed(told: Dissected, issuances: QuerySet[Issuance]) -> Issuance | None:
    envelope = (told.projection or {}).get("envelope")
    attached = envelope.get("verification_code") if isinstance(envelope, dict) else None
    codes = [attached] if isinstance(attached, str) else []
    codes += told.codes[:10]
    known = {one.verification_code: one for one in issuances.filter(verification_code__in=codes)}
    return next((known[code] for code in codes if code in known), None)


def _compared(
    pdf: bytes, told: Dissected, original: bytes, projection: dict[str, Any] | None
) -> tuple[bool, tuple[str, ...]]:
    """Whether it is a copy of the original, and how it differs; `projection` as it was attached."""
    ours = dissect(original)
    seals = {seal["certificate_sha256"] for seal in ours.seals}
    own = [seal for seal in told.seals if seal["certificate_sha256"] in seals]
    differences = []
    if pdf.startswith(original):
        added = len(pdf) - len(original)
        message = ngettext(
            "%(count)s byte was added after the seal.",
            "%(count)s bytes were added after the seal.",
            added,
        )
        differences.append(message % {"count": added})
    elif own:
        differences += _changed_bytes(pdf, original)
    elif told.seals:
        differences.append(_("It bears a signature that is not the entity's seal."))
    else:
        differences.append(_("It does not bear the entity's seal."))
    said = _changed_fields(told.projection, projection) if projection else []
    said += _changed_pages(told.pages, ours.pages)
    torn = len(own) == len(told.seals) and not any(seal["intact"] for seal in own)
    anew = torn and len(pdf) != len(original) and not pdf.startswith(original)
    copy = not said and (not told.seals or anew)
    return copy, (*differences, *said)


def _changed_bytes(pdf: bytes, original: bytes) -> list[str]:
    """Where the bytes differ, as ranges that begin at 0, both ends included."""
    if len(pdf) != len(original):
        told = {"size": len(pdf), "issued": len(original)}
        return [_("It has %(size)s bytes and the issued file %(issued)s.") % told]
    ranges: list[list[int]] = []
    for place, (one, other) in enumerate(zip(pdf, original, strict=True)):
        if one == other:
            continue
        if ranges and place - ranges[-1][1] <= 16:
            ranges[-1][1] = place
        else:
            ranges.append([place, place])
    return [
        _("The bytes %(first)s to %(last)s changed.") % {"first": first, "last": last}
        for first, last in ranges[:_SHOWN]
    ]


def _changed_fields(theirs: dict[str, Any] | None, ours: dict[str, Any]) -> list[str]:
    """The fields of the attached data that differ, by name: values stay with who has the file."""
    if theirs is None or theirs == ours:
        return []
    names = []
    for part in ("envelope", "content"):
        one, other = theirs.get(part), ours[part]
        if not isinstance(one, dict):
            names.append(part)
            continue
        names += [name for name in sorted({*one, *other}) if one.get(name) != other.get(name)]
    told = ", ".join(names[:_SHOWN]) or "schema"
    return [_("The attached data differ in: %(names)s.") % {"names": told}]


def _changed_pages(theirs: list[list[str]], ours: list[list[str]]) -> list[str]:
    changed = [
        number
        for number, (one, other) in enumerate(zip_longest(theirs, ours), start=1)
        if one != other
    ]
    if not changed or _words(theirs) == _words(ours):
        return []
    told = ", ".join(str(number) for number in changed[:_SHOWN])
    return [_("The words differ on page %(pages)s.") % {"pages": told}]


def _words(pages: list[list[str]]) -> str:
    """All that is read, whatever the pages and blanks of a printer."""
    return "".join(word for page in pages for word in page)
