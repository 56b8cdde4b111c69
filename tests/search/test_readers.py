"""What engines know of readers is the same as `visible_to`, whatever restricts and whoever asks."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser

import pytest

from records.case_files import correcting
from records.case_files.access import Grounds, granted
from records.events import act
from records.models import CaseFile, ClassificationScheme, Series
from search.entries import Audience, Entry, Sort
from search.queries import reader_of
from search.subjects import SUBJECTS
from tests.factories import World, at
from tests.records.case_files.files import filed, opened

pytestmark = pytest.mark.django_db
TODAY = date(2020, 6, 1)


GROUNDS = Grounds(
    norm="Ley 1712 de 2014, artículo 19, literal d",
    aim="Proteger la investigación",
    harm="Se conocerían las pruebas",
    until=date(2030, 2, 3),
)


def fresh(user: Any) -> Any:
    """The same person with nothing kept of a request before."""
    return type(user)._default_manager.get(pk=user.pk) if user.pk else user


def entries_of(sort: Sort) -> list[Entry]:
    subject = SUBJECTS[sort]
    return subject.entries(list(subject.all().values_list("pk", flat=True)))


def differences(people: list[Any]) -> list[str]:
    """Entries that a reader of entries and `visible_to` do not agree on."""
    found = []
    for sort, subject in SUBJECTS.items():
        entries = entries_of(sort)
        for person in people:
            visible = set(subject.visible(person, TODAY).values_list("pk", flat=True))
            reader = reader_of(person)
            for entry in entries:
                if entry.since is not None and entry.since > TODAY:
                    continue
                if reader.may_read(entry) != (entry.key.pk in visible):
                    found.append(f"{entry.key} {person} {sort}")
    return found


@pytest.mark.parametrize("access", ["public", "classified", "reserved"])
@pytest.mark.parametrize("document_access", ["public", "classified"])
def test_readers_are_those_who_may_see(world: World, access: str, document_access: str) -> None:
    world.issue(content=world.content(access=access))
    issuance = world.issue(content=world.content("PR-M2-P6-02", "Otro"))
    issuance.document.access = document_access
    issuance.document.save(update_fields=["access"])
    record = issuance.version.record
    record.access = access
    record.save(update_fields=["access"])
    entries = SUBJECTS[Sort.VERSION].entries([issuance.pk])
    assert entries[0].public == (document_access == "public")
    people = [AnonymousUser(), world.author, world.reviewer, world.stranger, world.archivist]
    assert differences(people) == []


def test_a_series_of_no_adopted_schedule_is_for_the_archive_alone(world: World) -> None:
    scheme = ClassificationScheme.objects.create(name="Otro", label="9")
    draft = Series.objects.create(scheme=scheme, office=world.office, code="130.99", name="Nueva")
    (entry,) = SUBJECTS[Sort.SERIES].entries([draft.pk])
    assert entry.audience == Audience.ARCHIVE
    assert differences([AnonymousUser(), world.author, world.archivist]) == []


def test_whoever_received_a_case_file_with_a_post_reads_it_and_its_records(world: World) -> None:
    """The right that an act gives, while the person answers for the case file, and no longer."""
    case_file = opened(world, access="reserved", grounds=GROUNDS)
    filed(world, case_file, access="reserved")
    filed(world, case_file, "Otra")
    other = opened(world, title="Otro", access="reserved", grounds=GROUNDS)
    filed(world, other)
    theirs = world.stranger.appointments.get()
    CaseFile.objects.filter(pk=case_file.pk).update(responsible=theirs)
    with act(by=world.archivist, at=at("2020-05-01")) as log:
        granted(case_file, theirs, GROUNDS, by=world.archivist, log=log)
    everybody = [AnonymousUser(), world.author, world.stranger, world.archivist]
    assert differences([fresh(one) for one in everybody]) == []
    reader = reader_of(fresh(world.stranger))
    assert reader.case_files == {case_file.pk}
    read = [one for one in entries_of(Sort.RECORD) if reader.may_read(one)]
    assert {one.case_file for one in read} == {case_file.pk}
    assert len(read) == 2
    CaseFile.objects.filter(pk=case_file.pk).update(responsible=None)
    assert differences([fresh(one) for one in everybody]) == []
    assert not [
        one for one in entries_of(Sort.RECORD) if reader_of(fresh(world.stranger)).may_read(one)
    ]


@pytest.mark.parametrize("received", ["copy", "original", "both"])
def test_who_received_the_case_file_of_a_copy_received_not_its_original(
    world: World, received: str
) -> None:
    """A copy shows the files of its original, and asks as much of a reader as both."""
    secret = opened(world, title="Secreto", access="reserved", grounds=GROUNDS)
    original = filed(world, secret, "Carta", access="reserved")
    mine = opened(world, title="Mío", access="reserved", grounds=GROUNDS)
    correcting.file_also(original, mine, by=world.archivist, at=at("2020-02-10"))
    theirs = world.stranger.appointments.get()
    given = {"copy": [mine], "original": [secret], "both": [mine, secret]}[received]
    for case_file in given:
        CaseFile.objects.filter(pk=case_file.pk).update(responsible=theirs)
        case_file.refresh_from_db()
        with act(by=world.archivist, at=at("2020-05-01")) as log:
            granted(case_file, theirs, GROUNDS, by=world.archivist, log=log)
    everybody = [AnonymousUser(), world.author, world.stranger, world.archivist]
    assert differences([fresh(one) for one in everybody]) == []
    reader = reader_of(fresh(world.stranger))
    read = [one for one in entries_of(Sort.RECORD) if reader.may_read(one)]
    assert len(read) == {"copy": 0, "original": 1, "both": 2}[received]
