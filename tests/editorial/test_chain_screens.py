"""The chain on the screens of staff: from a version to its records, from a record to its order."""

from __future__ import annotations

import re
from datetime import date

from django.test import Client
from django.urls import reverse

import pytest
import time_machine

from records.models import CaseFile, FilledFormat, Issuance, Record, RecordOrder
from records.permissions import Role
from tests.editorial.test_filling_screens import posted, started
from tests.factories import World, at, person
from tests.records.chain import alone, filled, follow, ids, issued, many

pytestmark = pytest.mark.django_db
NOW = at("2020-03-02", 12)


def figures(page: str) -> list[str]:
    found = re.findall(r'<td class="legajo-figure">(.*?)</td>', page, re.DOTALL)
    return [re.sub(r"<[^>]+>", "", one).strip() for one in found]


def test_a_version_tells_by_activity_what_it_produced_and_leads_to_it(
    world: World, client: Client
) -> None:
    format_, issuance = alone(world), issued(world)
    follow()
    many(world, format_, 60)
    client.force_login(world.author)
    page = client.get(reverse("issued_records", args=[issuance.pk])).content.decode()
    assert figures(page) == ["30", "30"]
    address = reverse("activity_records", args=[issuance.pk, ids(issuance)[0]])
    assert address in page
    first, second = client.get(address), client.get(f"{address}?p=2")
    shown = [re.findall(r"N\.º (\d+)<", one.content.decode()) for one in (first, second)]
    assert [len(one) for one in shown] == [25, 5]
    assert len({*shown[0], *shown[1]}) == 30
    assert client.get(f"{address}?p=no-es").status_code == 200
    unknown = reverse("activity_records", args=[issuance.pk, "otra"])
    assert client.get(unknown).status_code == 404
    assert (
        reverse("issued_records", args=[issuance.pk])
        in client.get(reverse("signing", args=[issuance.version_id])).content.decode()
    )


def test_a_restricted_version_and_restricted_records_are_not_told(
    world: World, client: Client
) -> None:
    format_, issuance = alone(world), issued(world)
    follow()
    many(world, format_, 6, access="classified")
    client.force_login(person("pia.otra", Role.APPROVER, world.other_office))
    page = client.get(reverse("issued_records", args=[issuance.pk])).content.decode()
    assert figures(page) == ["0", "0"]
    address = reverse("activity_records", args=[issuance.pk, ids(issuance)[0]])
    assert "N.º" not in client.get(address).content.decode()
    Issuance.objects.all()
    issuance.document.access = "classified"
    issuance.document.save()
    assert client.get(address).status_code == 404
    assert client.get(reverse("issued_records", args=[issuance.pk])).status_code == 404


def test_a_record_tells_what_orders_it_to_whom_may_know(world: World, client: Client) -> None:
    format_, issuance = alone(world), issued(world)
    follow()
    one = filled(world, format_)
    Record.objects.filter(pk=one.completion.record_id).update(access="public")
    CaseFile.objects.filter(document=None).update(access="public")
    address = reverse("records:inspect", args=[one.completion.record_id])
    client.force_login(world.stranger)
    page = client.get(address).content.decode()
    assert "actividad 1 de PR-M2-P6-01, versión 01" in page
    issuance.document.access = "classified"
    issuance.document.save()
    page = client.get(address).content.decode()
    assert "PR-M2-P6-01" not in page
    assert "Ningún procedimiento vigente ese día" in page


@time_machine.travel(NOW, tick=False)
def test_whoever_fills_in_a_format_says_which_activity_asks_for_it(
    world: World, client: Client
) -> None:
    format_, _one, other = alone(world), issued(world), issued(world, "PR-M2-P6-02")
    follow()
    client.force_login(world.stranger)
    address = started(client, format_)
    page = client.get(address).content.decode()
    offered = re.findall(r'<option value="(\d+:[^"]+)"( selected)?', page)
    assert [chosen for _key, chosen in offered] == ["", ""]
    data = posted(format_, world, action="send")
    wrong = client.post(address, {**data, "order": "7:nada"})
    assert wrong.status_code == 422
    assert not FilledFormat.objects.exists()
    answer = client.post(address, {**data, "order": f"{other.pk}:{ids(other)[0]}"})
    assert answer.status_code == 302
    sent = FilledFormat.objects.get()
    assert (sent.ordered_by, sent.ordered_activity) == (other, ids(other)[0])
    page = client.get(answer["Location"]).content.decode()
    # It is classified, and its author is of another office: the record is not theirs to know of.
    assert "PR-M2-P6-02" not in page
    client.force_login(world.archivist)
    page = client.get(answer["Location"]).content.decode()
    assert "actividad 1 de PR-M2-P6-02, versión 01" in page
    assert "Lo dijo quien lo diligenció" in page
    assert sent.submitted_at.date() == date(2020, 3, 2)


@time_machine.travel(NOW, tick=False)
def test_the_only_activity_is_proposed(world: World, client: Client) -> None:
    format_, issuance = alone(world), issued(world)
    follow()
    client.force_login(world.stranger)
    page = client.get(started(client, format_)).content.decode()
    assert f'<option value="{issuance.pk}:{ids(issuance)[0]}" selected' in page
    RecordOrder.objects.all().delete()
    assert 'name="order"' not in client.get(started(client, format_)).content.decode()
