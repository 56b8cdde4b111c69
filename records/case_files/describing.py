"""Answering, in an open case file, the further metadata that its series asks (M01)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from records import vetoes
from records.case_files.fields import judged
from records.case_files.opening import reasons_about, rules_of
from records.case_files.rights import reasons_of_keeper
from records.case_files.standing import locked, reasons_against_entry
from records.events import act
from records.exceptions import NotAllowed, Reason
from records.models import CaseFile


def describe(
    case_file: CaseFile, answers: Mapping[str, object], *, by: Any, at: datetime
) -> CaseFile:
    """Answer what its series asks of a case file, all of it; an empty answer takes one away.

    What a former series asked stays. While it is open: its frozen index tells of it afterwards. Who
    keeps the case files of the office does. Raises NotAllowed with every reason.
    """
    with act(by=by, at=at) as log:
        case_file = locked(case_file)
        rules = rules_of(case_file.series)
        kept, problems = judged(rules, answers)
        names = {rule.name for rule in rules}
        former = {name: text for name, text in case_file.metadata.items() if name not in names}
        reasons = [
            *reasons_of_keeper(by, case_file, at),
            *reasons_against_entry(case_file),
            *reasons_about(problems),
            *vetoes.reasons("describe", case_file, timezone.localdate(at)),
        ]
        if not problems and former | kept == case_file.metadata:
            reasons.append(Reason("same", _("Nothing of it changes.")))
        if reasons:
            raise NotAllowed(reasons)
        case_file.metadata = former | kept
        CaseFile.objects.filter(pk=case_file.pk).update(metadata=case_file.metadata)
        told = [f"{name}: {text}" for name, text in kept.items()]
        facts = {"count": len(kept)}
        log.record("case_file.described", case_file, facts=facts, detail={"further": told})
    return case_file


def further_of(case_file: CaseFile) -> list[tuple[str, str]]:
    """What its series asks, in its order, with the answers; then what a former series asked."""
    told = {rule.name: "" for rule in rules_of(case_file.series)} | case_file.metadata
    return list(told.items())


def in_one_line(metadata: Mapping[str, str]) -> str:
    """The answers as a cell of a list holds them."""
    return "; ".join(f"{name}: {text}" for name, text in metadata.items())
