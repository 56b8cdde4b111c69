"""What was issued or captured and is not wholly classified: a list that blocks closing (C08)."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from records.models import DocumentType, DocumentVersion, Record


def untyped() -> QuerySet[Record]:
    """Records without a type of their series, where the series, or the one above, names any.

    One that kept the type of a former series is told too.
    """
    levels = ("", "__parent", "__parent__parent")
    named, fits = Q(), Q()
    for level in levels:
        series = f"case_file__series{level}"
        named |= Q(Exists(DocumentType.objects.filter(series=OuterRef(series))))
        fits |= Q(document_type__series=F(series))
    without = Q(document_type=None) & named
    return Record.objects.kept().filter(without | (Q(document_type__isnull=False) & ~fits))


def unfiled() -> QuerySet[DocumentVersion]:
    """Issued versions that are in no case file."""
    return DocumentVersion.objects.filter(issuance__isnull=False, record=None)
