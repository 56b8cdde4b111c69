"""The case file of what files itself: the rule that the archive said, or else the usual one.

Rules alone: `records.case_files.filing` opens what they name, by its first record.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from records.case_files.types import Source, said_of, source_of_filled
from records.digests import sha256
from records.filled_content import cells
from records.filled_reading import content_of
from records.lifecycle import MINUTES
from records.models import AccessLevel, DocumentVersion, FilledFormat, GatheringRule, Series
from records.text import fold

_SHORT = 12
By = GatheringRule.By


@dataclass(frozen=True, slots=True)
class Home:
    """A case file by the key of the rule that fills it, and its title. No key: one of its own."""

    key: str
    title: str
    access: str = AccessLevel.PUBLIC


def rule_of(series: Series, source: Source) -> GatheringRule | None:
    """What the archive said of it; None where the usual counts."""
    found = said_of(GatheringRule.objects.all(), series, source)
    return found[0] if found else None


def home_of_version(version: DocumentVersion, series: Series, *, day: date) -> Home:
    """That of a version once issued: its document's, of a year, or of minutes the committee's."""
    document = version.document
    rule = rule_of(series, Source(version.kind, version.code))
    own = Home("", f"{version.code} {version.title}")
    if rule is not None and rule.by == By.EACH:
        return own
    opening = getattr(document, "session_opening", None) if document.kind == MINUTES else None
    session = getattr(opening, "session", None)
    if session is not None:
        year = timezone.localdate(session.starts_at).year
        title = f"Actas. {session.committee.name}, {year}"
        return Home(f"committee:{session.committee_id}:{year}", title)
    if rule is None:
        return own
    place = f"{document.office_id}:{series.pk}:{version.access}"
    key = f"versions:{version.kind}:{day.year}:{place}"
    return Home(key, f"{series.name}, {day.year}", version.access)


def home_of_filled(filled: FilledFormat, *, scope: str, printed: str, day: date) -> Home:
    """That of what was filled in, under a number of `scope`, as it is `printed`.

    One a format, office, series, access and year, unless the archive said another.
    """
    of_format = filled.kind == FilledFormat.Kind.FORMAT
    named = f"{filled.code} {filled.title}" if of_format else str(filled.series.name)
    rule = rule_of(filled.series, source_of_filled(filled))
    if rule is not None and rule.by == By.EACH:
        return Home("", f"{printed} {filled.title}", filled.access)
    place = f"{filled.office_id}:{filled.series_id}:{filled.access}"
    if rule is not None and (matter := matter_of(filled, rule)):
        title = f"{named.strip()}. {rule.field}: {matter}"
        return Home(f"{scope}:{_digest(matter)}:{place}", title, filled.access)
    return Home(f"{scope}:{day.year}:{place}", f"{named.strip()}, {day.year}", filled.access)


def matter_of(filled: FilledFormat, rule: GatheringRule) -> str:
    """What the field of the rule says there; empty where it says nothing, or there is none."""
    if rule.by != By.FIELD:
        return ""
    told = {fold(label): text for label, text in cells(content_of(filled))}
    return " ".join(told.get(fold(rule.field), "").split())


def may_fill(key: str, filled: FilledFormat) -> bool:
    """Whether what waits may go into the case file of that key, as the rules are now."""
    rule = rule_of(filled.series, source_of_filled(filled))
    if rule is not None and rule.by == By.EACH:
        return False
    matter = matter_of(filled, rule) if rule is not None else ""
    middle = key.split(":")[-4] if key.count(":") > 3 else ""
    return middle == _digest(matter) if matter else middle.isdecimal() and len(middle) < _SHORT


def _digest(matter: str) -> str:
    return sha256(fold(matter).encode())[:_SHORT]
