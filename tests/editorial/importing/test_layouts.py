"""Documents of many dresses say the same things: what each must give, and that no word is lost."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from editorial.importing import Parsed, Source, parse, read
from editorial.importing.furniture import strip_furniture
from editorial.importing.source import Table
from records.content import ids, items, schema_errors
from tests.editorial.importing.summary import summary, words_kept, words_of_blocks

EXPECTED = Path(__file__).parents[2] / "fixtures" / "importing" / "expected"
LAYOUTS = sorted(path.name.removesuffix(".json") for path in EXPECTED.glob("*.json"))

# labels of fields in headers and signature blocks, heads of columns inside a framing table, and
# the «y» between two names, the tick in a column, in any of the layouts
LABELS = frozenset(
    re.findall(
        r"\w+",
        "nombre cargo firma fecha acta n no codigo version pagina aprobacion aprobado elaboro"
        " reviso aprobo elaborado revisado por proyecto etapa fin del procedimiento de responsable"
        " registro vigente desde proceso titulo actividad cambio y fecha descripcion x decision si",
    )
)

Reading = Callable[[str], tuple[Source, Parsed]]


def test_there_are_enough_layouts_of_each_format() -> None:
    endings = Counter(name.rsplit(".", 1)[1] for name in LAYOUTS)
    assert len(LAYOUTS) >= 12
    assert set(endings) == {"docx", "pdf", "txt"}


@pytest.mark.parametrize("name", LAYOUTS)
def test_gives_what_a_reader_sees(name: str, layout: Reading) -> None:
    _, parsed = layout(name)
    expected = json.loads((EXPECTED / f"{name}.json").read_text(encoding="utf-8"))
    assert summary(parsed) == expected


@pytest.mark.parametrize("name", LAYOUTS)
def test_content_obeys_its_schema_and_ids_are_unique(name: str, layout: Reading) -> None:
    _, parsed = layout(name)
    assert schema_errors(parsed.content) == []
    given = list(ids(parsed.content))
    assert len(set(given)) == len(given)


@pytest.mark.parametrize("name", LAYOUTS)
def test_keeps_every_word(name: str, layout: Reading) -> None:
    source, parsed = layout(name)
    assert_every_word_kept(source, parsed)


def assert_every_word_kept(source: Source, parsed: Parsed) -> None:
    """Page headers and footers, heads of columns, labels and the end mark aside."""
    body, _ = strip_furniture(source)
    heads = [row for block in body if isinstance(block, Table) for row in block.rows[:2]]
    heads = [row for row in heads if not any(char.isdigit() for cell in row for char in cell)]
    allowed = set(words_of_blocks([Table(tuple(heads))])) | LABELS
    missing = words_of_blocks(body) - words_kept(parsed)
    assert {word for word in missing if word not in allowed and not is_mark(word)} == set()


def is_mark(word: str) -> bool:
    """Marks of lists that have no marks in the content: references, definitions, annexes."""
    return word.isdigit() and len(word) < 3


def real_inputs() -> list[Path]:
    folder = os.environ.get("LEGAJO_INPUTS")
    if not folder:
        return []
    endings = {".txt", ".docx", ".pdf"}
    return sorted(path for path in Path(folder).iterdir() if path.suffix.lower() in endings)


def test_real_inputs_are_read_whole() -> None:
    for path in real_inputs():
        source = read(path)
        parsed = parse(source)
        assert schema_errors(parsed.content) == [], path.name
        assert_every_word_kept(source, parsed)
        assert parsed.content["code"], path.name
        assert parsed.content["title"], path.name
        assert parsed.label, path.name
        if parsed.content["kind"] == "procedure":
            roles = {entry["role"] for entry in parsed.signatures}
            assert items(parsed.content, "activities"), path.name
            assert roles == {"prepared", "reviewed", "approved"}, path.name
