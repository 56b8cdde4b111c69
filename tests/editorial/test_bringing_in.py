"""Files that come in: as a draft, or adopted as they are in force; on screen and by command."""

from __future__ import annotations

import json
import zipfile
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

import pytest

from editorial.drafts import content_of
from editorial.intake import document_series, examine
from editorial.models import ManualPage, ProcedurePage
from editorial.panels import remarks
from records.models import Component, ControlledDocument, Issuance, Office, Series
from records.storage import storage
from tests.editorial.conftest import Enter
from tests.factories import World
from tests.fixtures.importing.make import make


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return make("tabulado.txt", tmp_path)


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "roto.pdf"
    path.write_bytes(b"%PDF-1.7 nada")
    return path


def upload(path: Path) -> SimpleUploadedFile:
    return SimpleUploadedFile(path.name, path.read_bytes())


def test_a_file_becomes_a_draft(world: World, enter: Enter, good: Path):
    form = {"file": upload(good), "office": world.office.pk}
    answer = enter(world.author).post(reverse("import_document"), form)
    page = ProcedurePage.objects.get()
    assert answer["Location"] == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert (page.code, page.proposed_label, page.live) == ("PR-M4-P3-07", "03", False)
    assert content_of(page)["sections"]
    assert not Issuance.objects.exists()


def test_a_draft_has_its_own_name_and_content(world: World, enter: Enter, tmp_path: Path):
    file = make("capitulos.txt", tmp_path)
    enter(world.author).post(
        reverse("import_document"), {"file": upload(file), "office": world.office.pk}
    )
    page = ManualPage.objects.get()
    assert page.title == "Manual de préstamo de bicicletas de la TIC y del parque Sereno"
    missing = [one for one in remarks(page)["findings"] if one.code == "section_missing"]
    assert missing == []


def test_only_what_the_office_keeps_itself_is_proposed(world: World):
    day = timezone.localdate()
    assert document_series(world.office, today=day) == world.series
    assert document_series(world.office, today=day, kind="plan") is None
    other = Office.objects.create(code="900", name="Otra oficina", valid_from="2015-01-01")
    assert document_series(other, today=day) is None
    below = Office.objects.create(
        code="901", name="Grupo", parent=world.office, valid_from="2015-01-01"
    )
    assert document_series(below, today=day) == world.series
    own = Series.objects.create(
        scheme=world.series.scheme, office=other, code="900.1", name="Manuales de la oficina"
    )
    assert document_series(other, today=day, kind="manual") == own
    assert document_series(other, today=day, kind="guide") is None


def test_the_message_counts_what_the_editor_shows(world: World, enter: Enter, good: Path):
    form = {"file": upload(good), "office": world.office.pk}
    client = enter(world.author)
    answer = client.post(reverse("import_document"), form, follow=True)
    message = str(next(iter(answer.context["messages"])))
    shown = remarks(ProcedurePage.objects.get())["findings"]
    assert f"muestra {len(shown)} observaci" in message
    known = {one.message for one in shown}
    found = examine(good, today=timezone.localdate()).findings
    assert all(one.message in known or escape(one.message) in message for one in found)


def test_a_file_that_is_no_document_leaves_one_sentence(world: World, enter: Enter, bad: Path):
    form = {"file": upload(bad), "office": world.office.pk}
    answer = enter(world.author).post(reverse("import_document"), form)
    assert len(answer.context["form"].errors["file"]) == 1
    assert not ControlledDocument.objects.exists()


def test_each_adopted_file_has_its_own_result(
    world: World, enter: Enter, good: Path, bad: Path, client: Any
):
    form = {"files": [upload(good), upload(bad)], "office": world.office.pk}
    form |= {"series": world.series.code, "access": "public"}
    answer = enter(world.archivist).post(reverse("adopt_documents"), form)
    assert [(one.name, one.done) for one in answer.context["landed"]] == [
        ("tabulado.txt", True),
        ("roto.pdf", False),
    ]
    issuance = Issuance.objects.get()
    shown = answer.content.decode()
    assert reverse("signing", args=[issuance.version_id]) in shown
    assert answer.context["landed"][0].findings
    assert all(escape(one.message) in shown for one in answer.context["landed"][0].findings)
    assert issuance.adopted
    assert issuance.label == "03"
    assert issuance.approved_on.isoformat() == "2021-11-09"
    assert issuance.envelope["level"] == "L0"
    kept = issuance.version.components.get(role=Component.Role.ORIGINAL)
    assert storage().read(kept.sha256) == good.read_bytes()
    assert client.get("/documentos/PR-M4-P3-07/").status_code == 200


@pytest.mark.parametrize("address", ["import_document", "adopt_documents"])
def test_a_signer_brings_nothing_in(world: World, enter: Enter, address: str, good: Path):
    form = {"file": upload(good), "files": [upload(good)], "office": world.office.pk}
    assert enter(world.reviewer).post(reverse(address), form).status_code in (302, 403)
    assert not ControlledDocument.objects.exists()


def test_nobody_brings_in_for_another_office(world: World, enter: Enter, good: Path):
    form = {"file": upload(good), "office": world.office.pk}
    answer = enter(world.stranger).post(reverse("import_document"), form)
    assert set(answer.context["form"].errors) == {"office"}
    assert not ControlledDocument.objects.exists()


def run(*files: Path, **options: Any) -> tuple[int, list[dict[str, Any]]]:
    out, code = StringIO(), 0
    try:
        call_command(
            "import_document", *map(str, files), json=True, stdout=out, stderr=StringIO(), **options
        )
    except SystemExit as left:
        code = int(left.code or 0)
    return code, [json.loads(line) for line in out.getvalue().splitlines()]


def test_the_command_makes_drafts_and_reports_each_file(world: World, good: Path, bad: Path):
    code, lines = run(bad, good, user=world.author.username)
    assert code == 1
    assert ["error" in line for line in lines] == [True, False]
    assert ProcedurePage.objects.get().pk == lines[1]["page"]
    code, lines = run(good, user=world.author.username)
    assert (code, list(lines[0])) == (1, ["file", "error"])
    assert ProcedurePage.objects.count() == 1


def test_the_command_adopts(world: World, good: Path):
    code, lines = run(good, as_issued=True, office="130")
    assert code == 0, lines
    assert Issuance.objects.get().adopted


def test_a_dry_run_changes_nothing(world: World, good: Path):
    code, lines = run(good, dry_run=True)
    assert (code, lines[0]["code"], lines[0]["version"]) == (0, "PR-M4-P3-07", "03")
    assert not ControlledDocument.objects.exists()


def test_a_zip_brings_each_document_in_and_reports_it(
    world: World, enter: Enter, good: Path, bad: Path, tmp_path: Path
):
    path = tmp_path / "lote.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(good, "procesos/uno.txt")
        archive.write(bad, "procesos/roto.pdf")
    form = {"file": upload(path), "office": world.office.pk}
    answer = enter(world.author).post(reverse("import_document"), form)
    assert [(one.name, one.done) for one in answer.context["landed"]] == [
        ("lote.zip/procesos/roto.pdf", False),
        ("lote.zip/procesos/uno.txt", True),
    ]
    page = ProcedurePage.objects.get()
    assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in answer.text
    assert "1 de 2 importados" in answer.text


def test_the_command_takes_a_folder(world: World, good: Path, bad: Path):
    code, lines = run(good.parent, dry_run=True)
    assert code == 1
    assert {Path(line["file"]).name for line in lines} == {good.name, bad.name}
    assert not ProcedurePage.objects.exists()
