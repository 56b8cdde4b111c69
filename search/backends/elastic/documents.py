"""An entry as a document of the index, and back. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from search.analysis import words
from search.entries import Audience, Entry, Key, Sort
from search.excerpts import LONGEST_SHOWN
from search.written import written

_LONG = ("headings", "body", "attached")
_DAYS = ("day", "since", "until")
_LISTS = ("codes", "process", "series", "tags", "needs", "needs_original")
_KEPT = tuple(one.name for one in fields(Entry) if one.name != "key")


def document_of(entry: Entry) -> dict[str, Any]:
    """What is indexed of an entry. `entry` is the entry itself, which is not searched; `rest` is
    what follows in its long texts, which no answer needs."""
    texts, called = written(entry)._asdict(), _words(entry)
    matched = texts | {"words": called}
    return {
        "entry": _entry(entry),
        "rest": {name: more for name in _LONG if (more := getattr(entry, name)[LONGEST_SHOWN:])},
        "derived": hashlib.sha256("\n".join((*texts.values(), *called)).encode()).hexdigest(),
        "sort": entry.key.sort.value,
        "subject": entry.key.pk,
        "code": entry.code,
        "exact": entry.code.upper(),
        "kind": entry.kind,
        "office": entry.office,
        "process": next(iter(entry.process), ""),
        "process_path": list(entry.process),
        "series": next(iter(entry.series), ""),
        "series_path": list(entry.series),
        "tags": list(entry.tags),
        "access": entry.access,
        "audience": entry.audience.value,
        "needs": list(entry.needs),
        "needs_count": len(set(entry.needs)),
        "needs_original": list(entry.needs_original),
        "needs_original_count": len(set(entry.needs_original)),
        "original_case_file": entry.original_case_file,
        "year": f"{entry.day.year:04}" if entry.day else None,
        "state": entry.state,
        "case_file": entry.case_file,
        **{name: number_of(getattr(entry, name)) for name in _DAYS},
        **matched,
    }


def entry_of(kept: Mapping[str, Any], rest: Mapping[str, str]) -> Entry:
    """The entry that a document was made of, by its `entry` and `rest`. Raises ValueError for what
    is none."""
    try:
        given = {name: kept[name] for name in _KEPT}
        given |= {name: given[name] + rest.get(name, "") for name in _LONG}
        key = Key(Sort(kept["sort"]), kept["subject"])
        days = {name: date.fromisoformat(given[name]) if given[name] else None for name in _DAYS}
        lists = {name: tuple(given[name]) for name in _LISTS}
        audience = Audience(given["audience"])
    except (KeyError, TypeError) as error:
        raise ValueError("no entry") from error
    return Entry(**{**given, **days, **lists, "audience": audience, "key": key})


def identity(key: Key) -> str:
    """What names the document of a subject."""
    return str(key)


def number_of(day: date | None) -> int | None:
    """A day as 20200229: in order, and the same for every clock."""
    return day.year * 10_000 + day.month * 100 + day.day if day else None


def _entry(entry: Entry) -> dict[str, Any]:
    told: dict[str, Any] = {"sort": entry.key.sort.value, "subject": entry.key.pk}
    for name in _KEPT:
        value = getattr(entry, name)
        told[name] = value.isoformat() if isinstance(value, date) else value
    told |= {name: told[name][:LONGEST_SHOWN] for name in _LONG}
    return told | {name: list(told[name]) for name in _LISTS}


def _words(entry: Entry) -> list[str]:
    """The words of what it is called by: «quiso decir» takes from these."""
    texts = (entry.title, entry.headings, entry.code, *entry.tags)
    return sorted({word for text in texts for word in words(text)})
