"""The restrictions that a person may know of, by how their term stands; and what lacks one.

What opens by itself, as the case file of a format, cannot be asked for its grounds: it is listed
until somebody motivates it.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from records.case_files.reserve import NEAR, PASSED, RUNNING, UNBOUNDED, WARN_DAYS, standing
from records.models import AccessLevel, CaseFile, Record, Restriction
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


def case_files_without_grounds(user: Any) -> QuerySet[CaseFile]:
    """Restricted case files that the person may know of, themselves or by their document, whose
    level no standing restriction motivates."""
    own = Q(case_file=OuterRef("pk"))
    held = own | Q(record__case_file=OuterRef("pk"))
    standing = Restriction.objects.standing()
    level = ~Q(access=AccessLevel.PUBLIC) & ~Exists(standing.filter(own, access=OuterRef("access")))
    of_document = (
        Q(document__isnull=False)
        & ~Q(document__access=AccessLevel.PUBLIC)
        & ~Exists(standing.filter(held, access=OuterRef("document__access")))
    )
    found: QuerySet[CaseFile] = case_files_visible_to(user).filter(level | of_document)
    return found.select_related("office", "document").order_by("code")


def records_without_grounds(user: Any) -> QuerySet[Record]:
    """Records that are restricted beyond their case file, without a standing restriction of theirs.

    What only inherits stands with its case file, and a copy with what it is the same as.
    """
    motivated = Restriction.objects.standing().filter(
        record=OuterRef("pk"), access=OuterRef("access")
    )
    covered = Q(access=AccessLevel.CLASSIFIED, case_file__access=AccessLevel.RESERVED)
    found: QuerySet[Record] = (
        records_visible_to(user)
        .filter(~Exists(motivated), same_as=None)
        .exclude(access=AccessLevel.PUBLIC)
        .exclude(access=F("case_file__access"))
        .exclude(covered)
    )
    return found.select_related("case_file").order_by("case_file__code", "position")
