"""The rule of one case file: that of its series, and what acts added to it (domain 11.14)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from records import vetoes
from records.events import act as one_act
from records.exceptions import NotAllowed, Reason
from records.models import CaseFile
from records.permissions import Role, has_role
from retention.calculus import Further, Terms, extended
from retention.models import FinalDisposition, RetentionRule, RuleExtension
from retention.scheduling.finding import rules_of


@dataclass(frozen=True, slots=True)
class KeptRule:
    """The rule of a case file's own series, its terms with all acts applied, and those acts."""

    rule: RetentionRule
    terms: Terms
    extensions: tuple[RuleExtension, ...] = ()


def terms_of(rule: RetentionRule) -> Terms:
    """What a line of a schedule asks."""
    return Terms(rule.office_years, rule.archive_years, rule.disposition, rule.trigger)


def rule_of(case_file: CaseFile) -> KeptRule | None:
    """The rule that this case file keeps; None where its series has none.

    That of the scheme it was opened under, whatever came later, with the acts about it alone.
    """
    return kept_rules([case_file]).get(case_file.pk)


def kept_rules(case_files: Iterable[CaseFile]) -> dict[int, KeptRule]:
    """The same for many, by their keys; the queries of `rules_of` and one more."""
    rows = list(case_files)
    rules = rules_of({one.series_id: one.series for one in rows}.values())
    acts: dict[int, list[RuleExtension]] = defaultdict(list)
    for one in RuleExtension.objects.filter(case_file__in=rows).order_by("pk"):
        acts[one.case_file_id].append(one)
    return {
        one.pk: KeptRule(
            rules[one.series_id],
            extended(terms_of(rules[one.series_id]), *map(further_of, acts[one.pk])),
            tuple(acts[one.pk]),
        )
        for one in rows
        if one.series_id in rules
    }


def further_of(extension: RuleExtension) -> Further:
    """What one act adds."""
    return Further(
        extension.further_office_years, extension.further_archive_years, extension.permanent
    )


def extend_rule(
    case_file: CaseFile,
    *,
    motive: str,
    act: str,
    on: date,
    reason: str,
    office_years: int = 0,
    archive_years: int = 0,
    permanent: bool = False,
    by: Any,
    at: datetime,
) -> RuleExtension:
    """By an act, keep one case file longer, or for ever. Never shorter: nothing takes years away.

    Raises NotAllowed with every reason.
    """
    with one_act(by=by, at=at) as log:
        case_file = CaseFile.objects.select_for_update().get(pk=case_file.pk)
        kept = rule_of(case_file)
        reasons = [
            *_told(motive, act, on, reason, timezone.localdate(at)),
            *_adds(kept, motive, office_years, archive_years, permanent=permanent),
            *vetoes.reasons("rule.extend", case_file, timezone.localdate(at)),
        ]
        if by is not None and not has_role(by, Role.ARCHIVIST, Role.ADMINISTRATOR):
            reasons.insert(0, Reason("no_role", _("Your account does not keep this data.")))
        if reasons:
            raise NotAllowed(reasons)
        extension = RuleExtension.objects.create(
            case_file=case_file,
            motive=motive,
            further_office_years=office_years,
            further_archive_years=archive_years,
            permanent=permanent,
            act=act.strip()[:200],
            on=on,
            reason=reason.strip(),
            by=by,
            at=at,
        )
        log.record(
            "rule.extended",
            case_file,
            facts={
                "extension": extension.pk,
                "motive": motive,
                "office_years": office_years,
                "archive_years": archive_years,
                "permanent": permanent,
            },
            detail={"act": extension.act, "reason": extension.reason},
        )
    return extension


def _told(motive: str, act: str, on: date, reason: str, today: date) -> list[Reason]:
    reasons = []
    if motive not in RuleExtension.Motive.values:
        reasons.append(Reason("motive", _("Say the motive."), "motive"))
    if not act.strip():
        reasons.append(Reason("no_act", _("Name the act that orders it."), "act"))
    if not reason.strip():
        reasons.append(Reason("no_reason", _("Write what was said or why."), "reason"))
    if on > today:
        reasons.append(Reason("future", _("That day is still to come."), "on"))
    return reasons


def _adds(
    kept: KeptRule | None, motive: str, office_years: int, archive_years: int, *, permanent: bool
) -> list[Reason]:
    reasons = []
    if kept is None:
        reasons.append(Reason("no_rule", _("Its series has no rule to lengthen.")))
    if office_years < 0 or archive_years < 0:
        message = _("A case file is kept longer, never shorter.")
        reasons.append(Reason("shorter", message, "archive_years"))
    already = kept is not None and kept.terms.disposition == FinalDisposition.PERMANENT
    if not (office_years or archive_years) and (not permanent or already):
        reasons.append(Reason("nothing", _("That adds nothing to how it is kept.")))
    if motive == RuleExtension.Motive.HUMAN_RIGHTS and not (permanent or already):
        message = _("What tells of human rights is kept permanently.")
        reasons.append(Reason("human_rights", message, "permanent"))
    return reasons
