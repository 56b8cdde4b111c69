"""Whether a .docx is safe to open: its size inside, its encryption, its XML without DTD."""

from __future__ import annotations

import io
import zipfile

from .source import Unreadable

MAX_MEMBERS = 3000
MAX_INSIDE = 200 * 1024 * 1024
MAX_XML = 40 * 1024 * 1024
_SUSPICIOUS_RATIO = 200
_SMALL = 8 * 1024 * 1024

_DAMAGED = "El documento de Word está dañado o incompleto."
_BOMB = "El documento de Word se expande a un tamaño desmedido al abrirlo: no se importa."
_DTD = "El documento de Word declara entidades XML, cosa que Word no hace: no se importa."


def check_package(data: bytes) -> None:
    """Raise `Unreadable` unless the bytes are a Word document that is safe to open."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = package.infolist()
            _check_members(members, len(data))
            names = {member.filename for member in members}
            _check_kind(names)
            for member in members:
                if member.filename.lower().endswith((".xml", ".rels")):
                    _check_xml(package, member)
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError):
        raise Unreadable(_DAMAGED) from None


def _check_members(members: list[zipfile.ZipInfo], size: int) -> None:
    if len(members) > MAX_MEMBERS or len({m.filename for m in members}) != len(members):
        raise Unreadable(_BOMB)
    if any(member.flag_bits & 1 for member in members):
        raise Unreadable("El documento de Word está cifrado: guárdelo sin contraseña.")
    inside = sum(member.file_size for member in members)
    if inside > MAX_INSIDE or (inside > _SMALL and inside > size * _SUSPICIOUS_RATIO):
        raise Unreadable(_BOMB)


def _check_kind(names: set[str]) -> None:
    if "[Content_Types].xml" not in names:
        raise Unreadable("El archivo es un comprimido ZIP, no un documento de Word.")
    if any(name.startswith("xl/") for name in names):
        raise Unreadable("El archivo es una hoja de Excel, no un documento de Word.")
    if any(name.startswith("ppt/") for name in names):
        raise Unreadable("El archivo es una presentación, no un documento de Word.")
    if not any(name.startswith("word/") for name in names):
        raise Unreadable("El archivo es un comprimido ZIP, no un documento de Word.")


def _check_xml(package: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    if member.file_size > MAX_XML:
        raise Unreadable(_BOMB)
    # the declared size may lie: what really comes out is what counts
    with package.open(member) as stream:
        xml = stream.read(MAX_XML + 1)
    if len(xml) > MAX_XML:
        raise Unreadable(_BOMB)
    plain = xml.replace(b"\x00", b"") if b"\x00" in xml[:400] else xml
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise Unreadable(_DTD)
