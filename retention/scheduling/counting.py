"""From when the years of each case file count, and until when: its rule and what happened.

The rules are in `retention.calculus`; here are the few queries that tell them what is known.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from records.models import CaseFile, Reclassification, Record, Series, Standing
from retention.calculus import EVENT, LAST_DOCUMENT, Days, Facts, days_under
from retention.models import StartingFact
from retention.scheduling.extending import KeptRule, kept_rules
from retention.scheduling.finding import rules_of


@dataclass(frozen=True, slots=True)
class Counting:
    """How a case file counts. `days` None: «sin iniciar»; `fact`: the one that stands, if any."""

    kept: KeptRule
    facts: Facts
    days: Days | None
    fact: StartingFact | None = None

    @property
    def awaits_fact(self) -> bool:
        """Whether it is closed, and only the event that its rule names is missing."""
        return (
            self.kept.counts_from(EVENT)
            and self.facts.closed_on is not None
            and self.facts.event_on is None
        )


def countings(case_files: Iterable[CaseFile]) -> dict[int, Counting]:
    """How each of these counts, by its key; those without a rule are absent.

    They were read `with_standing`. Three queries besides those of their rules.
    """
    rows = list(case_files)
    rules = kept_rules(rows)
    facts = {
        one.case_file_id: one  # the latest: a later one corrects
        for one in StartingFact.objects.filter(case_file__in=rows).order_by("pk")
    }
    last = _last_documents(
        [one for one in rows if one.pk in rules and rules[one.pk].counts_from(LAST_DOCUMENT)]
    )
    found = {}
    for one in rows:
        if (kept := rules.get(one.pk)) is None:
            continue
        fact = facts.get(one.pk)
        known = Facts(one.opened_on, one.closed_on, last.get(one.pk), fact.on if fact else None)
        found[one.pk] = Counting(kept, known, days_under(kept.under, known), fact)
    return found


def counting_of(case_file: CaseFile) -> Counting | None:
    """The same for one; None where its series has no rule."""
    return countings([case_file]).get(case_file.pk)


def awaiting_fact(case_files: QuerySet[Any]) -> QuerySet[Any]:
    """Of case files `with_standing` those that wait for their event: closed, and nobody told it."""
    told = StartingFact.objects.filter(case_file=OuterRef("pk"))
    closed: Any = case_files
    series = _counting_from_events()
    was = Reclassification.objects.filter(case_file=OuterRef("pk"), former__in=series)
    found: QuerySet[Any] = closed.standing_in([Standing.CLOSED, Standing.FINAL]).filter(
        ~Exists(told),
        Q(series__in=series) | Exists(was),
    )
    return found


def _counting_from_events() -> list[int]:
    """The series whose rule, their own or one above them, counts from an event."""
    rules = rules_of(Series.objects.select_related("rule", "parent__rule"))
    return [pk for pk, rule in rules.items() if rule.trigger == EVENT]


def _last_documents(case_files: list[CaseFile]) -> dict[int, Any]:
    """The day of the last document of each; what entered late does not move the clock."""
    if not case_files:
        return {}
    rows = Record.objects.kept().filter(case_file__in=case_files, late_entry=None).order_by()
    return dict(
        rows.values_list("case_file")
        .annotate(last=Max("created_on"))
        .values_list("case_file", "last")
    )
