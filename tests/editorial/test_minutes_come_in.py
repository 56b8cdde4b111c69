"""Minutes as a file: on the screens of their committee, by command, and refused with reasons."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

import pytest

from editorial.importing import read_document
from editorial.importing.minuted import minuted_to_plain
from editorial.intake import examine
from records.models import Component, ControlledDocument, Issuance
from records.storage import storage
from tests.chamber import Chamber
from tests.editorial.conftest import Enter
from tests.factories import World, at
from tests.fixtures.importing.make import make

FILES = ("acta.txt", "reunion.docx", "junta.pdf")


@pytest.fixture
def chamber(world: World) -> Chamber:
    return Chamber(world)


def upload(path: Path) -> SimpleUploadedFile:
    return SimpleUploadedFile(path.name, path.read_bytes())


@pytest.mark.parametrize("name", FILES)
def test_minutes_of_each_format_are_read(name: str, tmp_path: Path):
    said = read_document(make(name, tmp_path)).minuted
    assert said is not None
    expected = {
        "acta.txt": (4, "2019-03-12", "08:30", 2, 3, "Proposiciones y varios"),
        "reunion.docx": (12, "2024-06-05", "14:00", 2, 3, "COMPROMISOS ANTERIORES"),
        "junta.pdf": (7, "2023-09-20", "14:00", 2, 2, "Lectura de las quejas del trimestre"),
    }[name]
    plain = minuted_to_plain(said)
    assert (
        plain["number"],
        plain["day"],
        plain["begins"],
        len(plain["attendees"]),
        len(plain["points"]),
        plain["points"][-1]["title"],
    ) == expected
    assert all(one["development"] for one in plain["points"])
    assert all(one["due_on"] for one in plain["commitments"])
    assert len(plain["signers"]) == 2


def test_what_each_part_says(tmp_path: Path):
    said = read_document(make("acta.txt", tmp_path)).minuted
    assert said is not None
    assert [(one.code, one.version, one.outcome) for one in said.decisions] == [
        ("PR-M4-P3-07", "03", "approved"),
        ("", "", "deferred"),
    ]
    assert [(one.name, one.letter) for one in said.absent] == [("Pedro Nel Ortega", "Oficio 231")]
    assert [one.responsible for one in said.commitments] == [
        "Julio César Pantoja",
        "Rosa Elvira Muñoz",
    ]
    assert said.annexes == ("Lista de asistencia", "Presentación del procedimiento")
    assert said.place == "Sala de juntas, piso 2"


def test_a_procedure_on_minutes_is_no_minutes(tmp_path: Path):
    path = tmp_path / "procedimiento.txt"
    path.write_text(
        "PROCEDIMIENTO PARA ELABORAR ACTAS\nCódigo: PR-01\n1. OBJETIVO\nDecir cómo se hace un acta."
        "\n2. DESARROLLO\nActa firmada por quien preside.\n3. COMPROMISOS\nSe siguen.\n",
        encoding="utf-8",
    )
    parsed = read_document(path)
    assert (parsed.content["kind"], parsed.minuted) == ("procedure", None)


@pytest.mark.django_db
def test_a_dry_run_tells_the_kind_and_what_the_minutes_say(tmp_path: Path):
    out = StringIO()
    file = make("acta.txt", tmp_path)
    call_command("import_document", str(file), dry_run=True, json=True, stdout=out)
    told = json.loads(out.getvalue())
    assert (told["kind"], told["approved_on"]) == ("minutes", "2019-03-12")
    assert told["minutes"]["number"] == 4
    assert [one["role"] for one in told["signatures"]] == ["prepared", "approved"]


def test_minutes_are_no_draft_of_their_own(world: World, enter: Enter, tmp_path: Path):
    form = {"file": upload(make("acta.txt", tmp_path)), "office": world.office.pk}
    answer = enter(world.author).post(reverse("import_document"), form)
    assert "sesión" in str(answer.context["form"].errors["file"])
    assert not ControlledDocument.objects.exists()


def test_signed_minutes_are_read_confirmed_and_kept(
    chamber: Chamber, world: World, enter: Enter, tmp_path: Path
):
    file = make("acta.txt", tmp_path)
    address = reverse("committee_former", args=[chamber.committee.pk])
    client = enter(world.archivist)
    answer = client.post(address, {"file": upload(file)})
    confirm = answer.context["confirm"]
    assert confirm.initial["number"] == 4
    assert confirm.initial["decided"] == "PR-M4-P3-07 03"
    assert answer.context["other"]  # the file names another committee, and says so
    form = {"kept": answer.context["kept"], **confirm.initial}
    refused = client.post(address, form)
    assert refused.status_code == 422
    assert set(refused.context["confirm"].errors) == {"decided"}
    assert not Issuance.objects.exists()
    answer = client.post(address, form | {"decided": ""})
    assert answer["Location"] == reverse("committee", args=[chamber.committee.pk])
    issuance = Issuance.objects.get()
    assert issuance.document.code == "AC-CTIC-2019-004"
    kept = issuance.version.components.get(role=Component.Role.ORIGINAL)
    assert storage().read(kept.sha256) == file.read_bytes()
    shown = client.get(reverse("committee", args=[chamber.committee.pk])).content.decode()
    assert "AC-CTIC-2019-004" in shown


def test_marked_minutes_are_made_public_only_in_spite_of_the_mark(
    chamber: Chamber, world: World, enter: Enter, tmp_path: Path
):
    text = "INFORMACIÓN PÚBLICA CLASIFICADA\n\n" + make("acta.txt", tmp_path).read_text()
    client = enter(world.archivist)
    address = reverse("committee_former", args=[chamber.committee.pk])
    shown = client.post(address, {"file": SimpleUploadedFile("acta.txt", text.encode())})
    assert shown.context["marked"] == "classified"
    told = {"kept": shown.context["kept"], "number": 4, "held_on": "2019-03-12"}
    told |= {"access": "public", "decided": ""}
    refused = client.post(address, told)
    assert set(refused.context["confirm"].errors) == {"access"}
    assert 'name="despite_mark"' in refused.content.decode()
    assert not Issuance.objects.exists()
    assert client.post(address, told | {"despite_mark": "on"}).status_code == 302
    assert Issuance.objects.get().document.access == "public"


def test_only_those_who_adopt_do_and_a_forged_file_is_none(
    chamber: Chamber, world: World, enter: Enter
):
    address = reverse("committee_former", args=[chamber.committee.pk])
    assert enter(chamber.secretary).get(address).status_code in (302, 403)
    assert enter(world.stranger).get(address).status_code == 404
    answer = enter(world.archivist).post(address, {"kept": "otro", "number": 1})
    assert answer["Location"] == address


def test_the_secretary_brings_a_draft_into_the_session(
    chamber: Chamber, enter: Enter, tmp_path: Path
):
    session = chamber.held()
    file = upload(make("acta.txt", tmp_path))
    address = reverse("committee_draft", args=[session.pk])
    client = enter(chamber.secretary)
    answer = client.post(address, {"file": file})
    assert answer.status_code == 422  # nobody here has those names: nothing is kept
    assert "Julio César Pantoja" in answer.content.decode()
    assert session.items.count() == 1
    file.seek(0)
    text = file.read().decode().replace("Julio César Pantoja", chamber.finance.get_full_name())
    text = text.replace("Rosa Elvira Muñoz", chamber.chair.get_full_name())
    for old, new in (("29/03/2019", "29/03/2031"), ("abril de 2019", "abril de 2031")):
        text = text.replace(old, new)
    answer = client.post(address, {"file": SimpleUploadedFile("acta.txt", text.encode())})
    assert answer["Location"] == reverse("committee_session", args=[session.pk])
    assert session.items.get(title="Proposiciones y varios").development == "Sin proposiciones."
    assert {one.responsible for one in session.commitments.all()} == {
        chamber.finance,
        chamber.chair,
    }


def test_a_file_that_is_no_minutes_says_so(chamber: Chamber, enter: Enter, tmp_path: Path):
    session = chamber.plan()
    client = enter(chamber.secretary)
    file = upload(make("tabulado.txt", tmp_path))
    answer = client.post(reverse("committee_draft", args=[session.pk]), {"file": file})
    assert set(answer.context["form"].errors) == {"file"}
    assert enter(chamber.finance).get(
        reverse("committee_draft", args=[session.pk])
    ).status_code in (302, 403)


def test_the_command_adopts_minutes_of_a_known_committee_only(
    chamber: Chamber, world: World, tmp_path: Path
):
    reading = examine(make("acta.txt", tmp_path), today=at("2020-02-03").date())
    assert reading.parsed.minuted is not None
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command(
            "import_document",
            str(reading.path),
            as_issued=True,
            json=True,
            user=world.archivist.username,
            stdout=out,
            stderr=StringIO(),
        )
    assert "comité" in json.loads(out.getvalue())["error"]
    chamber.committee.name = "Comité de Tecnologías del Parque"
    chamber.committee.save()
    path = tmp_path / "dos.txt"
    text = reading.path.read_text(encoding="utf-8").replace("PR-M4-P3-07, versión 03", "de pagos")
    path.write_text(text, encoding="utf-8")
    call_command("import_document", str(path), as_issued=True, user=world.archivist.username)
    assert Issuance.objects.get().document.code == "AC-CTIC-2019-004"
