"""Withdrawing from the admin: who may, what is asked, what citizens see then."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

import pytest

from editorial.models import ProcedurePage
from records.models import Issuance, RecordEvent, Withdrawal
from tests.editorial.conftest import Enter
from tests.factories import PASSWORD, World

TOLD = {"reason": "La reemplaza el decreto.", "order": "Resolución 8", "password": PASSWORD}


@pytest.fixture
def issuance(world: World) -> Issuance:
    return world.issue_page(world.page())


def address(issuance: Issuance) -> str:
    return reverse("withdraw_version", args=[issuance.pk])


def form(**changes: Any) -> dict[str, Any]:
    return TOLD | {"effective_on": timezone.localdate().isoformat()} | changes


def test_an_approver_withdraws_with_a_reason(
    world: World, issuance: Issuance, enter: Enter, client: Any
):
    browser = enter(world.approver)
    assert browser.get(address(issuance)).status_code == 200
    answer = browser.post(address(issuance), form(), follow=True)
    assert "se retira desde el" in next(str(one) for one in answer.context["messages"])
    withdrawal = Withdrawal.objects.get()
    assert (withdrawal.issuance, withdrawal.by) == (issuance, world.approver)
    assert (withdrawal.reason, withdrawal.act) == (TOLD["reason"], TOLD["order"])
    assert RecordEvent.objects.filter(action="version.withdrawn").count() == 1
    assert "La reemplaza el decreto." in client.get("/documentos/PR-M2-P6-01/").content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"password": "otra"}, "password"),
        ({"reason": " "}, "reason"),
        ({"effective_on": "2020-01-01"}, "effective_on"),
    ],
)
def test_what_is_missing_is_said_at_its_field(
    world: World, issuance: Issuance, enter: Enter, changes: dict[str, str], field: str
):
    answer = enter(world.approver).post(address(issuance), form(**changes))
    assert list(answer.context["form"].errors) == [field]
    assert not Withdrawal.objects.exists()


def test_the_second_one_is_told_that_it_was_withdrawn(
    world: World, issuance: Issuance, enter: Enter
):
    enter(world.approver).post(address(issuance), form())
    answer = enter(world.approver).post(address(issuance), form())
    assert answer.status_code == 409
    assert "ya" in answer.content.decode()
    assert Withdrawal.objects.count() == 1


def test_an_end_far_away_is_brought_forward_and_never_put_off(
    world: World, issuance: Issuance, enter: Enter, client: Any
):
    browser, today = enter(world.approver), timezone.localdate()
    for days in (300, 100):
        day = (today + timedelta(days=days)).isoformat()
        assert browser.post(address(issuance), form(effective_on=day)).status_code == 302
    page = browser.get(address(issuance)).content.decode()
    assert "Puede adelantarlo, no aplazarlo." in page
    later = (today + timedelta(days=200)).isoformat()
    answer = browser.post(address(issuance), form(effective_on=later))
    assert list(answer.context["form"].errors) == ["effective_on"]
    assert "se adelanta" in answer.content.decode()
    assert "La reemplaza el decreto." not in client.get("/documentos/PR-M2-P6-01/").content.decode()
    assert browser.post(address(issuance), form()).status_code == 302
    assert "La reemplaza el decreto." in client.get("/documentos/PR-M2-P6-01/").content.decode()
    assert Withdrawal.objects.count() == 3


@pytest.mark.parametrize(
    ("who", "status"), [("author", 302), ("archivist", 302), ("stranger", 404)]
)
def test_nobody_else_withdraws(
    world: World, issuance: Issuance, enter: Enter, who: str, status: int
):
    browser = enter(getattr(world, who))
    assert browser.get(address(issuance)).status_code == status
    assert browser.post(address(issuance), form()).status_code == status
    assert not Withdrawal.objects.exists()


def test_the_menu_of_the_page_leads_there(
    world: World, issuance: Issuance, root: Any, enter: Enter
):
    page = ProcedurePage.objects.get()
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert address(issuance) in enter(root).get(edit).content.decode()
    assert address(issuance) not in enter(world.author).get(edit).content.decode()
    enter(root).post(address(issuance), form())
    assert address(issuance) not in enter(root).get(edit).content.decode()


@pytest.mark.parametrize("how", ["view", "bulk", "api"])
def test_deleting_a_page_with_versions_is_refused_with_a_sentence(
    world: World, issuance: Issuance, root: Any, enter: Enter, how: str
):
    page = ProcedurePage.objects.get()
    if how == "view":
        asked = reverse("wagtailadmin_pages:delete", args=[page.pk])
    elif how == "bulk":
        asked = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
        asked += f"?id={page.pk}"
    else:
        asked = reverse("wagtailadmin_api:pages:action", args=[page.pk, "delete"])
    for browser in (enter(root), enter(world.author)):
        answer = browser.post(asked, follow=True)
        said = answer.json()["detail"] if how == "api" else answer.content.decode()
        assert "tiene versiones enviadas o expedidas: no se borra" in said
        assert answer.status_code == (403 if how == "api" else 200)
    assert ProcedurePage.objects.filter(pk=page.pk).exists()
    answer = enter(world.stranger).post(asked, follow=True)
    assert "tiene versiones" not in answer.content.decode()
