"""The screens of a schedule's files: a look before anything is kept, downloads, the grid."""

from __future__ import annotations

import io
import json
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext

import openpyxl
import pytest

from records.models import ClassificationScheme, EventDetail, RecordEvent
from records.permissions import Role
from retention.models import RetentionRule
from retention.scheduling.kept import lines_of
from retention.scheduling.loading import load_schedule
from tests.factories import World, at, person
from tests.retention.layouts import sheets as made

NOW = at("2026-03-04")
IMPORT = "schemes:import"


@pytest.fixture
def archivist(world: World, client: Client) -> Client:
    client.force_login(world.archivist)
    return client


@pytest.fixture
def draft(world: World) -> ClassificationScheme:
    load = load_schedule(made.SPLIT_LETTERS.encode(), "a.csv", by=world.archivist, at=NOW)
    assert load.scheme is not None
    return load.scheme


def upload(client: Client, text: str, name: str = "trd.csv") -> str:
    file = SimpleUploadedFile(name, text.encode())
    return client.post(reverse(IMPORT), {"file": file}).content.decode()


@pytest.mark.conformance("C01")
def test_nothing_is_kept_before_it_is_confirmed(archivist: Client) -> None:
    page = upload(archivist, made.OFFICES)
    assert "Quedaría como CCD, versión 2" in page
    assert "Secretaría de Hacienda" in page
    assert ClassificationScheme.objects.count() == 1
    digest = page.split('name="confirm" value="')[1].split('"')[0]
    answer = archivist.post(reverse(IMPORT), {"confirm": digest})
    scheme = ClassificationScheme.objects.get(label="2")
    assert answer.headers["Location"] == reverse("schemes:lines", args=[scheme.pk])
    assert RetentionRule.objects.filter(series__scheme=scheme).count() == 3


def test_another_file_than_the_one_looked_at_is_not_kept(archivist: Client) -> None:
    upload(archivist, made.OFFICES)
    archivist.post(reverse(IMPORT), {"confirm": "0" * 64})
    assert ClassificationScheme.objects.count() == 1


def test_what_is_wrong_is_a_table_by_line_and_cannot_be_confirmed(archivist: Client) -> None:
    page = upload(archivist, made.OFFICES.replace("\t8\tX", "\tocho\tX"))
    assert "ocho" in page
    assert "No es un número de años." in page
    assert 'name="confirm"' not in page


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.csv", "", "vacío"),
        ("../../a.xlsx", "PK\x03\x04no", "no es un libro de Excel"),
        ("a\u202eb.csv", "\x00", "no es un CSV"),
    ],
)
def test_a_bad_file_is_one_sentence(archivist: Client, name: str, content: str, says: str) -> None:
    assert says in upload(archivist, content, name)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.AUDITOR, Role.ADMINISTRATOR])
def test_only_who_keeps_the_archive_brings_in(world: World, client: Client, role: Role) -> None:
    client.force_login(person("otra.persona", role))
    assert client.get(reverse(IMPORT)).status_code in (302, 403)


@pytest.mark.conformance("C07")
def test_a_version_is_downloaded_in_three_forms(
    archivist: Client, draft: ClassificationScheme
) -> None:
    kinds = {}
    for ending in ("csv", "xlsx", "pdf"):
        answer = archivist.get(reverse("schemes:download", args=[draft.pk, ending]))
        kinds[ending] = answer.content
        assert f'filename="trd-2.{ending}"' in answer.headers["Content-Disposition"]
    assert kinds["pdf"].startswith(b"%PDF-")
    assert b"Contratos de obra" in kinds["csv"]
    assert openpyxl.load_workbook(io.BytesIO(kinds["xlsx"])).sheetnames == ["200"]
    other = archivist.get(reverse("schemes:download", args=[draft.pk, "exe"]))
    assert other.status_code == 404


def test_who_may_not_see_downloads_nothing(
    world: World, client: Client, draft: ClassificationScheme
) -> None:
    client.force_login(world.author)
    answer = client.get(reverse("schemes:download", args=[draft.pk, "csv"]))
    assert answer.status_code in (302, 403)


def test_the_page_of_a_version_leads_to_its_lines_and_files(
    archivist: Client, draft: ClassificationScheme, world: World
) -> None:
    for view, pk in (("schemes", draft.pk), ("schedules", draft.schedule.pk)):
        page = archivist.get(reverse(f"{view}:inspect", args=[pk])).content.decode()
        assert reverse("schemes:lines", args=[draft.pk]) in page
        assert reverse("schemes:download", args=[draft.pk, "pdf"]) in page
    settled = world.series.scheme
    page = archivist.get(reverse("schemes:inspect", args=[settled.pk])).content.decode()
    assert reverse("schemes:lines", args=[settled.pk]) not in page


# --- The grid ---


def shown(client: Client, scheme: ClassificationScheme, office: str = "") -> dict[str, Any]:
    """What the grid is given."""
    address = reverse("schemes:lines", args=[scheme.pk]) + (f"?dependencia={office}" * bool(office))
    page = client.get(address).content.decode()
    told = page.split('<script id="grid-told" type="application/json">')[1].split("</script>")[0]
    grid: dict[str, Any] = json.loads(told)
    return grid


def save(
    client: Client, scheme: ClassificationScheme, rows: Any, token: str, office: str = ""
) -> Any:
    address = reverse("schemes:lines", args=[scheme.pk]) + (f"?dependencia={office}" * bool(office))
    body = json.dumps({"rows": rows, "token": token})
    return client.post(address, body, content_type="application/json")


