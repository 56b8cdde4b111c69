"""Case files opened by what files itself, as the archive said: one each, a year, a contract."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

import pytest

from records import filling
from records.case_files import closing, filing
from records.exceptions import NotAllowed
from records.models import CaseFile, FilledFormat, GatheringRule, Issuance
from records.organization import register
from tests.factories import World, at
from tests.records import filling as made
from tests.records.account_form import account_format
from tests.records.case_files.files import codes

pytestmark = pytest.mark.django_db
FIELD = "Justificación"


@pytest.fixture
def format_(world: World) -> Issuance:
    return account_format(world)


@pytest.fixture
def boss(world: World) -> Any:
    return made.head(world)


def said(world: World, by: str, kind: str = "filled", **told: str) -> GatheringRule:
    rule = GatheringRule(kind=kind, by=by, **told)
    return register(rule, by=world.archivist, at=at("2020-02-01"))


def sent(world: World, format_: Issuance, day: str, **told: Any) -> FilledFormat:
    return filling.submit(
        made.draft(world, format_, day=day, **told),
        notice_accepted=True,
        authentication="password",
        by=world.stranger,
        at=at(day, 10),
    )


def filed(world: World, format_: Issuance, boss: Any, day: str, **told: Any) -> CaseFile:
    filled = sent(world, format_, day, **told)
    made.sign(filled, 1, boss, day)
    made.sign(filled, 2, world.reviewer, day)
    found: CaseFile = FilledFormat.objects.get(pk=filled.pk).completion.record.case_file
    return found


@pytest.mark.conformance("C07")
def test_a_format_opens_a_case_file_for_each_contract(
    world: World, format_: Issuance, boss: Any
) -> None:
    said(world, "field", code="FO-M11-P2-05", field="  justificación ")
    one = filed(world, format_, boss, "2020-03-02", **{FIELD: "Contrato 14"})
    other = filed(world, format_, boss, "2020-03-03", **{FIELD: "Contrato 15"})
    again = filed(world, format_, boss, "2021-01-12", **{FIELD: " contrato  14"})
    assert (one == again, one == other) == (True, False)
    assert "Contrato 14" in one.title
    assert one.access == "classified"
    sent(world, format_, "2021-01-13", **{FIELD: "Contrato 14"})
    with pytest.raises(NotAllowed) as refused:
        closing.close([one], by=world.archivist, at=at("2021-02-01"))
    assert "signing" in codes(refused)
    rows = CaseFile.objects.with_standing().filter(pk=other.pk)
    reasons = closing.reasons_against(
        rows, "administrative", by=world.archivist, at=at("2021-02-01")
    )
    assert not any(one.code == "signing" for one in reasons[other.pk])


@pytest.mark.conformance("C07")
def test_each_has_one_of_its_own_and_the_narrower_rule_counts(
    world: World, format_: Issuance, boss: Any
) -> None:
    said(world, "year")
    said(world, "each", series_code=world.series.code)
    one = filed(world, format_, boss, "2020-03-02")
    other = filed(world, format_, boss, "2020-03-03")
    assert one != other
    assert one.title.startswith("FO-M11-P2-05-2020-0001")
    assert one.gathers == ""


@pytest.mark.conformance("C07")
def test_documents_of_a_year_are_in_one_case_file(world: World) -> None:
    said(world, "year", kind="procedure")
    first = world.issue()
    second = world.issue(content=world.content(code="PR-M2-P6-02", title="Otro"))
    later = world.issue(
        content=world.content(code="PR-M2-P6-03", title="De después"), day="2021-02-01"
    )
    homes = [one.version.record.case_file for one in (first, second, later)]
    assert homes[0] == homes[1] != homes[2]
    assert homes[0].title == "Procedimientos, 2020"
    again = world.issue(first.document, world.content(objective="Otro objetivo."), day="2021-03-01")
    assert again.version.record.case_file == homes[2]


def test_the_archive_says_it_on_its_screen(world: World, format_: Issuance, client: Client) -> None:
    client.force_login(world.archivist)
    told = {"kind": "procedure", "code": "", "series_code": "999", "by": "field", "field": "x"}
    page = client.post(reverse("gathering_rules:add"), told).content.decode()
    assert "Ningún cuadro tiene una serie de ese código" in page
    assert "Solo un formato, por su código" in page
    assert not GatheringRule.objects.exists()
    told |= {"kind": "filled", "code": "fo-m11-p2-05", "series_code": "", "field": FIELD}
    assert client.post(reverse("gathering_rules:add"), told).status_code == 302
    assert GatheringRule.objects.get().code == "FO-M11-P2-05"
    assert "FO-M11-P2-05" in client.get(reverse("gathering_rules:index")).content.decode()
    client.force_login(world.author)
    assert client.get(reverse("gathering_rules:add")).status_code in (302, 403)


def test_of_two_that_open_it_at_once_the_second_finds_that_of_the_first(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    said(world, "year", kind="procedure")
    first = world.issue().version.record.case_file
    real, asked = filing._gathering, []

    def before_it_committed(key: str) -> list[CaseFile]:
        asked.append(key)
        return [] if len(asked) == 1 else real(key)

    monkeypatch.setattr(filing, "_gathering", before_it_committed)
    second = world.issue(content=world.content(code="PR-M2-P6-02", title="Otro"))
    assert second.version.record.case_file == first
    assert len(asked) == 2


def test_what_waits_for_a_signature_keeps_the_case_file_of_its_year_open(world: World) -> None:
    said(world, "year", kind="procedure")
    home = world.issue().version.record.case_file
    waiting = world.content(code="PR-M2-P6-02", title="Otro")
    world.submit(world.document(), waiting)
    assert (pending(world, home, "2020-04-01"), pending(world, home, "2021-04-01")) == (True, False)


def pending(world: World, home: CaseFile, day: str) -> bool:
    rows = CaseFile.objects.with_standing().filter(pk=home.pk)
    reasons = closing.reasons_against(rows, "administrative", by=world.archivist, at=at(day))
    return "signing" in {one.code for one in reasons[home.pk]}


def test_the_screen_takes_a_field_that_the_format_has(
    world: World, format_: Issuance, client: Client
) -> None:
    """A rule that could never count is refused where it is written, with what there is."""
    client.force_login(world.archivist)
    address = reverse("gathering_rules:add")
    told = {"kind": "filled", "by": "field", "series_code": "", "field": FIELD}
    refused = client.post(address, told | {"code": "FO-M9-P9-99"}).content.decode()
    assert "Ningún documento tiene ese código." in refused
    refused = client.post(address, told | {"code": "FO-M11-P2-05", "field": "Otro"})
    assert f"{FIELD};" in refused.content.decode()
    assert "Escriba el campo" not in refused.content.decode()
    assert not GatheringRule.objects.exists()
    taken = client.post(address, told | {"code": "FO-M11-P2-05", "field": FIELD.upper()})
    assert taken.status_code == 302
    assert GatheringRule.objects.get().field == FIELD.upper()
