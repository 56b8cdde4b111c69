"""What was issued or captured and is not wholly classified: a list that blocks closing (C08)."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from records.models import DocumentType, DocumentVersion, Issuance, Record, Series

_JOINED = ("", "__parent", "__parent__parent")
"""The levels that the question itself joins; what is deeper is looked for before it."""


def untyped() -> QuerySet[Record]:
    """Records without a type of their series, where the series, or one above it, names any.

    To any depth, as `types.types_of` climbs. One that kept the type of a former series is told
    too. One more query, and another two where a tree is deeper than three levels.
    """
    named, fits = Q(), Q()
    for level in _JOINED:
        series = f"case_file__series{level}"
        named |= Q(Exists(DocumentType.objects.filter(series=OuterRef(series))))
        fits |= Q(document_type__series=F(series))
    for above, below in _far_below().items():
        named |= Q(case_file__series__in=below)
        fits |= Q(document_type__series=above, case_file__series__in=below)
    without = Q(document_type=None) & named
    return Record.objects.kept().filter(without | (Q(document_type__isnull=False) & ~fits))


def _far_below() -> dict[int, list[int]]:
    """By series that names types, those that stand below it beyond the levels joined."""
    deep = {"parent" + "__parent" * (len(_JOINED) - 1) + "__isnull": False}
    starts = list(Series.objects.filter(**deep).values_list("pk", flat=True))
    if not starts:
        return {}
    parents = dict(Series.objects.values_list("pk", "parent"))
    naming = set(DocumentType.objects.values_list("series", flat=True))
    found: dict[int, list[int]] = defaultdict(list)
    for start in starts:
        above, passed, steps = parents[start], {start}, 1
        while above is not None and above not in passed:
            if steps >= len(_JOINED) and above in naming:
                found[above].append(start)
            passed.add(above)
            above, steps = parents[above], steps + 1
    return found


def unfiled_known_to(user: Any) -> QuerySet[DocumentVersion]:
    """Those of `unfiled` that the person may know of."""
    known = Issuance.objects.visible_to(user).values("version")
    return unfiled().filter(pk__in=known)


def unfiled() -> QuerySet[DocumentVersion]:
    """Issued versions that are in no case file."""
    return DocumentVersion.objects.filter(issuance__isnull=False, record=None)
