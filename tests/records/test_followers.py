"""Whoever follows the register sees every event, in order, whatever stopped it before."""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence

from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

import pytest

from records import followers, issue, renditions
from records.events import act
from records.exceptions import NotNow, RenderingError
from records.models import Cursor, Office, RecordEvent
from tests.factories import World, at
from tests.standing import standing

pytestmark = pytest.mark.django_db


class Follower:
    """Notes what it sees; fails at the events it is told to."""

    def __init__(self) -> None:
        self.seen: list[int] = []
        self.fails: dict[int, BaseException] = {}

    def __call__(self, event: RecordEvent) -> None:
        if event.seq in self.fails:
            raise self.fails[event.seq]
        self.seen.append(event.seq)


@pytest.fixture
def two(monkeypatch: pytest.MonkeyPatch) -> tuple[Follower, Follower]:
    """Two followers of ours, and no other."""
    monkeypatch.setattr(followers, "_followers", {})
    monkeypatch.setattr(followers, "_waiting", {})
    first, second = Follower(), Follower()
    followers.register_follower("first", first)
    followers.register_follower("second", second)
    return first, second


def record(count: int) -> list[int]:
    """So many events in one act; their numbers."""
    office, _ = Office.objects.get_or_create(code="130", name="Secretaría de las TIC")
    with act(by=None, at=at("2020-02-03")) as log:
        for number in range(count):
            log.record("office.registered", office, facts={"number": number})
    return list(RecordEvent.objects.order_by("-seq").values_list("seq", flat=True)[:count][::-1])


def cursors() -> dict[str, int]:
    return dict(Cursor.objects.values_list("follower", "seq"))


def run(*names: str) -> tuple[int, str, str]:
    """Exit status, output and errors of the command."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("follow_events", *names, stdout=out, stderr=err)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_everybody_sees_every_event_once_and_in_order(two):
    numbers = record(3)
    assert followers.follow() == {"first": 3, "second": 3}
    assert [one.seen for one in two] == [numbers, numbers]
    assert followers.follow() == {"first": 0, "second": 0}
    more = record(2)
    assert followers.follow("second") == {"second": 2}
    assert two[0].seen == numbers
    assert two[1].seen == numbers + more
    assert followers.behind() == {"first": 2, "second": 0}


def test_many_events_cost_one_cursor_a_batch(two, monkeypatch):
    monkeypatch.setattr(followers, "BATCH", 10)
    numbers = record(25)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert followers.follow() == {"first": 25, "second": 25}
    assert [one.seen for one in two] == [numbers, numbers]
    written = [one["sql"] for one in asked if one["sql"].startswith("UPDATE")]
    assert len(written) == 2 * 3
    assert cursors() == {"first": numbers[-1], "second": numbers[-1]}


class Together(Follower):
    """One that takes several at once, and notes how many at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.batches: list[int] = []

    def __call__(self, events: Sequence[RecordEvent]) -> None:
        self.batches.append(len(events))
        for event in events:
            super().__call__(event)


@pytest.fixture
def together(two: tuple[Follower, Follower], monkeypatch: pytest.MonkeyPatch) -> Together:
    """The first of both takes ten at once."""
    monkeypatch.setattr(followers, "BATCH", 10)
    follower = Together()
    followers.register_together("first", follower)
    return follower


def test_who_takes_several_at_once_is_given_them_so_and_in_order(two, together):
    numbers = record(21)
    assert followers.follow() == {"first": 21, "second": 21}
    assert together.batches == [10, 10, 1]
    assert together.seen == two[1].seen == numbers
    assert followers.follow() == {"first": 0, "second": 0}


