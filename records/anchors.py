"""Copies of the register's heads outside the database: who drops the last head is seen.

One file a head in `REGISTER_ANCHORS`, mode 0444, never written again. Whoever runs the site copies
that folder to where the site's own administrator cannot write; a citizen keeps the same JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from records.digests import canonical
from records.keys import public_facts
from records.models import RegisterHead
from records.storage import write_safely

_NAME = re.compile(r"head-(\d{6,})\.json")


def published(head: RegisterHead) -> dict[str, Any]:
    """A head as it leaves the house: statement, signature, certificate, the key beside it."""
    return {
        "number": head.number,
        "sha256": head.sha256,
        "statement": head.statement,
        "signature": head.signature,
        "certificate": head.certificate,
        **public_facts(head.certificate),
    }


def keep_missing() -> int:
    """Write the copies that are not there yet; how many were. A crash before is made good here."""
    there = {number for number, _path in _paths()}
    missing = RegisterHead.objects.exclude(number__in=there).order_by("number")
    count = 0
    for head in missing.iterator():
        keep(head.number, canonical(published(head)))
        count += 1
    return count


def keep(number: int, content: bytes) -> None:
    """Write the copy of one head, whole or not at all."""
    folder = _folder()
    write_safely(folder / f"head-{number:06d}.json", content, aside=folder)


def copies() -> Iterator[tuple[int, bytes]]:
    """The bytes of every copy, by the number of its head."""
    for number, path in sorted(_paths()):
        yield number, path.read_bytes()


def last_number() -> int:
    """The number of the last head that has a copy; 0 if none has."""
    return max((number for number, _path in _paths()), default=0)


def kept() -> Iterator[tuple[int, dict[str, Any] | None]]:
    """Every copy by the number of its head, None where it cannot be read as one."""
    for number, content in copies():
        try:
            found = json.loads(content)
        except ValueError:
            found = None
        yield number, found if isinstance(found, dict) else None


def _folder() -> Path:
    return Path(settings.REGISTER_ANCHORS)


def _paths() -> list[tuple[int, Path]]:
    folder = _folder()
    if not folder.is_dir():
        return []
    found = ((_NAME.fullmatch(path.name), path) for path in folder.iterdir())
    return [(int(name[1]), path) for name, path in found if name]
