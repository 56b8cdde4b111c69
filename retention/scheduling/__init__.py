"""Schemes and schedules: their lines, and which rule keeps a series."""

from __future__ import annotations

from retention.layouts.lines import Level, TypeName
from retention.scheduling.finding import (
    codes_with_rule,
    rule_for,
    rules_by_code,
    rules_of,
    sentence,
)
from retention.scheduling.keeping import keeps_settled
from retention.scheduling.lines import (
    ScheduleLine,
    add_lines,
    adopt_schedule,
    draft_schedule,
)

__all__ = [
    "Level",
    "ScheduleLine",
    "TypeName",
    "add_lines",
    "adopt_schedule",
    "codes_with_rule",
    "draft_schedule",
    "keeps_settled",
    "rule_for",
    "rules_by_code",
    "rules_of",
    "sentence",
]
