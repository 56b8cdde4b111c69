"""Case files of accumulated funds and of schemes that others replaced are opened by the archive."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.test import Client
from django.urls import reverse

import pytest

from records.case_files import bulk
from records.exceptions import NotAllowed
from records.models import CaseFile, ClassificationScheme, Series
from retention.models import RetentionRule, RetentionSchedule
from tests.factories import World, at
from tests.records.case_files.files import codes, opened
from tests.retention.lives import lead
from tests.retention.test_life import valuation

pytestmark = pytest.mark.django_db


@pytest.fixture
def fund(db: None) -> tuple[World, Series, Series]:
    """A world, the series of its fund of the sixties, and that of its new scheme."""
    world = World()
    lead(valuation(world, "1"), "in_force")
    scheme = ClassificationScheme.objects.create(name="CCD", label="2")
    schedule = RetentionSchedule.objects.create(scheme=scheme, label="2")
    new = Series.objects.create(
        scheme=scheme, office=world.office, code=world.series.code, name="Procedimientos"
    )
    RetentionRule.objects.create(
        schedule=schedule, series=new, office_years=1, archive_years=1, disposition="destroy"
    )
    lead(schedule, "in_force")
    return world, Series.objects.get(period__name="Primero"), new


def listed(world: World, text: str, by: Any) -> list[CaseFile]:
    return bulk.open_many(bulk.read_list(text.encode()), by=by, at=at("2026-06-01"))


@pytest.mark.conformance("C05", "C07")
def test_a_list_of_old_case_files_is_classified_by_the_day_of_each(
    fund: tuple[World, Series, Series],
) -> None:
    world, old, new = fund
    head = "serie;titulo;fecha\n"
    text = f"{head}130.1;Plano;1965-03-02\n{new.code};Uno;2018-01-01\n{new.code};Dos;2026-05-01"
    found = listed(world, text, world.archivist)
    assert [one.series for one in found] == [old, world.series, new]
    with pytest.raises(NotAllowed) as refused:
        listed(world, f"{head}130.1;Plano;1965-03-02", world.author)
    assert codes(refused) == {"line"}


def test_dates_beyond_the_organic_period_need_a_reason(
    fund: tuple[World, Series, Series],
) -> None:
    world, old, _new = fund
    told: dict[str, Any] = {"series": old, "day": "2026-06-01", "opened_on": date(1971, 1, 1)}
    with pytest.raises(NotAllowed) as refused:
        opened(world, **told)
    assert codes(refused) == {"outside_validity"}
    assert opened(world, **told, reason="Es del mismo asunto.").series == old
    with pytest.raises(NotAllowed) as refused:
        opened(world, **told, reason="Es del mismo asunto.", by=world.author)
    assert "no_role" in codes(refused)


def test_the_form_offers_the_archive_the_schemes_of_the_day(
    fund: tuple[World, Series, Series], client: Client
) -> None:
    world, old, new = fund
    address = reverse("case_files:open")

    def offered(by: Any, day: str) -> set[Series]:
        client.force_login(by)
        page = client.get(address, {"opened_on": day})
        return set(page.context["form"].fields["series"].queryset)

    assert old in offered(world.archivist, "1965-03-02")
    assert {world.series, new} <= offered(world.archivist, "2018-01-01")
    assert old not in offered(world.archivist, "2018-01-01")
    assert offered(world.author, "1965-03-02") == {new}
    assert offered(world.archivist, "") == {new}
    told = {
        "series": old.pk,
        "office": world.office.pk,
        "title": "Plano de la plaza",
        "opened_on": "1965-03-02",
        "support": "paper",
        "reason": "La oficina es la que la sucedió.",
    }
    client.force_login(world.archivist)
    assert client.post(address, told).status_code == 302
    assert CaseFile.objects.get(title="Plano de la plaza").series == old