@pytest.mark.parametrize("place", [0, 3, 9, 10])
def test_several_that_fail_are_tried_one_by_one_and_the_one_that_stops_it_is_named(
    together, caplog, place
):
    numbers = record(12)
    together.fails = {numbers[place]: ValueError("a name that nobody may read")}
    with caplog.at_level(logging.WARNING):
        assert followers.follow() == {"first": place, "second": 12}
    stopped = [one for one in caplog.messages if "stopped at event" in one]
    assert stopped == [f"follower first stopped at event {numbers[place]}"]
    assert followers.waiting("first").seq == numbers[place]
    together.fails = {}
    assert followers.follow() == {"first": 12 - place, "second": 0}
    assert sorted(set(together.seen)) == numbers  # each at least once
    assert together.seen[place - 12 :] == numbers[place:]  # and what was left, in order


def test_several_that_fail_only_together_are_taken_one_by_one(together, monkeypatch):
    def crowded(events: Sequence[RecordEvent]) -> None:
        together(events)
        if len(events) > 1:
            raise ValueError("too many")

    followers.register_together("first", crowded)
    record(12)
    assert followers.follow() == {"first": 12, "second": 12}
    assert together.batches == [10, *[1] * 10, 2, 1, 1]


def test_a_cursor_that_cannot_be_written_stays_and_what_was_taken_is_repeated(
    two, monkeypatch, caplog
):
    numbers = record(3)

    def fails(rows, **told):
        raise DatabaseError("disk I/O error")

    with caplog.at_level(logging.ERROR), monkeypatch.context() as disk:
        disk.setattr(QuerySet, "update", fails)
        assert followers.catch_up() == {"first": 0, "second": 0}
    assert f"the cursor of first stays: it took up to event {numbers[-1]}" in caplog.text
    assert followers.behind() == {"first": 3, "second": 3}
    assert followers.catch_up() == {"first": 3, "second": 3}
    assert [one.seen for one in two] == [numbers * 2, numbers * 2]


@pytest.mark.parametrize("place", [0, 3, 9, 10])
def test_one_that_fails_is_named_retried_and_holds_up_nobody(two, monkeypatch, caplog, place):
    monkeypatch.setattr(followers, "BATCH", 10)
    numbers = record(12)
    first, _ = two
    first.fails = {numbers[place]: ValueError("a name that nobody may read")}
    with caplog.at_level(logging.ERROR):
        assert followers.follow() == {"first": place, "second": 12}
    assert f"follower first stopped at event {numbers[place]}" in caplog.text
    assert followers.behind() == {"first": 12 - place, "second": 0}
    stopped = followers.waiting("first")
    assert stopped is not None
    assert stopped.seq == numbers[place]
    assert followers.waiting("second") is None
    first.fails = {}
    assert followers.follow() == {"first": 12 - place, "second": 0}
    assert first.seen == numbers


@pytest.mark.parametrize("first", ["together", "two"])
def test_one_that_waits_for_its_server_is_told_of_once_and_tried_no_further(
    request, monkeypatch, caplog, first
):
    given = request.getfixturevalue(first)
    waiting = given if first == "together" else given[0]
    numbers = record(12)
    waiting.fails = dict.fromkeys(numbers, NotNow("the server is full"))
    for _act in range(5):
        assert followers.follow()["first"] == 0
        record(1)
    line = f"follower first waits before event {numbers[0]}: the server is full"
    assert caplog.messages == [line]
    assert "Traceback" not in caplog.text
    with monkeypatch.context() as later:
        later.setattr(followers, "REPEATED", 0.0)  # an hour
        followers.follow()
    assert caplog.messages == [line, line]
    waiting.fails = {}
    assert followers.catch_up()["first"] == 17
    assert caplog.messages == [line, line, "follower first goes on"]


def test_a_crash_in_the_middle_of_a_batch_repeats_it(two):
    numbers = record(5)
    first, second = two
    first.fails = {numbers[3]: SystemExit()}
    with pytest.raises(SystemExit):
        followers.follow()
    assert cursors().get("first", 0) == 0
    first.fails = {}
    assert followers.follow() == {"first": 5, "second": 5}
    assert first.seen == numbers[:3] + numbers
    assert second.seen == numbers


