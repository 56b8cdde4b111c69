"""Findings of a content against what this entity knows: its norms, its rules, its settings."""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from records import findings
from records.findings import Facts, Finding
from records.models import ClassificationScheme, Entity, LegalReference, Series
from records.norms import NormStatus

RuleSource = Callable[[date], Collection[str]]
_rule_sources: list[RuleSource] = []


def register_rule_source(source: RuleSource) -> None:
    """Upper apps tell which series codes have a retention rule on a day. From `ready()`, once."""
    if source not in _rule_sources:
        _rule_sources.append(source)


def norm_table() -> list[NormStatus]:
    """The table of norms as the rules read it."""
    return [
        NormStatus(
            kind=row.kind,
            number=row.number or None,
            year=row.year,
            issuer=row.issuer or None,
            title=row.title,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            replaced_by=row.replaced_by,
        )
        for row in LegalReference.objects.all()
    ]


@cache
def starting_norms() -> tuple[NormStatus, ...]:
    """The table that a new installation begins with, read from its file: needs no database."""
    path = Path(__file__).with_name("data") / "legal_references.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(
            NormStatus(
                kind=row["kind"],
                number=row["number"] or None,
                year=int(row["year"]) if row["year"] else None,
                issuer=row["issuer"] or None,
                title=row["title"],
                valid_from=_day(row["valid_from"]),
                valid_to=_day(row["valid_to"]),
                replaced_by=row["replaced_by"],
            )
            for row in csv.DictReader(file)
        )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def series_codes(today: date) -> frozenset[str] | None:
    """Codes of the series of the scheme in force that day; None where no scheme is."""
    scheme = ClassificationScheme.objects.in_force_on(today)
    if scheme is None:
        return None
    return frozenset(Series.objects.filter(scheme=scheme).values_list("code", flat=True))


def findings_of(
    content: dict[str, Any], *, today: date, facts: Facts | None = None
) -> list[Finding]:
    """What a careful quality officer would mark in this content today."""
    series = {code for source in _rule_sources for code in source(today)}
    return findings.find(
        content,
        facts or Facts(),
        norms=norm_table(),
        rule_series=series if _rule_sources else None,
        scheme_series=series_codes(today),
        today=today,
    )


def blocking_codes(entity: Entity) -> frozenset[str]:
    """The findings that hold a submission back, by the entity's setting."""
    if entity.blocking_findings is None:
        return findings.BLOCKING
    return frozenset(entity.blocking_findings)


def holds_back(finding: findings.Finding, codes: frozenset[str]) -> bool:
    """Whether a finding holds a submission back where those codes do; some do everywhere."""
    return not finding.waivable or finding.code in codes
