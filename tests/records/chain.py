"""A procedure whose activities order records, a format, and what was filled in and filed."""

from __future__ import annotations

from datetime import date
from typing import Any

from records import filling, followers, issue
from records.chain import reading
from records.models import (
    CaseFile,
    FilledCompletion,
    FilledFormat,
    Issuance,
    Record,
    RecordOrder,
    RegistryNumber,
    Series,
)
from records.querysets import records_visible_to
from tests.factories import World, at
from tests.records import filling as made
from tests.records.account_form import account_format, signer

FORMAT = "FO-M11-P2-05"
SERIES = "130.22.01"
MINUTES = "130.02.03"
TODAY = date(2020, 12, 31)


def alone(world: World) -> Issuance:
    """A format that whoever fills it in signs alone, so that it is a record at once."""
    return account_format(world, signers=[signer("Solicita", "filler")])


def orders(world: World, code: str = "PR-M2-P6-01", **cells: str | None) -> dict[str, Any]:
    """A procedure whose first activity leaves the format filled in, whose second an act."""
    value = world.content(code)
    table, acts = value["sections"][6]["blocks"][0], value["sections"][4]["blocks"][1]
    acts["items"][0]["record"] = cells.get("first", FORMAT)
    acts["items"][1]["record"] = cells.get("second", "Acta")
    table["items"] = [
        {**table["items"][0], "code": FORMAT, "name": "Solicitud de cuenta", "series": SERIES},
        {**table["items"][1], "code": None, "name": "Acta", "series": MINUTES},
    ]
    return value


def issued(world: World, code: str = "PR-M2-P6-01", **told: Any) -> Issuance:
    return world.issue(content=orders(world, code), **told)


def ids(issuance: Issuance) -> list[str]:
    rows_ = issue.content_of(issuance.version)["sections"][4]["blocks"][1]["items"]
    return [row["id"] for row in rows_]


def follow() -> None:
    followers.catch_up("chain")


def filled(
    world: World, format_: Issuance, *, day: str = made.DAY, order: RecordOrder | None = None
) -> FilledFormat:
    found = filling.submit(
        made.draft(world, format_, day=day),
        notice_accepted=True,
        authentication="password",
        by=world.stranger,
        at=at(day, 10),
        order=order,
    )
    return FilledFormat.objects.get(pk=found.pk)


def kept(one: FilledFormat, user: Any) -> Any:
    return reading.keyed(records_visible_to(user)).get(pk=one.completion.record_id)


def many(world: World, format_: Issuance, count: int, *, access: str = "public") -> list[Record]:
    """Records that a format left, and as many acts, put in by hand: only their number matters."""
    files = {
        code: CaseFile.objects.create(
            series=Series.objects.get(code=code),
            office=world.office,
            code=f"{code}-2020-{access}",
            title="Muchos",
            opened_on=date(2020, 2, 3),
            access=access,
        )
        for code in (SERIES, MINUTES)
    }
    rows_ = Record.objects.bulk_create(
        Record(
            case_file=files[SERIES if place % 2 else MINUTES],
            title=f"N.º {place}",
            created_on=date(2020, 3, 1 + place % 28),
            position=place + 1,
            incorporated_at=at("2020-04-01"),
            access=access,
        )
        for place in range(count)
    )
    coded = [record for record in rows_ if record.case_file == files[SERIES]]
    sent = FilledFormat.objects.bulk_create(
        FilledFormat(
            kind="format",
            issuance=format_,
            code=FORMAT,
            title="Cuenta",
            office=world.office,
            series=world.series,
            access=access,
            content_sha256="0" * 64,
            route=[],
            author=world.stranger,
            author_office=world.other_office,
            submitted_at=at("2020-03-02"),
        )
        for _one in coded
    )
    numbers = RegistryNumber.objects.bulk_create(
        RegistryNumber(
            scope=f"muchos {access}",
            year=2020,
            number=place,
            printed=str(place),
            subject_type="records.filledformat",
            subject_id=one.pk,
            taken_on=date(2020, 3, 2),
            at=at("2020-03-02"),
        )
        for place, one in enumerate(sent, start=1)
    )
    FilledCompletion.objects.bulk_create(
        FilledCompletion(filled=one, number=number, record=record, completed_at=at("2020-03-02"))
        for one, number, record in zip(sent, numbers, coded, strict=True)
    )
    return rows_
