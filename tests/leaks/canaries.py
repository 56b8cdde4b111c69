"""Words that nobody else writes, and where they can hide in an answer."""

from __future__ import annotations

import base64
import gzip
import html
import io
import re
import subprocess
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from email import message_from_bytes
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from PIL import Image

MARK = "zqcanario"
_WORD = re.compile(f"{MARK}((?:(?!{MARK})[a-z])*)")
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)


def _in_base64(shift: int) -> str:
    """What stands in base64 whatever is beside it, so many bytes behind a group of three."""
    padded = (beside * shift + MARK.encode() + beside * 3 for beside in (b"\0", b"\xff"))
    pair = [base64.b64encode(one).decode() for one in padded]
    return "".join(one for one, other in zip(*pair, strict=True) if one == other).rstrip("=")


_IN_BASE64 = tuple(map(_in_base64, range(3)))
_IN_HEX = MARK.encode().hex()
_WRITTEN = frozenset({"text", "title", "term", "meaning", "responsible", "record", "name"})
_FRAME = frozenset({"process", "office", "series"})


PLANTED: set[str] = set()
"""The fields that got one."""


def word(of: str) -> str:
    """The canary of a field: its name is told by the word itself."""
    PLANTED.add(of)
    return f"{MARK}{of}"


def planted(content: Any, of: str) -> Any:
    """The same content with a canary in every text of it."""
    if isinstance(content, list):
        return [planted(one, of) for one in content]
    if not isinstance(content, dict):
        return content
    return {
        key: f"{value} {word(of + key)}"
        if key in _WRITTEN and isinstance(value, str)
        else value
        if key in _FRAME
        else planted(value, of)
        for key, value in content.items()
    }


def told_by(answer: Any) -> set[str]:
    """The fields whose canaries stand in an answer: its headers, cookies, body, and files in it."""
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    return told_in(headers.encode()) | told_in(str(answer.cookies).encode()) | told_in(body(answer))


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


def told_in(content: bytes) -> set[str]:
    """The fields whose canaries stand in these bytes, however they are written there."""
    return set(_told_in(bytes(content)))


@lru_cache(maxsize=2_000)
def _told_in(content: bytes) -> frozenset[str]:
    """The same file is handed out at many addresses and to many people: it is read once."""
    found: set[str] = set()
    for text in _texts(content):
        for form in {text, html.unescape(text), unquote(text)}:
            parts = unicodedata.normalize("NFKD", form).lower()
            plain = "".join(one for one in parts if not unicodedata.combining(one))
            found.update(one.group(1) for one in _WORD.finditer(plain))
        if any(one in text for one in _IN_BASE64):
            found.add("base64")
        if _IN_HEX in text.lower():
            found.add("hex")
    return frozenset(found)


def _texts(content: bytes) -> Iterator[str]:
    yield content.decode("utf-8", "replace")
    if b"\0" in content:  # UTF-16, as PDF and EXIF write
        yield content.replace(b"\0", b"").decode("utf-8", "replace")
    for inner in _inside(content):
        yield from _texts(inner)


def _inside(content: bytes) -> Iterator[bytes]:
    """What these bytes carry packed: the pieces of a file, its names, what is said of it."""
    if content.startswith(b"%PDF"):
        yield from _of_pdf(content)
    elif content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield name.encode()
                yield archive.read(name)
    elif content.startswith(b"\x1f\x8b"):
        yield gzip.decompress(content)
    elif content.startswith(b"\x89PNG"):
        with Image.open(io.BytesIO(content)) as picture:
            yield repr(picture.info).encode()
    elif b"MIME-Version:" in content[:20_000]:
        for part in message_from_bytes(content).walk():
            told = part.get_payload(decode=True)
            yield f"{part.items()} {part.get_filename()}".encode()
            yield told if isinstance(told, bytes) else b""


def _of_pdf(content: bytes) -> Iterator[bytes]:
    """Its text, what is said of it, the files inside, and every stream: earlier ones too."""
    for tool in (["pdftotext", "-", "-"], ["pdfinfo", "-"], ["pdfinfo", "-meta", "-"]):
        yield subprocess.run(tool, input=content, capture_output=True, check=False).stdout
    for packed in _STREAM.findall(content):
        with suppress(zlib.error):
            yield zlib.decompressobj().decompress(packed)
