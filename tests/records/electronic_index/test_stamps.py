"""With an authority an index is stamped, and the stamp of its PDF gets a follower in time."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

import pytest

from records import followers, integrity, renewal
from records.electronic_index import attaching, xades
from records.models import Component, RecordEvent
from records.storage import storage
from tests.authority import Authority, authority, started
from tests.factories import World
from tests.records.electronic_index.made import case_file, closed, filed
from tests.standing import standing

__all__ = ["authority", "started"]


@pytest.mark.django_db
def test_the_stamp_of_an_index_is_renewed(authority: Authority, settings: Any) -> None:
    settings.TSA_URL = authority.short
    world = standing(World)
    with followers.held_back():
        opened = case_file(world)
        filed(world, opened, b"%PDF-1 uno")
        day = timezone.localdate().isoformat()
        index = closed(world, opened, day=day)
        signed = attaching.attach(index, at=timezone.now())
        former = Component.objects.get(index=index, role=Component.Role.RENDITION)
        assert xades.verify(storage().read(signed.sha256)).stamped_at is not None
        assert former.stamped_until is not None
        settings.TSA_URL = authority.stamps
        assert list(renewal.indices_due(timezone.now())) == [index]
        assert renewal.renew_due(at=timezone.now()) == renewal.Renewals(made=1)
        assert list(renewal.indices_due(timezone.now())) == []
    renewed = Component.objects.get(index=index, role=Component.Role.RENEWAL)
    assert storage().read(renewed.sha256).startswith(storage().read(former.sha256))
    event = RecordEvent.objects.get(action="case_file.index_renewed")
    assert event.facts["former"] == former.sha256
    assert integrity.verify().problems == []
