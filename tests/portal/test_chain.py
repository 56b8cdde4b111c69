"""What an activity leaves, on the page of its document: the format in force, what is public."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

import pytest

from records import codes, issue
from records.models import Issuance
from tests.factories import World, at
from tests.records.chain import FORMAT, alone, filled, follow, issued, orders

pytestmark = pytest.mark.django_db
ADDRESS = "/documentos/PR-M2-P6-01/"


@pytest.fixture
def page(world: World, client: Client, settings) -> str:
    alone(world)
    issued(world)
    follow()
    return client.get(ADDRESS).content.decode()


def test_an_activity_leads_to_the_format_in_force(page: str) -> None:
    assert f'href="/documentos/{FORMAT}/"' in page
    assert "Creación, activación o retiro de un usuario" in page


def test_a_former_code_leads_to_the_format_that_bears_another_now(
    world: World, client: Client
) -> None:
    format_ = alone(world)
    world.issue(content=orders(world, first="TIC-07"))
    codes.keep_former(format_.document, "TIC-07", by=world.archivist, at=at("2020-02-05"))
    follow()
    assert f'href="/documentos/{FORMAT}/"' in client.get(ADDRESS).content.decode()


def test_a_format_that_is_not_for_everybody_or_not_in_force_is_no_link(
    world: World, client: Client
) -> None:
    format_ = alone(world)
    issued(world)
    follow()
    filled(world, format_)
    format_.document.access = "classified"
    format_.document.save()
    page = client.get(ADDRESS).content.decode()
    assert f'href="/documentos/{FORMAT}/"' not in page
    assert "Creación, activación" not in page
    assert "FO-M11-P2-05-2020-0001" not in page
    format_.document.access = "public"
    format_.document.save()
    issue.withdraw(
        format_,
        effective_on=at("2020-04-01").date(),
        reason="Se acabó.",
        by=world.approver,
        at=at("2020-04-01"),
    )
    assert f'href="/documentos/{FORMAT}/"' not in client.get(ADDRESS).content.decode()


def test_public_documents_are_listed_and_restricted_ones_are_not(
    world: World, client: Client, django_assert_num_queries
) -> None:
    value = orders(world, "PR-M2-P6-01")
    value["sections"][6]["blocks"][0]["items"][1]["series"] = world.series.code
    world.issue(content=value)
    world.issue(content={**world.content("PR-M2-P6-02", "Público"), "access": "public"})
    hidden: Issuance = world.issue(
        content={**world.content("PR-M2-P6-03", "Oculto"), "access": "reserved"}
    )
    follow()
    with django_assert_num_queries(8):
        page = client.get(ADDRESS).content.decode()
    assert f'href="{reverse("version", args=["PR-M2-P6-02", "01"])}"' in page
    assert "2 documentos públicos" in page
    assert hidden.version.code not in page
    assert "Oculto" not in page
    client.force_login(world.archivist)
    assert "3 documentos públicos" in client.get(ADDRESS).content.decode()
    client.logout()
    assert "2 documentos públicos" not in client.get(f"{ADDRESS}?fecha=2020-02-02").content.decode()
