"""Whatever way bytes or titles of what is restricted go out by is an event, once in a while."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import reverse

import pytest

from records import filled_pdf, followers, issue
from records.models import AccessLevel, CaseFileIndex, Component, Issuance, RecordEvent
from records.restrictions.readings import note_case_file
from tests.factories import World, at
from tests.records import filling
from tests.records.account_form import account_format
from tests.records.electronic_index.made import case_file, closed, filed
from tests.repository import ROOT, our_modules


@pytest.fixture
def world(db: None) -> World:
    return World()


@pytest.fixture
def index(world: World) -> CaseFileIndex:
    """Of a public case file that holds one public and one reserved record."""
    with followers.held_back():
        opened = case_file(world)
        filed(world, opened, b"%PDF-1 uno", title="Uno")
        filed(world, opened, b"%PDF-1 dos", title="Secreto", access=AccessLevel.RESERVED)
        made = closed(world, opened)
    followers.catch_up("attach")
    return made


def read() -> list[tuple[str, str]]:
    """The readings that were written down, each with its way."""
    events = RecordEvent.objects.filter(action__endswith=".read").order_by("seq")
    return [(one.action, one.facts.get("way", "")) for one in events]


def of_case_file(name: str, *more: Any) -> Callable[[CaseFileIndex], str]:
    return lambda index: reverse(f"case_files:{name}", args=[index.case_file_id, *more])


def frozen(index: CaseFileIndex) -> str:
    part = Component.objects.get(index=index, role=Component.Role.INDEX)
    return reverse("case_files:index_file", args=[index.case_file_id, part.pk])


def of_record(name: str, *, file: bool = False) -> Callable[[CaseFileIndex], str]:
    def address(index: CaseFileIndex) -> str:
        record = index.case_file.records.get(title="Secreto")
        return reverse(name, args=[record.pk, *([record.components.get().pk] if file else [])])

    return address


WAYS = {
    "page": (of_case_file("inspect"), ("case_file.read", "page")),
    "index as csv": (of_case_file("index_table", "csv"), ("case_file.read", "index")),
    "index as xml": (of_case_file("index_table", "xml"), ("case_file.read", "index")),
    "frozen index": (frozen, ("case_file.read", "index")),
    "control sheet": (of_case_file("control_sheet"), ("case_file.read", "control_sheet")),
    "history": (of_case_file("history_file", "csv"), ("case_file.read", "history")),
    "record": (of_record("records:inspect"), ("record.read", "page")),
    "file": (of_record("records:file", file=True), ("record.read", "")),
    "file shown": (of_record("record_file_shown", file=True), ("record.read", "")),
}


@pytest.mark.conformance("S05")
@pytest.mark.parametrize("way", WAYS)
def test_each_way_to_a_restricted_record_is_an_event(
    way: str, world: World, client: Client, index: CaseFileIndex
) -> None:
    """Twice is once, and who may know of what is public alone leaves no trace."""
    address, expected = WAYS[way]
    client.force_login(world.archivist)
    for _again in range(2):
        assert client.get(address(index)).status_code == 200
    assert read() == [expected]
    client.force_login(world.stranger)
    client.get(address(index))
    assert read() == [expected]


@pytest.mark.parametrize(
    ("name", "expected"),
    [("labels", ("case_file.read", "label")), ("directory", ("series.read", "directory"))],
)
def test_titles_of_restricted_case_files_leave_a_trace_too(
    name: str, expected: tuple[str, str], world: World, client: Client
) -> None:
    reserved = case_file(world, access=AccessLevel.RESERVED)
    args = [reserved.pk] if name == "labels" else [reserved.series_id, "csv"]
    client.force_login(world.archivist)
    assert client.get(reverse(f"case_files:{name}", args=args)).status_code == 200
    assert read() == [expected]


@pytest.mark.parametrize("name", ["document", "version", "version-json", "version-pdf"])
def test_a_restricted_version_that_staff_reads_in_the_portal_is_an_event(
    name: str, world: World, client: Client
) -> None:
    issued: Issuance = world.issue(content=world.content(access="classified"))
    issue.attach(issued, at=at("2020-02-03", 16))
    args = [issued.document.code, issued.label][: 1 if name == "document" else 2]
    assert client.get(reverse(name, args=args)).status_code == 404
    assert read() == []
    client.force_login(world.archivist)
    for _again in range(2):
        assert client.get(reverse(name, args=args)).status_code == 200
    assert read() == [("version.read", "")]


def test_a_public_version_leaves_no_trace_of_its_readers(world: World, client: Client) -> None:
    issued = world.issue()
    client.force_login(world.archivist)
    client.get(reverse("document", args=[issued.document.code]))
    assert read() == []


def test_what_was_filled_in_is_read_with_a_trace(world: World, client: Client) -> None:
    done = filling.completed(world, account_format(world), filling.head(world))
    filled_pdf.attach(done, at=at(filling.DAY, 16))
    client.force_login(world.archivist)
    for name in ("filled_format", "filled_pdf"):
        assert client.get(reverse(name, args=[done.pk])).status_code == 200
    assert read() == [("filling.read", "page"), ("filling.read", "pdf")]


GIVEN_ELSEWHERE = {
    "site/editorial/views/signing.py": "what is in review is no record yet",
    "site/editorial/own_certificate.py": "given to nobody: it is signed",
    "site/editorial/pictures.py": "pictures of a draft",
    "site/editorial/annexes.py": "annexes of a draft",
    "site/editorial/committees/live.py": "annexes of a session, for its members",
    "site/editorial/committees/bringing.py": "minutes that come in, read by nobody",
    "site/portal/views/health.py": "whether the storage answers",
    "site/portal/demo/loading/case_files.py": "writes",
    "retention/viewsets/life.py": "acts of a schedule, which everybody reads",
    "site/portal/views/schedules.py": "the act that adopted a schedule, which everybody reads",
}


def test_no_screen_gives_bytes_away_without_asking() -> None:
    """Each module of screens that reads the storage notes readings, or says above why not."""
    screens = ("site/", "records/viewsets/", "retention/viewsets/")
    found = set()
    for path in our_modules():
        name = str(path.relative_to(ROOT))
        text = path.read_text(encoding="utf-8")
        if name.startswith(screens) and ("storage()." in text or "storage.storage()" in text):
            asks = "restrictions.readings import" in text or "portal.reading import" in text
            if not asks:
                found.add(name)
    assert found == set(GIVEN_ELSEWHERE)


def test_a_reading_is_written_again_after_a_while(world: World, index: CaseFileIndex) -> None:
    of = index.case_file
    told = set(of.records.values_list("pk", flat=True))
    noted = [
        note_case_file(of, way, told, by=world.archivist, at=at("2020-04-01", hour))
        for hour, way in ((9, "page"), (9, "page"), (9, "index"), (10, "page"))
    ]
    assert noted == [True, False, True, True]
