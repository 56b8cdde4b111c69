"""The demo entity is what we show first: its texts must be sound before any database sees them."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from portal import demo
from portal.demo import markup
from records import content as canonical
from records.findings import Facts, find
from records.kinds import KINDS
from records.norms import NormStatus
from records.permissions import Role

DOCUMENTS = demo.documents()
VERSIONS = [
    pytest.param(document, version, id=f"{document.code}-{version.label or version.state}")
    for document in DOCUMENTS
    for version in document.versions
]
FINISHED = [param for param in VERSIONS if param.values[1].state != "draft"]
SERIES = {row.code for row in demo.schedule()}
PEOPLE = {person.username: person for person in demo.people()}


def norms() -> list[NormStatus]:
    path = Path(canonical.__file__).parent / "data" / "legal_references.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        return [
            NormStatus(
                kind=row["kind"],
                number=row["number"] or None,
                year=int(row["year"]) if row["year"] else None,
                issuer=row["issuer"] or None,
                title=row["title"],
                valid_from=date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
                valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
                replaced_by=row["replaced_by"] or None,
            )
            for row in csv.DictReader(lines)
        ]


NORMS = norms()


def words(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for each in value.values() for text in words(each)]
    if isinstance(value, list):
        return [text for each in value for text in words(each)]
    return []


@pytest.mark.parametrize(("document", "version"), VERSIONS)
def test_content_obeys_the_schema_and_repeats_no_id(document, version):
    assert canonical.schema_errors(version.content) == []
    ids = Counter(canonical.ids(version.content))
    assert [each for each, times in ids.items() if times > 1] == []


@pytest.mark.parametrize(("document", "version"), FINISHED)
def test_every_mandatory_part_is_written(document, version):
    for role in KINDS[document.kind].mandatory:
        found = canonical.sections(version.content, role)
        written = [block for section in found for block in section["blocks"]]
        assert written or canonical.items(version.content, role), role


@pytest.mark.parametrize(("document", "version"), VERSIONS)
def test_decisions_lead_to_an_activity_of_the_table(document, version):
    activities = canonical.items(version.content, "activities")
    known = {"next", "end", *(each["id"] for each in activities)}
    assert [each["number"] for each in activities] == [
        str(place) for place in range(1, len(activities) + 1)
    ]
    for activity in activities:
        if decision := activity["decision"]:
            assert {decision["yes"], decision["no"]} <= known
            assert decision["yes"] != decision["no"]
            assert activity["id"] not in (decision["yes"], decision["no"])


@pytest.mark.parametrize(("document", "version"), FINISHED)
def test_records_are_kept_under_a_series_of_the_schedule(document, version):
    assert version.content["series"]["code"] in SERIES
    for record in canonical.items(version.content, "records"):
        assert record["series"] in SERIES, record["name"]


@pytest.mark.parametrize(("document", "version"), VERSIONS)
def test_text_kept_its_accents(document, version):
    text = "\n".join(words(version.content))
    assert unicodedata.is_normalized("NFC", text)
    assert "\ufffd" not in text
    assert "Ã" not in text
    lost = r"\b\w*(?:cion|sion|gestion|tecnologia|informacion|publico|pagina|electronic[oa])\b"
    assert re.findall(lost, text, re.IGNORECASE) == []


# What is wrong on purpose: a norm repealed in one document, the norms of their day in old versions.
@pytest.mark.parametrize(("document", "version"), FINISHED)
def test_a_quality_officer_finds_nothing_to_mark(document, version):
    day = version.approved_on or date(2026, 11, 24)
    found = find(
        version.content,
        Facts(label=version.label),
        norms=NORMS,
        rule_series=SERIES,
        today=day,
    )
    expected = {"PR-M3-P2-03": ["norm_repealed"]}.get(document.code, [])
    assert [(each.code, each.message) for each in found if each.code not in expected] == []
    assert {each.code for each in found} >= set(expected)


def test_the_draft_has_gaps_that_are_found():
    (version,) = (param.values[1] for param in VERSIONS if param.values[1].state == "draft")
    found = find(
        version.content,
        Facts(),
        norms=NORMS,
        rule_series=SERIES,
        today=date(2026, 11, 24),
    )
    assert {"section_missing", "activity_without_responsible"} <= {each.code for each in found}


def test_the_demo_shows_every_state_of_a_document():
    states = Counter(version.state for document in DOCUMENTS for version in document.versions)
    assert states["in_review"] == states["adopted"] == states["draft"] == 1
    assert any(document.withdrawal for document in DOCUMENTS)
    lengths = Counter(len(document.versions) for document in DOCUMENTS)
    assert lengths[3] >= 1
    assert lengths[2] >= 3
    kinds = Counter(document.kind for document in DOCUMENTS)
    assert kinds["procedure"] >= 8
    assert kinds["format"] >= 4


def test_a_later_version_changes_something_and_keeps_the_rest():
    for document in DOCUMENTS:
        for before, after in pairwise(document.versions):
            old, new = set(canonical.ids(before.content)), set(canonical.ids(after.content))
            assert before.content != after.content
            assert len(old & new) > 0.8 * len(old), document.code


@pytest.mark.parametrize(("document", "version"), FINISHED)
def test_signers_hold_a_post_that_day_and_are_different_people(document, version):
    signers = [(name, version.prepared_on) for name in version.prepared_by]
    signers += [(review.by, review.on) for review in version.reviews]
    if version.approved_by:
        signers.append((version.approved_by, version.approved_on))
        assert "approver" in PEOPLE[version.approved_by].roles
        approver = PEOPLE[version.approved_by].appointment_on(version.approved_on)
        assert approver.bond != "contractor"
    assert all("editor" in PEOPLE[name].roles for name in version.prepared_by)
    assert all("reviewer" in PEOPLE[review.by].roles for review in version.reviews)
    names = [name for name, _ in signers]
    assert len(names) == len(set(names))
    for name, day in signers:
        assert PEOPLE[name].appointment_on(day), (name, day)
    days = [day for _, day in signers] + [version.effective_on or date.max]
    assert days == sorted(days)


def test_versions_follow_one_another():
    for document in DOCUMENTS:
        issued = [each for each in document.versions if each.approved_on]
        assert all(a.effective_on < b.approved_on for a, b in pairwise(issued))
        if document.withdrawal:
            assert document.withdrawal["on"] > issued[-1].effective_on


def test_the_organisation_is_whole():
    offices = {office.code: office for office in demo.offices()}
    positions = {position.key: position for position in demo.positions()}
    assert all(office.parent in offices for office in offices.values() if office.parent)
    renamed = [office for office in offices.values() if office.successors]
    assert [offices[code].name for office in renamed for code in office.successors]
    assert {row.office for row in demo.schedule()} <= set(offices)
    assert {position.office for position in positions.values()} <= set(offices)
    for person in demo.people():
        for appointment in person.appointments:
            assert (appointment.position is None) == (appointment.bond == "contractor")
            assert appointment.position is None or appointment.position in positions
            assert appointment.office in offices
    codes = [process.code for process in demo.processes()]
    assert len(codes) == len(set(codes))
    roles = {role.name.lower() for role in Role}
    assert {role for person in demo.people() for role in person.roles} == roles
    assert all(process.parent in codes for process in demo.processes() if process.parent)


def test_an_acting_post_goes_before_the_one_it_interrupts():
    person = PEOPLE["aprobadora"]
    assert person.appointment_on(date(2020, 5, 4)).position == "subdirector-gobierno-digital"
    assert person.appointment_on(date(2021, 5, 4)).bond == "acting"
    assert person.appointment_on(date(2023, 5, 4)).position == "secretario-tic"


def test_the_demo_sign_ins_of_the_contract_are_there():
    signing_in = {person.username for person in demo.people() if person.active}
    assert signing_in >= {
        "editora",
        "revisor",
        "aprobadora",
        "archivista",
        "secretaria",
        "correspondencia",
        "enlace",
        "auditora",
        "consulta",
        "admin",
    }


def test_schedule_rows_are_unique_and_have_years():
    rows = demo.schedule()
    assert len(rows) >= 25
    assert len(SERIES) == len(rows)
    assert all(row.office_years + row.archive_years > 0 and row.procedure for row in rows)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_entity_is_printable():
    entity = demo.entity()
    contrast = (luminance("#fdfcf9") + 0.05) / (luminance(entity.accent) + 0.05)
    assert contrast >= 7
    digits = [int(digit) for digit in reversed(entity.nit.split("-")[0].replace(".", ""))]
    rest = sum(a * b for a, b in zip(digits, (3, 7, 13, 17, 19, 23, 29, 37, 41), strict=True)) % 11
    assert entity.nit.endswith(f"-{rest if rest < 2 else 11 - rest}")
    assert set(re.findall(r"<([a-z]+)", demo.crest())) == {"svg", "path"}


def test_markup_gives_typed_blocks():
    made = markup.blocks(
        "## Título\n\nUn párrafo\nen dos líneas.\n\n4. uno\n   a. dos\n      sigue\n\n"
        "> Nota: ojo\n\nTabla: Datos\n| a | b |\n| 1 | 2 |",
        "x",
        lambda path: path,
    )
    assert [block["type"] for block in made] == ["heading", "paragraph", "list", "note", "table"]
    assert made[1]["text"] == "Un párrafo en dos líneas."
    assert made[2]["start"] == 4
    assert [(item["level"], item["text"]) for item in made[2]["items"]] == [
        (0, "uno"),
        (1, "dos sigue"),
    ]
    assert made[2]["styles"] == ["decimal", "alpha", "bullet"]
    assert made[4]["caption"] == "Datos"
    assert made[4]["rows"] == [{"id": "x/4/0", "cells": ["1", "2"]}]
