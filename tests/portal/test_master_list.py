"""The master list: the keys of the contract, safe to open, as of any day."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from typing import Any

from django.test import Client

import openpyxl
import pytest

from records.issue import withdraw
from records.returning import refuse
from tests.factories import World, at

KEYS = {
    "code", "title", "kind", "version", "state", "approved_on", "effective_on", "review_due_on",
    "process", "office", "series", "access", "adopted", "url", "pdf", "urgent",
}  # fmt: skip


def documents(client: Client, query: str = "") -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = client.get(f"/listado-maestro.json{query}").json()["documents"]
    return listed


def test_a_row_has_the_keys_of_the_contract(world: World, client: Client) -> None:
    world.issue()
    (row,) = documents(client)
    assert set(row) == KEYS
    assert row["url"] == "http://testserver/documentos/PR-M2-P6-01/"
    assert row["pdf"] == "http://testserver/documentos/PR-M2-P6-01/01.pdf"
    assert (row["code"], row["version"], row["state"]) == ("PR-M2-P6-01", "01", "in_force")
    assert (row["approved_on"], row["effective_on"]) == ("2020-02-03", "2020-02-03")
    assert (row["access"], row["adopted"], row["kind"]) == ("public", False, "procedure")


@pytest.mark.conformance("P03")
def test_states_follow_review_and_withdrawal(world: World, client: Client) -> None:
    issuance = world.issue()
    world.submit(issuance.document, world.content(objective="Otro."), day="2020-05-04", note="Va.")
    assert [row["state"] for row in documents(client)] == ["in_change"]
    assert [row["state"] for row in documents(client, "?fecha=2020-05-03")] == ["in_force"]
    withdraw(
        issuance,
        effective_on=date(2021, 1, 10),
        reason="Se suprimió.",
        by=world.approver,
        at=at("2021-01-10"),
    )
    assert [row["state"] for row in documents(client)] == ["obsolete"]
    assert [row["state"] for row in documents(client, "?fecha=2021-01-09")] == ["in_change"]
    assert documents(client, "?fecha=2020-02-02") == []


def test_a_past_day_knows_what_was_in_review_then(world: World, client: Client) -> None:
    document = world.issue().document
    first = world.submit(document, world.content(objective="Uno."), day="2020-05-04", note="Va.")
    refuse(first, reason="Falta.", by=world.reviewer, at=at("2020-05-08"))
    changed = world.content(objective="Dos.")
    world.issue(document, content=changed, day="2020-06-10", note="Va.")

    def state(day: str) -> str:
        (row,) = documents(client, f"?fecha={day}")
        return str(row["state"])

    assert state("2020-05-03") == "in_force"
    assert state("2020-05-04") == state("2020-05-07") == "in_change"
    assert state("2020-05-08") == state("2020-06-09") == "in_force"
    assert [row["state"] for row in documents(client)] == ["in_force"]


def test_no_cell_runs_as_a_formula(world: World, client: Client) -> None:
    world.issue(content=world.content(title='=HYPERLINK("http://x.example";"clic")'))
    answer = client.get("/listado-maestro.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0]["title"].startswith("'=HYPERLINK")
    sheet = openpyxl.load_workbook(io.BytesIO(client.get("/listado-maestro.xlsx").content)).active
    assert sheet is not None
    assert sheet["B2"].data_type == "s"
    assert sheet["B2"].value.startswith("=HYPERLINK")


@pytest.mark.conformance("B05")
def test_every_form_holds_the_same_documents(world: World, client: Client) -> None:
    world.issue()
    world.issue(content=world.content("PR-M2-P6-02", "Atender solicitudes"))
    text = client.get("/listado-maestro.csv").content.decode("utf-8-sig")
    sheet = openpyxl.load_workbook(io.BytesIO(client.get("/listado-maestro.xlsx").content)).active
    assert sheet is not None
    codes = [row["code"] for row in documents(client)]
    assert codes == ["PR-M2-P6-01", "PR-M2-P6-02"]
    assert [row["code"] for row in csv.DictReader(io.StringIO(text))] == codes
    assert [cell.value for cell in sheet["A"]][1:] == codes
    assert {"Procedimiento", "Vigente"} <= {cell.value for cell in sheet[2]}
    page = client.get("/listado-maestro/").content.decode()
    assert all(code in page for code in codes)


@pytest.mark.parametrize("character", ["\x0b", "\x1f", "\ufffe"])
def test_no_old_title_breaks_the_workbook(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch, character: str
) -> None:
    world.issue()
    (row,) = documents(client)
    broken = [{**row, "title": f"Uno{character}dos"}]
    monkeypatch.setattr("portal.views.master_list.rows", lambda request, on: broken)
    sheet = openpyxl.load_workbook(io.BytesIO(client.get("/listado-maestro.xlsx").content)).active
    assert sheet is not None
    assert any(str(cell.value).replace(" ", "") == "Unodos" for cell in sheet[2])


@pytest.fixture
def three(world: World) -> World:
    """One in force, one in change, one withdrawn."""
    world.issue()
    changing = world.issue(content=world.content("PR-M2-P6-02", "Atender solicitudes"))
    again = world.content("PR-M2-P6-02", "Atender solicitudes", objective="Otro.")
    world.submit(changing.document, again, day="2020-05-04", note="Va.")
    ended = world.issue(content=world.content("PR-M2-P6-03", "Reunir actas"))
    withdraw(
        ended,
        effective_on=date(2021, 1, 10),
        reason="Se suprimió.",
        by=world.approver,
        at=at("2021-01-10"),
    )
    return world


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("", ["01", "02", "03"]),
        ("estado=in_force", ["01"]),
        ("estado=in_change", ["02"]),
        ("estado=obsolete", ["03"]),
        ("estado=obsolete&fecha=2021-01-09", []),
        ("estado=review_overdue", []),
        ("estado=nunca", []),
        ("tipo=procedure&estado=in_force", ["01"]),
        ("tipo=policy", []),
        ("proceso=M2", ["01", "02", "03"]),
        ("proceso=M9", []),
        ("oficina=130&fecha=2020-03-01", ["01", "02", "03"]),
        ("oficina=140", []),
    ],
)
def test_every_form_obeys_the_filters(
    three: World, client: Client, query: str, codes: list[str]
) -> None:
    wanted = [f"PR-M2-P6-{one}" for one in codes]
    assert [row["code"] for row in documents(client, f"?{query}")] == wanted
    text = client.get(f"/listado-maestro.csv?{query}").content.decode("utf-8-sig")
    assert [row["code"] for row in csv.DictReader(io.StringIO(text))] == wanted
    book = client.get(f"/listado-maestro.xlsx?{query}").content
    sheet = openpyxl.load_workbook(io.BytesIO(book)).active
    assert sheet is not None
    assert [cell.value for cell in sheet["A"]][1:] == wanted
    page = client.get(f"/listado-maestro/?{query}").content.decode()
    assert re.findall(r'master__code"[^>]*>([^<]+)<', page) == wanted


def test_the_filters_say_what_they_lead_to(three: World, client: Client) -> None:
    page = client.get("/listado-maestro/?estado=in_change").content.decode()
    offered = re.findall(r'<option value="([^"]+)"( selected)?>([^<]+)</option>', page)
    assert ("in_change", " selected", "Vigente, en modificación (1)") in offered
    assert ("obsolete", "", "Retirada (1)") in offered
    assert ("procedure", "", "Procedimiento (3)") in offered


def test_a_state_that_nothing_has_is_said_to_leave_nothing(three: World, client: Client) -> None:
    page = client.get("/listado-maestro/?estado=nunca").content.decode()
    assert "Ningún documento responde a estos filtros." in page


def test_the_page_has_fifty_and_what_is_downloaded_is_whole(world: World, client: Client) -> None:
    for number in range(1, 52):
        world.issue(content=world.content(f"PR-M2-P6-{number:02}"))
    asked = "tipo=procedure&estado="
    first = client.get(f"/listado-maestro/?{asked}").content.decode()
    second = client.get(f"/listado-maestro/?{asked}&pagina=2").content.decode()
    assert (first.count("master__code"), second.count("master__code")) == (50, 1)
    assert 'href="/listado-maestro.csv?tipo=procedure"' in second
    assert client.get("/listado-maestro/?pagina=3").status_code == 404
    assert len(documents(client, f"?{asked}&pagina=2")) == 51


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("solicitudes", {"02"}),
        ("SOLICÍT", {"02"}),
        ("p6-01", {"01"}),
        ("solicitud atender", {"02"}),
        ("solicitud otra", set()),
        ("PR-M2", {"01", "02"}),
        ("¿?", set()),
        ("", {"01", "02"}),
    ],
)
def test_the_list_is_narrowed_by_words(
    world: World, client: Client, text: str, codes: set[str]
) -> None:
    world.issue()
    world.issue(content=world.content("PR-M2-P6-02", "Atender solicitudes"), day="2021-03-01")
    told = client.get("/listado-maestro.json", {"q": text}).json()["documents"]
    assert {one["code"][-2:] for one in told} == codes
    page = client.get("/listado-maestro/", {"q": text, "tipo": "procedure"}).content.decode()
    assert {one for one in ("01", "02") if f"PR-M2-P6-{one}" in page} == codes
