"""Thousands of issued versions with entries in the index, written in heaps: words, no files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from records.models import ControlledDocument, DocumentVersion, Issuance, Office, Series
from search.entries import Entry, Key, Sort
from tests.search.corpus import MOMENT, Corpus

KINDS = ("procedure", "format", "manual", "guide", "instruction")
OFFICES = 12


class Planned(NamedTuple):
    number: int
    title: str
    headings: str
    body: str
    restricted: bool

    @property
    def code(self) -> str:
        return f"PR-M{self.number % 9}-P1-{self.number:05}"


def places(corpus: Corpus) -> list[tuple[Office, Series]]:
    """Offices with a series each, over which the documents are spread."""
    found = []
    for number in range(OFFICES):
        office = Office.objects.create(code=f"6{number:02}", name=f"Dependencia {number}")
        series = Series.objects.create(
            scheme=corpus.series.scheme, office=office, code=f"{office.code}.01", name="Manuales"
        )
        found.append((office, series))
    return found


def issued(
    corpus: Corpus, planned: Sequence[Planned], spread: Sequence[tuple[Office, Series]]
) -> Iterator[Entry]:
    """The entries of these, whose rows are there when the first is given."""
    where = [spread[one.number % len(spread)] for one in planned]
    access = ["classified" if one.restricted else "public" for one in planned]
    kinds = [KINDS[one.number % len(KINDS)] for one in planned]
    documents = ControlledDocument.objects.bulk_create(
        ControlledDocument(code=one.code, kind=kind, office=office, access=level, created_at=MOMENT)
        for one, kind, (office, _series), level in zip(planned, kinds, where, access, strict=True)
    )
    versions = DocumentVersion.objects.bulk_create(
        DocumentVersion(
            document=document,
            number=1,
            code=one.code,
            title=one.title,
            kind=document.kind,
            process=corpus.process,
            office=office,
            series=series,
            access=document.access,
            content_sha256="0" * 64,
            route=[],
            change_note="-",
            change_scope="major",
            submitted_by=corpus.own,
            submitted_at=MOMENT,
        )
        for one, document, (office, series) in zip(planned, documents, where, strict=True)
    )
    issuances = Issuance.objects.bulk_create(
        Issuance(
            document=version.document,
            version=version,
            label="01",
            number=1,
            access=version.access,
            approved_on=MOMENT.date(),
            effective_on=MOMENT.date(),
            issued_at=MOMENT,
            envelope_json="{}",
            envelope_sha256=f"{one.number:064x}",
            verification_code=f"{one.number:019}",
        )
        for one, version in zip(planned, versions, strict=True)
    )
    for one, row in zip(planned, issuances, strict=True):
        yield Entry(
            key=Key(Sort.VERSION, row.pk),
            code=one.code,
            title=one.title,
            headings=one.headings,
            body=one.body,
            kind=row.version.kind,
            office=row.version.office.code,
            process=("M7-P1", "M7"),
            series=(row.version.series.code,),
            access=row.access,
            needs=(row.version.office_id,) if one.restricted else (),
            day=row.effective_on,
            since=row.effective_on,
        )
