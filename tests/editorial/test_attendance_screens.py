"""Attendance on the screen: opened, confirmed, closed, exported; to others the confirmation."""

from __future__ import annotations

import io
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

import pytest
from openpyxl import load_workbook

from records import personal_signature
from records.models import AttendanceList, Attendee, FilledFormat, RecordEvent
from tests.factories import PASSWORD, World
from tests.records import test_personal_signature

pytestmark = pytest.mark.django_db
HOME = "/gestion/asistencia/"


def test_a_list_is_opened_confirmed_exported_and_closed(client, world: World, monkeypatch):
    client.force_login(world.author)
    told = {
        "subject": "Comité de datos",
        "place": "Sala 3",
        "held_on": timezone.localdate().isoformat(),
        "starts": "08:00",
        "ends": "09:00",
        "office": world.office.pk,
        "series": "130.02.03",
        "notice": "Solo para saber quién vino.",
    }
    assert client.post(f"{HOME}nueva/", told | {"ends": "07:00"}).status_code == 422
    assert client.post(f"{HOME}nueva/", told).status_code == 302
    listed = AttendanceList.objects.get()
    client.force_login(world.stranger)
    assert "Comité de datos" in client.get(HOME).content.decode()
    address = f"{HOME}{listed.pk}/"
    assert client.get(address)["Location"] == f"{address}confirmar/"
    page = client.get(f"{address}confirmar/").content.decode()
    assert "Solo para saber quién vino." in page
    assert "Secretaría de Hacienda" in page
    me = {
        "name": "=Zoe",
        "document": "CANARIO-1",
        "office": "Hacienda",
        "position": "-Profesional",
        "mail": "zoe@entidad.example",
    }
    assert client.post(f"{address}confirmar/", me).status_code == 422
    assert not Attendee.objects.exists()
    me |= {"name": "Zoe", "notice": "on"}
    assert client.post(f"{address}confirmar/", me).status_code == 302
    for place in (HOME, f"{address}confirmar/"):
        page = client.get(place).content.decode()
        assert "Usted confirmó su asistencia el" in page
        assert "Confirmar que asistí" not in page
    assert client.get(f"{address}listado.csv").status_code == 404
    client.force_login(world.author)
    assert "CANARIO-1" in client.get(address).content.decode()
    text = b"".join(client.get(f"{address}listado.csv").streaming_content).decode()
    assert "CANARIO-1" in text
    assert "'-Profesional" in text
    book = load_workbook(
        io.BytesIO(b"".join(client.get(f"{address}listado.xlsx").streaming_content))
    )
    assert "-Profesional" in [cell.value for cell in list(book.active.iter_rows())[1]]
    assert RecordEvent.objects.filter(action="filling.exported").count() == 2
    assert client.post(address, {"password": "otra"}).status_code == 422
    monkeypatch.setattr(test_personal_signature, "NOW", timezone.now() + timedelta(minutes=1))
    file = SimpleUploadedFile("mi.p12", test_personal_signature.keystore())
    own = {"keystore": file, "keystore_password": test_personal_signature.SECRET}
    assert client.post(address, {"password": PASSWORD, **own}).status_code == 302
    filled = FilledFormat.objects.get()
    assert personal_signature.verify_personal(filled.signatures.get()) is not None
    assert str(filled.completion.number).startswith("LA-")
    page = client.get(f"/gestion/formatos/diligenciado/{filled.pk}/").content.decode()
    assert "CANARIO-1" in page
    client.force_login(world.stranger)
    assert client.get(f"/gestion/formatos/diligenciado/{filled.pk}/").status_code == 404
