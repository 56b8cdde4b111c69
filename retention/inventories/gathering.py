"""The lines of an inventory, out of a few queries for many case files: nothing else is held.

A person gets the lines that they may know, counted out of the records that they may know; the
public form is what anybody may know, under names that tell of nobody (domain 11.6).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import islice
from mimetypes import guess_extension
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from records.models import (
    AccessLevel,
    CaseFile,
    Component,
    KeptApart,
    Loan,
    Record,
    RecordEvent,
    Support,
    Volume,
)
from records.querysets import records_visible_to, unsuppressed
from retention.inventories import lines as rules
from retention.inventories.choosing import Choice, chosen, not_public
from retention.inventories.lines import InventoryLine, Observed
from retention.inventories.naming import Told, read_names
from retention.scheduling.counting import Counting, countings

CHUNK = 500
_AT_ONCE = 10_000
"""Keys in one question: SQLite takes no more than some thirty thousand."""
PLACE = "Legajo"
_INNER = (Component.Role.CONTENT, Component.Role.REVIEW)
_COLUMNS = (
    "pk",
    "code",
    "title",
    "public_title",
    "access",
    "support",
    "series_id",
    "office_id",
    "document_id",
    "standing",
)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many case files a choice finds, and how many of them are not for everybody."""

    case_files: int
    restricted: int


