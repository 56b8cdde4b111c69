"""The archivist's lists, and what is filed, narrowed by access."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

import pytest
from openpyxl import load_workbook

from records.models import CaseFile, ClassificationScheme, DocumentType, Record, Series
from retention.models import RetentionRule, RetentionSchedule
from tests.factories import World, at
from tests.retention.lives import lead

LISTS = ["schemes", "series", "document_types", "schedules", "rules", "case_files", "records"]


@pytest.mark.parametrize("name", LISTS)
def test_the_archivist_opens_every_list(world: World, client: Client, name: str) -> None:
    client.force_login(world.archivist)
    assert client.get(reverse(f"{name}:index")).status_code == 200


@pytest.mark.parametrize("name", LISTS[:5])
def test_an_editor_is_refused_the_classification(world: World, client: Client, name: str) -> None:
    client.force_login(world.author)
    assert client.get(reverse(f"{name}:index")).status_code in (302, 404)


def test_what_is_reserved_is_its_offices_alone(world: World, client: Client) -> None:
    case_file = CaseFile.objects.create(
        series=world.series,
        office=world.office,
        code="130-1",
        title="Asunto reservado",
        opened_on=date(2020, 1, 1),
        access="reserved",
    )
    record = Record.objects.create(
        case_file=case_file,
        position=1,
        title="Carta reservada",
        created_on=date(2020, 1, 1),
        incorporated_at=at("2020-01-01"),
    )
    inspect = reverse("records:inspect", args=[record.pk])
    client.force_login(world.stranger)
    assert "Asunto reservado" not in client.get(reverse("case_files:index")).content.decode()
    assert "Carta reservada" not in client.get(reverse("records:index")).content.decode()
    assert client.get(inspect).status_code == 404
    client.force_login(world.author)
    assert "Carta reservada" in client.get(reverse("records:index")).content.decode()
    assert client.get(inspect).status_code == 200


def test_a_case_file_counts_the_records_that_one_may_know_of(world: World, client: Client) -> None:
    case_file = CaseFile.objects.create(
        series=world.series,
        office=world.office,
        code="130-1",
        title="Asunto público",
        opened_on=date(2020, 1, 1),
        access="public",
    )
    for place, access in enumerate(("public", "public", "reserved", "classified")):
        Record.objects.create(
            case_file=case_file,
            position=place,
            title="Carta",
            created_on=date(2020, 1, 1),
            incorporated_at=at("2020-01-01"),
            access=access,
        )
    for person, filed in ((world.stranger, 2), (world.author, 4), (world.archivist, 4)):
        client.force_login(person)
        listed = client.get(reverse("case_files:index")).context["object_list"]
        assert [one.filed for one in listed] == [filed]


def test_a_downloaded_list_acts_in_no_spreadsheet_and_breaks_none(
    world: World, client: Client
) -> None:
    case_file = CaseFile.objects.create(
        series=world.series,
        office=world.office,
        code="130-1",
        title="=cmd|' /C calc'!A0",
        opened_on=date(2020, 1, 1),
        access="public",
    )
    Record.objects.create(
        case_file=case_file,
        position=1,
        title="=1+1\x1f",
        created_on=date(2020, 1, 1),
        incorporated_at=at("2020-01-01"),
    )
    client.force_login(world.archivist)
    files = client.get(reverse("case_files:index"), {"export": "csv"}).getvalue().decode()
    assert [line["Título"] for line in csv.DictReader(files.splitlines())] == [
        "'=cmd|' /C calc'!A0"
    ]
    book = client.get(reverse("records:index"), {"export": "xlsx"}).getvalue()
    cell = load_workbook(io.BytesIO(book)).worksheets[0]["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


@pytest.mark.parametrize("name", ["case_files", "records"])
@pytest.mark.parametrize("page", ["edit", "delete", "copy"])
def test_what_is_filed_has_no_address_that_changes_it(name: str, page: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(f"{name}:{page}", args=[1])


CHANGES = {"office_years": 9, "archive_years": 9, "disposition": "destroy", "trigger": "closing"}


def test_a_line_of_the_adopted_schedule_is_shown_and_has_no_form(
    world: World, client: Client
) -> None:
    client.force_login(world.archivist)
    rule = RetentionRule.objects.get(series=world.series)
    shown = reverse("rules:inspect", args=[rule.pk])
    edit = reverse("rules:edit", args=[rule.pk])
    told = {**CHANGES, "schedule": rule.schedule_id, "series": rule.series_id}
    for answer in (client.get(edit), client.post(edit, told)):
        assert (answer.status_code, answer.url) == (302, shown)
    page = client.get(shown).content.decode()
    assert "ya no cambian" in page
    assert edit not in page
    listed = client.get(reverse("rules:index")).content.decode()
    assert shown in listed
    assert edit not in listed
    rule.refresh_from_db()
    assert rule.office_years == 2


@pytest.mark.parametrize("name", ["schedules", "series"])
def test_what_was_adopted_with_it_has_no_form_either(
    world: World, client: Client, name: str
) -> None:
    client.force_login(world.archivist)
    one = {"schedules": RetentionSchedule.objects.get(), "series": world.series}[name]
    answer = client.get(reverse(f"{name}:edit", args=[one.pk]))
    assert answer.url == reverse(f"{name}:inspect", args=[one.pk])


def test_a_line_cannot_be_added_to_the_adopted_schedule(world: World, client: Client) -> None:
    client.force_login(world.archivist)
    schedule = RetentionSchedule.objects.get()
    gap = Series.objects.create(
        scheme=schedule.scheme, office=world.office, code="130.90", name="Sin regla"
    )
    answer = client.post(
        reverse("rules:add"), {**CHANGES, "schedule": schedule.pk, "series": gap.pk}
    )
    assert answer.status_code == 200
    assert "ya no cambian" in answer.content.decode()
    assert not RetentionRule.objects.filter(series=gap).exists()


def test_a_draft_is_written_and_adopted_in_the_admin(world: World, client: Client) -> None:
    client.force_login(world.archivist)
    scheme = ClassificationScheme.objects.create(name="CCD", label="2")
    series = Series.objects.create(scheme=scheme, office=world.office, code="130.90", name="Planes")
    draft = {"kind": "trd", "scheme": scheme.pk, "label": "2"}
    client.post(reverse("schedules:add"), draft)
    schedule = RetentionSchedule.objects.get(label="2")
    told = {**CHANGES, "schedule": schedule.pk, "series": series.pk}
    assert client.post(reverse("rules:add"), told).status_code == 302
    rule = RetentionRule.objects.get(series=series)
    edit = reverse("rules:edit", args=[rule.pk])
    assert client.post(edit, {**told, "office_years": 5}).status_code == 302
    rule.refresh_from_db()
    assert rule.office_years == 5
    lead(schedule, "approved")
    assert client.get(edit).status_code == 302
    assert client.get(reverse("schedules:edit", args=[schedule.pk])).status_code == 302


def test_the_lists_do_not_ask_once_a_row(world: World, client: Client) -> None:
    client.force_login(world.archivist)
    addresses = [reverse(f"{name}:index") for name in LISTS]
    for address in addresses:
        client.get(address)
    scheme = ClassificationScheme.objects.create(name="CCD", label="2")
    draft = RetentionSchedule.objects.create(scheme=scheme, label="2")
    few = [len(_queries(client, address)) for address in addresses]
    for number in range(8):
        series = Series.objects.create(
            scheme=scheme, office=world.office, code=f"130.9{number}", name="Planes"
        )
        DocumentType.objects.create(series=series, name="Plan")
        RetentionRule.objects.create(
            schedule=draft,
            series=series,
            office_years=1,
            archive_years=1,
            disposition="destroy",
        )
        case_file = CaseFile.objects.create(
            series=series,
            office=world.office,
            code=f"130.9{number}-1",
            title="Asunto",
            opened_on=date(2020, 1, 1),
        )
        Record.objects.create(
            case_file=case_file,
            position=1,
            title="Carta",
            created_on=date(2020, 1, 1),
            incorporated_at=at("2020-01-01"),
        )
    many = [len(_queries(client, address)) for address in addresses]
    assert [after - before < 8 for before, after in zip(few, many, strict=True)] == [True] * 7


def _queries(client: Client, address: str) -> Any:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return queries
