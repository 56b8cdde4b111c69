"""The index of a case file as it stands, from its records and their files. A few queries each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, time

from django.db.models import Q, QuerySet
from django.utils import timezone

from records import kinds
from records.characters import without_illegal
from records.electronic_index.foliation import Entry, Folios, foliate
from records.electronic_index.formats import format_of
from records.electronic_index.rows import DIGITISED, ELECTRONIC, PAPER, File, Heading, Index, Row
from records.models import CaseFile, Component, Entity, Origin, Record
from records.querysets import unsuppressed

_ORIGINS = {Origin.ELECTRONIC: ELECTRONIC, Origin.DIGITISED: DIGITISED, Origin.PAPER: PAPER}
# The first is the document itself. What was made only to be read before signing is no part of it,
# nor is a renewal, which begins with all the bytes that it renews and may come at any time.
_ROLES = (
    Component.Role.ORIGINAL,
    Component.Role.FILE,
    Component.Role.RENDITION,
    Component.Role.PDFA,
    Component.Role.BLANK,
    Component.Role.ANNEX,
    Component.Role.CONTENT,
)
_BATCH = 500
SUPPRESSED = "Suprimido por orden"


def index_of(
    case_file: CaseFile, *, at: datetime, number: int = 0, records: list[Record] | None = None
) -> Index:
    """The index as it stands, of those records if they are given: what somebody may know of.

    `number` 0 is an index that nobody signed. The same rows give the same fingerprint, at any
    moment; files that came after `at` are no part of it.
    """
    kept = kept_records(case_file)
    folios = folios_of(case_file, kept)
    shown = kept if records is None else [one for one in kept if one in set(records)]
    files = files_of_all(shown, until=at)
    gone = suppressed_of_all(shown, files, until=at)
    rows = [_row(one, folios[one.pk], files[one.pk], gone.get(one.pk)) for one in shown]
    rows.sort(key=lambda row: row.order)
    return Index(tuple(rows), _heading(case_file, number, at))


def kept_records(case_file: CaseFile) -> list[Record]:
    """The records that count in it, with what an index tells of each."""
    found = Record.objects.kept().filter(case_file=case_file)
    return list(found.select_related("document_type", "version", "same_as__version", "late_entry"))


def folios_of(case_file: CaseFile, records: Iterable[Record]) -> dict[int, Folios]:
    """By key of the record: its order and its pages, which follow on without a gap."""
    entries = [
        Entry(one.pk, one.position, one.pages, one.created_on, hasattr(one, "late_entry"))
        for one in records
    ]
    laid = foliate(entries, ordering=case_file.series.ordering)
    return {one.key: one for one in laid}


def files_of_all(
    records: Iterable[Record], *, until: datetime | None = None, suppressed: bool = False
) -> dict[int, list[Component]]:
    """By key of the record: the files that are the document, the document itself first.

    Of one that is the same as another, the other's. Without what a confirmed suppression took from
    everybody, unless asked for.
    """
    records = list(records)
    owners = {one.pk: one.same_as or one for one in records}
    keys = sorted({owner.pk for owner in owners.values()})
    by_version = {owner.version_id: owner.pk for owner in owners.values() if owner.version_id}
    found: dict[int, list[Component]] = defaultdict(list)
    for start in range(0, len(keys), _BATCH):
        some = keys[start : start + _BATCH]
        versions = [version for version, key in by_version.items() if key in set(some)]
        asked = Q(record__in=some) | Q(version__in=versions)
        asked |= Q(filled__completion__record__in=some)
        parts: QuerySet[Component] = Component.objects.filter(asked, role__in=_ROLES)
        if until is not None:
            parts = parts.filter(created_at__lte=until)
        if not suppressed:
            parts = unsuppressed(parts, until=until)
        for part in parts.select_related("filled__completion"):
            found[_owner(part, by_version)].append(part)
    for part_of in found.values():
        part_of.sort(key=lambda part: (_ROLES.index(Component.Role(part.role)), part.pk))
    return {one.pk: found[owners[one.pk].pk] for one in records}


def suppressed_of_all(
    records: Iterable[Record],
    files: Mapping[int, list[Component]],
    *,
    until: datetime | None = None,
) -> dict[int, Component]:
    """By key of a record that a suppression left without any of its files, what was its first one.

    An index goes on naming it by its fingerprint: the document was there, and its bytes are not.
    """
    bare = [one for one in records if not files[one.pk]]
    found = files_of_all(bare, until=until, suppressed=True) if bare else {}
    return {key: some[0] for key, some in found.items() if some}


def _owner(part: Component, by_version: dict[int, int]) -> int:
    if part.record_id is not None:
        return part.record_id
    if part.version_id is not None:
        return by_version[part.version_id]
    if part.filled is None:
        raise ValueError(f"component {part.pk} is of no record")
    return int(part.filled.completion.record_id)


def _row(record: Record, folios: Folios, files: list[Component], gone: Component | None) -> Row:
    first, others = (files[0], files[1:]) if files else (gone, [])
    created = datetime.combine(record.created_on, time())
    paper = first is None
    return Row(
        id=str(record.pk),
        name=_text(record.title) or f"Documento {record.pk}",
        document_type=_text(_type_of(record)),
        created_at=created,
        incorporated_at=_local(record.incorporated_at),
        sha256=first.sha256 if first else "",
        order=folios.order,
        first_page=folios.first,
        last_page=folios.last,
        format=SUPPRESSED if gone else format_of(first) if first else "Papel",
        size=first.size if first else 0,
        origin=PAPER if paper else _ORIGINS[Origin(record.origin)],
        files=tuple(File(_text(one.name), one.sha256, one.size, format_of(one)) for one in others),
    )


def _type_of(record: Record) -> str:
    if record.document_type is not None:
        return record.document_type.name
    version = (record.same_as or record).version
    return str(kinds.LABELS.get(version.kind, "")) if version is not None else ""


def _heading(case_file: CaseFile, number: int, at: datetime) -> Heading:
    return Heading(
        entity=_text(Entity.current().name),
        code=_text(case_file.code),
        title=_text(case_file.title),
        office_code=_text(case_file.office.code),
        office=_text(case_file.office.name),
        series_code=_text(case_file.series.code),
        series=_text(case_file.series.name),
        opened_on=case_file.opened_on.isoformat(),
        number=number,
        made_at=_local(at),
    )


def _local(moment: datetime) -> datetime:
    """In the legal time of Colombia, as the guide writes it: without offset, to the second."""
    return timezone.localtime(moment).replace(tzinfo=None, microsecond=0)


def _text(text: str) -> str:
    return " ".join(without_illegal(text).split())
