"""`/inventarios/`: what the archive published, searched inside and taken away; nothing more."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import pytest
from openpyxl import load_workbook

from records.models import AccessLevel, CaseFile, Entity
from records.models.organization import person_name
from retention.inventories import keeping, publishing
from retention.inventories.choosing import Choice
from retention.inventories.keeping import Asked
from search.models import SynonymSet
from tests.factories import World
from tests.retention.inventories.archive import MOMENT, Archive

pytestmark = [pytest.mark.django_db, pytest.mark.conformance("C21")]
HOME = "/inventarios/"
ONE = f"{HOME}FUID-2026-0001/"


@pytest.fixture
def archive(world: World, settings: Any, tmp_path: Any) -> Archive:
    settings.RECORDS_STORAGE_ROOT = tmp_path / "files"
    made = Archive(world)
    made.record(made.case_file("Pedro Pérez", public_title="Vía veredal El Roble"), "2026-02-01")
    made.case_file("Ana Ruiz", series=made.subseries)
    made.case_file("Secreto zqcanario", series=made.other_series, access=AccessLevel.RESERVED)
    return made


def publish(archive: Archive) -> Any:
    asked = Asked(choice=Choice(), public=True)
    inventory = keeping.keep(asked, by=archive.world.archivist, at=MOMENT)
    return publishing.publish(inventory, by=archive.world.archivist, at=MOMENT)


def text(client: Client, address: str, **asked: str) -> str:
    answer = client.get(address, asked)
    assert answer.status_code == 200
    return str(answer.content.decode())


def rows(client: Client, **asked: str) -> list[list[str]]:
    answer: Any = client.get(ONE.removesuffix("/") + ".csv", asked)
    told = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(told)))[1:]


def test_a_kept_one_is_nobodys_until_it_is_published(archive: Archive, client: Client) -> None:
    assert "Todavía no ha publicado ninguno" in text(client, HOME)
    asked = Asked(choice=Choice(), public=True)
    inventory = keeping.keep(asked, by=archive.world.archivist, at=MOMENT)
    unknown = client.get(f"{HOME}FUID-2026-0009/")
    for ending in ("/", ".csv", ".xlsx"):
        answer = client.get(ONE.removesuffix("/") + ending)
        assert (answer.status_code, answer.content) == (404, unknown.content)
    publishing.publish(inventory, by=archive.world.archivist, at=MOMENT)
    listed = text(client, HOME)
    assert ONE in listed
    assert "2 expedientes" in listed
    page = text(client, ONE)
    assert "Vía veredal El Roble" in page
    assert "2 líneas" in page
    for hidden in ("Pedro", "Ruiz", "zqcanario"):
        assert hidden not in page + listed


def test_words_are_searched_inside_and_what_is_found_is_taken_away(
    archive: Archive, client: Client
) -> None:
    publish(archive)
    page = text(client, ONE, q="suministros contrato")
    assert "1 línea con estas palabras" in page
    assert "<mark>Contratos</mark> de <mark>suministro</mark>" in page
    assert "El Roble" not in page
    assert f'href="{ONE.removesuffix("/")}.csv?q=suministros+contrato"' in page
    assert len(rows(client)) == 2
    assert [row[1] for row in rows(client, q="suministro")] == ["140.05.01"]
    answer: Any = client.get(ONE.removesuffix("/") + ".xlsx", {"q": "roble"})
    sheet: Any = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert any("El Roble" in one for one in cells)
    assert Entity.current().name in cells
    assert person_name(archive.world.archivist) in str(cells)
    assert not any("suministro" in one for one in cells)
    assert "Ninguna línea tiene estas palabras" in text(client, ONE, q="submarino")
    for days, there in (("desde:2026-02", 1), ("hasta:2025", 0), ("fecha:2026-02-01 roble", 1)):
        assert len(rows(client, q=days)) == there, days
    assert "no es un día, un mes" in text(client, ONE, q="desde:ayer")


def test_what_is_restricted_later_goes_from_page_list_and_files(
    archive: Archive, client: Client
) -> None:
    publish(archive)
    CaseFile.objects.filter(public_title="Vía veredal El Roble").update(access=AccessLevel.RESERVED)
    assert "Roble" not in text(client, ONE)
    assert "1 línea" in text(client, ONE)
    assert "1 expediente " in text(client, HOME)
    assert [row[0] for row in rows(client)] == ["1"]
    CaseFile.objects.update(access=AccessLevel.RESERVED)
    assert client.get(ONE).status_code == 404
    assert "FUID" not in text(client, HOME).partition("<main")[2].partition("</ul>")[0].replace(
        "(FUID)", ""
    )


def test_addresses_and_strange_questions(archive: Archive, client: Client) -> None:
    publish(archive)
    lower = client.get(f"{HOME}fuid-2026-0001/", {"q": "agua"})
    assert (lower.status_code, lower["Location"]) == (301, f"{ONE}?q=agua")
    for wrong in ("0", "2", "uno", "9" * 5000):
        assert client.get(ONE, {"pagina": wrong}).status_code == 404
    for strange in ("x" * 100_000, '"', "-", "a OR " * 10_000, "serie:", "‮abc", "(" * 999):
        assert client.get(ONE, {"q": strange}).status_code == 200
    assert client.post(ONE).status_code == 405


def test_questions_to_the_database_do_not_grow_with_the_lines(
    archive: Archive, client: Client
) -> None:
    for number in range(60):
        archive.case_file(f"Contrato {number}")
    publish(archive)
    for address in (HOME, ONE, f"{ONE}?q=contrato", f"{ONE}?pagina=2"):
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(address).status_code == 200
        assert len(asked) <= 6, [one["sql"][:120] for one in asked]


def test_what_the_entity_calls_otherwise_is_found_inside_too(
    archive: Archive, client: Client
) -> None:
    publish(archive)
    assert not rows(client, q="carreteable")
    SynonymSet.objects.create(expressions="carreteable\nvía veredal")
    assert ["Vía veredal El Roble" in row[3] for row in rows(client, q="carreteable")] == [True]
    assert "<mark>Vía</mark> <mark>veredal</mark>" in text(client, ONE, q="carreteable")
