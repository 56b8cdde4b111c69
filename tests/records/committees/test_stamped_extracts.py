"""The time stamp of an extract of minutes: recorded, renewed, served, verified."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from records import integrity, renewal, verification
from records.committees import extracts
from records.models import Issuance, RecordEvent
from records.storage import storage
from tests.authority import SOON, Authority, authority, started
from tests.chamber import Chamber
from tests.factories import World
from tests.portal.test_committees import released

__all__ = ["authority", "started"]  # fixtures


def test_an_extract_of_minutes_is_stamped_and_its_stamp_is_renewed(
    world: World, authority: Authority, settings: Any, client: Any
):
    settings.TSA_URL = authority.short
    extract = released(Chamber(world))
    (former,) = extracts.pdfs_of(extract)
    assert former.stamped_until is not None
    settings.TSA_URL = authority.stamps
    assert list(renewal.extracts_due(timezone.now(), SOON - timedelta(days=1))) == []
    assert list(renewal.extracts_due(timezone.now())) == [extract]
    done = renewal.renew_due(at=timezone.now())
    assert (done.failures, list(renewal.extracts_due(timezone.now()))) == ([], [])
    renewed, first = extracts.pdfs_of(extract)
    assert (first, renewed.role, renewed.stamped_until.year) == (former, "renewal", 2060)
    event = RecordEvent.objects.get(action="minutes.extract_renewed")
    assert event.facts["former"] == former.sha256
    served = client.get("/comites/AC-CTIC-2020-001.pdf").content
    assert served == storage().read(renewed.sha256)
    for content in (served, storage().read(former.sha256)):
        found = verification.examine(content, Issuance.objects.all())
        assert found == verification.Verdict("genuine", extract=extract)
    forged = verification.examine(served + b"\n%\n", Issuance.objects.all())
    assert (forged.result, forged.extract) == ("altered", extract)
    report = integrity.verify()
    assert (report.problems, report.checked["seals"]) == ([], 2)


def test_a_stamp_of_an_extract_that_its_row_does_not_tell_is_named(
    world: World, authority: Authority, settings: Any
):
    settings.TSA_URL = authority.short
    released(Chamber(world), stamped_until=None)
    (problem,) = integrity.verify().problems
    assert (problem.check, "extracto" in problem.object) == ("seal", True)
