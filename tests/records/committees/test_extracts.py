"""The extract: what leaves the house of minutes that are not public."""

from __future__ import annotations

import json
from typing import Any

import pytest

from records import committees
from records.committees.attendance import attendance_content
from records.committees.extracts import publishable
from records.exceptions import Conflict, NotAllowed
from records.models import AccessLevel, Component
from tests.chamber import Chamber
from tests.factories import at


def test_an_extract_tells_the_decisions_and_nothing_of_the_deliberation(
    chamber: Chamber, settings: Any
):
    settings.RECORDS_RENDERER = "records.rendering.TypstRenderer"
    public = chamber.version("PR-M2-P6-01")
    secret = chamber.version("PR-M2-P6-02", content={"access": "classified"})
    session, _minutes = chamber.signed(public, secret)
    first, second = session.items.order_by("order")
    assert [one.item for one in publishable(session)] == [first]
    with pytest.raises(NotAllowed) as refused:
        committees.prepare_extract(
            session, [second.decision.pk], by=chamber.secretary, at=at("2020-02-13")
        )
    assert {one.code for one in refused.value.reasons} == {"restricted"}
    prepared = committees.prepare_extract(
        session, [first.decision.pk], by=chamber.secretary, at=at("2020-02-13")
    )
    extract = committees.release(session, prepared, by=chamber.secretary, at=at("2020-02-13"))
    told = extract.content_json
    assert "PR-M2-P6-01, versión 01" in told
    for word in ("PR-M2-P6-02", "Fabio", "Pilar", "a favor", "Votación"):
        assert word not in told
    assert json.loads(told)["access"] == "public"
    assert extract.record.access == AccessLevel.PUBLIC
    assert Component.objects.get(record=extract.record).sha256 == extract.pdf_sha256
    with pytest.raises(Conflict):
        committees.release(session, prepared, by=chamber.secretary, at=at("2020-02-13", 10))


def test_the_attendance_list_goes_with_the_minutes_and_nowhere_else(chamber: Chamber):
    session, minutes = chamber.signed(chamber.version())
    (bound,) = session.annexes.all()
    assert bound.title == "Lista de asistencia"
    kept = minutes.version.components.get(role=Component.Role.ANNEX)
    assert (kept.sha256, kept.name) == (bound.sha256, "AC-CTIC-2020-001-asistencia.pdf")
    content = attendance_content(session)
    assert content["access"] == "classified"
    assert {"Fabio Finanzas", "Jefe Financiero"} <= set(
        content["sections"][1]["blocks"][0]["rows"][1]["cells"]
    )
    assert minutes.access == AccessLevel.CLASSIFIED


def test_nothing_is_released_before_the_minutes_are_signed(chamber: Chamber):
    session, _minutes = chamber.submitted(chamber.version())
    with pytest.raises(NotAllowed, match="cuando el acta está firmada"):
        committees.prepare_extract(
            session, [session.items.get().decision.pk], by=chamber.secretary, at=at("2020-02-12")
        )
