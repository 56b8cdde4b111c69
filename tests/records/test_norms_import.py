"""The screen that imports the table of norms: look first, then exactly that, once."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

import pytest

from records.exceptions import NotAllowed
from records.legal_references import import_references, read_rows
from records.models import LegalReference, RecordEvent
from tests.factories import World, at

HEAD = "kind,number,year,issuer,title,valid_from,valid_to,replaced_by,note"
GOOD = f"{HEAD}\nacuerdo,077,2031,Concejo,Del archivo,2031-02-01,,,\nlaw,9001,2032,,Otra,,,,\n"
WRONG = f"{HEAD}\nlaw,9001,2032,,Buena,,,,\npoema,1,treinta,,Mala,2030-13-01,,,\n"


def upload(client: Client, text: str, name: str = "normas.csv") -> Any:
    return client.post(
        reverse("norms:import"), {"file": SimpleUploadedFile(name, text.encode())}, follow=True
    )


def confirm(client: Client, looked: Any) -> Any:
    digest = looked.context["report"].digest
    return client.post(reverse("norms:import"), {"confirm": digest}, follow=True)


def test_looking_changes_nothing_and_confirming_does_just_that(admin: Client) -> None:
    before = LegalReference.objects.count()
    looked = upload(admin, GOOD)
    page = looked.content.decode()
    assert "Nuevas: 2 · Cambiadas: 0 · Iguales: 0" in page
    assert "Acuerdo 077 de 2031".casefold() in page.casefold()
    assert LegalReference.objects.count() == before
    assert not RecordEvent.objects.filter(action="norms.imported").exists()
    done = confirm(admin, looked)
    assert "Se importaron 2 normas nuevas" in done.content.decode()
    assert LegalReference.objects.count() == before + 2
    assert RecordEvent.objects.latest("seq").action == "norms.imported"


def test_a_change_is_shown_column_by_column(admin: Client) -> None:
    confirm(admin, upload(admin, GOOD))
    page = upload(admin, GOOD.replace("Otra,,", "Otra,,2033-05-05")).content.decode()
    assert "Nuevas: 0 · Cambiadas: 1 · Iguales: 1" in page
    assert "<ins>2033-05-05</ins>" in page


def test_the_same_file_again_offers_nothing_to_confirm(admin: Client) -> None:
    confirm(admin, upload(admin, GOOD))
    page = upload(admin, GOOD).content.decode()
    assert "no hay nada que importar" in page
    assert 'name="confirm"' not in page


def test_every_wrong_cell_is_told_at_once_and_nothing_can_be_confirmed(admin: Client) -> None:
    looked = upload(admin, WRONG)
    page = looked.content.decode()
    for told in ("poema", "treinta", "2030-13-01", "3 celdas por corregir"):
        assert told in page
    assert 'name="confirm"' not in page
    confirm(admin, looked)
    assert not LegalReference.objects.filter(number="9001").exists()


def test_what_is_no_table_is_refused_beside_the_field(admin: Client) -> None:
    assert "no nombra las columnas" in upload(admin, "a,b\n1,2\n").content.decode()
    assert "que se pueda leer" in upload(admin, "no es", "normas.xlsx").content.decode()


def test_a_table_that_moved_meanwhile_is_shown_again(admin: Client) -> None:
    looked = upload(admin, GOOD)
    LegalReference.objects.create(kind="law", number="9001", year=2032, title="De otra persona")
    answer = confirm(admin, looked)
    assert "cambió desde que usted la miró" in answer.content.decode()
    assert LegalReference.objects.get(number="9001").title == "De otra persona"
    assert not RecordEvent.objects.filter(action="norms.imported").exists()
    confirm(admin, answer)
    assert LegalReference.objects.get(number="9001").title == "Otra"


def test_a_confirmation_is_good_for_once(admin: Client) -> None:
    looked = upload(admin, GOOD)
    confirm(admin, looked)
    again = confirm(admin, looked)
    assert "Suba de nuevo el archivo" in again.content.decode()
    assert RecordEvent.objects.filter(action="norms.imported").count() == 1


def test_what_is_exported_can_be_imported(admin: Client) -> None:
    formula = 'ley,9002,2032,,"=1+1",,,,\n'
    confirm(admin, upload(admin, GOOD + formula))
    exported = admin.get(reverse("norms:index"), {"export": "csv"}).getvalue().decode()
    assert "'=1+1" in exported
    report = upload(admin, exported).context["report"]
    assert report.errors == []
    assert (report.created, report.changed) == (0, 0)


@pytest.mark.parametrize("who", ["author", "archivist"])
def test_others_do_not_import(world: World, client: Client, who: str) -> None:
    user = getattr(world, who)
    client.force_login(user)
    assert reverse("norms:import") not in client.get(reverse("norms:index")).content.decode()
    upload(client, GOOD)
    assert not LegalReference.objects.filter(number="9001").exists()
    with pytest.raises(NotAllowed):
        import_references(read_rows(GOOD.encode(), "a.csv"), by=user, at=at("2032-01-01"))
