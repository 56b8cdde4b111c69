"""Filling in a format: who, of which version, signed in order, numbered, kept, and by whom read."""

from __future__ import annotations

import json
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import ProtectedError

import pytest

from records import (
    filled_pdf,
    filled_reading,
    filled_signing,
    filling,
    format_drafts,
    integrity,
    issue,
)
from records.digests import canonical
from records.exceptions import Conflict, NotAllowed
from records.models import (
    CaseFile,
    Component,
    EventDetail,
    FilledFormat,
    FormatDraft,
    Issuance,
    Record,
    RecordEvent,
    Withdrawal,
)
from records.permissions import Role
from records.querysets import files_of, records_visible_to
from records.storage import storage
from tests.factories import World, at, person
from tests.records import filling as made
from tests.records.account_form import account_form, account_format, signer

pytestmark = pytest.mark.django_db
CANARIES = ("canario", "52000111")


@pytest.fixture
def format_(world: World) -> Issuance:
    return account_format(world)


@pytest.fixture
def boss(world: World):
    return made.head(world)


def codes(error: pytest.ExceptionInfo[NotAllowed]) -> set[str]:
    return {reason.code for reason in error.value.reasons}


def test_the_last_signature_gives_a_number_and_makes_a_record(world, format_, boss):
    filled = made.completed(world, format_, boss)
    completion = filled.completion
    assert str(completion.number) == "FO-M11-P2-05-2020-0001"
    assert completion.record.access == filled.access == "classified"
    assert completion.record.case_file.series.code == "130.22.01"
    assert completion.record.case_file.access == "classified"
    assert [one.name for one in filled.signatures.order_by("step")] == [
        "Zoe Ajena",
        "Hugo Jefe",
        "Beto Revisor",
    ]
    assert filled.issuance == format_
    assert not FormatDraft.objects.exists()
    second = made.completed(world, format_, boss, day="2020-05-04")
    assert str(second.completion.number) == "FO-M11-P2-05-2020-0002"
    assert second.completion.record.case_file == completion.record.case_file
    later = made.completed(world, format_, boss, day="2021-01-12")
    assert str(later.completion.number) == "FO-M11-P2-05-2021-0001"
    assert later.completion.record.case_file != completion.record.case_file
    assert CaseFile.objects.filter(document=None).count() == 2


def test_what_was_completed_gets_its_sealed_pdf_once_and_the_register_verifies(
    world, format_, boss
):
    filled = made.completed(world, format_, boss)
    assert filled_pdf.pending() == [filled]
    first = filled_pdf.attach(filled, at=at("2020-03-03"))
    assert filled_pdf.attach(filled, at=at("2020-03-04")) == first
    assert filled_pdf.pending() == []
    issue.attach(format_, at=at("2020-02-04"))
    report = integrity.verify()
    assert report.problems == []
    assert report.checked["filled"] == 1
    assert report.checked["seals"] == 2
    names = [one.name for one in files_of(filled.completion.record, world.archivist)]
    assert sorted(names) == ["FO-M11-P2-05-2020-0001.pdf", "FO-M11-P2-05.json"]


def test_what_was_filled_in_is_written_once(world, format_, boss):
    filled = made.completed(world, format_, boss)
    for row in (filled, filled.completion, filled.signatures.first()):
        with pytest.raises(ProtectedError):
            row.save()
        with pytest.raises(ProtectedError):
            row.delete()


def test_another_content_under_the_row_is_found(world, format_, boss, monkeypatch):
    filled = made.completed(world, format_, boss)
    read = storage().read

    def altered(self, digest):
        found = read(digest)
        if digest != filled.content_sha256:
            return found
        return canonical(json.loads(found) | {"title": "Otro"})

    monkeypatch.setattr(type(storage()), "read", altered)
    told = [one.message for one in integrity.verify().problems if one.check == "filled_content"]
    assert told == ["Difiere de su contenido firmado en: title."]


# --- Which version, and by whom -------------------------------------------------------------------


def test_it_is_bound_to_the_version_in_force_that_day(world, format_, boss):
    draft = made.draft(world, format_)
    content = json.loads(storage().read(format_.version.content_sha256))
    second = world.issue(
        format_.document, content | {"title": "Cuenta de usuario"}, day="2020-03-01"
    )
    filled = filling.submit(
        draft,
        notice_accepted=True,
        authentication="password",
        by=world.stranger,
        at=at(made.DAY, 10),
    )
    assert filled.issuance == second
    assert filled_reading.content_of(filled)["format"]["label"] == "02"


