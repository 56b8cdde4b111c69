"""Giving other codes: looked at first, all or none; and the codes that the editor proposes."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

import pytest
import time_machine

from editorial.models import DocumentPage
from records.models import CodeScheme, ControlledDocument, Entity, Process
from records.permissions import Role
from tests.factories import World, at, person

pytestmark = pytest.mark.django_db
TODAY = "2020-03-02"


@pytest.fixture(autouse=True)
def today() -> Any:
    with time_machine.travel(at(TODAY)):
        yield


@pytest.fixture
def there(world: World) -> Process:
    macro = Process.objects.create(code="M3", name="Gestión del gobierno digital", kind="mission")
    return Process.objects.create(code="M3-P1", name="Datos", kind="mission", parent=macro)


@pytest.fixture
def quality(world: World, client: Client) -> Client:
    client.force_login(person("nora.calidad", Role.QUALITY, world.other_office))
    return client


def address(world: World, there: Process) -> str:
    asked = f"?process={world.process.pk}&to_process={there.pk}"
    return reverse("recode_documents") + asked


def test_all_the_documents_of_a_process_move_at_once(
    world: World, quality: Client, there: Process
) -> None:
    pages = [world.page(world.content(f"PR-M2-P6-0{n}")) for n in (1, 2)]
    issued = [world.issue_page(page) for page in pages]
    shown = quality.get(address(world, there)).content.decode()
    assert "PR-M3-P1-01" in shown
    assert "PR-M3-P1-02" in shown
    told = {f"take-{one.pk}": "on" for one in issued} | {"order": "Decreto 14 de 2020"}
    told[f"code-{issued[1].document_id}"] = "PR-M3-P1-08"
    assert quality.post(address(world, there), told).status_code == 302
    drafts = DocumentPage.objects.filter(document__replaces__isnull=False).order_by("code")
    assert [draft.code for draft in drafts] == ["PR-M3-P1-01", "PR-M3-P1-08"]
    assert [draft.process for draft in drafts] == [there, there]
    assert drafts[0].document.replaces == issued[0].document
    # What is in force is what it was, and the draft goes on as any other.
    assert issued[0].document.code == "PR-M2-P6-01"
    newer = world.issue_page(drafts[0].specific, day=TODAY)
    assert (newer.version.code, newer.envelope["replaces"]) == ("PR-M3-P1-01", "PR-M2-P6-01")


def test_who_gives_the_code_is_no_author_and_may_review(
    world: World, client: Client, there: Process
) -> None:
    """The text is the one in force: who moved it wrote none of it (separation of duties)."""
    nora = person("nora.calidad", Role.QUALITY, world.other_office)
    nora.groups.add(Group.objects.get(name=Role.REVIEWER.value))
    client.force_login(nora)
    issued = world.issue_page(world.page())
    told = {f"take-{issued.pk}": "on", "order": "Decreto 14 de 2020"}
    assert client.post(address(world, there), told).status_code == 302
    draft = DocumentPage.objects.get(document__replaces=issued.document)
    version = world.submit_page(draft.specific, day=TODAY, signers={1: nora.pk})
    assert version.authors == [world.author.pk]
    assert client.get(reverse("signing", args=[version.pk])).status_code == 200
    world.sign_page(version, 1, nora, TODAY)
    assert version.signatures.filter(user=nora, role="reviewed").exists()


def test_one_row_that_is_wrong_holds_all_back(
    world: World, quality: Client, there: Process
) -> None:
    issued = [world.issue_page(world.page(world.content(f"PR-M2-P6-0{n}"))) for n in (1, 2)]
    told = {f"take-{one.pk}": "on" for one in issued}
    told[f"code-{issued[1].document_id}"] = "PR-M3-P1-01"
    answer = quality.post(address(world, there), told)
    shown = answer.content.decode()
    assert "Dos documentos tendrían este código" in shown
    assert "Diga con qué acto cambian" in shown
    assert not ControlledDocument.objects.filter(replaces__isnull=False).exists()


def test_a_draft_that_is_dropped_moves_nothing(
    world: World, quality: Client, there: Process
) -> None:
    issued = world.issue_page(world.page())
    told = {f"take-{issued.pk}": "on", "order": "Decreto 14 de 2020"}
    quality.post(address(world, there), told)
    draft = DocumentPage.objects.get(document__replaces__isnull=False)
    draft.delete(user=world.author)
    assert not issued.document.successors.exists()
    again = quality.get(address(world, there)).content.decode()
    assert "Ya está pasando" not in again


def test_a_format_follows_the_procedure_above_it(world: World, quality: Client) -> None:
    old = Process.objects.create(code="GCA", name="Calidad", kind="support")
    new = Process.objects.create(code="GIC", name="Gestión de la calidad", kind="support")
    Entity.objects.update(code_template="AAA-TT-nnn")
    CodeScheme.objects.create(kind="format", template="AAA-'PR'-nnn-TT-nn", letters="FR")
    place = {"process": {"code": old.code, "name": old.name, "parent": None}}
    above = world.issue(content=world.content("GCA-PR-004", **place))
    below = world.issue(
        world.document(kind="format"),
        world.content("GCA-PR-004-FR-02", kind="format", **place),
    )
    asked = reverse("recode_documents") + f"?process={old.pk}&to_process={new.pk}"
    rows = quality.get(asked).context["rows"]
    assert [(move.code, reasons) for move, _, reasons in rows] == [
        ("GIC-PR-004", []),
        ("GIC-PR-004-FR-02", []),
    ]
    told = {f"take-{one.pk}": "on" for one in (above, below)} | {"order": "Decreto 14 de 2020"}
    assert quality.post(asked, told).status_code == 302


def test_only_the_quality_office_gives_codes(world: World, client: Client, there: Process) -> None:
    client.force_login(world.author)
    assert client.get(address(world, there)).status_code in (302, 403)
    assert client.post(address(world, there), {}).status_code in (302, 403)


def test_the_editor_is_told_the_next_free_code(world: World, client: Client) -> None:
    world.page(world.content("PR-M2-P6-01"))
    client.force_login(world.author)
    asked = {"kind": "procedure", "process": world.process.pk, "office": world.office.pk}
    answer = client.get(reverse("next_codes"), asked).json()
    assert answer == {"codes": ["PR-M2-P6-02"], "message": ""}
    without = client.get(reverse("next_codes"), {**asked, "process": ""}).json()
    assert without["codes"] == []
    assert "Falta el número del macroproceso" in without["message"]
    assert client.get(reverse("next_codes"), {"kind": "nada"}).status_code == 400
    client.force_login(person("lia.lectora", Role.READER, world.office))
    assert client.get(reverse("next_codes"), asked).status_code in (302, 403)
