"""What an electronic index says: one row a document, and of which case file it is.

Pure. The element names and their order are those of the AGN guide to the electronic index.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from records.digests import canonical, sha256

SHA256 = "SHA-256"
ELECTRONIC, DIGITISED, PAPER = "ELECTRONICO", "DIGITALIZADO", "FISICO"
ORIGINS = (ELECTRONIC, DIGITISED, PAPER)


@dataclass(frozen=True, slots=True)
class File:
    """A further file of a document: its annexes, its rendition for preservation."""

    name: str
    sha256: str
    size: int
    format: str


@dataclass(frozen=True, slots=True)
class Row:
    """One document. `sha256` is of its first file and empty for what is on paper only.

    Moments are told in the legal time of Colombia, without offset, as the guide's example does.
    """

    id: str
    name: str
    document_type: str
    created_at: datetime
    incorporated_at: datetime
    sha256: str
    order: int
    first_page: int
    last_page: int
    format: str
    size: int
    origin: str
    function: str = SHA256
    files: tuple[File, ...] = ()

    @property
    def pages(self) -> int:
        return self.last_page - self.first_page + 1


@dataclass(frozen=True, slots=True)
class Heading:
    """Which case file it is, and when the index was made. `number` is 0 while it is open."""

    entity: str
    code: str
    title: str
    office_code: str
    office: str
    series_code: str
    series: str
    opened_on: str
    number: int
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Index:
    """An index. `heading` is None where it was read from a file that names no case file."""

    rows: tuple[Row, ...]
    heading: Heading | None = None

    @property
    def pages(self) -> int:
        return self.rows[-1].last_page if self.rows else 0

    @property
    def digest(self) -> str:
        """The fingerprint of the case file: its documents in their order, with all their files.

        It is told of a closed case file and of one that is open, and depends on no moment.
        """
        return sha256(
            canonical(
                {
                    "schema": "case-file-1",
                    "documents": [
                        {
                            "id": one.id,
                            "order": one.order,
                            "pages": [one.first_page, one.last_page],
                            "files": [one.sha256, *(file.sha256 for file in one.files)],
                        }
                        for one in self.rows
                    ],
                }
            )
        )


def paged(rows: Iterable[Row]) -> tuple[Row, ...]:
    """The rows in order from 1, each beginning on the page after the one before.

    Whatever pages they bore are taken as how many they are; a document counts one at least.
    """
    laid: list[Row] = []
    last = 0
    for order, row in enumerate(rows, 1):
        length = max(row.pages, 1)
        laid.append(replace(row, order=order, first_page=last + 1, last_page=last + length))
        last += length
    return tuple(laid)


def gaps(rows: Sequence[Row]) -> list[str]:
    """A sentence for each document out of order or whose pages do not follow on."""
    wrong, last = [], 0
    for place, row in enumerate(rows, 1):
        if row.order != place:
            wrong.append(f"Documento {place}: su orden es {row.order} y debía ser {place}.")
        if row.first_page != last + 1:
            wrong.append(
                f"Documento {place}: empieza en la página {row.first_page} y debía empezar en la "
                f"{last + 1}."
            )
        if row.last_page < row.first_page:
            wrong.append(
                f"Documento {place}: termina en la página {row.last_page}, antes de la que empieza."
            )
        last = max(row.last_page, row.first_page)
    return wrong
