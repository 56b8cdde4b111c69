"""An office's successors are kept where the office is kept, both or neither, as events."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.test import Client
from django.urls import reverse

import pytest

from records.models import Office, OfficeSuccession, RecordEvent
from records.permissions import Role, offices_on
from tests.factories import World, person

ROWS = "successions"


def _events() -> Any:
    """What happened to reference data; the world has events of its own."""
    return RecordEvent.objects.filter(action__startswith="reference.")


def told(office: Office, *rows: dict[str, Any], kept: int = 0, **changes: Any) -> dict[str, Any]:
    form = {"code": office.code, "name": office.name, **changes}
    form |= {f"{ROWS}-TOTAL_FORMS": len(rows), f"{ROWS}-INITIAL_FORMS": kept}
    for number, row in enumerate(rows):
        form |= {f"{ROWS}-{number}-{name}": value for name, value in row.items()}
    return form


def post(client: Client, office: Office, form: dict[str, Any]) -> Any:
    return client.post(reverse("offices:edit", args=[office.pk]), form)


def row(successor: Office, **changes: Any) -> dict[str, Any]:
    given = {"kind": "renamed", "act": "Decreto 12 de 2024", "on": "2024-01-15"}
    return {"successor": successor.pk, **given, **changes}


def test_a_successor_is_kept_with_its_office(world: World, admin: Client) -> None:
    answer = post(
        admin,
        world.office,
        told(world.office, row(world.other_office), valid_to="2024-01-14", ending_act="Decreto 12"),
    )
    assert answer.status_code == 302
    succession = OfficeSuccession.objects.get()
    assert (succession.former, succession.successor) == (world.office, world.other_office)
    assert str(succession) == "130 → 140"
    subjects = list(_events().values_list("subject_type", "action"))
    assert subjects == [
        ("records.office", "reference.changed"),
        ("records.officesuccession", "reference.created"),
    ]
    page = admin.get(reverse("offices:edit", args=[world.office.pk])).content.decode()
    assert "Decreto 12 de 2024" in page


def test_a_kept_successor_is_corrected(world: World, admin: Client) -> None:
    post(admin, world.office, told(world.office, row(world.other_office)))
    kept = OfficeSuccession.objects.get()
    changed = row(world.other_office, act="Decreto 13 de 2024", id=kept.pk)
    assert post(admin, world.office, told(world.office, changed, kept=1)).status_code == 302
    kept.refresh_from_db()
    assert kept.act == "Decreto 13 de 2024"


@pytest.mark.parametrize("wrong", [{"act": ""}, {"on": "ayer"}, {"kind": "otra"}])
def test_a_wrong_row_keeps_nothing_of_the_form(
    world: World, admin: Client, wrong: dict[str, str]
) -> None:
    answer = post(
        admin, world.office, told(world.office, row(world.other_office, **wrong), name="Otro")
    )
    assert answer.status_code == 200
    assert list(answer.context["successions"].errors[0]) == list(wrong)
    world.office.refresh_from_db()
    assert world.office.name == "Secretaría de las TIC"
    assert not _events().exists()


def test_an_office_does_not_succeed_itself(world: World, admin: Client) -> None:
    answer = post(admin, world.office, told(world.office, row(world.office)))
    assert answer.status_code == 200
    assert "successor" in answer.context["successions"].errors[0]
    assert not OfficeSuccession.objects.exists()


def test_an_empty_row_is_no_successor(world: World, admin: Client) -> None:
    assert post(admin, world.office, told(world.office, {}, name="Otro nombre")).status_code == 302
    assert not OfficeSuccession.objects.exists()
    assert Office.objects.get(pk=world.office.pk).name == "Otro nombre"


def test_a_successor_has_the_rights_from_the_day_of_the_act(world: World) -> None:
    heir = person("hugo.heredero", Role.EDITOR, world.other_office)
    OfficeSuccession.objects.create(
        former=world.office,
        successor=world.other_office,
        kind="merged",
        act="Decreto 12 de 2024",
        on=date(2024, 1, 15),
    )
    assert world.office.pk not in offices_on(heir, date(2024, 1, 14))
    assert world.office.pk in offices_on(heir, date(2024, 1, 15))
