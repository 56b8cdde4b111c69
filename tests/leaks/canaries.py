"""Words that nobody else writes, and where they can hide in an answer."""

from __future__ import annotations

import base64
import html
import io
import re
import subprocess
import unicodedata
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

MARK = "zqcanario"
_WORD = re.compile(f"{MARK}([a-z]*)")


def _in_base64(shift: int) -> str:
    """What stands in base64 whatever is beside it, so many bytes behind a group of three."""
    padded = (beside * shift + MARK.encode() + beside * 3 for beside in (b"\0", b"\xff"))
    pair = [base64.b64encode(one).decode() for one in padded]
    return "".join(one for one, other in zip(*pair, strict=True) if one == other).rstrip("=")


_IN_BASE64 = tuple(map(_in_base64, range(3)))
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
    found: set[str] = set()
    for text in _texts(content):
        for form in {text, html.unescape(text), unquote(text)}:
            parts = unicodedata.normalize("NFKD", form).lower()
            plain = "".join(one for one in parts if not unicodedata.combining(one))
            found.update(one.group(1) for one in _WORD.finditer(plain))
        if any(one in text for one in _IN_BASE64):
            found.add("base64")
    return found


def _texts(content: bytes) -> Iterator[str]:
    yield content.decode("utf-8", "replace")
    if content.startswith(b"%PDF"):
        for tool in (["pdftotext", "-", "-"], ["pdfinfo", "-"]):
            read = subprocess.run(tool, input=content, capture_output=True, check=False)
            yield read.stdout.decode("utf-8", "replace")
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield name
                yield from _texts(archive.read(name))
