"""Filing: an issued version is a record of the case file of its document."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from records import sequences, vetoes
from records.events import act
from records.exceptions import NotAllowed, Reason
from records.models import CaseFile, ControlledDocument, Issuance, Record, Series
from records.wording import longest


def open_case_file(
    document: ControlledDocument, series: Series, *, title: str, by: Any, at: datetime
) -> CaseFile:
    """The case file that gathers the versions of a document, opened at its first issue.

    Its code is the series' and a yearly consecutive; it keeps the series of the day it opened.
    """
    existing = CaseFile.objects.select_for_update().filter(document=document).first()
    if existing is not None:
        return existing
    day = timezone.localdate(at)
    with act(by=by, at=at, part=True) as log:
        number = sequences.take(f"case_file:{series.scheme_id}:{series.code}", day.year)
        case_file = CaseFile.objects.create(
            series=series,
            office_id=document.office_id,
            code=f"{series.code}-{day.year}-{number:03d}",
            title=title[: longest(CaseFile, "title")],
            opened_on=day,
            document=document,
        )
        log.record("case_file.opened", case_file, facts={"series": series.code})
    return case_file


def file_issuance(issuance: Issuance, *, by: Any, at: datetime) -> Record:
    """File an issued version under its series. Raises NotAllowed when it has none or may not."""
    version = issuance.version
    if version.series is None:
        raise NotAllowed(
            [Reason("no_series", "Elija la serie en la que se archiva el documento.", "series")]
        )
    with act(by=by, at=at, part=True) as log:
        if reasons := vetoes.reasons("file", issuance, timezone.localdate(at)):
            raise NotAllowed(reasons)
        case_file = open_case_file(
            issuance.document,
            version.series,
            title=f"{version.code} {version.title}",
            by=by,
            at=at,
        )
        record = Record.objects.create(
            case_file=case_file,
            title=f"{version.code} versión {issuance.label}. {version.title}"[
                : longest(Record, "title")
            ],
            version=version,
            created_on=issuance.approved_on,
            incorporated_at=at,
            access=issuance.access,
        )
        log.record("record.filed", record, facts={"case_file": case_file.code})
    return record
