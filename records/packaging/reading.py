"""Reading a package that came from elsewhere: nothing is believed before it was verified."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from django.utils.translation import gettext as _

import bagit

from records.content import schema_errors
from records.models import Component
from records.packaging import mets
from records.packaging.exporting import PackageError
from records.packaging.plan import (
    BESIDE,
    FORMER_SCHEMA,
    METS,
    REPRESENTATION,
    SCHEMA_OF_IT,
    TOLD,
    files_of,
)
from records.wording import unseen

MOST_FILES = 100_000
MOST_TOLD = 50 * 1024 * 1024
MOST_READ = 200 * 1024 * 1024
_SHOWN = 5


def opened(folder: Path) -> tuple[Path, dict[str, Any], str]:
    """The root of a package, what it tells of its case file, and the digest of its METS.

    Every file is the one of its METS, byte for byte, and there is no other. Raises PackageError
    with one sentence.
    """
    if not folder.is_dir():
        raise PackageError(_("A package is a folder: unpack it first."))
    present = _present(folder)
    root = folder
    if "bagit.txt" in present:
        _require_whole_bag(folder)
        root = folder / "data"
        present = _present(root) if root.is_dir() else set()
    digests = _verified(root, present)
    if TOLD not in digests:
        raise PackageError(_("The package does not tell of a case file of Legajo."))
    return root, _told(root, digests), _digest(root / METS)


def _present(folder: Path) -> set[str]:
    """The paths of all files. A link would lead out of the package."""
    found: set[str] = set()
    for place, folders, files in os.walk(folder):
        for name in (*folders, *files):
            if Path(place, name).is_symlink():
                raise PackageError(_("The package holds a link, «%(name)s».") % {"name": name})
        found.update(Path(place, name).relative_to(folder).as_posix() for name in files)
        if len(found) > MOST_FILES:
            raise PackageError(_("The package holds too many files."))
    return found


def _require_whole_bag(folder: Path) -> None:
    try:
        bagit.Bag(str(folder)).validate(processes=1)
    except (bagit.BagError, OSError, ValueError) as error:
        reason = str(error).split("\n")[0][:200]
        raise PackageError(_("The bag is not whole: %(reason)s.") % {"reason": reason}) from error


def _verified(root: Path, present: set[str]) -> dict[str, tuple[str, int]]:
    """Digest and size by path of whatever the METS name, each compared with what is there."""
    found: dict[str, tuple[str, int]] = {}
    for folder in ("", REPRESENTATION):
        place = PurePosixPath(folder, METS).as_posix()
        if place not in present:
            raise PackageError(_("The package has no %(name)s.") % {"name": place})
        for path, digest, size in _referred(root / place):
            whole = PurePosixPath(folder, path).as_posix()
            if not _inside(path):
                raise PackageError(
                    _("The package names a file outside it: «%(path)s».") % {"path": path}
                )
            if found.setdefault(whole, (digest, size)) != (digest, size):
                raise PackageError(_("The package tells «%(path)s» in two ways.") % {"path": whole})
    wrong = sorted(_different(root, found, present))
    if wrong:
        message = _("The package is damaged: %(files)s.")
        raise PackageError(message % {"files": "; ".join(wrong[:_SHOWN])})
    return found


def _referred(file: Path) -> list[tuple[str, str, int]]:
    if file.stat().st_size > MOST_TOLD:
        raise PackageError(_("%(name)s is too big.") % {"name": file.name})
    try:
        return mets.referred(file.read_bytes())
    except ValueError as error:
        message = _("%(name)s cannot be read: %(reason)s.")
        raise PackageError(message % {"name": file.name, "reason": error}) from error


def _inside(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return bool(parts) and not path.startswith("/") and ".." not in parts and "\\" not in path


def _different(root: Path, named: dict[str, tuple[str, int]], present: set[str]) -> Iterator[str]:
    for path in named.keys() - present:
        yield _("«%(path)s» is missing") % {"path": path}
    for path in present - named.keys() - {METS}:
        yield _("nobody declares «%(path)s»") % {"path": path}
    for path in named.keys() & present:
        digest, size = named[path]
        if (root / path).stat().st_size != size or _digest(root / path) != digest:
            yield _("«%(path)s» is not the one that was packed") % {"path": path}


def _digest(file: Path) -> str:
    with file.open("rb") as opened_file:
        return hashlib.file_digest(opened_file, "sha256").hexdigest()


def _told(root: Path, digests: dict[str, tuple[str, int]]) -> dict[str, Any]:
    """What is told of the case file, by its schema, and of files that are in the package."""
    if digests[TOLD][1] > MOST_TOLD:
        raise PackageError(_("%(name)s is too big.") % {"name": TOLD})
    try:
        described = json.loads((root / TOLD).read_bytes())
        former = isinstance(described, dict) and described.get("schema") == FORMER_SCHEMA
        wrong = schema_errors(described, FORMER_SCHEMA if former else SCHEMA_OF_IT)
    except (ValueError, RecursionError) as error:
        message = _("%(name)s cannot be read: %(reason)s.")
        raise PackageError(message % {"name": TOLD, "reason": error}) from error
    if not wrong:
        wrong = [
            one["path"]
            for one in files_of(described)
            if digests.get(one["path"]) != (one["sha256"], one["size"])
        ]
    if not wrong:
        most = len(described["closings"])
        told = [*described["indices"], *filter(None, (one["late"] for one in described["records"]))]
        wrong = ["closing" for one in told if one["closing"] is not None and one["closing"] >= most]
    if not wrong and not former:
        most = len(described["records"])
        told = [*described["restrictions"], *described["witnesses"]]
        wrong = ["record" for one in told if one["record"] is not None and one["record"] >= most]
    if not wrong:
        of_it = described["case_file"]
        lines = [
            of_it["title"],
            of_it["public_title"],
            *(one["title"] for one in described["records"]),
        ]
        wrong = [str(reason.message) for line in lines for reason in unseen(line, "title")]
    if not wrong:
        wrong = [one["path"] for one in _read_whole(described) if one["size"] > MOST_READ]
    if wrong:
        message = _("%(name)s cannot be read: %(reason)s.")
        raise PackageError(message % {"name": TOLD, "reason": wrong[0][:200]})
    return _as_now(described) if former else dict(described)


def _read_whole(described: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The files that are read at once to be judged: those of indices, and what bears a seal."""
    for index in described["indices"]:
        yield from index["files"]
    for record in described["records"]:
        yield from (one for one in record["files"] if one["role"] == Component.Role.RENDITION)


def _as_now(described: dict[str, Any]) -> dict[str, Any]:
    """What a package of the former schema told, in the form of today: it knew of no deeds."""
    return {
        **described,
        "records": [{**one, **BESIDE} for one in described["records"]],
        "responsible": None,
        "restrictions": [],
        "reclassifications": [],
        "witnesses": [],
        "stays": {"loans": 0, "removals": 0},
        "further": {},
    }