def test_a_format_not_in_force_is_not_filled_in(world, format_):
    draft = made.draft(world, format_)
    Withdrawal.objects.create(
        issuance=format_, effective_on=date(2020, 3, 2), reason="x", at=at("2020-03-02")
    )
    with pytest.raises(NotAllowed) as refused:
        send(draft, world.stranger)
    assert codes(refused) == {"not_in_force"}
    with pytest.raises(NotAllowed) as refused:
        format_drafts.start(format_.document, by=world.stranger, at=at(made.DAY))
    assert codes(refused) == {"not_in_force"}
    assert FormatDraft.objects.get().values
    with pytest.raises(NotAllowed) as refused:
        format_drafts.start(world.document(), by=world.stranger, at=at(made.DAY))
    assert codes(refused) == {"not_in_force"}


def send(draft, by, **told):
    return filling.submit(
        draft,
        **{"notice_accepted": True, "authentication": "password", "at": at(made.DAY, 10)} | told,
        by=by,
    )


def test_a_draft_is_of_its_author_alone(world, format_):
    draft = made.draft(world, format_)
    for attempt in (
        lambda: send(draft, world.author),
        lambda: format_drafts.discard(draft, by=world.author, at=at(made.DAY)),
        lambda: format_drafts.save(draft, {}, chosen={}, by=world.archivist, at=at(made.DAY)),
        lambda: format_drafts.put_file(
            draft, "f", b"%PDF-1", name="a.pdf", by=world.author, at=at(made.DAY)
        ),
    ):
        with pytest.raises(NotAllowed) as refused:
            attempt()
        assert codes(refused) == {"not_yours"}
    assert FormatDraft.objects.get().values == draft.values


def test_only_its_office_fills_in_a_format_that_says_so(world, boss):
    format_ = account_format(world, fillers="office", signers=[])
    issue.attach(format_, at=at("2020-02-04"))
    with pytest.raises(NotAllowed) as refused:
        format_drafts.start(format_.document, by=world.stranger, at=at(made.DAY))
    assert codes(refused) == {"not_filler"}
    assert format_drafts.fillable(world.stranger, date(2020, 3, 2)) == []
    assert format_drafts.fillable(world.author, date(2020, 3, 2)) == [format_]
    filled = made.sent(world, format_, by=world.author)
    assert filled.completion.number.number == 1


def test_every_reason_against_sending_is_told_at_its_field(world, format_, boss):
    draft = format_drafts.start(format_.document, by=world.stranger, at=at(made.DAY, 8))
    with pytest.raises(NotAllowed) as refused:
        send(draft, world.stranger, notice_accepted=False)
    assert codes(refused) == {"required", "chosen", "notice"}
    assert not FilledFormat.objects.exists()
    jobless = person("pia.cesante", Role.READER)
    with pytest.raises(NotAllowed) as refused:
        format_drafts.start(format_.document, by=jobless, at=at(made.DAY))
    assert codes(refused) == {"not_appointed"}


def test_a_form_that_asks_no_personal_data_is_not_classified_and_asks_no_notice(world):
    content = account_form(signers=[])
    for section in content["sections"]:
        for block in section["blocks"]:
            for row in block.get("items", []):
                if "personal" in row:
                    row["personal"] = "no"
            if block["type"] == "form_fields":
                block["items"] = [row for row in block["items"] if row["of"] != "file"]
    told = {part: world.content()[part] for part in ("process", "office", "series")}
    format_ = world.issue(world.document(kind="format"), content | told)
    filled = send(made.draft(world, format_), world.stranger, notice_accepted=False)
    assert filled.access == "public"
    assert filled_reading.content_of(filled)["notice"] is None


# --- Files ----------------------------------------------------------------------------------------


def test_a_file_of_a_forbidden_type_is_refused_by_its_content(world, format_, boss):
    draft = made.draft(world, format_)
    field = next(one.id for one in made.form_in(format_).fields if one.of == "file")
    for content, name in ((b"MZ\x90", "acto.pdf"), (b"<html>", "acto.pdf"), (b"%PDF-1", "a.exe")):
        with pytest.raises(NotAllowed) as refused:
            put(draft, field, content, name, world)
        assert codes(refused) == {"media_type"}
        assert refused.value.reasons[0].field == field
    put(draft, field, b"%PDF-1.7 canario", "C:\\temp\\acto canario.pdf", world)
    draft = format_drafts.save(
        draft, draft.values, chosen=draft.chosen, by=world.stranger, at=at(made.DAY, 9)
    )
    assert not storage().exists(draft.values[field]["sha256"])
    filled = send(draft, world.stranger)
    annex = filled.components.get(role=Component.Role.ANNEX)
    assert (annex.name, storage().read(annex.sha256)) == ("acto canario.pdf", b"%PDF-1.7 canario")


def put(draft, field, content, name, world):
    format_drafts.put_file(draft, field, content, name=name, by=world.stranger, at=at(made.DAY, 8))


# --- Signing --------------------------------------------------------------------------------------


