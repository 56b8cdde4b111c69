"""Case files of the demo entity: opened, filled, placed, lent and closed through the verbs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from portal.demo.case_files import Filed, Lent, WrittenCaseFile
from portal.demo.loading.deeds import Deed, moment
from portal.demo.loading.people import user
from records import storage
from records.case_files import closing, lending, opening, paper
from records.case_files.filing import KeptFile, put
from records.models import CaseFile, CaseFileClosing, Loan, Office, Record, Series, Volume


def deeds(written: Iterable[WrittenCaseFile]) -> Iterator[Deed]:
    """Each opened, then each document filed on its day; its paper, its loan and its closing."""
    for one in written:
        yield _opened(one)
        for each in one.records:
            yield _filed(one, each)
        for number, told in enumerate(one.volumes, start=1):
            yield _placed(one, number, told)
        if one.loan is not None:
            yield _lent(one, one.loan)
        if one.closed_on is not None:
            yield _closed(one, moment(one.closed_on, 16))


def _found(one: WrittenCaseFile) -> CaseFile:
    return CaseFile.objects.get(title=one.title)


def _opened(one: WrittenCaseFile) -> Deed:
    at = moment(one.on, 8)

    def do() -> None:
        opening.open_case_file(
            opening.Opening(
                series=Series.objects.get(code=one.series),
                office=Office.objects.on(one.on).get(code=one.office),
                title=one.title,
                support=one.support,
            ),
            by=user(one.by),
            at=at,
        )

    return Deed(at, lambda: CaseFile.objects.filter(title=one.title).exists(), do)


def _filed(one: WrittenCaseFile, each: Filed) -> Deed:
    at = moment(each.on, 10)

    def do() -> None:
        case_file = _found(one)
        content = f"{each.title}\n{one.title}\n".encode()
        digest = storage.storage().put(content)
        put(
            case_file,
            title=each.title,
            created_on=each.on,
            document_type=case_file.series.document_types.get(name=each.type),
            pages=each.pages,
            files=[KeptFile("documento.txt", digest, len(content), "text/plain")],
            by=user(one.by),
            at=at,
        )

    def done() -> bool:
        return Record.objects.filter(case_file__title=one.title, title=each.title).exists()

    return Deed(at, done, do)


def _placed(one: WrittenCaseFile, number: int, told: dict[str, Any]) -> Deed:
    at = moment(one.on, 11, number)

    def do() -> None:
        paper.set_volume(_found(one), number, **told, by=user(one.by), at=at)

    def done() -> bool:
        return Volume.objects.filter(case_file__title=one.title, number=number).exists()

    return Deed(at, done, do)


def _lent(one: WrittenCaseFile, loan: Lent) -> Deed:
    at = moment(loan.on, 9)

    def do() -> None:
        lending.lend(
            _found(one),
            borrower=user(loan.to),
            purpose=loan.purpose,
            due_on=loan.due_on,
            by=user(one.by),
            at=at,
        )

    return Deed(at, lambda: Loan.objects.filter(case_file__title=one.title).exists(), do)


def _closed(one: WrittenCaseFile, at: datetime) -> Deed:
    def do() -> None:
        closing.close([_found(one)], reason=one.observation, by=user(one.by), at=at)

    def done() -> bool:
        return CaseFileClosing.objects.filter(case_file__title=one.title).exists()

    return Deed(at, done, do)
