"""How many pages a file has, for the foliation. One for what has no pages.

Runs as `python -m records.case_files.pages FILE` within limits for files that came from outside.
"""

from __future__ import annotations

import importlib
import json
import logging
import sys
from pathlib import Path

from records.sandbox import Unanswered, ask_of, limit

_log = logging.getLogger("records.pages")

PDF = "application/pdf"


def pages_of(pdf: bytes) -> int:
    """The pages of a PDF that this system made; one, told in the log, where it cannot be opened.

    A count is no reason to refuse: what was made and sealed is attached all the same.
    """
    pypdfium2 = importlib.import_module("pypdfium2")
    try:
        with pypdfium2.PdfDocument(pdf) as document:
            return max(len(document), 1)
    except pypdfium2.PdfiumError as error:
        _log.warning("The pages of a PDF cannot be counted: %s", error)
        return 1


def pages_from_outside(content: bytes, media_type: str) -> int:
    """The pages of a file that came from outside, counted in a process of its own.

    One for another format than PDF, and for one that cannot be read: it is kept all the same.
    """
    if media_type != PDF:
        return 1
    try:
        return int(ask_of("records.case_files.pages", content, ".pdf")["pages"])
    except Unanswered:
        return 1


if __name__ == "__main__":
    limit()
    sys.stdout.write(json.dumps({"pages": pages_of(Path(sys.argv[1]).read_bytes())}))
