"""Findings of a content as on one day, with a small table of norms."""

from __future__ import annotations

from datetime import date
from typing import Any

from records.findings import Facts, Finding, find
from records.norms import NormStatus

TODAY = date(2030, 6, 1)
NORMS = [
    NormStatus("decree", "31", 2008, None, "", None, date(2012, 1, 31), "Decreto 45 de 2012"),
    NormStatus("decree", "45", 2012, None, "", date(2012, 2, 1), None, None),
]


def found_in(
    value: dict[str, Any],
    facts: Facts | None = None,
    rule_series: frozenset[str] | None = frozenset({"120.07"}),
) -> list[Finding]:
    return find(value, facts or Facts(), norms=NORMS, rule_series=rule_series, today=TODAY)


def of_code(code: str, found: list[Finding]) -> list[Finding]:
    return [finding for finding in found if finding.code == code]
