"""What these lists say in words."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from records.models import CaseFile, Series
from retention.scheduling import rule_for, sentence
from retention.scheduling.counting import Counting, countings


def rule_in_words(series: Series | None) -> str:
    """The rule of a series, or of the series above it; a dash where there is none."""
    rule = rule_for(series)
    return "—" if rule is None else sentence(rule)


def kept_in_words(case_files: Iterable[CaseFile]) -> dict[int, str]:
    """How long each of these is kept, by its own rule, and until when where its years count.

    By key; they were read `with_standing`. A few queries for all.
    """
    rows = list(case_files)
    found = countings(rows)
    return {one.pk: _in_words(found.get(one.pk)) for one in rows}


def _in_words(counting: Counting | None) -> str:
    if counting is None:
        return "—"
    rule = sentence(counting.kept.rule, counting.kept.terms)
    if counting.days is None:
        return rule
    told = {"rule": rule, "office": counting.days.ag_until, "archive": counting.days.ac_until}
    if counting.kept.terms.office_years is None:
        return _("%(rule)s (until %(archive)s)") % told
    return _("%(rule)s (office until %(office)s, central until %(archive)s)") % told
