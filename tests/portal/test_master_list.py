"""The master list: the keys of the contract, safe to open, as of any day."""

from __future__ import annotations

import csv
import io
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
