"""An entry as a row of the database's index, and back."""

from __future__ import annotations

from collections.abc import Iterable

from search.entries import Entry, Key, Sort
from search.models import SearchEntry
from search.written import written

_KEY = {"id", "sort", "subject"}
COPIED = tuple(one.name for one in SearchEntry._meta.concrete_fields if one.name not in _KEY)
_PLAIN = (
    "code",
    "title",
    "headings",
    "body",
    "attached",
    "kind",
    "office",
    "access",
    "state",
    "audience",
)
_OPEN = ("day", "since", "until", "case_file", "original_case_file")


def row_of(entry: Entry) -> SearchEntry:
    """The row of an entry, stems and all. Pure."""
    return SearchEntry(
        sort=entry.key.sort.value,
        subject=entry.key.pk,
        codes=listed(entry.codes),
        process=next(iter(entry.process), ""),
        process_path=listed(entry.process),
        series=next(iter(entry.series), ""),
        series_path=listed(entry.series),
        tags=listed(entry.tags),
        needs=listed(map(str, entry.needs)),
        needs_original=listed(map(str, entry.needs_original)),
        **{name: getattr(entry, name) for name in (*_PLAIN, *_OPEN)},
        **written(entry)._asdict(),
    )


def entry_of(row: SearchEntry) -> Entry:
    """The entry that a row was made of."""
    return Entry(
        key=Key(Sort(row.sort), row.subject),
        codes=unlisted(row.codes),
        process=unlisted(row.process_path),
        series=unlisted(row.series_path),
        tags=unlisted(row.tags),
        needs=tuple(int(one) for one in unlisted(row.needs)),
        needs_original=tuple(int(one) for one in unlisted(row.needs_original)),
        **{name: getattr(row, name) for name in (*_PLAIN, *_OPEN)},
    )


def sound(row: SearchEntry) -> bool:
    """Whether what is derived in a row is what its entry gives."""
    made = row_of(entry_of(row))
    return all(getattr(made, one) == getattr(row, one) for one in COPIED)


def listed(values: Iterable[str]) -> str:
    """`|one|two|`; nothing for none."""
    text = "|".join(values)
    return f"|{text}|" if text else ""


def unlisted(text: str) -> tuple[str, ...]:
    return tuple(text[1:-1].split("|")) if text else ()
