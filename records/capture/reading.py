"""Files from outside, read at one remove: each question is answered by a process with limits."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import Any

from records.media_types import FORMATS, Format
from records.sandbox import Unanswered, ask

_AT_ONCE = 25  # files that one process looks at
WIDTH = 1200


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file that arrived: what it is called, and where its bytes are for now."""

    name: str
    path: Path

    @property
    def size(self) -> int:
        return self.path.stat().st_size


@dataclass(frozen=True, slots=True)
class Inspected:
    """What a file is. `wrong`: the code of why it is not kept, or None."""

    format: Format | None
    pages: int = 0
    wrong: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """What a message carried: its name, and its bytes in a file that lives as long as the asker."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class Message:
    """A message taken apart."""

    headers: dict[str, Any]
    text: str
    parts: tuple[Part, ...] = field(default=())


def inspect(files: Sequence[Incoming]) -> list[Inspected]:
    """What each file is, in order. Whatever a file does to its reader costs no other its answer."""
    found: list[Inspected] = []
    with TemporaryDirectory() as folder:
        links = [_link(one, Path(folder), place) for place, one in enumerate(files)]
        for first in range(0, len(links), _AT_ONCE):
            found += _inspected(links[first : first + _AT_ONCE])
    return found


def _link(file: Incoming, folder: Path, place: int) -> Path:
    """The file under a name that tells its ending only: nothing else of it is believed."""
    link = folder / f"{place}{PurePath(file.name).suffix.lower()[:20]}"
    link.symlink_to(file.path.resolve())
    return link


def _inspected(links: list[Path]) -> list[Inspected]:
    try:
        answer = ask("records.capture.inspecting", *map(str, links))
    except Unanswered as error:
        if len(links) == 1:
            return [Inspected(None, wrong="heavy" if error.heavy else "damaged")]
        return [one for link in links for one in _inspected([link])]
    return [_told(one) for one in answer["files"]]


def _told(one: dict[str, Any]) -> Inspected:
    kind = FORMATS[one["format"]] if one["format"] else None
    return Inspected(kind, one["pages"], one["wrong"], tuple(one["notes"]))


@contextmanager
def message_of(path: Path) -> Iterator[Message]:
    """A message and its parts, whose bytes are there inside only. Raises Unanswered."""
    with TemporaryDirectory() as folder:
        told = ask("records.capture.mailing", str(path.resolve()), folder)
        if "error" in told:
            raise Unanswered("records.capture.mailing", heavy=told["error"] == "deep")
        parts = [Part(one["name"], Path(folder, one["file"])) for one in told.pop("parts")]
        yield Message(told, told.pop("text"), tuple(parts))


def text_of(path: Path, key: str) -> str:
    """The text of a file of that format. Raises Unanswered."""
    return str(ask("records.capture.texts", str(path.resolve()), key)["text"])


@dataclass(frozen=True, slots=True)
class Pictures:
    """Pages drawn anew, from `first` on, of as many as there are."""

    contents: tuple[bytes, ...]
    media_type: str
    first: int
    pages: int


def pictures_of(
    path: Path, key: str, first: int = 1, *, count: int = 1, width: int = WIDTH
) -> Pictures:
    """Pages of a PDF or a picture, as they are shown. Raises Unanswered."""
    numbers = map(str, (first, count, width))
    told = ask("records.capture.picturing", str(path.resolve()), key, *numbers)
    contents = tuple(base64.b64decode(one) for one in told["pictures"])
    return Pictures(contents, told["media_type"], min(first, told["pages"]), told["pages"])
