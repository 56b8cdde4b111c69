"""Copies of what is no longer in force: drawn anew, with a mark on every page, beside the bytes."""

from __future__ import annotations

from django.core.cache import cache

from portal.reading import Reading
from records import renditions
from records.content import Content
from records.issue import content_of
from records.models import Entity
from records.moving import MOVED

_KEPT = 24 * 60 * 60
OBSOLETE, ANNULLED = "OBSOLETO", "ANULADO"
_MARKS = {"superseded": OBSOLETE, "withdrawn": ANNULLED}


def mark_of(reading: Reading, content: Content) -> str | None:
    """The mark that a copy of this version bears; None while it is in force or about to be.

    What moved to another code was not annulled: it is obsolete. A version without text of its own
    (a scan that was adopted) has no copy to draw.
    """
    if not content["sections"]:
        return None
    if reading.withdrawal is not None and reading.withdrawal.reason == MOVED:
        return OBSOLETE
    return _MARKS.get(reading.status)


def marked_copy(reading: Reading) -> bytes | None:
    """A fresh PDF of a version that is not in force, its mark on every page; None for any other.

    It is no evidence: the sealed bytes stay as they were issued. Raises RenderingError.
    """
    issuance = reading.issuance
    content = content_of(issuance.version)
    mark = mark_of(reading, content)
    if mark is None:
        return None
    key = f"marked:{issuance.envelope_sha256}:{mark}"
    made: bytes | None = cache.get(key)
    if made is None:
        made = renditions.marked(content, issuance.envelope, entity=Entity.current(), mark=mark)
        cache.set(key, made, _KEPT)
    return made
