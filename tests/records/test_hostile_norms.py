"""Files that were made to break the import of norms: rows with errors or a sentence, never more."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

import openpyxl
import pytest

from records.exceptions import NotAllowed
from records.legal_references import MAX_BYTES, import_references, read_rows
from records.permissions import Role
from records.sheets import Unreadable, rows_of
from records.viewsets import norms
from tests.factories import World, at, person
from tests.standing import standing


def workbook(*rows: list[Any]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows or (["kind", "number"], ["ley", 5]):
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def changed(part: str, change: Callable[[bytes], bytes | None]) -> bytes:
    """A good workbook in which one part is another, or missing where `change` gives None."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook())) as good,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bad,
    ):
        for name in good.namelist():
            content = change(good.read(name)) if name == part else good.read(name)
            if content is not None:
                bad.writestr(name, content)
    return file.getvalue()


def damaged() -> bytes:
    found = bytearray(workbook())
    start = found.find(b"xl/worksheets/sheet1.xml") + 40
    found[start : start + 20] = b"\xff" * 20
    return bytes(found)


def encrypted() -> bytes:
    found = bytearray(workbook())
    for mark, flag in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        start = -1
        while (start := found.find(mark, start + 1)) >= 0:
            found[start + flag] |= 1
    return bytes(found)


CUT = (
    "xl/workbook.xml",
    "xl/worksheets/sheet1.xml",
    "[Content_Types].xml",
    "xl/styles.xml",
    "xl/_rels/workbook.xml.rels",
    "docProps/core.xml",
)
WORKBOOKS = {
    **{f"cut {part}": changed(part, lambda whole: whole[: len(whole) // 2]) for part in CUT},
    "no workbook": changed("xl/workbook.xml", lambda whole: None),
    "no sheet": changed("xl/worksheets/sheet1.xml", lambda whole: None),
    "damaged": damaged(),
    "encrypted": encrypted(),
}


@pytest.mark.parametrize("name", WORKBOOKS)
def test_a_broken_workbook_is_one_sentence(name: str) -> None:
    with pytest.raises(NotAllowed, match=r"^El archivo no es un libro de Excel"):
        read_rows(WORKBOOKS[name], "normas.xlsx")


def test_a_workbook_is_read_in_another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*args: object, **kwargs: object) -> None:
        raise AssertionError("read here")

    monkeypatch.setattr(openpyxl, "load_workbook", never)
    assert read_rows(workbook(), "normas.xlsx")[0].values == {"kind": "ley", "number": "5"}


def test_a_string_shown_by_many_cells_is_too_much() -> None:
    rows = [["x" * 30_000] * 50 for _ in range(20)]
    with pytest.raises(Unreadable, match="demasiado grande"):
        rows_of(workbook(*rows), most=100)


def test_what_unpacks_to_too_much_is_not_opened() -> None:
    bomb = changed("xl/styles.xml", lambda whole: b" " * (101 * 1024 * 1024))
    assert len(bomb) < MAX_BYTES
    with pytest.raises(Unreadable, match="demasiado grande"):
        rows_of(bomb, most=100)


def test_only_a_mark_of_order_is_an_empty_file() -> None:
    with pytest.raises(NotAllowed, match="está vacío"):
        read_rows(b"\xef\xbb\xbf", "normas.csv")


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("number;kind\n1409\n", "kind"),
        ("kind;number;year\nley;5;²⁰¹⁸\n", "year"),
        ("kind;number;year\nley;5;٢٠١٨\n", "year"),
        (f"kind;number;year\nley;5;{'9' * 5000}\n", "year"),
        ("kind;number;valid_from\nley;5;1/1/99999999999999999999\n", "valid_from"),
        (f"kind;number;valid_to\nley;5;1/1/{'9' * 5000}\n", "valid_to"),
    ],
)
def test_a_cell_that_was_made_to_break_is_told_like_any_other(
    db: None, text: str, column: str
) -> None:
    rows = read_rows(text.encode(), "normas.csv")
    report = import_references(rows, by=None, at=at("2032-01-01"), dry_run=True)
    assert [error.column for error in report.errors] == [column]
    assert len(report.errors[0].read) <= 80


def test_the_screen_weighs_a_file_before_it_reads_it(
    db: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    standing(World)

    def never(*args: object) -> None:
        raise AssertionError("it was read")

    monkeypatch.setattr(norms, "read_rows", never)
    client.force_login(person("ada.admin", Role.ADMINISTRATOR))
    file = SimpleUploadedFile("normas.csv", b"x" * (MAX_BYTES + 1))
    page = client.post(reverse("norms:import"), {"file": file}).content.decode()
    assert "pesa más de 5 MB" in page
