"""Whether a package (DOCX, XLSX, ODT …) is safe to open: its size inside, its XML without DTD.

Run within the limits of `records.sandbox`; the declared sizes are not believed.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

MAX_MEMBERS = 3000
MAX_INSIDE = 200 * 1024 * 1024
MAX_XML = 40 * 1024 * 1024
_SUSPICIOUS_RATIO = 200
_SMALL = 8 * 1024 * 1024
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,  # what zipfile raises for a compression that it does not know
    RuntimeError,
)


class Unsafe(Exception):
    """Why a package is not opened: `damaged`, `bomb`, `encrypted` or `entities`."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@contextmanager
def opened(file: Path | IO[bytes], size: int) -> Iterator[zipfile.ZipFile]:
    """The package, once it is known to be safe. Raises Unsafe."""
    try:
        with zipfile.ZipFile(file) as package:
            members = package.infolist()
            _check_members(members, size)
            yield package
    except BROKEN:
        raise Unsafe("damaged") from None


def check_parts(package: zipfile.ZipFile) -> None:
    """Raise Unsafe unless every XML inside is of a sound size and declares nothing."""
    for member in package.infolist():
        if member.filename.lower().endswith((".xml", ".rels", ".svg")):
            _check_xml(package, member)


def _check_members(members: list[zipfile.ZipInfo], size: int) -> None:
    if len(members) > MAX_MEMBERS or len({m.filename for m in members}) != len(members):
        raise Unsafe("bomb")
    if any(member.flag_bits & 1 for member in members):
        raise Unsafe("encrypted")
    inside = sum(member.file_size for member in members)
    if inside > MAX_INSIDE or (inside > _SMALL and inside > size * _SUSPICIOUS_RATIO):
        raise Unsafe("bomb")


def _check_xml(package: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    if member.file_size > MAX_XML:
        raise Unsafe("bomb")
    # the declared size may lie: what really comes out is what counts
    with package.open(member) as stream:
        xml = stream.read(MAX_XML + 1)
    if len(xml) > MAX_XML:
        raise Unsafe("bomb")
    if declares_entities(xml):
        raise Unsafe("entities")


def declares_entities(xml: bytes) -> bool:
    """Whether an XML declares a document type or entities, in UTF-16 too."""
    plain = xml.replace(b"\x00", b"") if b"\x00" in xml[:400] else xml
    return b"<!DOCTYPE" in plain or b"<!ENTITY" in plain
