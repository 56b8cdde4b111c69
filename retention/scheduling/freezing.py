"""The content of a version as it is: every line in canonical form, kept under its SHA-256."""

from __future__ import annotations

import json
from typing import Any

from records.digests import canonical, normalized
from records.models import Series
from records.storage import storage
from retention.models import RetentionRule, RetentionSchedule

SCHEMA = "schedule-1"


def content_of(schedule: RetentionSchedule) -> dict[str, Any]:
    """All lines of a version, with and without rule, by period and code. A handful of queries."""
    rows = (
        Series.objects.filter(scheme=schedule.scheme_id)
        .select_related("office", "period", "rule")
        .prefetch_related("document_types", "rule__bases__norm")
    )
    lines = [line_of(one) for one in rows]
    scheme = schedule.scheme
    content: dict[str, Any] = normalized(
        {
            "schema": SCHEMA,
            "kind": schedule.kind,
            "label": schedule.label,
            "description": schedule.description,
            "scheme": {"name": scheme.name, "label": scheme.label},
            "lines": sorted(lines, key=lambda line: (line["period"], line["code"])),
        }
    )
    return content


def line_of(series: Series) -> dict[str, Any]:
    """A series as a line: what it is, its types of document, and its rule if it has one."""
    line: dict[str, Any] = {
        "code": series.code,
        "office": series.office.code,
        "name": series.name,
        "period": series.period.name if series.period else "",
        "proposed_access": series.proposed_access,
        "is_subject": series.is_subject,
        "document_types": [
            {"name": one.name, "on_paper": one.on_paper, "electronic": one.electronic}
            for one in series.document_types.all()
        ],
    }
    rule: RetentionRule | None = getattr(series, "rule", None)
    if rule is not None:
        line |= {
            "office_years": rule.office_years,
            "archive_years": rule.archive_years,
            "disposition": rule.disposition,
            "reproduction": rule.reproduction,
            "trigger": rule.trigger,
            "on_paper": rule.on_paper,
            "electronic": rule.electronic,
            "procedure": rule.procedure,
            "legal_basis": [str(one) for one in rule.bases.all()],
            "sampling_method": rule.sampling_method,
            "sampling_rate": None if rule.sampling_rate is None else f"{rule.sampling_rate:.2f}",
            "human_rights": rule.human_rights,
        }
    return line


def freeze(schedule: RetentionSchedule) -> str:
    """Keep the content as it is now; its SHA-256."""
    return storage().put(canonical(content_of(schedule)))


def frozen(digest: str) -> dict[str, Any]:
    """A content that was kept. Raises StorageError."""
    content: dict[str, Any] = json.loads(storage().read(digest))
    return content
