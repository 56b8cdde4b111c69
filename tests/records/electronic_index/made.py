"""Indices made by chance, and a case file with an index of its own."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hypothesis import strategies as st

from records.case_files import filing
from records.electronic_index.freezing import freeze
from records.electronic_index.rows import ORIGINS, PAPER, File, Heading, Index, Row
from records.events import act
from records.models import CaseFile, CaseFileClosing, CaseFileIndex, Component, Record
from records.storage import storage
from tests.factories import World, at

# What a title is made of here; control characters are taken out before an index is made.
words = st.text(
    st.characters(exclude_categories=("C", "Z"), include_characters=" "), min_size=1, max_size=30
).map(lambda text: " ".join(text.split()) or "x")
digests = st.text("0123456789abcdef", min_size=64, max_size=64)
moments = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)).map(
    lambda moment: moment.replace(microsecond=0)
)


@st.composite
def indices(draw: Any) -> Index:
    rows, page = [], 0
    for order in range(1, draw(st.integers(1, 5)) + 1):
        length = draw(st.integers(1, 400))
        origin = draw(st.sampled_from(ORIGINS))
        files = st.builds(File, words, digests, st.integers(0, 2**40), words)
        rows.append(
            Row(
                id=str(order),
                name=draw(words),
                document_type=draw(st.just("") | words),
                created_at=draw(moments),
                incorporated_at=draw(moments),
                sha256="" if origin == PAPER else draw(digests),
                order=order,
                first_page=page + 1,
                last_page=page + length,
                format=draw(words),
                size=draw(st.integers(0, 2**40)),
                origin=origin,
                files=tuple(draw(st.lists(files, max_size=2))),
            )
        )
        page += length
    heading = st.builds(
        Heading,
        *[words] * 7,
        st.just("2020-02-03"),
        st.integers(0, 9),
        moments,
    )
    return Index(tuple(rows), draw(st.none() | heading))


def case_file(world: World, **told: Any) -> CaseFile:
    """An open case file of the world's series."""
    with act(by=world.author, at=at("2020-02-03")):
        made = filing.opened(
            world.series,
            title="Contrato 12 de 2020, Ñame & Hijos",
            office_id=world.office.pk,
            by=world.author,
            at=at("2020-02-03"),
            **told,
        )
    return CaseFile.objects.with_standing().select_related("series", "office").get(pk=made.pk)


def filed(
    world: World, into: CaseFile, content: bytes | None, *, day: str = "2020-02-04", **told: Any
) -> Record:
    """A record with one file, or on paper where there is no content."""
    told = {"title": "Oficio", "created_on": at(day).date(), **told}
    with act(by=world.author, at=at(day)) as log:
        record = filing.put(into, by=world.author, at=at(day), **told)
        if content is not None:
            Component.objects.create(
                record=record,
                role=Component.Role.FILE,
                sha256=storage().put(content),
                size=len(content),
                media_type="application/pdf",
                name="oficio.pdf",
                created_at=at(day),
            )
            log.record("record.filed", record)
    return record


def closed(
    world: World, case_file: CaseFile, *, day: str = "2020-03-02", number: int = 1
) -> CaseFileIndex:
    """An administrative closing with its index, as the verb of closing writes them."""
    with act(by=world.author, at=at(day)) as log:
        closing = CaseFileClosing.objects.create(
            case_file=case_file,
            kind=CaseFileClosing.Kind.ADMINISTRATIVE,
            number=number,
            on=at(day).date(),
            user=world.author,
            at=at(day),
        )
        log.record("case_file.closed", case_file)
        return freeze(case_file, closing, by=world.author, at=at(day))