def test_each_place_is_signed_in_order_by_whom_the_format_says(world, format_, boss):
    filled = made.sent(world, format_)
    with pytest.raises(Conflict):
        made.sign(filled, 2, world.reviewer)
    for by, code in (
        (world.approver, "not_head"),
        (world.stranger, "separation"),
        (world.archivist, "not_head"),
    ):
        with pytest.raises(NotAllowed) as refused:
            made.sign(filled, 1, by)
        assert code in codes(refused)
    assert filled_reading.waiting_for(boss, at=at(made.DAY)) == [filled]
    assert filled_reading.waiting_for(world.reviewer, at=at(made.DAY)) == []
    made.sign(filled, 1, boss)
    with pytest.raises(Conflict):
        made.sign(filled, 1, boss)
    with pytest.raises(NotAllowed) as refused:
        made.sign(filled, 2, world.author)
    assert codes(refused) == {"not_named"}
    with pytest.raises(NotAllowed) as refused:
        filled_signing.sign(
            filled,
            place=2,
            content_sha256="0" * 64,
            authentication="password",
            by=world.reviewer,
            at=at(made.DAY),
        )
    assert codes(refused) == {"other_content"}
    made.sign(filled, 2, world.reviewer)
    with pytest.raises(Conflict):
        made.sign(filled, 2, world.reviewer)


def test_a_post_is_signed_by_who_holds_it_and_nobody_without_the_agreement(world):
    format_ = account_format(world, signers=[signer("Autoriza", "position", "líder")])
    filled = made.sent(world, format_)
    with pytest.raises(NotAllowed) as refused:
        made.sign(filled, 1, world.approver)
    assert codes(refused) == {"not_position"}
    other = person("leo.nuevo", Role.REVIEWER, world.office, position="Líder", accepts=False)
    with pytest.raises(NotAllowed) as refused:
        made.sign(filled, 1, other)
    assert codes(refused) == {"not_accepted"}
    made.sign(filled, 1, world.reviewer)


def test_what_comes_back_is_a_new_draft_of_its_author(world, format_, boss):
    filled = made.sent(world, format_)
    with pytest.raises(NotAllowed) as refused:
        filled_signing.give_back(filled, reason="No", by=world.author, at=at(made.DAY))
    assert "not_head" in codes(refused)
    filled_signing.give_back(filled, reason="Falta el rol", by=boss, at=at(made.DAY, 12))
    draft = FormatDraft.objects.get()
    assert (draft.author, draft.returned_from) == (world.stranger, filled)
    assert draft.values == filled_reading.values_of(filled)
    with pytest.raises(Conflict):
        made.sign(filled, 1, boss)
    again = send(
        format_drafts.save(
            draft,
            draft.values,
            chosen=dict.fromkeys(made.chosen_slots(format_), world.reviewer.pk),
            by=world.stranger,
            at=at(made.DAY, 13),
        ),
        world.stranger,
        at=at(made.DAY, 14),
    )
    with pytest.raises(NotAllowed):
        filled_signing.take_back(again, reason="Ya no", by=boss, at=at(made.DAY, 15))
    filled_signing.take_back(again, reason="Ya no", by=world.stranger, at=at(made.DAY, 15))


# --- Who may know ---------------------------------------------------------------------------------


def test_author_signers_office_and_archive_read_it_and_nobody_else(world, format_, boss):
    filled = made.sent(world, format_)
    clerk = person("olga.ajena", Role.EDITOR, world.other_office)
    everybody = {
        "author": world.stranger,
        "boss": boss,
        "chosen": world.reviewer,
        "office": world.author,
        "archive": world.archivist,
        "clerk": clerk,
        "nobody": AnonymousUser(),
    }

    def readers():
        return {
            name
            for name, user in everybody.items()
            if filled_reading.may_read(filled, user, at=at(made.DAY))
        }

    assert readers() == {"author", "boss", "archive"}
    made.sign(filled, 1, boss)
    filled = FilledFormat.objects.get()
    assert readers() == {"author", "boss", "archive", "chosen"}
    made.sign(filled, 2, world.reviewer)
    filled = FilledFormat.objects.get()
    assert readers() == {"author", "boss", "archive", "chosen", "office"}
    kept = {
        name
        for name, user in everybody.items()
        if records_visible_to(user).filter(completion__isnull=False).exists()
    }
    assert kept == {"office", "chosen", "archive"}


def test_nothing_that_was_written_stands_in_the_register_or_in_a_title(world, format_, boss):
    filled = made.completed(world, format_, boss)
    filled_pdf.attach(filled, at=at("2020-03-03"))
    told = [
        *(json.dumps(event.facts) for event in RecordEvent.objects.all()),
        *(json.dumps(detail.payload) for detail in EventDetail.objects.all()),
        *Record.objects.values_list("title", flat=True),
        *CaseFile.objects.values_list("title", flat=True),
        *Component.objects.values_list("name", flat=True),
        str(filled),
        str(filled.completion),
    ]
    assert not [text for text in told for canary in CANARIES if canary in text.lower()]
    assert all(
        canary in json.dumps(filled_reading.content_of(filled)).lower() for canary in CANARIES
    )
