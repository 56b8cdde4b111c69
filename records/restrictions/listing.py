"""The restrictions that a person may know of, by how their term stands."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from records.case_files.reserve import NEAR, PASSED, RUNNING, UNBOUNDED, WARN_DAYS, standing
from records.models import Restriction
from records.querysets import case_files_visible_to, records_visible_to

ENDED = "ended"
STATES = {
    RUNNING: _("its term runs"),
    NEAR: _("its term comes near its end"),
    PASSED: _("its term has run: waits for an act"),
    UNBOUNDED: _("without term"),
    ENDED: _("ended by an act"),
}


def restrictions_visible_to(user: Any) -> QuerySet[Restriction]:
    """Those of case files and records that the person may know of."""
    known = Q(case_file__in=case_files_visible_to(user).values("pk"))
    known |= Q(record__in=records_visible_to(user).values("pk"))
    found = Restriction.objects.filter(known)
    return found.select_related("case_file__office", "record__case_file__office", "ending")


def state_of(restriction: Restriction, today: date) -> str:
    """How it stands, by name of `STATES`."""
    if hasattr(restriction, "ending"):
        return ENDED
    return standing(restriction.until, today)


def in_state(rows: QuerySet[Restriction], state: str, today: date) -> QuerySet[Restriction]:
    """Those of them that stand so that day."""
    if state == ENDED:
        return rows.exclude(ending=None)
    soon = today + timedelta(days=WARN_DAYS)
    of_term = {
        RUNNING: Q(until__gt=soon),
        NEAR: Q(until__gte=today, until__lte=soon),
        PASSED: Q(until__lt=today),
        UNBOUNDED: Q(until=None),
    }
    return rows.filter(of_term[state], ending=None)
