"""What stands in both indices, and whether it is what its entries give. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from heapq import merge
from itertools import groupby
from typing import Any

from search.backends.elastic.documents import document_of, entry_of
from search.backends.elastic.mapping import UNKEPT
from search.entries import PORTAL, Entry, Key, Sort

Source = Mapping[str, Any]


def published(entry: Entry) -> bool:
    """Whether an entry stands in the index of what everybody may read, as well."""
    return entry.public and entry.key.sort in PORTAL


def held(staff: Iterable[Source], public: Iterable[Source]) -> Iterator[tuple[Key, str]]:
    """Key and digest of everything, of sources in order of keys.

    No digest where what is derived is not what the entry gives, or the two indices disagree.
    """
    both = merge(
        ((_key(one), "staff", one) for one in staff),
        ((_key(one), "public", one) for one in public),
        key=lambda one: one[:2],
    )
    for key, copies in groupby(both, key=lambda one: one[0]):
        found = {which: source for _key_, which, source in copies}
        yield key, _digest(found.get("staff"), found.get("public"))


def _key(source: Source) -> Key:
    return Key(Sort(source["sort"]), source["subject"])


def _digest(staff: Source | None, public: Source | None) -> str:
    if staff is None:
        return ""
    try:
        entry = entry_of(staff["entry"], staff["rest"])
    except (KeyError, ValueError):
        return ""
    kept = {name: value for name, value in document_of(entry).items() if name not in UNKEPT}
    if staff != kept or public != (kept if published(entry) else None):
        return ""
    return entry.digest
