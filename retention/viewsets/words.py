"""What these lists say in words."""

from __future__ import annotations

from records.models import Series
from retention.scheduling import rule_for, sentence


def rule_in_words(series: Series | None) -> str:
    """The rule of a series, or of the series above it; a dash where there is none."""
    rule = rule_for(series)
    return "—" if rule is None else sentence(rule)
