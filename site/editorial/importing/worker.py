"""The reading process: `python -m editorial.importing.worker TASK KIND FILE`, JSON on stdout.

It limits itself before it imports any parser, so that a hostile file can hurt only this process.
The task is `source`, the blocks of the file, or `document`, what they say: both are done here,
within the same limits.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from records.sandbox import limit

from .size import is_oversized
from .source import NoText, Source, Unreadable, to_plain

# only the parser that is needed is loaded
_READERS = {
    "docx": ("editorial.importing.docx_reader", "read_docx"),
    "pdf": ("editorial.importing.pdf_reader", "read_pdf"),
    "txt": ("editorial.importing.text_reader", "read_text"),
}
_DAMAGED = "El archivo está dañado o incompleto: no se pudo leer."
_HEAVY = "El archivo exige demasiada memoria o tiempo para leerlo: no se importa."
_UNCLEAR = "El archivo se abrió, pero no se pudo entender cómo está armado el documento."


def main(task: str, kind: str, path: str) -> dict[str, Any]:
    """The source or the document in the file as plain data, or `{"error": sentence}`."""
    module, name = _READERS[kind]
    reader: Callable[[bytes], Source] = getattr(importlib.import_module(module), name)
    failure = _DAMAGED
    try:
        source = reader(Path(path).read_bytes())
        if is_oversized(source):
            return {"error": _HEAVY}
        if task == "source":
            return to_plain(source)
        failure = _UNCLEAR
        return _document(source)
    except Unreadable as error:
        return {"error": str(error), "no_text": isinstance(error, NoText)}
    except (MemoryError, RecursionError):
        return {"error": _HEAVY}
    except Exception:  # noqa: BLE001 - a parser may fail in any way on a hostile file
        return {"error": failure}


def _document(source: Source) -> dict[str, Any]:
    documents = importlib.import_module("editorial.importing.documents")
    plain: dict[str, Any] = documents.plain_document(source)
    return plain


if __name__ == "__main__":
    limit()
    sys.stdout.write(json.dumps(main(*sys.argv[1:4]), ensure_ascii=False))
