"""What is open under somebody's name. Upper apps add what they know of (`register_matters`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from records import filled_reading
from records.models import (
    AttendanceList,
    CaseFile,
    Commitment,
    CommitmentStep,
    FormatDraft,
    Loan,
)


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that goes on: of what kind, what, since when, and until when. Days are ISO."""

    kind: str
    what: str
    since: str = ""
    until: str = ""

    def cells(self) -> list[str]:
        """Its row in the acta."""
        return [self.kind, self.what, self.since, self.until]


Source = Callable[[Any, datetime], Iterable[Matter]]
_sources: list[Source] = []


def register_matters(source: Source) -> Source:
    """Ask `source(user, at)` too for what is open under a name. From `AppConfig.ready()`, once."""
    if source not in _sources:
        _sources.append(source)
    return source


def open_matters(user: Any, *, at: datetime) -> list[Matter]:
    """Everything open under this name, kind by kind."""
    own = (_commitments(user), _loans(user), _forms(user, at), _lists(user))
    found = [matter for source in own for matter in source]
    return [*found, *(matter for source in _sources for matter in source(user, at))]


def case_files_of(user: Any) -> int:
    """How many case files the person answers for."""
    return CaseFile.objects.filter(responsible__user=user).count()


def _day(moment: datetime) -> str:
    return timezone.localdate(moment).isoformat()


def _commitments(user: Any) -> Iterable[Matter]:
    ended = (CommitmentStep.State.DONE, CommitmentStep.State.DROPPED)
    last = CommitmentStep.objects.filter(commitment=OuterRef("pk")).order_by("-pk")
    later = last.filter(due_on__isnull=False)
    found = Commitment.objects.filter(responsible=user).annotate(
        last=Subquery(last.values("state")[:1]), day=Subquery(later.values("due_on")[:1])
    )
    for one in found.exclude(last__in=ended).order_by("due_on"):
        due = getattr(one, "day", None) or one.due_on
        yield Matter(str(_("Commitment")), one.text, _day(one.at), due.isoformat())


def _loans(user: Any) -> Iterable[Matter]:
    for one in Loan.objects.out().filter(borrower=user).select_related("case_file"):
        lent, due = one.lent_on.isoformat(), one.due_on.isoformat()
        yield Matter(str(_("Case file on loan")), one.case_file.code, lent, due)


def _forms(user: Any, at: datetime) -> Iterable[Matter]:
    for draft in FormatDraft.objects.filter(author=user).select_related("document"):
        yield Matter(
            str(_("Format being filled in")), draft.document.code or "", _day(draft.created_at)
        )
    for one in filled_reading.waiting_for(user, at=at):
        what = f"{one.code} {one.title}".strip()
        yield Matter(str(_("Format waiting for a signature")), what, _day(one.submitted_at))


def _lists(user: Any) -> Iterable[Matter]:
    for one in AttendanceList.objects.filter(responsible=user, filled=None):
        held = one.held_on.isoformat()
        yield Matter(str(_("Open attendance list")), one.subject, held)
