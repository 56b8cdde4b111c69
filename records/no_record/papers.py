"""Working papers: kept for a time by their owner, seen by nobody else, no record of anything."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from records.capture.judging import captured_formats
from records.capture.naming import safe_name
from records.capture.reading import Incoming, inspect
from records.capture.words import why_not
from records.case_files.rights import ARCHIVISTS, STAFF
from records.events import act
from records.exceptions import NotAllowed, Reason
from records.models import CaseFile, WorkingPaper
from records.permissions import has_role
from records.querysets import case_files_visible_to
from records.wording import too_long

LARGEST = 20 * 1024 * 1024
MOST = 200
PROPOSED_DAYS, MOST_DAYS = 90, 365


def papers_of(user: Any) -> QuerySet[WorkingPaper]:
    """What that person keeps; whoever else asks, even who reads everything, gets nothing."""
    return WorkingPaper.objects.filter(owner=user.pk).defer("content").select_related("case_file")


def keep_paper(
    file: Incoming,
    *,
    title: str,
    expires_on: date,
    case_file: CaseFile | None = None,
    by: Any,
    at: datetime,
) -> WorkingPaper:
    """Keep a working paper until that day. Raises NotAllowed with every reason.

    It never enters the storage of records, from where nothing is taken away.
    """
    what = inspect([file])[0] if 0 < file.size <= LARGEST else None
    reasons = [*_reasons(title, expires_on, case_file, by, at)]
    if what is None:
        code = "large" if file.size else "empty"
        sentence = why_not(code, file.name, most=LARGEST // (1024 * 1024))
        reasons.append(Reason(code, sentence, "file"))
    elif what.format is None or what.format.key not in captured_formats():
        code = what.wrong or "unknown"
        reasons.append(Reason(code, why_not(code, file.name), "file"))
    if reasons or what is None or what.format is None:
        raise NotAllowed(reasons)
    with act(by=by, at=at) as log:
        paper = WorkingPaper.objects.create(
            owner=by,
            case_file=case_file,
            title=title.strip(),
            name=safe_name(file.name),
            media_type=what.format.media_type,
            content=file.path.read_bytes(),
            size=file.size,
            kept_at=at,
            expires_on=expires_on,
        )
        log.record("paper.kept", paper, facts={"until": expires_on.isoformat()})
    return paper


def _reasons(
    title: str, expires_on: date, case_file: CaseFile | None, by: Any, at: datetime
) -> list[Reason]:
    today = timezone.localdate(at)
    reasons = [*too_long(WorkingPaper, "title", title)]
    if not has_role(by, *STAFF, *ARCHIVISTS):
        reasons.append(Reason("no_role", _("Your account keeps no working papers.")))
    if not title.strip():
        reasons.append(Reason("no_title", _("Give it a title."), "title"))
    if not today < expires_on <= today + timedelta(days=MOST_DAYS):
        message = _("It goes on a day within a year from today.")
        reasons.append(Reason("expires_on", message, "expires_on"))
    known = case_files_visible_to(by)
    if case_file is not None and not known.filter(pk=case_file.pk).exists():
        reasons.append(Reason("case_file", _("There is no such case file."), "case_file"))
    if papers_of(by).count() >= MOST:
        message = _("You keep %(most)d working papers: throw some away first.")
        reasons.append(Reason("many", message % {"most": MOST}))
    return reasons


def discard(papers: Sequence[WorkingPaper], *, by: Any, at: datetime) -> int:
    """Throw working papers of one's own away, for good; how many. Raises NotAllowed for others'."""
    if any(one.owner_id != by.pk for one in papers):
        raise NotAllowed([Reason("not_yours", _("A working paper is thrown away by its owner."))])
    return _gone(papers, "paper.discarded", by=by, at=at)


def expire(at: datetime) -> str | None:
    """The due task: working papers whose day has come go."""
    due = WorkingPaper.objects.filter(expires_on__lte=timezone.localdate(at)).defer("content")
    count = _gone(list(due), "paper.expired", by=None, at=at)
    message = ngettext(
        "%(count)d working paper went with its day.",
        "%(count)d working papers went with their day.",
        count,
    )
    return message % {"count": count} if count else None


def _gone(papers: Sequence[WorkingPaper], action: str, *, by: Any, at: datetime) -> int:
    with act(by=by, at=at) as log:
        locked = WorkingPaper.objects.select_for_update().filter(pk__in=[one.pk for one in papers])
        there = list(locked.defer("content"))
        for paper in there:
            log.record(action, paper)
        WorkingPaper.objects.filter(pk__in=[one.pk for one in there]).delete()
    return len(there)
