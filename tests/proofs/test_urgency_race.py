"""A second person and the clock at once: exactly one of them decides."""

from __future__ import annotations

import threading
from typing import Any

from django.db import connection, connections

from records import urgency
from records.exceptions import Conflict
from records.models import UrgentConfirmation, Withdrawal
from tests.factories import World, at
from tests.urgent import confirm, issue_urgently

LATE = at("2020-02-05", 12)  # 48 hours and one after 11:00


def test_a_confirmation_and_the_withdrawal_never_both(own_database, django_db_blocker, settings):
    """Whoever has the document's lock first: the other finds the row and does nothing."""
    settings.RECORDS_RENDERER = "tests.editorial.rendering.QuickRenderer"
    with django_db_blocker.unblock():
        world = World()
        rounds = [
            issue_urgently(world, content=world.content(f"PR-M2-P6-{place:02}"))
            for place in range(1, 5)
        ]
        lost: list[Exception] = []

        def raced(barrier: threading.Barrier, act: Any) -> None:
            barrier.wait()
            try:
                act()
            except Conflict as conflict:
                lost.append(conflict)
            finally:
                connections.close_all()

        connection.close()
        for issuance in rounds:
            both = threading.Barrier(2)
            urgent = issuance.urgency
            acts = [
                lambda one=issuance: confirm(world, one, moment=at("2020-02-05", 11)),
                lambda one=urgent: urgency.withdraw_lapsed(one, at=LATE),
            ]
            threads = [threading.Thread(target=raced, args=(both, act)) for act in acts]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        confirmed = set(UrgentConfirmation.objects.values_list("urgency__issuance", flat=True))
        withdrawn = set(Withdrawal.objects.values_list("issuance", flat=True))
        assert confirmed | withdrawn == {one.pk for one in rounds}
        assert confirmed & withdrawn == set()
        assert len(lost) == len(withdrawn)
