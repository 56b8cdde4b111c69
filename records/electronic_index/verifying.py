"""Verification for anyone: is this the electronic index of a case file, as it was closed?

Answers from the register and from the bytes that were kept. What the asker may not know is unknown,
the same as what does not exist: an index names every document of its case file, so that whoever may
not know of one of them may not know of the index.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from records.digests import sha256
from records.electronic_index.dissecting import Told, dissect, told_by
from records.exceptions import StorageError
from records.models import CaseFileIndex, Component, Record
from records.querysets import case_files_visible_to, outside, records_visible_to
from records.sandbox import Unanswered
from records.storage import storage

GENUINE, ALTERED, UNKNOWN = "genuine", "altered", "unknown"
_SHOWN = 5
_WORDS = {
    "name": "nombre",
    "document_type": "tipología",
    "created_at": "fecha",
    "incorporated_at": "incorporación",
    "sha256": "huella",
    "function": "función resumen",
    "order": "orden",
    "first_page": "página inicial",
    "last_page": "página final",
    "format": "formato",
    "size": "tamaño",
    "origin": "origen",
    "files": "ficheros",
}


@dataclass(frozen=True, slots=True)
class IndexVerdict:
    """`result`: genuine, altered or unknown; `index`: which one it is, or says it is.

    `superseded_by`: the number of the last index of the same case file, if that is a later one.
    `copy`: it says the same and was saved anew or lost its signature, so that only the original
    proves anything. `differences`: a Spanish sentence each. `unreadable`: why it is no index.
    """

    result: str
    index: CaseFileIndex | None = None
    superseded_by: int | None = None
    copy: bool = False
    differences: tuple[str, ...] = ()
    unreadable: str = ""


def by_digest(content: bytes, user: Any) -> IndexVerdict:
    """Whether these are the very bytes of an index: as it was frozen, signed, or its sealed PDF."""
    kept = Component.objects.filter(sha256=sha256(content), index__isnull=False)
    found = _known(CaseFileIndex.objects.filter(components__in=kept), user)
    return _verdict(GENUINE, found) if found is not None else IndexVerdict(UNKNOWN)


def examine(content: bytes, user: Any) -> IndexVerdict:
    """Whether this XML is an index that was frozen, among what the asker may know.

    By the digest first; else by the case file and number that it bears, compared with that one.
    """
    same = by_digest(content, user)
    if same.result == GENUINE:
        return same
    try:
        told = dissect(content)
    except Unanswered:
        return IndexVerdict(UNKNOWN, unreadable=_("That index cannot be read."))
    if told.unreadable:
        return IndexVerdict(UNKNOWN, unreadable=told.unreadable)
    claimed = CaseFileIndex.objects.filter(case_file__code=told.code, number=told.number)
    found = _known(claimed, user)
    if found is None:
        return IndexVerdict(UNKNOWN)
    try:
        ours = told_by(storage().read(found.xml_sha256))
    except StorageError:
        return IndexVerdict(UNKNOWN)
    if told.sha256 == ours.sha256:
        message = (
            _("Its signature is not the one that the entity put on it.")
            if told.signed
            else _("It does not bear the signature of the entity.")
        )
        return _verdict(ALTERED, found, copy=True, differences=(message,))
    return _verdict(ALTERED, found, differences=tuple(_compared(told, ours)))


def _known(indices: QuerySet[CaseFileIndex], user: Any) -> CaseFileIndex | None:
    visible = indices.filter(case_file__in=case_files_visible_to(user))
    found = visible.select_related("case_file").order_by("pk").first()
    if found is None:
        return None
    held = Record.objects.kept().filter(case_file=found.case_file_id)
    return None if outside(held, records_visible_to(user)).exists() else found


def _verdict(result: str, index: CaseFileIndex, **told: Any) -> IndexVerdict:
    later = CaseFileIndex.objects.filter(case_file=index.case_file_id, number__gt=index.number)
    last = later.order_by("-number").values_list("number", flat=True).first()
    return IndexVerdict(result, index, last, **told)


def _compared(told: Told, ours: Told) -> list[str]:
    """By place and name of field: what stands there stays with who has the file."""
    said = []
    for key, row in told.rows.items():
        there = ours.rows.get(key)
        place = row["order"]
        if there is None:
            said.append(_("Document %(place)d is not in the index.") % {"place": place})
        elif names := [word for name, word in _WORDS.items() if row[name] != there[name]]:
            message = _("Document %(place)d differs in: %(names)s.")
            said.append(message % {"place": place, "names": ", ".join(names)})
    if missing := len(ours.rows.keys() - told.rows.keys()):
        message = ngettext(
            "%(count)d document was left out.", "%(count)d documents were left out.", missing
        )
        said.append(message % {"count": missing})
    more = len(said) - _SHOWN
    if more > 0:
        rest = ngettext("And %(count)d more.", "And %(count)d more.", more) % {"count": more}
        return [*said[:_SHOWN], rest]
    return said or [_("What it says of the case file differs.")]