def test_a_slower_process_never_takes_a_cursor_back(two):
    numbers = record(3)

    def overtaken(event: RecordEvent) -> None:
        Cursor.objects.filter(follower="first").update(seq=numbers[-1] + 100)

    followers.register_follower("first", overtaken)
    followers.follow("first")
    assert cursors()["first"] == numbers[-1] + 100


def test_a_commit_is_followed_at_once_and_in_a_row_only_afterwards(
    two, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        numbers = record(2)
    assert two[0].seen == numbers
    with followers.held_back():
        with django_capture_on_commit_callbacks(execute=True):
            later = record(2)
        assert two[0].seen == numbers
    assert followers.catch_up() == {"first": 2, "second": 2}
    assert two[0].seen == numbers + later


def test_what_a_follower_records_is_followed_too(two, django_capture_on_commit_callbacks):
    depth: list[int] = []

    def recording(event: RecordEvent) -> None:
        depth.append(event.seq)
        if len(depth) == 1:
            with django_capture_on_commit_callbacks(execute=True):
                record(1)
            assert depth == [event.seq]  # not inside, where the cursor stands before this event

    followers.register_follower("first", recording)
    with django_capture_on_commit_callbacks(execute=True):
        record(1)
    assert set(followers.behind().values()) == {0}
    assert len(depth) == 2
    assert two[1].seen == depth


def test_a_database_that_fails_after_the_act_does_not_undo_it(
    two, monkeypatch, caplog, django_capture_on_commit_callbacks
):
    def broken(*names: str) -> None:
        raise DatabaseError("locked")

    monkeypatch.setattr(followers, "_steps", broken)
    with caplog.at_level(logging.ERROR), django_capture_on_commit_callbacks(execute=True):
        record(1)
    assert "the register was not followed" in caplog.text


# --- the command ---


def test_the_command_catches_up_after_a_crash_and_twice_is_once(two):
    numbers = record(4)  # committed, and the process died before anybody followed
    status, out, err = run()
    assert (status, err) == (0, "")
    assert "first: 4" in out
    assert "second: 4" in out
    status, out, err = run()
    assert (status, err) == (0, "")
    assert "first: 0" in out
    assert two[0].seen == numbers


def test_the_command_brings_only_whom_it_names(two):
    record(2)
    assert run("second")[0] == 0
    assert followers.behind() == {"first": 2, "second": 0}


def test_the_command_ends_in_one_and_names_the_event(two):
    numbers = record(4)
    two[0].fails = {numbers[1]: ValueError("a name that nobody may read")}
    status, out, err = run()
    assert status == 1
    assert "second: 4" in out
    assert f"first se detuvo en el evento {numbers[1]} (office.registered" in err
    assert "le faltan 3" in err
    assert "second" not in err
    two[0].fails = {}
    assert run()[0] == 0
    assert followers.behind() == {"first": 0, "second": 0}


def test_the_command_refuses_a_follower_that_there_is_not(two):
    record(1)
    with pytest.raises(CommandError, match="tercero") as refused:
        run("first", "tercero")
    assert refused.value.returncode == 2
    assert "first, second" in str(refused.value)
    assert two[0].seen == []


def test_the_command_finishes_what_was_issued_when_the_process_died():
    issuance = standing(World).issue()
    assert issue.pdf_of(issuance) is None
    assert run()[0] == 0
    assert issue.pending() == []
    assert issue.pdf_of(type(issuance).objects.get(pk=issuance.pk)) is not None
    assert set(followers.behind().values()) == {0}
    events = RecordEvent.objects.count()
    assert run()[0] == 0
    assert RecordEvent.objects.count() == events


def test_the_command_ends_in_one_while_a_pdf_cannot_be_made(monkeypatch):
    def broken(*args: object, **kwargs: object) -> bytes:
        raise RenderingError("sin fuentes")

    issuance = standing(World).issue()
    with monkeypatch.context() as patch:
        patch.setattr(renditions, "issued", broken)
        status, _, err = run()
        assert status == 1
        assert "sin fuentes" in err
        assert issue.pending() == [issuance]
        assert followers.behind()["search:database"] == 0
    assert run()[0] == 0
    assert issue.pending() == []
