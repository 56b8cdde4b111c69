"""Drawing the PDF of a procedure, with new words every time and everything loaded."""

from __future__ import annotations

import copy
import io
import random
from collections.abc import Iterator
from functools import partial
from typing import Any

import pdfplumber

from records.content import Content
from records.rendering import Dossier, renderer
from tests.benchmarks.timing import Sizes, timed
from tests.contracts import rendering_samples as samples

ACTIVITIES = 20  # with which it fills seven pages


def measure(sizes: Sizes) -> Iterator[dict[str, Any]]:
    draw = renderer().render
    first = draw(_dossier(_content(0)))
    with pdfplumber.open(io.BytesIO(first)) as pdf:
        pages = len(pdf.pages)
    acts = [partial(draw, _dossier(_content(number))) for number in range(1, sizes.rounds + 1)]
    yield timed(f"un PDF de {pages} páginas", acts, kilobytes=round(len(first) / 1000))


def _content(number: int) -> Content:
    """The same procedure with its words in another order: nothing laid out before is reused."""
    source = random.Random(number)  # noqa: S311
    activities = copy.deepcopy(samples.long_activities(ACTIVITIES))
    for activity in activities:
        words = activity["text"].split()
        source.shuffle(words)
        activity["text"] = " ".join(words)
    return samples.procedure(activities)


def _dossier(content: Content) -> Dossier:
    return Dossier(
        content=content,
        envelope=samples.envelope(content),
        entity=samples.ENTITY,
        verify_url=samples.VERIFY,
        mode="issued",
        attachments={"contenido.json": b"{}"},
    )
