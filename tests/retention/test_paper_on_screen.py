"""A document on paper, registered on the page of its case file, is wherever the others are."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

import pytest

from records.case_files import paper
from records.electronic_index.reading import read
from records.electronic_index.rows import PAPER
from records.models import CaseFile, Record
from retention.inventories import gathering
from retention.inventories.choosing import Choice
from tests.factories import World
from tests.records.case_files.files import opened, subject
from tests.retention.test_case_file_screens import shown, words

pytestmark = [pytest.mark.django_db, pytest.mark.conformance("C19")]


@pytest.fixture
def case_file(world: World) -> CaseFile:
    return opened(world, series=subject(world, "Contrato", "Informe"), support="paper")


def told(case_file: CaseFile, **further: Any) -> dict[str, Any]:
    kind = case_file.series.document_types.get(name="Contrato")
    facts = {
        "document_type": kind.pk, "title": "Contrato firmado", "created_on": "2020-02-03",
        "folios": 12, "volume": 1, "box": "C-4", "folder": "2",
    }  # fmt: skip
    return facts | further


def test_it_is_registered_and_stands_in_index_control_sheet_and_inventory(
    world: World, client: Client, case_file: CaseFile
) -> None:
    client.force_login(world.author)
    address = reverse("case_files:deed", args=[case_file.pk, "documento-en-papel"])
    page = shown(client, case_file).content.decode()
    assert "Registrar un documento en papel" in page
    assert address in page
    assert client.get(address).context["form"]["volume"].value() == 1
    refused = client.post(address, told(case_file, folios=999, box="", folder=""))
    assert "Diga dónde está" in refused.content.decode()
    assert not Record.objects.exists()
    assert client.post(address, told(case_file)).status_code == 302
    page = shown(client, case_file).content.decode()
    assert "En papel: tomo 1, caja C-4, carpeta 2" in page
    index = client.get(reverse("case_files:index_table", args=[case_file.pk, "xml"]))
    (row,) = read(index.content).rows
    assert (row.origin, row.name, row.first_page, row.last_page) == (
        PAPER, "Contrato firmado", 1, 12,
    )  # fmt: skip
    sheet = words(client.get(reverse("case_files:control_sheet", args=[case_file.pk])).content)
    for text in ("Contrato firmado", "1–12", "caja C-4", "Total de folios"):
        assert text in " ".join(sheet.split())
    (line,) = gathering.lines(Choice(), world.archivist, day=timezone.localdate(), public=False)
    assert (line.first, line.folios, line.box, line.folder) == ("2020-02-03", 12, "C-4", "2")


def test_a_volume_is_chosen_and_shows_what_was_said_of_it(
    world: World, client: Client, case_file: CaseFile
) -> None:
    """Who says where the first one stands begins no second one by it."""
    client.force_login(world.author)
    address = reverse("case_files:deed", args=[case_file.pk, "tomo"])
    assert client.get(address).context["form"]["number"].value() is None
    assert list(client.get(address).context["form"].fields["number"].choices) == [
        (1, "Uno nuevo: el tomo 1")
    ]
    refused = client.post(address, {"number": 1, "folios": "", "box": "7"})
    assert "Diga cuántos folios tiene" in refused.content.decode()
    assert client.post(address, {"number": 1, "folios": 30, "box": "7"}).status_code == 302

    form = client.get(address).context["form"]
    assert [key for key, _words in form.fields["number"].choices] == ["", 1, 2]
    refused = client.post(address, {"number": "", "folios": 30, "box": "8"})
    assert refused.status_code != 302
    page = shown(client, case_file)
    corrects = f"{address}?number=1"
    assert corrects in page.content.decode()
    form = client.get(corrects).context["form"]
    assert [form[name].value() for name in ("number", "folios", "box")] == ["1", 30, "7"]
    assert client.post(address, {"number": 1, "folios": "", "box": "8"}).status_code == 302
    (volume,) = case_file.volumes.all()
    assert (volume.folios, volume.box) == (30, "8")

    client.force_login(world.stranger)
    assert corrects not in shown(client, case_file).content.decode()


def test_what_is_told_of_volumes_is_one_number(
    world: World, client: Client, case_file: CaseFile
) -> None:
    """The page and the control sheet count the volumes that the label does."""
    client.force_login(world.author)
    for number in (1, 2):
        paper.set_volume(case_file, number, folios=5, box="1", by=world.author, at=timezone.now())
    assert shown(client, case_file).context["volumes"] == 2
    sheet = words(client.get(reverse("case_files:control_sheet", args=[case_file.pk])).content)
    assert "Tomos: 2" in " ".join(sheet.split())


def test_the_deed_is_not_offered_where_there_is_no_paper(world: World, client: Client) -> None:
    client.force_login(world.archivist)
    names = [one["url"] for one in shown(client, opened(world)).context["deeds"]]
    assert not [one for one in names if "documento-en-papel" in one]
