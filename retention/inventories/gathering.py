"""The lines of an inventory, out of a few queries for many case files: nothing else is held.

A person gets the lines that they may know, counted out of the records that they may know; the
public form is what anybody may know, under names that tell of nobody (domain 11.6).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import islice
from mimetypes import guess_extension
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q, QuerySet

from records.models import Component, KeptApart, Loan, Series, Support, Volume
from records.querysets import records_visible_to
from retention.inventories import lines as rules
from retention.inventories.choosing import Choice, chosen, not_public
from retention.inventories.lines import InventoryLine, Observed

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
    apart: dict[int, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))


def reader(user: Any, *, public: bool) -> Any:
    """Whose eyes the lines are gathered with."""
    return AnonymousUser() if public else user


def counted(choice: Choice, user: Any, *, day: date, public: bool) -> Counted:
    """How much the choice finds; of the public form nothing is restricted."""
    found = chosen(choice, reader(user, public=public), day=day)
    return Counted(found.count(), 0 if public else not_public(found).count())


def lines(choice: Choice, user: Any, *, day: date, public: bool) -> Iterator[InventoryLine]:
    """One line a unit of conservation, in order, numbered from 1.

    A volume on paper is a unit; a case file without volumes is one. What is electronic of a case
    file stands on its first line.
    """
    eyes = reader(user, public=public)
    names = _series_names()
    order = 0
    rows = chosen(choice, eyes, day=day).values(*_COLUMNS).iterator(chunk_size=CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        seen = _look([row["pk"] for row in chunk], eyes, day=day)
        for row in chunk:
            for line in _units(row, seen, *names[row["series_id"]], order, public=public):
                order = line.order
                yield line


def _series_names() -> dict[int, tuple[str, str]]:
    """By key, code and name of each series, with the names of those above it."""
    found = {
        key: (parent, code, name)
        for key, parent, code, name in Series.objects.values_list("pk", "parent_id", "code", "name")
    }

    def named(key: int) -> str:
        parent, _code, name = found[key]
        return f"{named(parent)} / {name}" if parent is not None else name

    return {key: (code, named(key)) for key, (_parent, code, _name) in found.items()}


def _look(keys: Sequence[int], user: Any, *, day: date) -> _Seen:
    seen = _Seen()
    known = records_visible_to(user).filter(case_file__in=keys)
    owners = _of_records(seen, known)
    _count_files(seen, owners)
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


def _of_records(seen: _Seen, known: QuerySet[Any]) -> _Owners:
    """Their dates, and whose files are theirs. A record that shows another's files counts them."""
    owners = _Owners()
    for pk, case_file, day, version, same_as, same_version in (
        known.order_by()
        .values_list("pk", "case_file", "created_on", "version", "same_as", "same_as__version")
        .iterator(chunk_size=CHUNK)
    ):
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
            found = Component.objects.filter(**{f"{way}__in": keys[start : start + _AT_ONCE]})
            rows = found.exclude(role__in=_INNER).values_list(way, "media_type", "size")
            for owner, media_type, size in rows.iterator(chunk_size=CHUNK):
                kind = _kind(media_type)
                for key in of[owner]:
                    seen.files[key][kind] = seen.files[key].get(kind, 0) + 1
                    seen.bytes[key] += size


@cache
def _kind(media_type: str) -> str:
    """What people call that kind of file: PDF, XML, DOCX."""
    ending = guess_extension(media_type) or f".{media_type.rpartition('/')[2]}"
    return ending.removeprefix(".").upper()[:12]


def _units(
    row: dict[str, Any], seen: _Seen, code: str, series: str, order: int, *, public: bool
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
            series=series,
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
            code=code,
            series=series,
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
            consultation=rules.consultation(seen.loans.get(key, 0), electronic=not on_paper),
            notes=rules.notes(
                Observed(
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
                ),
                public=public,
            ),
        )


def _numbers(volumes: Sequence[Volume], *, whole: bool, upto: int) -> Sequence[int]:
    """The volumes that are there, told once: what is missing stands on the first line."""
    return [one.number for one in volumes] if whole else range(1, upto + 1)
