"""From submission to issue: who may, in which order, and what stands there afterwards."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import ProtectedError

import pytest

from records import issue, returning, signing, submission
from records.content import schema_errors
from records.exceptions import Conflict, NotAllowed
from records.models import (
    CaseFile,
    Component,
    ControlledDocument,
    Issuance,
    Record,
    RecordEvent,
    Signature,
)
from records.permissions import Role
from records.storage import storage
from tests.factories import at, person

pytestmark = pytest.mark.django_db


def codes(error: pytest.ExceptionInfo[NotAllowed]) -> set[str]:
    return {reason.code for reason in error.value.reasons}


def test_the_whole_way(world, django_capture_on_commit_callbacks):
    # What made the world (its schedule, the agreements) is no part of the document's life.
    made = set(RecordEvent.objects.values_list("seq", flat=True))
    with django_capture_on_commit_callbacks(execute=True):
        issuance = world.issue()
    assert issuance.label == "01"
    assert schema_errors(issuance.envelope, "envelope-1") == []
    assert [one["role"] for one in issuance.envelope["signatures"]] == [
        "prepared",
        "reviewed",
        "approved",
    ]
    assert issuance.envelope["signatures"][2]["position"] == "Secretaria de las TIC"
    record = Record.objects.get(version=issuance.version)
    assert record.case_file.series == world.series
    assert issue.pdf_of(issuance).media_type == "application/pdf"
    acts = RecordEvent.objects.exclude(seq__in=made).order_by("seq")
    assert list(acts.values_list("action", flat=True)) == [
        "document.opened",
        "version.submitted",
        "version.signed",
        "version.signed",
        "version.signed",
        "version.issued",
        "case_file.opened",
        "record.filed",
        "version.attached",
    ]


@pytest.mark.conformance("P02")
def test_the_content_that_is_kept_is_the_one_that_was_signed(world):
    issuance = world.issue()
    version = issuance.version
    content = issue.content_of(version)
    assert submission.digest_of(content) == version.content_sha256
    assert {one.content_sha256 for one in version.signatures.all()} == {version.content_sha256}
    assert issuance.envelope["content_sha256"] == version.content_sha256


def test_author_does_not_review(world):
    world.author.groups.add(*world.reviewer.groups.all())
    version = world.submit(world.document(), world.content())
    with pytest.raises(NotAllowed) as error:
        world.sign(version, 1, world.author)
    assert codes(error) == {"separation"}


def test_reviewer_does_not_approve(world):
    world.reviewer.groups.add(*world.approver.groups.all())
    version = world.submit(world.document(), world.content())
    world.sign(version, 1, world.reviewer)
    with pytest.raises(NotAllowed) as error:
        world.sign(version, 2, world.reviewer)
    assert codes(error) == {"separation"}
    assert not Issuance.objects.exists()


@pytest.mark.conformance("K07")
def test_steps_are_signed_in_order(world):
    version = world.submit(world.document(), world.content())
    with pytest.raises(NotAllowed) as error:
        world.sign(version, 2, world.approver)
    assert codes(error) == {"not_next"}


def test_all_reasons_at_once_for_who_may_not_sign(world):
    reader = person("nadie.nada", Role.READER)
    version = world.submit(world.document(), world.content())
    with pytest.raises(NotAllowed) as error:
        world.sign(version, 1, reader)
    assert codes(error) == {"no_role", "not_appointed"}


def test_a_contractor_never_approves(world):
    contractor = person("caro.contratista", Role.APPROVER, world.office, bond="contractor")
    version = world.submit(world.document(), world.content())
    world.sign(version, 1, world.reviewer)
    with pytest.raises(NotAllowed) as error:
        world.sign(version, 2, contractor)
    assert codes(error) == {"contractor"}


def test_a_signature_for_another_content_is_refused(world):
    version = world.submit(world.document(), world.content())
    with pytest.raises(NotAllowed) as error:
        signing.sign(
            version,
            step=1,
            content_sha256="0" * 64,
            authentication="password",
            by=world.reviewer,
            at=at("2020-02-03"),
        )
    assert codes(error) == {"other_content"}


def test_one_version_in_review_at_a_time(world):
    document = world.document()
    world.submit(document, world.content())
    with pytest.raises(Conflict):
        world.submit(document, world.content(title="Otra cosa"))


@pytest.mark.conformance("K04")
def test_returned_versions_stay_and_the_next_goes_on(world):
    document = world.document()
    version = world.submit(document, world.content())
    returning.refuse(version, reason="Falta un paso.", by=world.reviewer, at=at("2020-02-04"))
    with pytest.raises(Conflict):
        world.sign(version, 1, world.reviewer)
    issuance = world.issue(document, world.content(title="Corregido"), day="2020-02-05")
    assert document.versions.count() == 2
    assert issuance.label == "01"


def test_a_refusal_needs_a_reason_and_a_signer(world):
    version = world.submit(world.document(), world.content())
    with pytest.raises(NotAllowed) as error:
        returning.refuse(version, reason=" ", by=world.stranger, at=at("2020-02-04"))
    assert codes(error) == {"no_reason", "no_role"}


def test_the_code_is_fixed_by_the_first_submission(world):
    document = world.document()
    world.issue(document)
    with pytest.raises(NotAllowed) as error:
        world.submit(document, world.content(code="PR-M2-P6-09"), day="2020-03-01")
    assert codes(error) == {"code_fixed"}


def test_a_code_belongs_to_one_document(world):
    world.issue()
    with pytest.raises(NotAllowed) as error:
        world.submit(world.document(), world.content(), day="2020-03-01")
    assert codes(error) == {"code"}


def test_gaps_are_all_named_at_once(world):
    content = world.content(code="X", title=" ", process=None, series=None)
    content["sections"] = content["sections"][1:]
    with pytest.raises(NotAllowed) as error:
        world.submit(world.document(), content)
    assert {"code", "no_title", "no_process", "no_series", "section_missing"} <= codes(error)
    assert not Component.objects.exists()


def test_labels_and_change_control_are_derived(world):
    document = world.document()
    world.issue(document)
    second = world.issue(
        document,
        world.content(title="Publicar y cuidar datos"),
        day="2021-05-04",
        note="Se ajusta.",
    )
    assert second.label == "02"
    assert [row["version"] for row in second.envelope["changes"]] == ["01", "02"]
    assert second.envelope["previous_sha256"] == document.issuances.first().envelope_sha256
    assert CaseFile.objects.count() == 1
    assert Record.objects.count() == 2


def test_never_in_force_before_the_day_of_issue_nor_its_predecessor(world):
    document = world.document()
    world.issue(document, day="2020-02-03", effective_on="2020-06-01")
    second = world.issue(document, world.content(title="Otro"), day="2020-03-01")
    assert second.effective_on.isoformat() == "2020-06-01"


@pytest.mark.conformance("P01")
def test_in_force_on_a_day(world):
    document = world.document()
    first = world.issue(document, day="2020-02-03")
    second = world.issue(document, world.content(title="Otro"), day="2021-02-03")

    def on(day: str) -> list[Issuance]:
        return list(Issuance.objects.in_force_on(date.fromisoformat(day)))

    assert on("2020-02-02") == []
    assert on("2020-02-03") == [first]
    assert on("2021-02-03") == [second]
    issue.withdraw(
        second,
        effective_on=date(2021, 9, 1),
        reason="Se suprime.",
        by=world.approver,
        at=at("2021-08-01"),
    )
    assert on("2021-08-31") == [second]
    assert on("2021-09-01") == [], "a withdrawn version never revives the one before"


def test_evidence_refuses_to_change(world):
    issuance = world.issue()
    signature = Signature.objects.first()
    for attempt in (
        lambda: Issuance.objects.update(label="09"),
        lambda: Issuance.objects.all().delete(),
        lambda: issuance.delete(),
        lambda: issuance.save(),
        lambda: Signature.objects.filter(pk=signature.pk).update(name="Otra"),
        lambda: Signature.objects.bulk_update([signature], ["name"]),
        lambda: RecordEvent.objects.all().delete(),
    ):
        with pytest.raises(ProtectedError):
            attempt()


def test_classified_versions_are_seen_by_their_office_and_the_archive_only(world):
    issuance = world.issue(content=world.content(access="classified"))
    visible = {
        name: issuance in Issuance.objects.visible_to(user)
        for name, user in {
            "nobody": AnonymousUser(),
            "author": world.author,
            "stranger": world.stranger,
            "archive": world.archivist,
        }.items()
    }
    assert visible == {"nobody": False, "author": True, "stranger": False, "archive": True}


def test_attach_again_changes_nothing(world):
    issuance = world.issue()
    first = issue.attach(issuance, at=at("2020-02-04"))
    assert issue.attach(issuance, at=at("2020-02-05")) == first
    assert storage().read(first.sha256).startswith(b"%PDF")
    assert issue.pending() == []


def test_a_document_without_pdf_is_pending(world):
    issuance = world.issue()
    assert issue.pending() == [issuance]
    assert ControlledDocument.objects.count() == 1


def test_a_public_version_does_not_tell_the_note_of_a_restricted_one(world):
    document = world.document()
    world.issue(document, world.content(access="reserved"), note="Se investiga el caso Canela.")
    public = world.issue(document, world.content(), day="2021-02-03", note="Se publica.")
    reasons = [row["reason"] for row in public.envelope["changes"]]
    assert reasons == [issue.RESTRICTED_NOTE, "Se publica."]
    third = world.issue(
        document, world.content(access="reserved"), day="2022-02-03", note="Otra vez."
    )
    assert "Canela" not in third.envelope_json
