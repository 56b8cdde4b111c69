"""What a PDF says of itself: its seals, the projection attached to it, its words page by page.

Runs as `python -m records.pdf_reading FILE` within limits, since anybody may send the file.
"""

from __future__ import annotations

import importlib
import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from records.numbering import verification_codes_in
from records.sandbox import ask_of, limit

MAX_PAGES = 400


@dataclass(frozen=True, slots=True)
class Dissected:
    """`seals`: each as `records.seals.Seal`; `projection`: the JSON attached by Legajo or None.

    `pages`: the words of each page. `codes`: what looks like a verification code, in order.
    """

    seals: list[dict[str, Any]]
    projection: dict[str, Any] | None
    pages: list[list[str]]

    @property
    def codes(self) -> list[str]:
        text = " ".join(word for page in self.pages for word in page)
        return verification_codes_in(text)


def dissect(pdf: bytes) -> Dissected:
    """What the PDF says. Raises records.sandbox.Unanswered for what is no readable PDF."""
    return Dissected(**ask_of("records.pdf_reading", pdf, ".pdf"))


def _dissected(path: Path) -> Dissected:
    seals = importlib.import_module("records.seals")
    pypdfium2 = importlib.import_module("pypdfium2")
    content = path.read_bytes()
    document = pypdfium2.PdfDocument(content)
    try:
        found = seals.seals_of(content)
    except ValueError:  # damaged or foreign: its words may still be read
        found = []
    pages = []
    for index in range(min(len(document), MAX_PAGES)):
        text = document[index].get_textpage().get_text_bounded()
        pages.append(text.replace("\xad", "").replace("\ufffe", "").split())
    return Dissected(
        seals=[
            {**asdict(seal), "signed_at": seal.signed_at.isoformat() if seal.signed_at else None}
            for seal in found
        ],
        projection=_projection(document),
        pages=pages,
    )


def _projection(document: Any) -> dict[str, Any] | None:
    for index in range(document.count_attachments()):
        attachment = document.get_attachment(index)
        if not attachment.get_name().endswith(".json"):
            continue
        try:
            value = json.loads(bytes(attachment.get_data()))
        except ValueError:
            continue
        if isinstance(value, dict) and value.get("schema") == "public-1":
            return value
    return None


if __name__ == "__main__":
    limit()
    sys.stdout.write(json.dumps(asdict(_dissected(Path(sys.argv[1])))))
