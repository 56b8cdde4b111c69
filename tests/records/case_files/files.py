"""Case files of a test world, opened and filled through the verbs."""

from __future__ import annotations

from datetime import date
from typing import Any

from records import storage
from records.case_files import filing, opening
from records.exceptions import NotAllowed
from records.models import CaseFile, DocumentType, Record, Series
from tests.factories import World, at


def codes(refused: Any) -> set[str]:
    """The codes of the reasons of a refusal that pytest caught."""
    found: NotAllowed = refused.value
    return {reason.code for reason in found.reasons}


def subject(world: World, *types: str, code: str = "130.30.01") -> Series:
    """A series of its own, with these types of document."""
    series = Series.objects.create(
        scheme=world.series.scheme, office=world.office, code=code, name="Contratos"
    )
    for name in types:
        DocumentType.objects.create(series=series, name=name)
    return series


def opened(world: World, *, day: str = "2020-02-03", by: Any = None, **told: Any) -> CaseFile:
    told = {"series": world.series, "office": world.office, "title": "Contrato 14 de 2020"} | told
    return opening.open_case_file(opening.Opening(**told), by=by or world.archivist, at=at(day))


def filed(
    world: World,
    case_file: CaseFile,
    title: str = "Carta",
    *,
    day: str = "2020-02-04",
    pages: int = 1,
    content: bytes = b"hola",
    **told: Any,
) -> Record:
    """A record with a file of its own."""
    return filing.put(
        case_file,
        title=title,
        created_on=told.pop("created_on", date.fromisoformat(day)),
        files=[kept(content)],
        pages=pages,
        by=world.archivist,
        at=at(day),
        **told,
    )


def kept(content: bytes = b"hola", name: str = "carta.txt") -> filing.KeptFile:
    digest = storage.storage().put(content)
    return filing.KeptFile(name, digest, len(content), "text/plain")