def column(grid: dict[str, Any], label: str) -> int:
    return [one["label"] for one in grid["columns"]].index(label)


def test_saving_what_is_shown_changes_nothing(
    archivist: Client, draft: ClassificationScheme
) -> None:
    grid = shown(archivist, draft)
    before, events = lines_of(draft), RecordEvent.objects.count()
    answer = save(archivist, draft, grid["rows"], grid["token"])
    assert answer.status_code == 200
    assert answer.json()["message"] == "No había cambiado nada."
    assert lines_of(draft) == before
    assert RecordEvent.objects.count() == events


@pytest.mark.conformance("C06")
def test_lines_are_added_changed_and_taken_away_in_one_event_with_what_was_before(
    archivist: Client, draft: ClassificationScheme
) -> None:
    grid = shown(archivist, draft)
    rows = [row for row in grid["rows"] if row[column(grid, "Código")] != "03.002"]
    changed = next(row for row in rows if row[column(grid, "Código")] == "03.001")
    changed[column(grid, "AG")] = "5"
    new = ["" for _one in grid["columns"]]
    for label, text in {
        gettext("Office"): "200", "Código": "04", "Serie, subserie": "INFORMES", "AG": "1",
        "AC": "4", "Disposición": "E", "EL": "X",
    }.items():  # fmt: skip
        new[column(grid, label)] = text
    answer = save(archivist, draft, [*rows, new], grid["token"])
    assert answer.status_code == 200, answer.content.decode()
    rules = {
        one.series.code: (one.office_years, one.disposition)
        for one in RetentionRule.objects.filter(series__scheme=draft)
    }
    assert rules == {"200.03.001": (5, "permanent"), "200.04": (1, "destroy")}
    event = RecordEvent.objects.filter(action="schedule.lines_written").latest("seq")
    assert event.facts["added"] == event.facts["changed"] == event.facts["removed"] == 1
    told = {one["code"]: one for one in EventDetail.objects.get(event=event).payload["changes"]}
    assert told["200.03.001"]["before"]["office_years"] == 2
    assert told["200.03.001"]["after"]["office_years"] == 5
    assert told["200.03.002"]["before"]["archive_years"] == 18
    # The supports of types, which the grid does not show, stay.
    types = next(one for one in lines_of(draft) if one.code == "03.001").document_types
    assert [(one.on_paper, one.electronic) for one in types] == [(True, False), (False, True)]


def test_every_wrong_cell_is_told_and_nothing_is_saved(
    archivist: Client, draft: ClassificationScheme
) -> None:
    grid = shown(archivist, draft)
    before = lines_of(draft)
    rows = [list(row) for row in grid["rows"]]
    rows[1][column(grid, "AG")] = "dos"
    rows[2][column(grid, "Disposición")] = "quizá"
    rows[2][column(grid, "AC")] = "77"
    answer = save(archivist, draft, rows, grid["token"])
    assert answer.status_code == 422
    told = {(one["row"], one["column"]) for one in answer.json()["cells"]}
    assert told == {(1, column(grid, "AG")), (2, column(grid, "Disposición"))}
    assert lines_of(draft) == before


def test_somebody_else_saved_meanwhile(archivist: Client, draft: ClassificationScheme) -> None:
    grid = shown(archivist, draft)
    rows = [list(row) for row in grid["rows"]]
    rows[1][column(grid, "AG")] = "3"
    assert save(archivist, draft, rows, grid["token"]).status_code == 200
    rows[1][column(grid, "AG")] = "4"
    answer = save(archivist, draft, rows, grid["token"])
    assert answer.status_code == 409
    assert "mientras tanto" in answer.json()["reasons"][0]
    assert next(one for one in lines_of(draft) if one.code == "03.001").office_years == 3


def test_the_lines_of_one_office_leave_the_others_alone(archivist: Client, world: World) -> None:
    load = load_schedule(made.OFFICES.encode(), "a.csv", by=world.archivist, at=NOW)
    assert load.scheme is not None
    grid = shown(archivist, load.scheme, "110")
    assert gettext("Office") not in [one["label"] for one in grid["columns"]]
    assert len(grid["rows"]) == 2
    rows = [list(row) for row in grid["rows"]]
    rows[1][column(grid, "AC")] = "18"
    answer = save(archivist, load.scheme, rows, grid["token"], "110")
    assert answer.status_code == 200, answer.content.decode()
    years = {one.printed_code: one.archive_years for one in lines_of(load.scheme)}
    assert years == {
        "100.02": None, "100.02.01": 8, "100.02.02": 3, "110.02": None, "110.02.01": 18,
    }  # fmt: skip


def test_a_settled_version_has_no_grid(archivist: Client, world: World) -> None:
    scheme = world.series.scheme
    address = reverse("schemes:lines", args=[scheme.pk])
    assert archivist.get(address).status_code == 302
    answer = archivist.post(
        address, json.dumps({"rows": [], "token": ""}), content_type="application/json"
    )
    assert answer.status_code == 422
    assert lines_of(scheme)


@pytest.mark.parametrize(
    "body", ["", "[]", '{"rows": 1, "token": ""}', '{"rows": [1], "token": ""}']
)
def test_what_is_no_grid_is_refused(
    archivist: Client, draft: ClassificationScheme, body: str
) -> None:
    address = reverse("schemes:lines", args=[draft.pk])
    assert archivist.post(address, body, content_type="application/json").status_code == 400
