"""`/comites/` tells what is public of a committee, and no word more."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

import pytest

from records import committees
from records.models import MinutesExtract
from records.pdf_reading import dissect
from tests.chamber import Chamber, seated
from tests.factories import at
from tests.records.test_verification import resaved
from tests.standing import standing

JSON = {"Accept": "application/json"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def chamber(settings: Any) -> Chamber:
    return standing(seated)


def test_a_session_is_told_once_its_minutes_are_signed_and_by_its_extract_only(
    chamber: Chamber, client: Client
):
    version = chamber.version()
    session, minutes = chamber.submitted(version)
    before = client.get("/comites/").content.decode()
    assert "Comité de las TIC" in before
    assert "Decreto 20 de 2015" in before
    assert "AC-CTIC-2020-001" not in before
    assert client.get("/comites/AC-CTIC-2020-001/").status_code == 404

    chamber.world.sign(minutes, 1, chamber.chair, "2020-02-12")
    signed = client.get("/comites/").content.decode()
    assert "AC-CTIC-2020-001" in signed
    assert "2020-02-10" in signed
    for address in ("/comites/AC-CTIC-2020-001/", "/documentos/AC-CTIC-2020-001/"):
        assert client.get(address).status_code == 404

    decision = session.items.get().decision
    prepared = committees.prepare_extract(
        session, [decision.pk], by=chamber.secretary, at=at("2020-02-13")
    )
    committees.release(session, prepared, by=chamber.secretary, at=at("2020-02-13"))
    page = client.get("/comites/AC-CTIC-2020-001/")
    assert page.status_code == 200
    text = page.content.decode()
    assert "PR-M2-P6-01, versión 01" in text
    for word in ("Fabio", "Finanzas", "Pilar", "a favor"):
        assert word not in text + signed
    pdf = client.get("/comites/AC-CTIC-2020-001.pdf")
    assert pdf.status_code == 200
    assert pdf["Content-Type"] == "application/pdf"
    verdict = client.post(
        "/verificar/",
        {"archivo": SimpleUploadedFile("extracto.pdf", pdf.content)},
        headers={"Accept": "application/json"},
    ).json()
    assert verdict["result"] == "genuine"
    assert verdict["extract"]["minutes"] == "AC-CTIC-2020-001"
    assert verdict["extract"]["held_on"] == "2020-02-10"
    shown = client.post("/verificar/", {"archivo": SimpleUploadedFile("e.pdf", pdf.content)})
    assert "extracto de un acta firmada" in shown.content.decode()
    assert client.post("/comites/").status_code == 405


def released(chamber: Chamber, **changed: Any) -> MinutesExtract:
    session, _minutes = chamber.signed(chamber.version())
    who = {"by": chamber.secretary, "at": at("2020-02-13")}
    chosen = [session.items.get().decision.pk]
    prepared = replace(committees.prepare_extract(session, chosen, **who), **changed)
    return committees.release(session, prepared, **who)


def test_an_extract_bears_a_code_and_a_changed_one_is_told_altered(
    chamber: Chamber, client: Client, settings: Any
):
    settings.RECORDS_RENDERER = "records.rendering.TypstRenderer"
    extract = released(chamber)
    pdf = client.get("/comites/AC-CTIC-2020-001.pdf").content
    printed = " ".join(word for page in dissect(pdf).pages for word in page)
    assert extract.verification_code in printed
    asked = client.get(f"/verificar/{extract.verification_code}/", headers=JSON).json()
    assert (asked["result"], asked["extract"]["minutes"]) == ("genuine", "AC-CTIC-2020-001")

    def told(content: bytes) -> dict[str, Any]:
        file = SimpleUploadedFile("e.pdf", content)
        return client.post("/verificar/", {"archivo": file}, headers=JSON).json()

    changed = told(pdf.replace(b"/Type", b"/Typo", 1))
    assert (changed["result"], changed["copy"]) == ("altered", False)
    assert changed["extract"] == asked["extract"]
    assert "bytes" in changed["differences"][0]
    shadow = told(pdf + b"\n% algo\n")
    assert (shadow["result"], shadow["copy"]) == ("altered", False)
    copied = told(resaved(pdf))
    assert (copied["result"], copied["copy"]) == ("altered", True)
    shown = client.post("/verificar/", {"archivo": SimpleUploadedFile("e.pdf", pdf + b"\n%\n")})
    assert "Está alterado" in shown.content.decode()
    assert "AC-CTIC-2020-001" in shown.content.decode()
    assert client.get("/verificar/AAAA-AAAA-AAAA-AAAA/", headers=JSON).json() == {
        "result": "unknown"
    }
