"""Where bytes are kept: under their SHA-256, private, written once."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from records.digests import sha256
from records.exceptions import StorageError

_PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ErasureTicket:
    """What one erasure may take away: these bytes, by that row of evidence (`records.Erasure`).

    Only `records.no_record.erasing` writes one; a test looks that nobody else does.
    """

    digest: str
    erasure: int


class Storage(Protocol):
    """Contract: `put` returns only when the bytes are safe; `read` gives exactly those bytes."""

    def put(self, content: bytes) -> str:
        """Keep `content` and return its SHA-256. Keeping it twice is keeping it once."""

    def put_file(self, path: Path) -> str:
        """Keep what a file holds, however large, in little memory; else as `put`."""

    def read(self, digest: str) -> bytes:
        """The bytes of that name, verified. Raises StorageError when missing or changed."""

    def copy_to(self, digest: str, target: Path) -> None:
        """Write the bytes of that name into a file, in little memory; else as `read`."""

    def erase(self, ticket: ErasureTicket) -> None:
        """Take the bytes that the ticket names away, for good; nothing where there are none."""

    def exists(self, digest: str) -> bool:
        """True if bytes are kept under that name."""

    def digests(self) -> Iterator[str]:
        """The name of everything that is kept, in no order."""


def write_safely(target: Path, content: bytes, *, aside: Path) -> None:
    """Put whole bytes under a name, mode 0444, on disk before it returns; or nothing.

    Written in the folder `aside` (same disk), synced, renamed, and the folders synced: a crash
    leaves an orphan there at most, never a name without its bytes.
    """
    aside.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=aside)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            _settle(file)
        _name(Path(name), target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _settle(file: IO[bytes]) -> None:
    """What was written is on disk, and read-only, before the file gets its name."""
    file.flush()
    os.fchmod(file.fileno(), 0o444)
    os.fsync(file.fileno())


def _name(written: Path, target: Path) -> None:
    made = _missing_folders(target.parent)
    target.parent.mkdir(parents=True, exist_ok=True)
    written.rename(target)
    for folder in [target.parent, *(folder.parent for folder in made)]:
        _sync(folder)


class LocalStorage:
    """Files of mode 0444 in `root/aa/bb/<sha256>`, on disk before `put` returns."""

    def __init__(self, root: Path | None = None) -> None:
        self.root = Path(root or settings.RECORDS_STORAGE_ROOT)

    def path(self, digest: str) -> Path:
        if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
            raise StorageError(f"not a digest: {digest!r}")
        return self.root / digest[:2] / digest[2:4] / digest

    def put(self, content: bytes) -> str:
        digest = sha256(content)
        if not self._is_kept(digest):
            write_safely(self.path(digest), content, aside=self.root / "tmp")
        return digest

    def put_file(self, path: Path) -> str:
        """Copied and measured in pieces, then named by what was measured."""
        aside = self.root / "tmp"
        aside.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=aside)
        try:
            measured = hashlib.sha256()
            with path.open("rb") as source, os.fdopen(descriptor, "wb") as file:
                while piece := source.read(_PIECE):
                    measured.update(piece)
                    file.write(piece)
                _settle(file)
            digest = measured.hexdigest()
            if not self._is_kept(digest):
                _name(Path(name), self.path(digest))
            return digest
        finally:
            Path(name).unlink(missing_ok=True)

    def _is_kept(self, digest: str) -> bool:
        """Whether it is there already. Raises StorageError when it is not what its name says."""
        try:
            with self.path(digest).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except FileNotFoundError:
            return False
        if found != digest:
            raise StorageError(f"{digest}: kept bytes differ from their name")
        return True

    def read(self, digest: str) -> bytes:
        try:
            content = self.path(digest).read_bytes()
        except FileNotFoundError as error:
            raise StorageError(f"{digest}: missing") from error
        if sha256(content) != digest:
            raise StorageError(f"{digest}: kept bytes differ from their name")
        return content

    def copy_to(self, digest: str, target: Path) -> None:
        measured = hashlib.sha256()
        try:
            with self.path(digest).open("rb") as source, target.open("wb") as file:
                while piece := source.read(_PIECE):
                    measured.update(piece)
                    file.write(piece)
        except FileNotFoundError as error:
            raise StorageError(f"{digest}: missing") from error
        if measured.hexdigest() != digest:
            raise StorageError(f"{digest}: kept bytes differ from their name")

    def erase(self, ticket: ErasureTicket) -> None:
        path = self.path(ticket.digest)
        path.unlink(missing_ok=True)
        if path.parent.is_dir():
            _sync(path.parent)

    def exists(self, digest: str) -> bool:
        return self.path(digest).exists()

    def digests(self) -> Iterator[str]:
        return (path.name for path in self.root.glob("??/??/*") if len(path.name) == 64)


def _missing_folders(folder: Path) -> list[Path]:
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    return missing


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@cache
def _storage(path: str, root: str) -> Storage:
    storage: Storage = import_string(path)()
    return storage


def storage() -> Storage:
    """The storage that the setting RECORDS_STORAGE names."""
    return _storage(settings.RECORDS_STORAGE, str(settings.RECORDS_STORAGE_ROOT))
