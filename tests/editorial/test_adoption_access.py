"""What is adopted is published at once: who may read it is told, and a mark not overlooked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

import pytest

from editorial.importing import read_document
from editorial.importing.reading import KINDS
from editorial.intake import adopt_file
from editorial.models import ProcedurePage
from records.models import Component, Issuance
from records.permissions import Role
from records.storage import storage
from tests.editorial.conftest import Enter
from tests.editorial.test_bringing_in import run
from tests.factories import World, person
from tests.fixtures.importing.make import make

MARK = "INFORMACIÓN PÚBLICA RESERVADA\n"


@pytest.fixture
def text(tmp_path: Path) -> str:
    return make("tabulado.txt", tmp_path).read_text(encoding="utf-8")


def adopt(world: World, client: Client, *files: tuple[str, bytes], **told: Any) -> Any:
    form = {
        "files": [SimpleUploadedFile(name, content) for name, content in files],
        "office": world.office.pk,
        "series": world.series.code,
        "access": "public",
    }
    return client.post(reverse("adopt_documents"), {**form, **told})


def test_nothing_is_adopted_until_somebody_says_who_may_read_it(
    world: World, enter: Enter, text: str
) -> None:
    answer = adopt(world, enter(world.archivist), ("a.txt", text.encode()), access="")
    assert set(answer.context["form"].errors) == {"access"}
    assert not Issuance.objects.exists()


@pytest.mark.parametrize("access", ["reserved", "classified"])
def test_what_is_adopted_as_restricted_never_reaches_the_portal(
    world: World, enter: Enter, client: Client, text: str, access: str
) -> None:
    adopt(world, enter(world.archivist), ("a.txt", text.encode()), access=access)
    assert Issuance.objects.get().version.access == access
    assert client.get("/documentos/PR-M4-P3-07/").status_code == 404
    assert client.get("/listado-maestro.json").json()["documents"] == []


def test_a_marked_file_is_not_made_public_unless_a_person_saw_the_mark(
    world: World, enter: Enter, text: str
) -> None:
    archivist = enter(world.archivist)
    file = ("a.txt", (MARK + text).encode())
    (landed,) = adopt(world, archivist, file).context["landed"]
    assert not landed.done
    assert "reservada" in landed.message
    assert not Issuance.objects.exists()
    (landed,) = adopt(world, archivist, file, despite_mark="on").context["landed"]
    assert landed.done


def test_the_command_adopts_a_marked_file_only_with_its_access(
    world: World, tmp_path: Path, text: str
) -> None:
    path = tmp_path / "marcado.txt"
    path.write_text(MARK + text, encoding="utf-8")
    code, (line,) = run(path, as_issued=True)
    assert code == 1
    assert "--access" in line["error"]
    assert not Issuance.objects.exists()
    assert run(path, as_issued=True, access="reserved")[0] == 0
    assert Issuance.objects.get().version.access == "reserved"


def test_a_marked_draft_is_as_restricted_as_its_file(world: World, enter: Enter, text: str) -> None:
    form = {
        "file": SimpleUploadedFile("a.txt", (MARK + text).encode()),
        "office": world.office.pk,
    }
    answer = enter(world.author).post(reverse("import_document"), form, follow=True)
    page = ProcedurePage.objects.get()
    assert page.get_latest_revision_as_object().access == "reserved"
    assert "marcado como información reservada" in str(next(iter(answer.context["messages"])))


@pytest.mark.parametrize(
    ("mark", "access"),
    [
        ("Información pública clasificada", "classified"),
        ("INFORMACIÓN CONFIDENCIAL", "classified"),
        ("Clasificación de la información: Reservada", "reserved"),
        ("INFORMACIÓN PÚBLICA CLASIFICADA Y RESERVADA", "reserved"),
        ("Se protege la información pública reservada de la entidad.", "public"),
        ("Procedimiento del índice de información clasificada y reservada.", "public"),
        ("Clasificación de la información: Pública", "public"),
    ],
)
def test_a_mark_is_told_from_a_sentence_about_marks(
    tmp_path: Path, text: str, mark: str, access: str
) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"{text}\n\n{mark}\n", encoding="utf-8")
    assert read_document(path).content["access"] == access


ENDINGS = [(kind, ending) for kind in KINDS for ending in ("", *KINDS[kind].endings)]
SOURCES = {"docx": "encabezado.docx", "pdf": "alineado.pdf", "txt": "tabulado.txt"}


@pytest.mark.parametrize(("kind", "ending"), ENDINGS)
def test_every_ending_that_is_read_can_be_adopted(
    world: World, enter: Enter, tmp_path: Path, kind: str, ending: str
) -> None:
    content = make(SOURCES[kind], tmp_path).read_bytes()
    told = {"code": "PR-M2-P6-09", "title": "Un caso", "label": "01", "approved_on": "2018-01-01"}
    answer = adopt(world, enter(world.archivist), (f"caso{ending}", content), **told)
    (landed,) = answer.context["landed"]
    assert landed.done, landed.message
    original = Component.objects.get(role=Component.Role.ORIGINAL)
    assert original.media_type == KINDS[kind].media_type


def test_an_unexpected_failure_costs_no_other_file_its_report(
    world: World, enter: Enter, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(reading: Any, **told: Any) -> Any:
        if reading.path.name.startswith("b"):
            raise KeyError("x")
        return adopt_file(reading, **told)

    monkeypatch.setattr("editorial.views.importing.adopt_file", breaks)
    files = [("a.txt", text.encode()), ("b.txt", text.encode())]
    landed = adopt(world, enter(world.archivist), *files).context["landed"]
    assert [(one.name, one.done) for one in landed] == [("a.txt", True), ("b.txt", False)]


def scan() -> bytes:
    """A sound PDF whose one page has no letter."""
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += b"%d 0 obj%bendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(out)
    return out + b"xref\n0 4\n0000000000 65535 f \n" + table + trailer


def test_a_scan_is_adopted_when_a_person_tells_what_it_says(
    world: World, enter: Enter, client: Client
) -> None:
    told = {
        "kind": "procedure",
        "code": "PR-M2-P6-09",
        "title": "Un escaneo",
        "label": "01",
        "approved_on": "2018-01-01",
    }
    archivist = enter(world.archivist)
    for missing in told:
        answer = adopt(world, archivist, ("e.pdf", scan()), **(told | {missing: ""}))
        (landed,) = answer.context["landed"]
        assert not landed.done
        assert "Adoptar lo vigente" in landed.message
    (landed,) = adopt(world, archivist, ("e.pdf", scan()), **told).context["landed"]
    assert landed.done, landed.message
    assert "no tiene texto" in landed.note
    issuance = Issuance.objects.get()
    assert issuance.envelope["level"] == "L0"
    kept = issuance.version.components.get(role=Component.Role.ORIGINAL)
    assert storage().read(kept.sha256) == scan()
    assert client.get("/documentos/PR-M2-P6-09/").status_code == 200
    assert client.get("/listado-maestro.json").json()["documents"][0]["title"] == "Un escaneo"


def test_the_command_says_truly_where_a_scan_is_adopted(world: World, tmp_path: Path) -> None:
    path = tmp_path / "e.pdf"
    path.write_bytes(scan())
    code, (line,) = run(path, as_issued=True)
    assert code == 1
    assert "Adoptar lo vigente" in line["error"]


def test_the_command_finds_whoever_the_screen_lets_import(
    world: World, tmp_path: Path, text: str
) -> None:
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    get_user_model().objects.update(is_active=False)
    liaison = person("lina.enlace", Role.LIAISON, world.office)
    code, lines = run(path)
    assert code == 0, lines
    assert ProcedurePage.objects.get().owner == liaison
