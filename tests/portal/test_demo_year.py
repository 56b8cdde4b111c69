"""The year of the demo before any database sees it: the same from a seed, whole, and believable."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal import demo
from portal.demo import year
from portal.demo.year import pacing
from portal.demo.year.vocabulary import themes
from records import content as canonical
from records.findings import Facts, find
from records.kinds import KINDS
from tests.portal.test_demo_data import NORMS, SERIES

SEEDS = (year.SEED, 1, 719)
PEOPLE = {one.username: one for one in (*demo.people(), *year.people())}
POSITIONS = {one.key: one for one in (*demo.positions(), *year.positions())}


def versions(written: year.Year) -> list[tuple[demo.DemoDocument, demo.DemoVersion]]:
    return [(one, version) for one in written.documents for version in one.versions]


@pytest.fixture(params=SEEDS)
def written(request: pytest.FixtureRequest) -> year.Year:
    return year.script(request.param)


def test_the_same_seed_gives_the_same_year_and_another_seed_another():
    first = year.script(31, 2)
    year.script.cache_clear()
    assert year.script(31, 2) == first
    assert year.script(32, 2) != first


def test_it_is_a_year_of_all_kinds(written):
    kinds = Counter(one.kind for one in written.documents)
    assert set(kinds) == set(KINDS)
    assert written.issued >= 120
    issued = [sum(bool(each.approved_on) for each in one.versions) for one in written.documents]
    assert sum(count >= 2 for count in issued) * 3 >= sum(count >= 1 for count in issued)
    assert len(written.fillings) >= 40
    assert sum(len(one.sessions) for one in written.committees) >= 10
    assert any(session.approves for one in written.committees for session in one.sessions)


def test_everything_that_may_happen_to_a_document_happens(written):
    states = Counter(version.state for _document, version in versions(written))
    assert set(states) == {"issued", "in_review", "returned", "draft"}
    assert any(version.urgent for _document, version in versions(written))
    assert any(version.request for _document, version in versions(written))
    assert any(one.withdrawal for one in written.documents)
    assert {one.accepted for one in written.requests} == {True, False, None}
    assert {one.kind for one in written.requests} == {"change", "create", "annul"}
    assert written.corrections
    assert {bool(one.ended_on) for one in written.departures} == {True, False}
    assert any(one.signed_on is None for one in written.fillings)


def test_titles_and_codes_are_of_one_document(written):
    core = {one.code for one in demo.documents()}
    codes = [one.code for one in written.documents]
    assert len(codes) == len(set(codes))
    assert core.isdisjoint(codes)
    titles = [one.versions[0].content["title"].casefold() for one in written.documents]
    assert [title for title, times in Counter(titles).items() if times > 1] == []


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 12))
def test_any_seed_writes_contents_that_obey_their_schema(seed, offices):
    for document, version in versions(year.script.__wrapped__(seed, offices)):
        assert canonical.schema_errors(version.content) == [], document.code
        ids = Counter(canonical.ids(version.content))
        assert [each for each, times in ids.items() if times > 1] == [], document.code
        for role in KINDS[document.kind].mandatory:
            held = canonical.sections(version.content, role)
            blocks = [block for section in held for block in section["blocks"]]
            assert blocks or canonical.items(version.content, role), (document.code, role)


def test_every_act_is_on_a_business_day_of_the_year_and_in_order(written):
    for document, version in versions(written):
        signers = [(name, version.prepared_on) for name in version.prepared_by]
        signers += [(one.by, one.on) for one in version.reviews]
        if version.approved_by:
            signers.append((version.approved_by, version.approved_on))
        days = [day for _name, day in signers]
        days += [day for day in (version.approved_on, version.effective_on) if day]
        assert days == sorted(days), document.code
        assert all(day >= pacing.FIRST and pacing.works(day) for day in days), document.code
        names = [name for name, _day in signers]
        assert len(names) == len(set(names)), document.code
        for name, day in signers:
            assert PEOPLE[name].appointment_on(day), (document.code, name)
    for document in written.documents:
        issued = [one for one in document.versions if one.approved_on]
        assert all(a.effective_on < b.prepared_on for a, b in pairwise(issued)), document.code
        assert all(one.effective_on <= date(2026, 12, 31) for one in issued)
        if document.withdrawal:
            assert document.withdrawal["on"] > issued[-1].effective_on


def test_signers_have_the_role_that_they_sign_with(written):
    for document, version in versions(written):
        assert all("editor" in PEOPLE[name].roles for name in version.prepared_by)
        assert all("reviewer" in PEOPLE[one.by].roles for one in version.reviews)
        approver = version.approved_by or (version.urgent and version.urgent.by)
        assert not approver or "approver" in PEOPLE[approver].roles, document.code


def test_a_later_version_changes_something_and_keeps_the_rest(written):
    for document in written.documents:
        for before, after in pairwise(document.versions):
            old, new = set(canonical.ids(before.content)), set(canonical.ids(after.content))
            assert before.content != after.content, document.code
            assert len(old & new) >= 0.8 * len(old), document.code


def test_activities_move_between_versions(written):
    def order(version: demo.DemoVersion) -> list[str]:
        return [one["id"] for one in canonical.items(version.content, "activities")]

    pairs = [pair for one in written.documents for pair in pairwise(one.versions)]
    assert any(
        order(before) != order(after) and set(order(before)) == set(order(after))
        for before, after in pairs
    )


def test_sessions_decide_what_waits_for_them_then(written):
    decided = [
        (committee.code, session.on, code)
        for committee in written.committees
        for session in committee.sessions
        for code in session.approves
    ]
    waiting = [
        (version.committee, version.approved_on, document.code)
        for document, version in versions(written)
        if version.committee
    ]
    assert sorted(decided) == sorted(waiting)
    lives = {one.code: one for one in written.documents}
    for committee in written.committees:
        for session in committee.sessions:
            assert session.convened_on < session.on < session.circulated_on < session.signed_on
            assert pacing.works(session.on)
            for code in session.approves:
                version = next(one for one in lives[code].versions if one.approved_on == session.on)
                assert version.reviews[-1].on < session.convened_on
                assert version.effective_on > session.signed_on
        away = {key for session in committee.sessions for key, _letter in session.absent}
        assert away <= set(committee.members) - {committee.chair}
        assert {committee.chair, committee.secretary, *committee.members} <= set(POSITIONS)


def test_formats_are_filled_in_while_they_rule_and_once_a_day_by_each(written):
    lives = {one.code: one for one in written.documents}
    for one in written.fillings:
        begun = min(each.effective_on for each in lives[one.code].versions if each.effective_on)
        assert begun < one.on <= pacing.LAST
        assert one.by != one.chosen
        fields = canonical.items(lives[one.code].versions[0].content, "form_fields")
        told = {label for label, _value in one.values} | {"Dependencia"}
        assert {field["label"] for field in fields} == told, one.code
    keys = [(one.code, one.by, one.on) for one in written.fillings]
    assert len(keys) == len(set(keys))


def test_what_is_asked_for_is_asked_once_and_answered_after(written):
    reasons = [one.reason for one in written.requests]
    assert len(reasons) == len(set(reasons))
    told = {one.reason: one for one in written.requests}
    for document, version in versions(written):
        if version.request:
            request = told[version.request]
            assert request.accepted
            assert request.code == document.code
            assert request.decided_on < version.prepared_on


def test_the_themes_are_whole():
    offices = {one.code for one in demo.offices()}
    codes = {one.code for one in demo.processes()}
    for theme in themes():
        assert theme.office in offices
        assert theme.process in codes
        assert {theme.author, theme.reviewer, theme.approver, theme.filler} <= set(PEOPLE)
        for subject in theme.subjects:
            named = {name for name, _series in subject.records}
            left = {step.record for step in subject.steps if step.record}
            assert left == named, subject.title
            assert {series for _name, series in subject.records} <= SERIES, subject.title
            place, _question, no = subject.ask
            assert no == "end" or int(no) not in (int(place), int(place) + 1), subject.title


def test_a_quality_officer_finds_nothing_to_mark():
    found = {
        (finding.code, document.kind, finding.message)
        for document, version in versions(year.script())
        for finding in find(
            version.content,
            Facts(label=version.label),
            norms=NORMS,
            rule_series=SERIES,
            today=version.approved_on or version.prepared_on or pacing.LAST,
        )
    }
    assert found == set()
