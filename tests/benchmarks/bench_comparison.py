"""Two versions compared, down to the words and told; Wagtail's own comparison of the texts beside.

Wagtail compares blocks by their ids too and marks words, in HTML; it knows no move.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from functools import partial
from typing import Any

from wagtail.admin.compare import StreamBlockComparison, diff_text
from wagtail.blocks import StreamBlock, StreamValue, TextBlock

from records.comparison import compare, told
from records.content import Content
from tests.benchmarks.timing import Sizes, timed
from tests.records.contents import content, new_id, paragraph, section

TEXT = (
    "La dependencia que recibe la solicitud verifica los requisitos del trámite y remite el "
    "expediente al profesional responsable dentro de los tres días hábiles siguientes, con copia "
    "al comité de archivo cuando la serie documental lo exija según la tabla de retención vigente"
)
WORDS = TEXT.split()
LONG = 80  # words of a paragraph, as in the procedures we were given


def measure(sizes: Sizes) -> Iterator[dict[str, Any]]:
    chance = random.Random(30)  # noqa: S311  the same texts at each run
    few = _paragraphs(chance, 30)
    many = _paragraphs(chance, 100)
    cases = {
        "30 párrafos, 5 % cambiado": (few, _edited(chance, few, 0.05)),
        "100 bloques editados y movidos": (many, _shuffled(chance, _edited(chance, many, 0.2))),
    }
    for what, (before, after) in cases.items():
        yield timed(f"comparar: {what}", [partial(_ours, before, after)] * sizes.rounds)
        yield timed(
            f"comparar: {what}, Wagtail por bloques",
            [partial(_wagtail_blocks, before, after)] * min(sizes.rounds, 5),
        )
    # As one text it takes minutes for a hundred.
    yield timed(
        "comparar: 30 párrafos, Wagtail como un texto",
        [partial(_wagtail_text, *cases["30 párrafos, 5 % cambiado"])] * min(sizes.rounds, 3),
    )
    anew = _anew(cases["100 bloques editados y movidos"][1])
    yield timed("comparar: los 100, importados de nuevo", [partial(_ours, many, anew)] * 5)


def _paragraphs(chance: random.Random, count: int) -> list[dict[str, Any]]:
    return [paragraph(" ".join(chance.choices(WORDS, k=LONG))) for _number in range(count)]


def _edited(
    chance: random.Random, blocks: list[dict[str, Any]], share: float
) -> list[dict[str, Any]]:
    """Other words in the place of that share of them."""
    made = copy.deepcopy(blocks)
    for block in made:
        words = block["text"].split()
        block["text"] = " ".join(
            chance.choice(WORDS).upper() if chance.random() < share else word for word in words
        )
    return made


def _shuffled(chance: random.Random, blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A tenth moved, a tenth gone, a tenth new."""
    made = list(blocks)
    for _time in range(len(blocks) // 10):
        made.insert(chance.randrange(len(made)), made.pop(chance.randrange(len(made))))
        del made[chance.randrange(len(made))]
        made.insert(chance.randrange(len(made)), _paragraphs(chance, 1)[0])
    return made


def _anew(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**block, "id": new_id()} for block in blocks]


def _ours(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> None:
    assert told(compare(_content(before), _content(after))).summary


def _content(blocks: list[dict[str, Any]]) -> Content:
    one = section("content", *blocks)
    return content({**one, "id": "0b7a1f6e-1111-5aaa-8bbb-0123456789ab"})


def _wagtail_blocks(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> None:
    block = StreamBlock([("paragraph", TextBlock())])
    values = [
        StreamValue(
            block,
            [{"type": "paragraph", "value": one["text"], "id": one["id"]} for one in blocks],
            is_lazy=True,
        )
        for blocks in (before, after)
    ]
    assert StreamBlockComparison(block, True, True, *values).htmldiff()


def _wagtail_text(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> None:
    texts = ["\n".join(one["text"] for one in blocks) for blocks in (before, after)]
    assert diff_text(*texts).to_html()
