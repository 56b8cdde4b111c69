"""The chain: an activity and what it produced, a record and what orders it, both ways alike."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records import filling, followers, format_drafts, issue
from records.chain import gaps, indexing, reading
from records.content import items
from records.exceptions import NotAllowed
from records.models import (
    AccessLevel,
    CaseFile,
    FilledCompletion,
    FilledFormat,
    Issuance,
    Record,
    RecordOrder,
    RegistryNumber,
    Series,
    Withdrawal,
)
from records.ordering import Kept, Order, Source, covers, orders_in
from records.permissions import Role
from records.querysets import records_visible_to
from tests.factories import World, at, person
from tests.records import filling as made
from tests.records.account_form import account_format, signer
from tests.records.contents import activity, content, procedure, record, rows, section

Counter = Callable[[int], AbstractContextManager[Any]]
FORMAT = "FO-M11-P2-05"
SERIES = "130.22.01"
MINUTES = "130.02.03"
TODAY = date(2020, 12, 31)


# --- The rule -------------------------------------------------------------------------------------


def _told(value: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    return [(one.source.value, one.number, one.code, one.series) for one in orders_in(value)]


def test_an_activity_orders_what_its_row_of_the_table_says() -> None:
    value = procedure(
        [
            activity("Pedir la cuenta", record=f"Formato {FORMAT}", number="1"),
            activity("Levantar el acta", record="Acta y FO-M9-P1-07 Encuesta", number="2"),
            activity("Archivar", record="N/A", number="3"),
            activity("Fin", record=None),
        ],
        [
            record("Solicitud de cuenta", code=FORMAT.lower(), series=SERIES),
            record("Actas", series=MINUTES),
            record("Inventario", series="130.30"),
        ],
    )
    assert _told(value) == [
        ("activity", "1", FORMAT, SERIES),
        ("activity", "2", "", MINUTES),
        ("activity", "2", "FO-M9-P1-07", ""),
        ("listed", "", "", "130.30"),
    ]


def test_a_code_decides_before_a_name_does() -> None:
    value = procedure(
        [activity("Registrar", record="FO-M1-P1-02 Acta", number="1")],
        [
            record("Acta", code="FO-M1-P1-01", series="130.01"),
            record("Acta", code="FO-M1-P1-02", series="130.02"),
        ],
    )
    assert _told(value) == [
        ("activity", "1", "FO-M1-P1-02", "130.02"),
        ("listed", "", "FO-M1-P1-01", "130.01"),
    ]


def test_an_activity_may_say_its_record_in_its_text() -> None:
    value = procedure(
        [activity("Enviar el oficio al alcalde", number="7")], [record("Oficio", series="130.03")]
    )
    assert _told(value) == [("activity", "7", "", "130.03")]


def test_a_format_orders_what_is_filled_in_and_nothing_else() -> None:
    filing = {"id": "f", "fillers": "anybody", "series": SERIES, "notice": None}
    value = content(
        section("form", rows("form_filing", filing)),
        section("records", rows("records", record("Solicitudes", series="130.99"))),
        kind="format",
        code=FORMAT,
    )
    assert _told(value) == [("form", "", FORMAT, SERIES)]


_CODES = st.sampled_from(["", "FO-M1-P1-01", "FO-M1-P1-02"])
_SERIES = st.sampled_from(["", "130.01", "130.02"])


@given(_CODES, _SERIES, _CODES, st.lists(_SERIES.filter(bool), min_size=1, max_size=2))
def test_two_codes_decide_and_a_series_decides_where_one_is_missing(
    ordered: str, series: str, code: str, kept: list[str]
) -> None:
    order = Order(Source.ACTIVITY, "Acta", code=ordered, series=series)
    found = covers(order, Kept(code, tuple(kept)))
    if ordered and code:
        assert found == (ordered == code)
    else:
        assert found == (series in kept)


_NAMES = st.sampled_from(
    ["Acta", "Actas", "FO-M1-P1-01 Acta", "Informe", "Oficio e informe", "N/A"]
)


@given(
    st.lists(_NAMES, max_size=5),
    st.lists(st.tuples(_NAMES.filter(lambda name: name != "N/A"), _CODES, _SERIES), max_size=5),
)
def test_every_row_of_the_table_is_ordered_once_at_least_and_nothing_twice(
    printed: list[str], listed: list[tuple[str, str, str]]
) -> None:
    value = procedure(
        [activity("Hacer", record=name, number=str(place)) for place, name in enumerate(printed)],
        [record(name, code=code or None, series=series or None) for name, code, series in listed],
    )
    found = orders_in(value)
    assert len(found) == len(set(found))
    assert {one.row for one in found} - {""} == {row["id"] for row in items(value, "records")}
    assert {one.activity for one in found} - {""} <= {
        row["id"] for row in items(value, "activities")
    }


# --- The picture ----------------------------------------------------------------------------------


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


@pytest.fixture
def signed_alone(world: World) -> Issuance:
    """A format that whoever fills it in signs alone, so that it is a record at once."""
    return account_format(world, signers=[signer("Solicita", "filler")])


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


@pytest.mark.django_db
def test_an_issue_draws_what_it_orders_and_drawing_again_changes_nothing(world: World) -> None:
    issuance = issued(world)
    follow()
    drawn = list(RecordOrder.objects.values_list("source", "activity", "code", "series"))
    first, second = ids(issuance)
    assert drawn == [
        ("activity", first, FORMAT, SERIES),
        ("activity", second, "", MINUTES),
    ]
    RecordOrder.objects.filter(code=FORMAT).delete()
    call_command("rebuild_chain")
    assert list(RecordOrder.objects.values_list("source", "activity", "code", "series")) == drawn
    assert indexing.rebuild() == 2


# --- Both ways ------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_was_filled_in_is_found_from_the_activity_and_leads_back_to_it(
    world: World, signed_alone: Issuance
) -> None:
    issuance = issued(world)
    follow()
    one = filled(world, signed_alone)
    first, second = reading.produced(issuance, world.archivist)
    assert (first.number, first.count, first.newest) == ("1", 1, date(2020, 3, 2))
    assert (second.number, second.count, second.newest) == ("2", 0, None)
    records, more = reading.records_of(issuance, first.activity, world.archivist)
    assert (records, more) == ([one.completion.record], False)
    assert reading.records_of(issuance, second.activity, world.archivist) == ([], False)
    (back,) = reading.orders_of(kept(one, world.archivist), world.archivist)
    assert (back.issuance, back.activity, back.number) == (issuance, first.activity, "1")
    (own,) = reading.produced(signed_alone, world.archivist)
    assert (own.activity, own.count) == ("", 1)


@pytest.mark.django_db
def test_each_version_answers_for_the_days_on_which_it_was_in_force(
    world: World, signed_alone: Issuance
) -> None:
    before = issued(world)
    after = world.issue(
        before.document, {**orders(world), "title": "Otro título"}, day="2020-05-04"
    )
    follow()
    early, late = filled(world, signed_alone), filled(world, signed_alone, day="2020-05-04")
    found = {
        version.label: [
            record.pk for record in reading.records_of(version, ids(version)[0], world.archivist)[0]
        ]
        for version in (before, after)
    }
    assert found == {
        before.label: [early.completion.record_id],
        after.label: [late.completion.record_id],
    }
    for one, version in ((early, before), (late, after)):
        (back,) = reading.orders_of(kept(one, world.archivist), world.archivist)
        assert back.issuance == version


@pytest.mark.django_db
def test_a_withdrawn_procedure_orders_nothing_from_that_day_on(
    world: World, signed_alone: Issuance
) -> None:
    issuance = issued(world)
    follow()
    issue.withdraw(
        issuance,
        effective_on=date(2020, 4, 1),
        reason="Se acabó.",
        by=world.approver,
        at=at("2020-04-01"),
    )
    assert Withdrawal.objects.count() == 1
    early, late = filled(world, signed_alone), filled(world, signed_alone, day="2020-04-01")
    assert len(reading.orders_of(kept(early, world.archivist), world.archivist)) == 1
    assert reading.orders_of(kept(late, world.archivist), world.archivist) == []
    assert reading.produced(issuance, world.archivist)[0].count == 1


@pytest.mark.django_db
def test_where_several_order_it_all_are_told_until_one_is_chosen(
    world: World, signed_alone: Issuance
) -> None:
    one, other = issued(world), issued(world, "PR-M2-P6-02")
    follow()
    unsaid = filled(world, signed_alone)
    offered = filling.activities_of(
        signed_alone, made.form_in(signed_alone), by=world.stranger, day=date(2020, 3, 3)
    )
    assert [each.issuance for each in offered] == [one, other]
    said = filled(world, signed_alone, day="2020-03-03", order=offered[1])
    assert (said.ordered_by, said.ordered_activity) == (other, ids(other)[0])
    found = reading.orders_of(kept(unsaid, world.archivist), world.archivist)
    assert [each.issuance for each in found] == [one, other]
    found = reading.orders_of(kept(said, world.archivist), world.archivist)
    assert [each.issuance for each in found] == [other]
    counts = [reading.produced(each, world.archivist)[0].count for each in (one, other)]
    assert counts == [1, 2]
    listed = reading.records_of(one, ids(one)[0], world.archivist)[0]
    assert listed == [unsaid.completion.record]


@pytest.mark.django_db
def test_only_an_activity_that_orders_the_format_today_is_chosen(
    world: World, signed_alone: Issuance
) -> None:
    issuance = issued(world)
    follow()
    act = RecordOrder.objects.get(issuance=issuance, code="")
    with pytest.raises(NotAllowed) as refused:
        filled(world, signed_alone, order=act)
    assert [reason.code for reason in refused.value.reasons] == ["not_ordered"]
    assert not FilledFormat.objects.exists()
    assert format_drafts.FormatDraft.objects.count() == 1


@pytest.mark.django_db
def test_an_issued_document_and_a_subseries_are_found_by_their_series(world: World) -> None:
    value = orders(world)
    value["sections"][6]["blocks"][0]["items"][1]["series"] = "130.22"
    parent = Series.objects.create(
        scheme=world.series.scheme, office=world.office, code="130.22", name="Documentos"
    )
    Series.objects.filter(pk=world.series.pk).update(parent=parent)
    issuance = world.issue(content=value)
    follow()
    (record,), _more = reading.records_of(issuance, ids(issuance)[1], world.archivist)
    assert record.version == issuance.version
    found = reading.keyed(records_visible_to(world.archivist)).get(pk=record.pk)
    assert [one.number for one in reading.orders_of(found, world.archivist)] == ["2"]


# --- Many records, few queries --------------------------------------------------------------------


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


@pytest.mark.django_db
def test_both_ways_take_two_queries_with_600_records(
    world: World, signed_alone: Issuance, django_assert_num_queries: Counter
) -> None:
    issuance = issued(world)
    for code in range(2, 8):
        issued(world, f"PR-M2-P6-0{code}")
    follow()
    there = many(world, signed_alone, 600)
    user = world.archivist
    user.groups.all()
    records_visible_to(user).exists()  # roles and offices are read once a request
    with django_assert_num_queries(2):
        steps = reading.produced(issuance, user)
    assert [step.count for step in steps] == [300, 300]
    with django_assert_num_queries(2):
        page, more = reading.records_of(issuance, steps[0].activity, user, start=275)
    assert (len(page), more) == (25, False)
    with django_assert_num_queries(2):
        record = reading.keyed(records_visible_to(user)).get(pk=there[-1].pk)
        found = reading.orders_of(record, user)
    assert len(found) == 7
    assert {one.number for one in found} == {"1"}


@pytest.mark.django_db
def test_pages_of_records_are_all_of_them_once(world: World, signed_alone: Issuance) -> None:
    issuance = issued(world)
    follow()
    there = {
        one.pk for one in many(world, signed_alone, 130) if one.case_file.series.code == MINUTES
    }
    seen: list[int] = []
    start, more = 0, True
    while more:
        page, more = reading.records_of(
            issuance, ids(issuance)[1], world.archivist, start=start, size=20
        )
        seen += [one.pk for one in page]
        start += 20
    assert len(seen) == len(set(seen))
    assert set(seen) == there


# --- Who may know ---------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("level", [AccessLevel.CLASSIFIED, AccessLevel.RESERVED])
def test_a_restricted_record_is_neither_listed_nor_counted_for_who_may_not_know(
    world: World, signed_alone: Issuance, level: str
) -> None:
    issuance = issued(world)
    follow()
    many(world, signed_alone, 6, access=level)
    other = person("pia.otra", Role.APPROVER, world.other_office)
    for user in (AnonymousUser(), other):
        assert [step.count for step in reading.produced(issuance, user)] == [0, 0]
        assert all(step.newest is None for step in reading.produced(issuance, user))
        for activity_id in ids(issuance):
            assert reading.records_of(issuance, activity_id, user) == ([], False)
        missing = gaps.activities_without_record(user, TODAY, since=date(2020, 1, 1), until=TODAY)
        assert [one.number for one in missing] == ["1", "2"]
    for user in (world.author, world.archivist):
        assert [step.count for step in reading.produced(issuance, user)] == [3, 3]
        found = gaps.activities_without_record(user, TODAY, since=date(2020, 1, 1), until=TODAY)
        assert list(found) == []


@pytest.mark.django_db
def test_a_restricted_procedure_is_told_to_nobody_who_may_not_know_of_it(
    world: World, signed_alone: Issuance
) -> None:
    hidden = world.issue(content={**orders(world), "access": "classified"})
    follow()
    one = filled(world, signed_alone)
    Record.objects.filter(pk=one.completion.record_id).update(access="public")
    CaseFile.objects.update(access="public")
    for user, number in ((AnonymousUser(), 0), (world.stranger, 0), (world.author, 1)):
        assert len(reading.orders_of(kept(one, user), user)) == number
        assert len(gaps.codes_not_in_force(user, TODAY)) == 0
        formats = gaps.formats_without_procedure(user, TODAY)
        assert [each.pk for each in formats] == ([] if number else [signed_alone.pk])
    offered = filling.activities_of(
        signed_alone, made.form_in(signed_alone), by=world.stranger, day=date(2020, 3, 3)
    )
    assert offered == []
    with pytest.raises(NotAllowed):
        filled(
            world,
            signed_alone,
            day="2020-03-03",
            order=RecordOrder.objects.get(issuance=hidden, code=FORMAT),
        )


# --- Gaps -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_series_that_no_document_in_force_produces_is_an_orphan(
    world: World, signed_alone: Issuance
) -> None:
    follow()
    codes = lambda: [one.code for one in gaps.series_without_procedure(world.archivist, TODAY)]  # noqa: E731
    assert codes() == [MINUTES, SERIES]
    value = orders(world)
    # The table names the format and no series: the format says where it is filed.
    value["sections"][6]["blocks"][0]["items"][0]["series"] = None
    issuance = world.issue(content=value)
    follow()
    assert codes() == []
    issue.withdraw(
        issuance,
        effective_on=date(2020, 4, 1),
        reason="Se acabó.",
        by=world.approver,
        at=at("2020-04-01"),
    )
    assert codes() == [MINUTES, SERIES]


@pytest.mark.django_db
def test_an_activity_without_record_in_the_period_is_told(
    world: World, signed_alone: Issuance
) -> None:
    issued(world)
    follow()
    filled(world, signed_alone)
    user = world.archivist

    def missing(since: str, until: str) -> list[str]:
        found = gaps.activities_without_record(
            user, TODAY, since=date.fromisoformat(since), until=date.fromisoformat(until)
        )
        return [one.number for one in found]

    assert missing("2020-01-01", "2020-12-31") == ["2"]
    assert missing("2020-03-03", "2020-12-31") == ["1", "2"]
    assert missing("2020-01-01", "2020-03-01") == ["1", "2"]


@pytest.mark.django_db
def test_a_record_said_to_be_of_another_activity_fulfils_only_that(
    world: World, signed_alone: Issuance
) -> None:
    issued(world), issued(world, "PR-M2-P6-02")
    follow()
    second = RecordOrder.objects.get(issuance__version__code="PR-M2-P6-02", code=FORMAT)
    filled(world, signed_alone, order=second)
    found = gaps.activities_without_record(
        world.archivist, TODAY, since=date(2020, 1, 1), until=TODAY
    )
    told = [(one.issuance.version.code, one.number) for one in found]
    assert told == [("PR-M2-P6-01", "1"), ("PR-M2-P6-01", "2"), ("PR-M2-P6-02", "2")]


@pytest.mark.django_db
def test_formats_that_nobody_names_and_codes_that_name_nothing(
    world: World, signed_alone: Issuance
) -> None:
    follow()
    user = world.archivist
    assert list(gaps.formats_without_procedure(user, TODAY)) == [signed_alone]
    value = orders(world)
    value["sections"][4]["blocks"][1]["items"][1]["record"] = "FO-M2-P6-99 Encuesta"
    world.issue(content=value)
    follow()
    assert list(gaps.formats_without_procedure(user, TODAY)) == []
    assert [(one.code, one.known) for one in gaps.codes_not_in_force(user, TODAY)] == [
        ("FO-M2-P6-99", False)
    ]
    issue.withdraw(
        signed_alone,
        effective_on=date(2020, 4, 1),
        reason="Se acabó.",
        by=world.approver,
        at=at("2020-04-01"),
    )
    assert [(one.code, one.known) for one in gaps.codes_not_in_force(user, TODAY)] == [
        (FORMAT, True),
        ("FO-M2-P6-99", False),
    ]
