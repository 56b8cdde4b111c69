"""The rule of one case file: that of its series, and what acts added to it (domain 11.14)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from records import vetoes
from records.events import act as one_act
from records.exceptions import NotAllowed, Reason
from records.models import CaseFile, CaseFileMerge, Reclassification
from records.permissions import Role, has_role
from records.wording import too_long
from retention.calculus import (
    EVENT,
    REGISTRATION,
    Further,
    Terms,
    extended,
    keeps_as_long,
    together,
)
from retention.models import FinalDisposition, RetentionRule, RuleExtension, StartingFact
from retention.scheduling.finding import rules_of, sentence

MOST_YEARS = 999


@dataclass(frozen=True, slots=True)
class KeptRule:
    """The rule of a case file's own series, its terms with all acts applied, and those acts.

    `under`: the terms of that series and of each that it was in before, with the acts too. `terms`
    are all of them together: what was put in another series is kept no shorter for it.
    """

    rule: RetentionRule
    terms: Terms
    extensions: tuple[RuleExtension, ...]
    under: tuple[Terms, ...]

    def counts_from(self, trigger: str) -> bool:
        """Whether that is a fact from which it counts."""
        return any(one.trigger == trigger for one in self.under)


def terms_of(rule: RetentionRule) -> Terms:
    """What a line of a schedule asks."""
    return Terms(rule.office_years, rule.archive_years, rule.disposition, rule.trigger)


def rule_of(case_file: CaseFile) -> KeptRule | None:
    """The rule that this case file keeps; None where its series has none.

    That of the scheme it was opened under, whatever came later, with the acts about it alone;
    where it was reclassified, the longer of the rules that it has had.
    """
    return kept_rules([case_file]).get(case_file.pk)


def kept_rules(case_files: Iterable[CaseFile]) -> dict[int, KeptRule]:
    """The same for many, by their keys; the queries of `rules_of` and two more."""
    rows = list(case_files)
    series = {one.series_id: one.series for one in rows}
    formers: dict[int, list[int]] = defaultdict(list)
    told = Reclassification.objects.filter(case_file__in=rows).order_by("pk")
    for was in told.select_related("former__rule__schedule"):
        formers[was.case_file_id].append(was.former_id)
        series.setdefault(was.former_id, was.former)
    rules = rules_of(series.values())
    acts: dict[int, list[RuleExtension]] = defaultdict(list)
    for added in RuleExtension.objects.filter(case_file__in=rows).order_by("pk"):
        acts[added.case_file_id].append(added)
    found = {}
    for one in rows:
        if one.series_id not in rules:
            continue
        known = [rules[key] for key in (*formers[one.pk], one.series_id) if key in rules]
        further = [further_of(extension) for extension in acts[one.pk]]
        under = tuple(extended(terms_of(rule), *further) for rule in known)
        found[one.pk] = KeptRule(rules[one.series_id], together(*under), tuple(acts[one.pk]), under)
    return found


def keeps_as_it_was(act: str, subject: Model, today: date) -> list[Reason]:
    """Veto: no merge and no other series keeps shorter what is kept (domain 11.14)."""
    if act == "merge" and isinstance(subject, CaseFileMerge):
        return _of_merge(subject)
    if act != "reclassify" or not isinstance(subject, Reclassification):
        return []
    if rules_of([subject.series]) or rule_of(subject.case_file) is None:
        return []
    message = _("%(series)s has no rule: nothing would say how long it is kept.")
    return [Reason("no_rule", message % {"series": subject.series.code}, "series")]


def _of_merge(merge: CaseFileMerge) -> list[Reason]:
    if merge.source.series_id != merge.target.series_id:
        return []  # refused for that
    kept = kept_rules([merge.source, merge.target])
    source, target = kept.get(merge.source_id), kept.get(merge.target_id)
    if source is None:
        return []
    if target and _holds(target, source):
        return _of_days(merge, source)
    message = _(
        "%(source)s is kept longer than %(target)s: %(rule)s. Keep the other one as long, by the "
        "same act, before they are one."
    )
    told = {
        "source": merge.source.code,
        "target": merge.target.code,
        "rule": sentence(source.rule, source.terms),
    }
    return [Reason("shortened", message % told, "target")]


def _of_days(merge: CaseFileMerge, source: KeptRule) -> list[Reason]:
    """Against what would count from an earlier day than it does: there it would be kept shorter."""
    first, second = merge.source, merge.target
    earlier = source.counts_from(REGISTRATION) and second.opened_on < first.opened_on
    if source.counts_from(EVENT):
        facts = StartingFact.objects.filter(case_file__in=[first, second]).order_by("pk")
        days = dict(facts.values_list("case_file", "on"))  # the latest: a later one corrects
        there = days.get(second.pk)
        earlier |= there is not None and (first.pk not in days or there < days[first.pk])
    if not earlier:
        return []
    message = _(
        "%(target)s counts from an earlier day than %(source)s, which would be kept shorter there: "
        "merge that one into this one."
    )
    return [Reason("earlier", message % {"source": first.code, "target": second.code}, "target")]


def _holds(one: KeptRule, other: KeptRule) -> bool:
    """Whether what goes from the other to this one is kept no shorter."""
    facts = {terms.trigger for terms in one.under}
    return keeps_as_long(one.terms, other.terms) and facts >= {
        terms.trigger for terms in other.under
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
            *_merged(case_file),
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
            act=act.strip(),
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


def _merged(case_file: CaseFile) -> list[Reason]:
    """Against one that holds nothing any more: the act is about what another one holds now."""
    merge = CaseFileMerge.objects.filter(source=case_file).select_related("target").first()
    if merge is None:
        return []
    message = _("%(code)s was merged into %(target)s: lengthen the rule of that one.")
    told = {"code": case_file.code, "target": merge.target.code}
    return [Reason("merged", message % told)]


def _told(motive: str, act: str, on: date, reason: str, today: date) -> list[Reason]:
    reasons = []
    if motive not in RuleExtension.Motive.values:
        reasons.append(Reason("motive", _("Say the motive."), "motive"))
    if not act.strip():
        reasons.append(Reason("no_act", _("Name the act that orders it."), "act"))
    reasons += too_long(RuleExtension, "act", act)
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
    if max(office_years, archive_years) > MOST_YEARS:
        message = _("A number of years has three figures at most; for ever is a preservation.")
        reasons.append(Reason("years", message, "archive_years"))
    already = kept is not None and kept.terms.disposition == FinalDisposition.PERMANENT
    if not (office_years or archive_years) and (not permanent or already):
        reasons.append(Reason("nothing", _("That adds nothing to how it is kept.")))
    if motive == RuleExtension.Motive.HUMAN_RIGHTS and not (permanent or already):
        message = _("What tells of human rights is kept permanently.")
        reasons.append(Reason("human_rights", message, "permanent"))
    return reasons
