"""What a version still lacks: series at the end of the tree that no rule reaches."""

from __future__ import annotations

from records.models import Series
from retention.models import RetentionSchedule
from retention.scheduling.finding import reaches


def without_rule(schedule: RetentionSchedule) -> list[str]:
    """Codes of the series with nothing below them that have no rule, nor one above. One query."""
    rows = list(
        Series.objects.filter(scheme=schedule.scheme_id)
        .order_by("code")
        .values_list("pk", "parent", "code", "rule")
    )
    parents = {pk: parent for pk, parent, _code, _rule in rows}
    above = set(parents.values())
    own = {pk for pk, _parent, _code, rule in rows if rule is not None}
    return [
        code
        for pk, _parent, code, _rule in rows
        if pk not in above and not reaches(pk, own, parents)
    ]
