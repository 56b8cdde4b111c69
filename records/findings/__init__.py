"""What a careful quality officer would mark in a document. Pure rules, all reasons at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from records.content import Content
from records.findings.forms import forms_at_odds
from records.findings.history import dates_out_of_order, mixed_date_formats, versions_going_back
from records.findings.language import repealed_norms, undefined_acronyms
from records.findings.model import ADVISORY, BLOCKING, CODES, NAMES, Facts, Finding
from records.findings.recordkeeping import (
    activities_without_record,
    records_not_listed,
    records_not_produced,
    records_without_rule,
)
from records.findings.shift import shifted_record_columns
from records.findings.structure import (
    activities_without_responsible,
    missing_sections,
    repeated_numbers,
    unplaced_texts,
    without_idle_parts,
)
from records.findings.tables import cells_missing, charts_at_odds, tables_at_odds
from records.norms import NormStatus

__all__ = [
    "ADVISORY",
    "BLOCKING",
    "CODES",
    "NAMES",
    "Facts",
    "Finding",
    "find",
    "without_idle_parts",
]


def find(
    content: Content,
    facts: Facts,
    *,
    norms: Sequence[NormStatus],
    rule_series: Collection[str] | None,
    today: date,
    scheme_series: Collection[str] | None = None,
) -> list[Finding]:
    """Everything that looks wrong, one finding each, in the order of `CODES` and of the document.

    `content` obeys its schema. `norms` is the entity's dated table; `rule_series` the codes of the
    series that have a retention rule, None where no schedule is known; `scheme_series` those of the
    classification scheme. Where no scheme is known, as of a file that is imported, nothing is asked
    of activities that leave no record.
    """
    found = [
        *missing_sections(content),
        *repeated_numbers(content),
        *activities_without_responsible(content),
        *(activities_without_record(content) if scheme_series is not None else ()),
        *cells_missing(content),
        *tables_at_odds(content),
        *charts_at_odds(content),
        *forms_at_odds(content),
        *shifted_record_columns(content),
        *records_not_listed(content),
        *records_not_produced(content),
        *records_without_rule(content, rule_series, scheme_series),
        *versions_going_back(content, facts),
        *dates_out_of_order(content, facts, today),
        *mixed_date_formats(facts),
        *repealed_norms(content, norms, today),
        *undefined_acronyms(content),
        *unplaced_texts(content, facts),
    ]
    # A title or a term may hold line breaks; a message is one line.
    return [replace(finding, message=" ".join(finding.message.split())) for finding in found]
