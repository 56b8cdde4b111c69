"""A line of what staff found: what it is, how it stands, who may read it, and where it opens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst

from records.models import AccessLevel
from records.permissions import sees_everything
from retention.scheduling.kept import is_of_entity
from retention.scheduling.public import public_name
from search.entries import Sort
from search.facets import KINDS, STATES
from search.levels import level_of
from search.queries import Hit
from search.subjects.versions import Force, forces_of

ICONS = {
    Sort.VERSION: "doc-full",
    Sort.RECORD: "doc-full-inverse",
    Sort.CASE_FILE: "folder-inverse",
    Sort.SERIES: "folder-open-inverse",
}


@dataclass(frozen=True, slots=True)
class Line:
    """What a row of the list and of its export tells. `access` is the level that holds."""

    icon: str
    kind: str
    code: str
    title: str
    state: str
    office: str
    access: str
    case_file: str
    day: date | None
    url: str
    excerpt: str

    @property
    def told_code(self) -> str:
        """The code where the title does not begin with it."""
        return "" if self.title.startswith(self.code) else self.code

    @property
    def restricted(self) -> bool:
        return self.access != AccessLevel.PUBLIC

    @property
    def access_in_words(self) -> str:
        return capfirst(str(AccessLevel(self.access).label))


def lines_of(hits: Iterable[Hit], user: Any, today: date) -> list[Line]:
    """The lines of these hits, in their order. Two queries for the force of their versions."""
    hits = list(hits)
    documents = {hit.subject.document_id for hit in hits if hit.key.sort == Sort.VERSION}
    forces = forces_of(documents) if documents else {}
    reads_all = sees_everything(user)
    return [_line(hit, forces, today, reads_all=reads_all) for hit in hits]


def _line(hit: Hit, forces: dict[int, Force], today: date, *, reads_all: bool) -> Line:
    sort, subject = hit.key.sort, hit.subject
    told: dict[str, Any] = {"state": "", "case_file": ""}
    kind: Any = sort.value
    match sort:
        case Sort.VERSION:
            version = subject.version
            kind = version.kind
            told |= {"code": version.code, "title": version.title, "office": version.office.name}
            told |= {"state": _force_in_words(forces[subject.pk], today)}
            told |= {"day": subject.effective_on}
            told["url"] = reverse("version", args=[subject.document.code, subject.label])
        case Sort.RECORD:
            case_file = subject.case_file
            told |= {"code": _number(subject), "title": subject.title, "day": subject.created_on}
            told |= {"office": case_file.office.name, "case_file": case_file.code}
            told["url"] = reverse("records:inspect", args=[subject.pk])
        case Sort.CASE_FILE:
            told |= {"code": subject.code, "title": subject.title, "office": subject.office.name}
            told |= {"state": STATES[subject.standing], "day": subject.opened_on}
            told |= {"case_file": subject.code}
            told["url"] = reverse("case_files:inspect", args=[subject.pk])
        case Sort.SERIES:
            schedule = getattr(subject.scheme, "schedule", None)
            office = "" if is_of_entity(subject) else subject.office.name
            told |= {"code": subject.code, "title": subject.name, "office": office}
            told |= {"state": schedule.get_status_display() if schedule else ""}
            told |= {"day": subject.scheme.valid_from}
            told["url"] = _series_url(subject, schedule, reads_all=reads_all)
    told["state"] = capfirst(str(told["state"]))
    return Line(
        icon=ICONS[sort],
        kind=str(KINDS[kind]),
        access=level_of(sort, subject),
        excerpt=hit.excerpt,
        **told,
    )


def _series_url(series: Any, schedule: Any, *, reads_all: bool) -> str:
    """Its page in the archive, or for whom that is closed where its schedule tells of it."""
    if reads_all or schedule is None:
        return reverse("series:inspect", args=[series.pk])
    return f"{reverse('schedule', args=[public_name(schedule)])}#serie-{series.pk}"


def _force_in_words(force: Force, today: date) -> str:
    if force.until is None or force.until > today:
        return str(STATES["in_force"])
    return str(STATES["withdrawn" if force.withdrawn else "replaced"])


def _number(record: Any) -> str:
    """The number that was given to what was filled in; a record has no other code."""
    completion = getattr(record, "completion", None)
    return str(completion.number.printed) if completion else ""
