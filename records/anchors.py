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
from records.handovers import is_genuine
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
    """Write the copies that are not there yet; how many were. A crash before is made good here.

    Only of heads that are the entity's: a copy is what rows are compared with ever after. Raises
    KeyUnavailable.
    """
    count = 0
    for head, genuine in without_copy():
        if genuine:
            keep(head.number, canonical(published(head)))
            count += 1
    return count


def without_copy() -> Iterator[tuple[RegisterHead, bool]]:
    """Every head that has no copy, in order, and whether it is known to be the entity's.

    It is when it goes on from a copy by the same seal or the one that this named, or when the seal
    of the settings signed it. Raises KeyUnavailable.
    """
    there = dict(_paths())
    former: RegisterHead | None = None
    missing = RegisterHead.objects.exclude(number__in=there).order_by("number")
    for head in missing.iterator():
        before = head.number - 1
        if former is None or former.number != before:
            former = _copied(there.get(before))
        genuine = is_genuine(head, former)
        yield head, genuine
        former = head if genuine else None


def stranger() -> int | None:
    """The number of a head that is not known as the entity's, or of the last if its copy differs.

    Also of the last copy where the rows do not reach so far. Raises KeyUnavailable.
    """
    strange = next((head.number for head, genuine in without_copy() if not genuine), None)
    if strange is not None:
        return strange
    last = RegisterHead.objects.order_by("-number").first()
    number, path = max(_paths(), default=(0, None))
    if path is None or (last is not None and last.number > number):
        return None
    same = last is not None and path.read_bytes() == canonical(published(last))
    return None if same else number


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
        yield number, _read(content)


def _read(content: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(content)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _copied(path: Path | None) -> RegisterHead | None:
    """The head that a copy is of, as far as others follow from it; None for what is no copy."""
    found = _read(path.read_bytes()) if path else None
    names = ("number", "sha256", "statement", "signature", "certificate")
    if found is None or not found.keys() >= set(names):
        return None
    return RegisterHead(**{name: found[name] for name in names})


def _folder() -> Path:
    return Path(settings.REGISTER_ANCHORS)


def _paths() -> list[tuple[int, Path]]:
    folder = _folder()
    if not folder.is_dir():
        return []
    found = ((_NAME.fullmatch(path.name), path) for path in folder.iterdir())
    return [(int(name[1]), path) for name, path in found if name]
