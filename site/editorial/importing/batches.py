"""Many files at once: a folder and what is below it, or a ZIP. One that is bad costs no other.

A ZIP comes from outside: what it declares is not believed, and nothing is written under a name that
it chose.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from records.capture.naming import safe_name

from .reading import MAX_BYTES

MOST_FILES = 500
MOST_BYTES = 1_000_000_000
_CHUNK = 1 << 20
# What the library raises for an archive that is damaged, encrypted or made another way.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
)


class _TooLarge(Exception):
    pass


@dataclass(frozen=True, slots=True)
class Found:
    """A file to bring in: what people call it, and where it is; or why it cannot be read."""

    name: str
    path: Path | None = None
    error: str = ""


def expanded(path: Path, folder: Path, *, name: str | None = None) -> Iterator[Found]:
    """The files that a path stands for, in order of their names.

    `folder` takes what a ZIP holds. Hidden files and folders are nobody's documents and are left
    out. A folder or ZIP without documents is told as one that cannot be read.
    """
    shown = name or str(path)
    if path.is_dir():
        files = sorted(one for one in path.rglob("*") if one.is_file() and not _hidden(path, one))
        found = iter([Found(str(one), one) for one in files[:MOST_FILES]])
        if len(files) > MOST_FILES:
            found = iter([Found(shown, error=_too_many(len(files)))])
    elif is_zip(path.name):
        found = _members(path, folder, shown)
    else:
        found = iter([Found(shown, path)])
    first = next(found, Found(shown, error="No hay documentos adentro."))
    yield first
    yield from found


def is_zip(name: str) -> bool:
    """Whether a file is to be opened for what it holds; a DOCX is a ZIP too, but one document."""
    return name.lower().endswith(".zip")


def _hidden(root: Path, file: Path) -> bool:
    return any(_is_hidden(part) for part in file.relative_to(root).parts)


def _is_hidden(part: str) -> bool:
    return part.startswith((".", "~$", "__MACOSX")) or part in ("Thumbs.db", "desktop.ini")


def _too_many(count: int) -> str:
    return f"Son {count} archivos: impórtelos por grupos de {MOST_FILES} a lo sumo."


def _members(path: Path, folder: Path, shown: str) -> Iterator[Found]:
    try:
        archive = zipfile.ZipFile(path)
    except _BROKEN:
        yield Found(shown, error="El ZIP está dañado o incompleto.")
        return
    with archive:
        listed = [one for one in archive.infolist() if not one.is_dir() and not _is_noise(one)]
        if len(listed) > MOST_FILES:
            yield Found(shown, error=_too_many(len(listed)))
            return
        left = MOST_BYTES
        for place, member in enumerate(sorted(listed, key=lambda one: one.filename)):
            name = f"{shown}/{member.filename}"
            # A number of its own: two members may bear one name.
            inside = folder / f"{safe_name(path.stem)[:40]}-{place}"
            inside.mkdir()
            kept = inside / safe_name(member.filename)
            try:
                left -= _written(archive, member, kept, min(MAX_BYTES, left))
            except _TooLarge:
                kept.unlink()
                yield Found(name, error="El archivo pesa más de 50 MB, o el ZIP más de 1 GB.")
            except _BROKEN:
                kept.unlink(missing_ok=True)
                yield Found(name, error="El archivo está cifrado o dañado dentro del ZIP.")
            else:
                yield Found(name, kept)


def _is_noise(member: zipfile.ZipInfo) -> bool:
    return any(_is_hidden(part) for part in PurePosixPath(member.filename).parts)


def _written(archive: zipfile.ZipFile, member: zipfile.ZipInfo, kept: Path, most: int) -> int:
    """The bytes that were written. Raises _TooLarge at more than that, whatever is declared."""
    size = 0
    with archive.open(member) as source, kept.open("wb") as target:
        while chunk := source.read(_CHUNK):
            size += len(chunk)
            if size > most:
                raise _TooLarge
            target.write(chunk)
    return size
