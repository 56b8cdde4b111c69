"""Which rule keeps a record: from its series, in the scheme of its day."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from records.models import ClassificationScheme, Series
from retention.models import FinalDisposition, RetentionRule


def rule_for(series: Series | None) -> RetentionRule | None:
    """The rule of a series, or of the series above it; None when the schedule has none."""
    while series is not None:
        rule = RetentionRule.objects.filter(series=series).select_related("series").first()
        if rule is not None:
            return rule
        series = series.parent
    return None


def rules_by_code(codes: Iterable[str], *, today: date) -> dict[str, RetentionRule]:
    """The rules of these series codes in the scheme in force that day; one query.

    Codes without a rule are absent.
    """
    scheme = ClassificationScheme.objects.in_force_on(today)
    if scheme is None:
        return {}
    rules = RetentionRule.objects.filter(
        series__scheme=scheme, series__code__in={code for code in codes if code}
    ).select_related("series", "schedule")
    return {rule.series.code: rule for rule in rules}


def codes_with_rule(today: date) -> Collection[str]:
    """Codes of the series that have a rule in the scheme in force that day."""
    scheme = ClassificationScheme.objects.in_force_on(today)
    if scheme is None:
        return frozenset()
    return frozenset(
        RetentionRule.objects.filter(series__scheme=scheme).values_list("series__code", flat=True)
    )


def sentence(rule: RetentionRule) -> str:
    """The rule in words: «gestión 2 años, central 8 años, conservación total»."""
    parts = [
        _("office archive %(years)s") % {"years": _years(rule.office_years)},
        _("central archive %(years)s") % {"years": _years(rule.archive_years)},
        str(FinalDisposition(rule.disposition).label),
    ]
    if rule.reproduce:
        parts.append(_("reproduced by technical means"))
    return ", ".join(parts)


def _years(count: int) -> str:
    return ngettext("%(count)d year", "%(count)d years", count) % {"count": count}
