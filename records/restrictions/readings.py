"""Readings of what is restricted are events: who opened what, once in a while at most.

Ley 1712 de 2014; MOREQ 6.18. Every way by which bytes or titles of a restricted record go out asks
here: its files, the pages and files of a version, of what was filled in and of a case file, and the
answers of a search. What is public leaves no trace of its readers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import models

from records.case_files.access import strictest
from records.events import act
from records.models import (
    AccessLevel,
    CaseFile,
    Component,
    FilledFormat,
    Issuance,
    Record,
    RecordEvent,
    Series,
)

SUGGESTIONS = "suggestions"
LONGEST_QUESTION = 400
AGAIN = timedelta(minutes=30)
"""A page is drawn at each leaf that is turned: it is one reading all the same."""


def is_restricted(record: Record) -> bool:
    """Whether the record, its case file or its document is not for everybody."""
    return _level_of(record) != AccessLevel.PUBLIC


def note_reading(record: Record, file: Component, *, by: Any, at: datetime) -> bool:
    """Write down that somebody opened a file of a restricted record; whether that was new.

    The same person and file within half an hour are one reading, as of everything below.
    """
    if not is_restricted(record):
        return False
    facts = {"component": file.pk, "access": record.access}
    return _noted("record.read", record, facts, same=("component",), by=by, at=at)


def note_page(record: Record, *, by: Any, at: datetime) -> bool:
    """Write down that somebody read what the page of a restricted record tells of it."""
    if not is_restricted(record):
        return False
    facts = {"way": "page", "access": record.access}
    return _noted("record.read", record, facts, same=("way",), by=by, at=at)


def note_version(issuance: Issuance, *, by: Any, at: datetime) -> bool:
    """Write down that somebody read an issued version that is restricted, in whatever form."""
    level = strictest([issuance.access, issuance.document.access])
    if level == AccessLevel.PUBLIC:
        return False
    facts = {"access": level}
    return _noted("version.read", issuance.version, facts, same=("access",), by=by, at=at)


def note_filled(filled: FilledFormat, way: str, *, by: Any, at: datetime) -> bool:
    """Write down that somebody read, in that way, a restricted record that was filled in here."""
    completion = getattr(filled, "completion", None)
    if completion is None:
        return False
    level = strictest([filled.access, _level_of(completion.record)])
    if level == AccessLevel.PUBLIC:
        return False
    facts = {"way": way, "access": level}
    return _noted("filling.read", filled, facts, same=("way",), by=by, at=at)


def note_case_file(
    case_file: CaseFile,
    way: str,
    told: Collection[int],
    *,
    restricted: int | None = None,
    by: Any,
    at: datetime,
) -> bool:
    """Write down that somebody read a case file in that way: its page, index, sheet or history.

    `told`: the keys of the records that it tells of; `restricted`: how many of them are, where that
    was counted already. Nothing where it and all of them are public.
    """
    if restricted is None:
        restricted = _restricted_of(case_file, told)
    document = case_file.document
    level = strictest([case_file.access, document.access if document else AccessLevel.PUBLIC])
    if level == AccessLevel.PUBLIC and not restricted:
        return False
    facts = {"way": way, "access": level, "count": restricted}
    return _noted("case_file.read", case_file, facts, same=("way",), by=by, at=at)


def note_directory(series: Series, told: Iterable[CaseFile], *, by: Any, at: datetime) -> bool:
    """Write down that somebody took a list of case files with titles that are not for everybody."""
    count = sum(one.access != AccessLevel.PUBLIC for one in told)
    if not count:
        return False
    facts = {"way": "directory", "count": count}
    return _noted("series.read", series, facts, same=("way",), by=by, at=at)


def note_search(question: str, way: str, count: int, *, by: Any, at: datetime) -> bool:
    """Write down that an answer showed somebody `count` things that are not for everybody.

    In that way: the list, a file of it, what is suggested while one types. The question may name
    people: it stands in the detail, which can be erased, and not in the chain. Its pages are one
    reading; suggestions are one whatever is typed.
    """
    if not count:
        return False
    same = ("way",) if way == SUGGESTIONS else ("way", "question")
    detail = {"question": question[:LONGEST_QUESTION]}
    facts = {"way": way, "count": count}
    return _noted("search.read", by, facts, detail=detail, same=same, by=by, at=at)


def _level_of(record: Record) -> str:
    levels = [record.access, record.case_file.access]
    if record.version is not None:
        levels.append(record.version.document.access)
    return strictest(levels)


def _restricted_of(case_file: CaseFile, told: Collection[int]) -> int:
    """How many of the records that are told bear a level of their own, or their document does."""
    of_it = Record.objects.filter(case_file=case_file).exclude(
        models.Q(access=AccessLevel.PUBLIC)
        & (models.Q(version=None) | models.Q(version__document__access=AccessLevel.PUBLIC))
    )
    return len(set(of_it.values_list("pk", flat=True)) & set(told))


def _noted(
    action: str,
    subject: models.Model,
    facts: dict[str, Any],
    *,
    detail: dict[str, Any] | None = None,
    same: Collection[str],
    by: Any,
    at: datetime,
) -> bool:
    """Write the event, unless that person read the same a moment ago; whether it was written.

    `same`: what of facts and detail makes it the same reading.
    """
    said = {**facts, **(detail or {})}
    known = RecordEvent.objects.select_related("detail").filter(
        action=action,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        actor_id=by.pk,
        at__gt=at - AGAIN,
    )
    if any(all(_said(one).get(name) == said[name] for name in same) for one in known):
        return False
    with act(by=by, at=at) as log:
        log.record(action, subject, facts=facts, detail=detail)
    return True


def _said(event: RecordEvent) -> dict[str, Any]:
    detail = getattr(event, "detail", None)
    return {**event.facts, **((detail.payload or {}) if detail else {})}
