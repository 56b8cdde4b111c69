"""Who adopts what is in force, and which codes, titles and labels it may bear."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

import pytest

from records import adoption, issue, numbering, returning, storage, submission, vetoes
from records.exceptions import Conflict, NotAllowed, Reason
from records.models import ControlledDocument, Issuance
from records.permissions import Role
from tests.factories import World, at, person

pytestmark = pytest.mark.django_db


def adopt(world: World, *, by: Any = None, label: str = "03", **content: Any) -> Issuance:
    return adoption.adopt(
        world.content(**content),
        label=label,
        approved_on=date(2019, 5, 6),
        signatures=[],
        original=adoption.Original(b"texto", "acta.txt", "text/plain; charset=utf-8"),
        office=world.office,
        series=world.series,
        process=world.process,
        by=by or world.archivist,
        at=at("2020-02-03"),
    )


def codes(error: pytest.ExceptionInfo[NotAllowed]) -> set[str]:
    return {reason.code for reason in error.value.reasons}


@pytest.mark.parametrize("role", [Role.EDITOR, Role.LIAISON, Role.REVIEWER, Role.APPROVER])
def test_nobody_who_writes_or_signs_adopts_alone(world, role):
    with pytest.raises(NotAllowed) as error:
        adopt(world, by=person("una.sola", role, world.office))
    assert codes(error) == {"no_role"}
    assert not ControlledDocument.objects.exists()


@pytest.mark.parametrize("role", [Role.ARCHIVIST, Role.ADMINISTRATOR])
def test_archive_and_administration_adopt_for_every_office(world, role):
    issuance = adopt(world, by=person("una.sola", role, world.other_office))
    assert issuance.envelope["original"]["media_type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize("label", ["1/2", "?", "v 1", "ñ1", "-1", "01.pdf", "1.JSON", "1" * 11])
def test_a_label_that_no_address_bears_is_refused(world, label):
    assert numbering.label_reasons(label)
    with pytest.raises(NotAllowed) as error:
        adopt(world, label=label)
    assert codes(error) == {"label"}
    with pytest.raises(NotAllowed) as error:
        submission.submit(
            world.document(),
            submission.prepare(world.document(), world.content(), at=at("2020-02-03")),
            route=[],
            change_note="Va.",
            label=label,
            authentication="password",
            by=world.author,
            at=at("2020-02-03"),
        )
    assert {"label", "route"} == codes(error)


@pytest.mark.parametrize("label", ["01", "1.2", "V3", "2020-1", "1_0"])
def test_usual_labels_are_labels(label):
    assert numbering.label_reasons(label) == []


def test_the_database_refuses_such_labels_too(world):
    issuance = world.issue()
    issuance.pk = None
    issuance._state.adding = True
    issuance.version_id, issuance.number = 10**6, 2  # by nothing the row that there is
    issuance.envelope_sha256, issuance.verification_code = "0", "0"
    issuance.label = "1/2"
    with pytest.raises(IntegrityError, match="issuance_label_in_an_address"), transaction.atomic():
        issuance.save()


def test_a_title_that_does_not_fit_is_refused(world):
    with pytest.raises(NotAllowed) as error:
        adopt(world, title="a" * 301)
    assert codes(error) == {"too_long"}
    with pytest.raises(NotAllowed) as error:
        world.submit(world.document(), world.content(title="a" * 301))
    assert "too_long" in codes(error)


def test_the_code_is_written_in_its_one_spelling(world):
    assert adopt(world, code="pr-m2-p6–07").document.code == "PR-M2-P6-07"
    with pytest.raises(NotAllowed) as error:
        world.submit(world.document(), world.content(code="pr-m2-p6-08"))
    assert codes(error) == {"code"}


def test_who_loses_the_race_for_a_code_gets_a_conflict(world, monkeypatch):
    world.issue()
    monkeypatch.setattr(numbering, "code_reasons", lambda *args, **kwargs: [])
    with pytest.raises(Conflict) as error:
        adopt(world)
    assert codes(error) == {"code_taken"}
    with pytest.raises(Conflict) as error:
        world.submit(world.document(), world.content())
    assert codes(error) == {"code_taken"}
    assert Issuance.objects.count() == 1


def test_adopting_filing_returning_and_recalling_ask_the_apps_above(world, monkeypatch):
    asked = []

    def forbid(act: str, subject: Any, today: date) -> list[Reason]:
        asked.append(act)
        return [Reason("above", "No.")] if act in {"adopt", "refuse", "recall"} else []

    version = world.submit(world.document(), world.content())
    monkeypatch.setattr(vetoes, "_vetoes", [forbid])
    with pytest.raises(NotAllowed) as error:
        adopt(world, code="PR-M2-P6-07")
    assert codes(error) == {"above"}
    with pytest.raises(NotAllowed):
        returning.refuse(version, reason="Falta.", by=world.reviewer, at=at("2020-02-03", 12))
    with pytest.raises(NotAllowed):
        returning.recall(version, reason="Falta.", by=world.author, at=at("2020-02-03", 12))
    world.sign(version, 1, world.reviewer)
    world.sign(version, 2, world.approver)
    assert {"adopt", "refuse", "recall", "sign", "issue", "file"} <= set(asked)


def test_the_last_signature_reads_no_file(world, monkeypatch):
    document = world.document()
    version = world.submit(document, world.content())
    world.sign(version, 1, world.reviewer)
    monkeypatch.setattr(issue, "content_of", lambda version: pytest.fail("read under the lock"))
    monkeypatch.setattr(storage, "storage", lambda: pytest.fail("storage under the lock"))
    world.sign(version, 2, world.approver)
    assert Issuance.objects.get().version == version
