"""What an index knows of one subject: its words, what narrows a question, who may read it. Pure."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from records.digests import sha256

# PostgreSQL keeps at most a megabyte of words a row: half of that in text always fits, some 80,000
# words. Every engine stops there, so that all give the same answers.
LONGEST_TEXT = 500_000


class Sort(StrEnum):
    """The sorts of subject that are searched. The value is kept and is part of addresses."""

    VERSION = "version"
    RECORD = "record"
    CASE_FILE = "case_file"
    SERIES = "series"


PORTAL = (Sort.VERSION, Sort.SERIES)
"""What citizens search: what has a page for them."""


class Audience(StrEnum):
    """Whom an entry may be told at all; `needs` narrows that to those of offices."""

    EVERYBODY = "everybody"
    STAFF = "staff"
    ARCHIVE = "archive"


class Key(NamedTuple):
    """What names a subject in every index."""

    sort: Sort
    pk: int

    def __str__(self) -> str:
        return f"{self.sort.value}:{self.pk}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One subject as every engine indexes it: the same database gives the same entry.

    `codes` are other codes and numbers it is known by; `attached` is the text of its files.
    `process` and `series` are codes, its own first and then those above it. `needs` are the offices
    (ids) of all of which a reader must be who does not read everything; of `audience` everybody,
    staff, or only those who read everything. Of what shows another record's files, that one asks
    as much by itself: `needs_original`, in the case file `original_case_file`. `day` is its date.
    It is in force from `since` until the day before `until`; without them, always. `case_file` is
    the id of the one that a record is in, or that it is. `state` is what it says of itself whatever
    the day: a standing, `withdrawn`, or nothing.
    """

    key: Key
    code: str
    title: str
    codes: tuple[str, ...] = ()
    headings: str = ""
    body: str = ""
    attached: str = ""
    kind: str = ""
    office: str = ""
    process: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    access: str = "public"
    audience: Audience = Audience.EVERYBODY
    needs: tuple[int, ...] = ()
    needs_original: tuple[int, ...] = ()
    original_case_file: int | None = None
    day: date | None = None
    since: date | None = None
    until: date | None = None
    state: str = ""
    case_file: int | None = None

    @property
    def public(self) -> bool:
        """Whether everybody may read it."""
        return self.audience == Audience.EVERYBODY and not (self.needs or self.needs_original)

    @property
    def digest(self) -> str:
        """SHA-256 of all of it: two entries of the same digest are the same."""
        return sha256(
            json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, default=str).encode()
        )


def within(text: str, longest: int = LONGEST_TEXT) -> str:
    """As much of `text` as every engine takes: no NUL, and whole characters of its first bytes."""
    bare = text.replace("\0", " ")
    if len(bare) * 4 <= longest:
        return bare
    return bare.encode(errors="replace")[:longest].decode(errors="ignore")
