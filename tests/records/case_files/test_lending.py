"""Loans: lent once, given back once, reminded once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from records.case_files import lending, paper, reclassifying
from records.case_files.on_paper import Sheets, file_on_paper
from records.exceptions import Conflict, NotAllowed
from records.models import CaseFile, Loan
from records.restrictions.imposing import impose
from tests.factories import World, at
from tests.grounds import grounds
from tests.records.case_files.files import codes, opened
from tests.standing import standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> World:
    return standing(World)


def lend(world: World, case_file: CaseFile, **told: Any) -> Loan:
    told = {"borrower": world.author, "purpose": "Auditoría", "due_on": date(2020, 3, 10)} | told
    return lending.lend(case_file, **{"by": world.archivist, "at": at("2020-03-01")} | told)


def test_what_is_on_paper_is_lent_until_a_day_and_given_back_once(world: World):
    case_file = opened(world, support="hybrid")
    loan = lend(world, case_file)
    assert list(Loan.objects.out()) == [loan]
    with pytest.raises(NotAllowed) as refused:
        lend(world, case_file)
    assert codes(refused) == {"lent"}
    with pytest.raises(NotAllowed) as refused:
        lending.give_back(loan, by=world.stranger, at=at("2020-03-02"))
    assert codes(refused) == {"no_role"}
    lending.give_back(loan, observation="Completo.", by=world.archivist, at=at("2020-03-02"))
    assert not Loan.objects.out().exists()
    with pytest.raises(Conflict):
        lending.give_back(loan, by=world.archivist, at=at("2020-03-03"))


def test_every_reason_against_a_loan_is_named_at_once(world: World):
    case_file = opened(world)
    CaseFile.objects.filter(pk=case_file.pk).update(access="reserved")
    with pytest.raises(NotAllowed) as refused:
        lend(
            world,
            case_file,
            borrower=world.stranger,
            by=world.stranger,
            purpose="",
            due_on=date(2020, 2, 1),
        )
    assert codes(refused) == {"no_role", "electronic", "unknown", "no_purpose", "past"}


def test_no_document_goes_along_that_the_borrower_may_not_know_of(world: World):
    case_file = opened(world, support="paper")
    told = {"by": world.archivist, "at": at("2020-02-05")}
    sheets = Sheets(title="Dictamen", created_on=date(2020, 2, 4), folios=3, place={"box": "C-4"})
    secret = file_on_paper(case_file, sheets, **told)
    impose(secret, "reserved", grounds(), **told)
    with pytest.raises(NotAllowed) as refused:
        lend(world, case_file, borrower=world.stranger)
    assert codes(refused) == {"restricted"}
    lending.give_back(lend(world, case_file), by=world.archivist, at=at("2020-03-02"))
    paper.keep_apart(
        case_file, record=secret, what="Dictamen", where="Caja fuerte", reason="Reserva", **told
    )
    lend(world, case_file, borrower=world.stranger)


def test_what_was_merged_is_not_lent_and_what_is_lent_is_not_merged(world: World):
    one, other = (opened(world, title=title, support="paper") for title in ("Uno", "Dos"))
    told = {"reason": "Es lo mismo.", "by": world.archivist, "at": at("2020-03-02")}
    loan = lend(world, one)
    with pytest.raises(NotAllowed) as refused:
        reclassifying.merge(one, other, **told)
    assert codes(refused) == {"lent"}
    lending.give_back(loan, by=world.archivist, at=at("2020-03-02"))
    reclassifying.merge(one, other, **told)
    with pytest.raises(NotAllowed) as refused:
        lend(world, one)
    assert codes(refused) == {"merged"}


def test_one_volume_is_lent_while_the_others_stay(world: World):
    case_file = opened(world, support="paper")
    told = {"by": world.archivist, "at": at("2020-02-05")}
    first, second = (
        paper.set_volume(case_file, number, folios=100, deposit="1", **told) for number in (1, 2)
    )
    lend(world, case_file, volume=first)
    lend(world, case_file, volume=second)
    for again in (first, None):
        with pytest.raises(NotAllowed) as refused:
            lend(world, case_file, volume=again)
        assert codes(refused) == {"lent"}


def test_the_borrower_is_reminded_before_and_after_once_each(world: World, mailoutbox: Any):
    loan = lend(world, opened(world, support="paper"))
    for day, count in (
        ("2020-03-06", 0),
        ("2020-03-07", 1),
        ("2020-03-08", 1),
        ("2020-03-10", 1),
        ("2020-03-11", 2),
        ("2020-03-20", 2),
    ):
        lending.remind(at(day))
        assert len(mailoutbox) == count, day
    assert {tuple(letter.to) for letter in mailoutbox} == {(world.author.email,)}
    assert loan.case_file.code in mailoutbox[0].subject
    lending.give_back(loan, by=world.archivist, at=at("2020-03-21"))
    assert lending.remind(at("2020-04-01")) is None
