"""The text of a file: what it says, for search and for whoever reads it beside its picture.

Run as `python -m records.capture.texts FILE FORMAT` within limits. Derived: it can be made anew.
"""

from __future__ import annotations

import importlib
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from records.capture import mailing
from records.capture.inspecting import decoded
from records.capture.packages import check_parts, opened
from records.media_types import FORMATS
from records.sandbox import limit

MAX_TEXT = 5_000_000
_BODIES = {
    "docx": ("word/document", "word/header", "word/footer", "word/footnotes", "word/comments"),
    "pptx": ("ppt/slides/slide", "ppt/notesSlides/"),
    "xlsx": ("xl/sharedStrings",),
    "odt": ("content.xml",),
    "ods": ("content.xml",),
    "odp": ("content.xml",),
}
_PARAGRAPHS = frozenset({"p", "h", "si"})


def text_of(path: Path, key: str) -> str:
    """What a file says; empty where it has no text of its own, as a scan."""
    family = FORMATS[key].family
    if family == "pdf":
        lines: Iterator[str] = _of_pdf(path)
    elif family == "package":
        lines = _of_package(path, key)
    elif key == "eml":
        lines = _of_message(path)
    elif family == "text":
        lines = iter([decoded(path.read_bytes()[:MAX_TEXT])])
    else:
        lines = iter(())
    text, size = [], 0
    for line in lines:
        text.append(line)
        size += len(line) + 1
        if size > MAX_TEXT:
            break
    return "\n".join(text).replace("\x00", "").strip()[:MAX_TEXT]


def _of_pdf(path: Path) -> Iterator[str]:
    document = importlib.import_module("pypdfium2").PdfDocument(path)
    for index in range(len(document)):
        page = document[index]
        words = page.get_textpage()
        yield words.get_text_bounded().replace("\r\n", "\n").replace("\ufffe", "")
        words.close()
        page.close()


def _of_package(path: Path, key: str) -> Iterator[str]:
    lxml = importlib.import_module("lxml.etree")
    with opened(path, path.stat().st_size) as package:
        check_parts(package)
        names = [one for one in package.namelist() if one.startswith(_BODIES[key])]
        for name in sorted((one for one in names if one.endswith(".xml")), key=_in_order):
            stream = io.BytesIO(package.read(name))
            walk = lxml.iterparse(
                stream, events=("end",), resolve_entities=False, no_network=True, huge_tree=False
            )
            for _event, element in walk:
                if lxml.QName(element).localname in _PARAGRAPHS:
                    if text := "".join(element.itertext()).strip():
                        yield text
                    element.clear()


def _in_order(name: str) -> tuple[int, str]:
    """Slide 10 after slide 9."""
    return (len(name), name)


def _of_message(path: Path) -> Iterator[str]:
    told = mailing.told_of(path.read_bytes())
    yield from (told["subject"], *told["from"], *told["to"], *told["cc"], told["text"])
    yield from (one["name"] for one in told["parts"])


def _main(path: Path, key: str) -> dict[str, Any]:
    return {"text": text_of(path, key)}


if __name__ == "__main__":
    limit()
    sys.stdout.write(json.dumps(_main(Path(sys.argv[1]), sys.argv[2])))
