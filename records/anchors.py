"""Copies of the register's heads outside the database: who drops the last head is seen.

One file a head in `REGISTER_ANCHORS`, mode 0444, never written again. Whoever runs the site copies
that folder to where the site's own administrator cannot write; a citizen keeps the same JSON.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from records.digests import canonical
from records.keys import public_facts
from records.models import RegisterHead

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
    folder = _folder()
    there = {number for number, _path in _paths()}
    missing = RegisterHead.objects.exclude(number__in=there).order_by("number")
    count = 0
    for head in missing.iterator():
        _write(folder / f"head-{head.number:06d}.json", canonical(published(head)))
        count += 1
    return count


def last_number() -> int:
    """The number of the last head that has a copy; 0 if none has."""
    return max((number for number, _path in _paths()), default=0)


def kept() -> Iterator[tuple[int, dict[str, Any] | None]]:
    """Every copy by the number of its head, None where it cannot be read as one."""
    for number, path in sorted(_paths()):
        try:
            found = json.loads(path.read_bytes())
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


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    waiting = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fchmod(file.fileno(), 0o444)
        os.fsync(file.fileno())
    waiting.rename(path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
