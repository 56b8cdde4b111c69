"""Codes in the database: by kind, next free, never twice, former ones, and documents that move."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

import pytest

from records import codes, issue, moving, returning, submission
from records.exceptions import NotAllowed
from records.models import (
    CodeScheme,
    ControlledDocument,
    Entity,
    FormerCode,
    Issuance,
    Process,
    RecordEvent,
)
from records.permissions import Role
from tests.factories import World, at, person
from tests.standing import standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = standing(World)
    world.quality = person("nora.calidad", Role.QUALITY, world.other_office)
    return world


def refused(reasons: NotAllowed) -> set[str]:
    return {reason.code for reason in reasons.reasons}


def test_each_kind_follows_its_own_scheme(world: World) -> None:
    CodeScheme.objects.create(kind="format", template="AAA-'PR'-nnn-TT-nn", letters="FR")
    assert codes.propose("procedure", process=world.process, office=None) == "PR-M2-P6-01"
    with pytest.raises(ValueError, match="bajo qué documento"):
        codes.propose("format", process=world.process, office=None)
    below = codes.propose("format", process=None, office=None, above="GCA-PR-001")
    assert below == "GCA-PR-001-FR-01"
    nobody = ControlledDocument(kind="format")
    assert [one.code for one in codes.reasons_against(nobody, below)] == ["no_above"]
    assert codes.reasons_against(nobody, "FO-M2-P6-01")[0].code == "code"


def test_letters_come_from_the_process_or_the_office(world: World) -> None:
    Entity.objects.update(code_template="AA-TT-nn")
    with pytest.raises(ValueError, match="Falta la sigla"):
        codes.propose("procedure", process=world.process, office=world.office)
    world.office.acronym = "TI"
    assert codes.propose("procedure", process=world.process, office=world.office) == "TI-PR-01"
    process = Process.objects.create(code="GD", name="Gestión documental", kind="support")
    assert codes.propose("procedure", process=process, office=world.office) == "GD-PR-01"


def test_a_number_is_free_until_the_first_submission_and_never_after(world: World) -> None:
    def proposed() -> str:
        return codes.propose("procedure", process=world.process, office=None)

    draft = world.document()
    assert proposed() == "PR-M2-P6-01"
    version = world.submit(draft, world.content("PR-M2-P6-01"))
    returning.recall(version, reason="Se pospone.", by=world.author, at=at("2020-02-03", 11))
    assert proposed() == "PR-M2-P6-02"  # taken, though nothing was issued
    issued = world.issue(content=world.content("PR-M2-P6-02"))
    issue.withdraw(
        issued,
        effective_on=date(2020, 2, 4),
        reason="Ya no se usa.",
        by=world.approver,
        at=at("2020-02-03", 15),
    )
    assert proposed() == "PR-M2-P6-03"  # also after obsolescence


def test_what_a_draft_proposes_is_skipped_and_comes_back(world: World) -> None:
    told = {"process": world.process, "office": None}
    assert codes.propose("procedure", **told, besides={"PR-M2-P6-01"}) == "PR-M2-P6-02"
    assert codes.propose("procedure", **told) == "PR-M2-P6-01"


def test_a_former_code_belongs_to_one_document_for_ever(world: World) -> None:
    issued = world.issue()
    codes.keep_former(issued.document, "m2-p6-01", by=world.archivist, at=at("2020-02-04"))
    codes.keep_former(issued.document, "M2-P6-01", by=world.archivist, at=at("2020-02-04"))
    assert FormerCode.objects.get().code == "M2-P6-01"
    other = world.document()
    for taken in ("M2-P6-01", "PR-M2-P6-01"):
        with pytest.raises(NotAllowed) as refusal:
            codes.keep_former(other, taken, by=world.archivist, at=at("2020-02-04"))
        assert "ya lo tiene o lo tuvo" in str(refusal.value)
    assert codes.is_taken("M2-P6-01")
    assert RecordEvent.objects.filter(action="document.known_as").count() == 1


def test_the_first_submission_keeps_the_code_of_an_import(world: World) -> None:
    document = world.document()
    prepared = submission.prepare(document, world.content(), at=at("2020-02-03"))
    told = {
        "route": [
            submission.Step("prepared", "", (world.author.pk,)),
            submission.Step("reviewed", ""),
            submission.Step("approved", ""),
        ],
        "change_note": "Primera versión.",
        "authentication": "password",
        "by": world.author,
        "at": at("2020-02-03"),
    }
    with pytest.raises(NotAllowed) as refusal:
        submission.submit(document, prepared, former_code="sin número", **told)
    assert {one.field for one in refusal.value.reasons} == {"former_code"}
    submission.submit(document, prepared, former_code="TIC-07", **told)
    assert FormerCode.objects.get().document_id == document.pk


@pytest.mark.parametrize("field", ["code_template", "template", "letters"])
def test_an_ambiguous_scheme_is_refused_at_its_field(
    world: World, client: Client, field: str
) -> None:
    client.force_login(person("ada.admin", Role.ADMINISTRATOR))
    if field == "code_template":
        entity = Entity.current()
        told = {"name": entity.name, "accent": entity.accent, "code_template": "AA-nn"}
        answer = client.post(reverse("entity:edit", args=[entity.pk]), told)
    else:
        told = {
            "template": {"kind": "format", "template": "'PR'-Mn-Pn-nn"},
            "letters": {"kind": "format", "letters": "PR"},
        }[field]
        answer = client.post(reverse("code_schemes:add"), told)
    assert answer.status_code == 200
    assert "serviría para" in str(answer.context["form"].errors[field])
    assert not CodeScheme.objects.exists()
    assert Entity.current().code_template == "TT-Mn-Pn-nn"


def test_a_scheme_of_a_kind_is_kept_by_an_administrator(world: World, client: Client) -> None:
    client.force_login(person("ada.admin", Role.ADMINISTRATOR))
    told = {"kind": "format", "letters": "fr", "template": "TT.AA.nnn"}
    assert client.post(reverse("code_schemes:add"), told).status_code == 302
    assert codes.scheme_of("format").text == "FR.AA.nnn"


# --- Moving ---------------------------------------------------------------------------------------


def moved(world: World, issued: Issuance, day: str = "2020-03-02") -> ControlledDocument:
    return moving.open_successor(
        issued.document,
        office=world.office,
        order="Decreto 14 de 2020",
        by=world.quality,
        at=at(day),
    )


def test_a_moved_document_gets_a_new_code_that_says_what_it_replaces(world: World) -> None:
    former = world.issue(note="Se crea.")
    document = moved(world, former)
    newer = world.issue(
        document,
        world.content("PR-M3-P1-01"),
        day="2020-03-10",
        note="Pasa al proceso M3-P1.",
        effective_on="2020-04-01",
    )
    former.refresh_from_db()
    assert newer.envelope["replaces"] == "PR-M2-P6-01"
    assert (newer.label, newer.number) == ("01", 1)
    told = [row["reason"] for row in newer.envelope["changes"]]
    assert told == ["Se crea.", "Pasa al proceso M3-P1."]
    # The former one rules until the day on which the new one does; its row and code stay.
    assert former.document.code == "PR-M2-P6-01"
    in_force = Issuance.objects.in_force_on
    assert in_force(date(2020, 3, 31)).get() == former
    assert in_force(date(2020, 4, 1)).get() == newer
    assert former.withdrawal.reason == moving.MOVED


def test_while_it_moves_no_version_of_the_former_is_submitted(world: World) -> None:
    former = world.issue()
    moved(world, former)
    with pytest.raises(NotAllowed) as refusal:
        world.submit(former.document, world.content(), day="2020-03-03")
    assert refused(refusal.value) == {"moving"}


def test_every_reason_against_moving_at_once(world: World) -> None:
    former = world.issue()
    moved(world, former)
    never = world.document()
    world.submit(never, world.content("PR-M2-P6-02"))
    told = {"by": world.author, "at": at("2020-03-03")}
    assert {one.code for one in moving.reasons_against(former.document, **told)} == {
        "no_role",
        "moving",
    }
    assert {one.code for one in moving.reasons_against(never, **told)} == {
        "no_role",
        "not_in_force",
        "in_review",
    }


def test_a_dropped_draft_leaves_the_former_as_it_was(world: World) -> None:
    former = world.issue()
    document = moved(world, former)
    moving.call_off(document, by=world.author, at=at("2020-03-03"))
    moving.call_off(document, by=world.author, at=at("2020-03-03"))
    assert not former.document.successors.exists()
    world.submit(former.document, world.content(), day="2020-03-03")
    assert RecordEvent.objects.filter(action="document.move_called_off").count() == 1


def test_what_a_document_replaces_is_fixed_with_its_code(world: World) -> None:
    former = world.issue()
    document = moved(world, former)
    world.submit(document, world.content("PR-M3-P1-01"), day="2020-03-03")
    moving.call_off(document, by=world.author, at=at("2020-03-04"))
    assert former.document.successors.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        ControlledDocument.objects.filter(pk=document.pk).update(replaces=None)


def test_a_public_document_does_not_name_a_restricted_one(world: World) -> None:
    former = world.issue(content=world.content(access="reserved"), note="Secreto.")
    document = moved(world, former)
    newer = world.issue(document, world.content("PR-M3-P1-01"), day="2020-03-10")
    assert "replaces" not in newer.envelope
    assert "Secreto." not in newer.envelope_json