@dataclass(slots=True)
class _Seen:
    """What is known of the case files of one chunk, by their keys."""

    dates: dict[int, tuple[date, date, int]] = field(default_factory=dict)
    files: dict[int, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    bytes: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    volumes: dict[int, list[Volume]] = field(default_factory=lambda: defaultdict(list))
    out: dict[int, list[tuple[int | None, date]]] = field(default_factory=lambda: defaultdict(list))
    loans: dict[int, int] = field(default_factory=dict)
    readings: Counter[int] = field(default_factory=Counter)
    apart: dict[int, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    counting: dict[int, Counting] = field(default_factory=dict)


def reader(user: Any, *, public: bool) -> Any:
    """Whose eyes the lines are gathered with."""
    return AnonymousUser() if public else user


def counted(choice: Choice, user: Any, *, day: date, public: bool) -> Counted:
    """How much the choice finds; of the public form nothing is restricted."""
    found = chosen(choice, reader(user, public=public), day=day)
    return Counted(found.count(), 0 if public else not_public(found).count())


def keys_of(choice: Choice, user: Any, *, day: date, public: bool) -> dict[str, int]:
    """The keys of the case files that the choice finds, by their codes."""
    found = chosen(choice, reader(user, public=public), day=day)
    return dict(found.values_list("code", "pk"))


def lines(
    choice: Choice, user: Any, *, day: date, public: bool, uncounted: str = ""
) -> Iterator[InventoryLine]:
    """One line a unit of conservation, in order, numbered from 1.

    A volume on paper is a unit; a case file without volumes is one. What is electronic of a case
    file stands on its first line.
    """
    eyes = reader(user, public=public)
    names = read_names()
    order = 0
    found = chosen(choice, eyes, day=day)
    # Keys alone are put in order: how each of a million stands is asked a chunk at a time.
    keys = found.values_list("pk", flat=True).iterator(chunk_size=CHUNK)
    while chunk := list(islice(keys, CHUNK)):
        seen = _look(chunk, eyes, day=day)
        for row in found.filter(pk__in=chunk).values(*_COLUMNS):
            told = names.of(row, headed=choice.offices)
            for line in _units(row, seen, told, order, public=public):
                order = line.order
                # Where nobody counts, whoever makes it says it.
                yield line if line.consultation else replace(line, consultation=uncounted)


def _look(keys: Sequence[int], user: Any, *, day: date) -> _Seen:
    seen = _Seen()
    rows = CaseFile.objects.with_standing().filter(pk__in=keys)
    seen.counting = countings(rows.select_related("series__rule", "series__parent__rule"))
    known = records_visible_to(user).filter(case_file__in=keys)
    owners = _of_records(seen, known)
    _count_files(seen, owners)
    _count_readings(seen, owners, day=day)
    for volume in Volume.objects.filter(case_file__in=keys).order_by("number"):
        seen.volumes[volume.case_file_id].append(volume)
    for key, volume_id, due_on in (
        Loan.objects.out().filter(case_file__in=keys).values_list("case_file", "volume", "due_on")
    ):
        seen.out[key].append((volume_id, due_on))
    lent = Loan.objects.filter(
        case_file__in=keys, lent_on__gt=day - timedelta(days=365), lent_on__lte=day
    )
    seen.loans = dict(
        lent.order_by()
        .values_list("case_file")
        .annotate(count=Count("pk"))
        .values_list("case_file", "count")
    )
    apart = KeptApart.objects.filter(case_file__in=keys).filter(
        Q(record=None) | Q(record__in=known.order_by().values("pk"))
    )
    for key, what, where in apart.order_by("pk").values_list("case_file", "what", "where"):
        seen.apart[key].append((what, where))
    return seen


@dataclass(slots=True)
class _Owners:
    """Whose files count for which case files: by record, and by the version that a record keeps."""

    records: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    versions: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    restricted: list[int] = field(default_factory=list)


def _of_records(seen: _Seen, known: QuerySet[Any]) -> _Owners:
    """Their dates, and whose files are theirs. A record that shows another's files counts them."""
    owners = _Owners()
    told = ("pk", "case_file", "created_on", "version", "same_as", "same_as__version")
    levels = ("access", "case_file__access")
    for pk, case_file, day, version, same_as, same_version, *access in (
        known.order_by().values_list(*told, *levels).iterator(chunk_size=CHUNK)
    ):
        if {*access} != {AccessLevel.PUBLIC}:
            owners.restricted.append(pk)
        first, last, count = seen.dates.get(case_file, (day, day, 0))
        seen.dates[case_file] = (min(first, day), max(last, day), count + 1)
        for record in filter(None, (pk, same_as)):
            owners.records[record].append(case_file)
        for kept in filter(None, (version, same_version)):
            owners.versions[kept].append(case_file)
    return owners


def _count_files(seen: _Seen, owners: _Owners) -> None:
    """Files by kind and their bytes: of the records, the versions they keep, what was filled in.

    Asked for by their keys: a database asked for them by the rule of who may know reads the whole
    archive for each chunk.
    """
    for way, of in (
        ("record", owners.records),
        ("version", owners.versions),
        ("filled__completion__record", owners.records),
    ):
        keys = list(of)
        for start in range(0, len(keys), _AT_ONCE):
            found: QuerySet[Any] = Component.objects.filter(
                **{f"{way}__in": keys[start : start + _AT_ONCE]}
            )
            found = unsuppressed(found.exclude(role__in=_INNER))
            rows = found.values_list(way, "media_type", "size")
            for owner, media_type, size in rows.iterator(chunk_size=CHUNK):
                kind = _kind(media_type)
                for key in of[owner]:
                    seen.files[key][kind] = seen.files[key].get(kind, 0) + 1
                    seen.bytes[key] += size


def _count_readings(seen: _Seen, owners: _Owners, *, day: date) -> None:
    """How often their restricted records were opened in the year before that day."""
    since = timezone.make_aware(datetime.combine(day - timedelta(days=364), time.min))
    until = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    keys = owners.restricted
    for start in range(0, len(keys), _AT_ONCE):
        read = RecordEvent.objects.filter(
            action="record.read",
            subject_type=Record._meta.label_lower,
            subject_id__in=keys[start : start + _AT_ONCE],
            at__gte=since,
            at__lt=until,
        )
        for record in read.values_list("subject_id", flat=True).iterator(chunk_size=CHUNK):
            seen.readings.update(owners.records[record])


@cache
def _kind(media_type: str) -> str:
    """What people call that kind of file: PDF, XML, DOCX."""
    ending = guess_extension(media_type) or f".{media_type.rpartition('/')[2]}"
    return ending.removeprefix(".").upper()[:12]


def _units(
    row: dict[str, Any], seen: _Seen, told: Told, order: int, *, public: bool
) -> Iterator[InventoryLine]:
    key = row["pk"]
    volumes = seen.volumes.get(key, [])
    first, last, count = seen.dates.get(key, (None, None, 0))
    on_paper = row["support"] != Support.ELECTRONIC
    electronic = row["support"] != Support.PAPER
    files = seen.files.get(key, {})
    dates = rules.extreme_dates(first, last)
    name = (
        rules.public_name(
            series=told.series,
            code=row["code"],
            public_title=row["public_title"],
            title=row["title"],
            of_document=row["document_id"] is not None,
        )
        if public
        else row["title"]
    )
    for place, volume in enumerate(volumes or [None], 1):
        whole = place == 1
        yield InventoryLine(
            order=order + place,
            code=told.code,
            series=told.series,
            unit=row["code"],
            name=name,
            first=dates[0],
            last=dates[1],
            on_paper=on_paper,
            electronic=electronic,
            box=volume.box if volume else "",
            folder=volume.folder if volume else "",
            volume=rules.volume_of(volume.number, len(volumes)) if volume else "",
            folios=volume.folios if volume else None,
            kinds=rules.kinds_in_words(files) if whole else "",
            files=sum(files.values()) if whole and electronic else None,
            size=rules.size_in_words(seen.bytes[key]) if whole and files else "",
            place=PLACE if whole and electronic else "",
            consultation=rules.consultation(
                seen.loans.get(key, 0) + seen.readings.get(key, 0)
                if on_paper or row["access"] != AccessLevel.PUBLIC
                else None
            ),
            notes=rules.notes(
                Observed(
                    producer=told.producer,
                    access=row["access"],
                    standing=row["standing"],
                    lent_until=[
                        due_on
                        for lent, due_on in seen.out.get(key, [])
                        if lent in (None, volume.pk if volume else None)
                    ],
                    apart=seen.apart.get(key, []) if whole else [],
                    stands_at=rules.stands_at(volume.deposit, volume.shelf, volume.tray)
                    if volume
                    else "",
                    numbers=_numbers(volumes, whole=whole, upto=volume.number if volume else 0),
                    on_paper=on_paper,
                    unfoliated=volume is not None and not volume.folios,
                    records=count,
                    **(_until(seen.counting.get(key)) if whole else {}),
                ),
                public=public,
            ),
        )


def _until(counting: Counting | None) -> dict[str, date]:
    """Its last days in each archive; nothing while its years do not count. A TVD has one."""
    if counting is None or counting.days is None:
        return {}
    central = {"archive_until": counting.days.ac_until}
    if counting.kept.terms.office_years is None:
        return central
    return {"office_until": counting.days.ag_until, **central}


def _numbers(volumes: Sequence[Volume], *, whole: bool, upto: int) -> Sequence[int]:
    """The volumes that are there, told once: what is missing stands on the first line."""
    return [one.number for one in volumes] if whole else range(1, upto + 1)
