"""Which rule keeps a series: its own, or that of the nearest series above it that has one."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from records.models import ClassificationScheme, Series
from retention.calculus import Terms
from retention.models import FinalDisposition, Reproduction, RetentionRule


def rule_for(series: Series | None) -> RetentionRule | None:
    """The rule of a series, or of the nearest above it to any depth; None where there is none."""
    seen: set[int] = set()
    while series is not None and series.pk not in seen:
        rule: RetentionRule | None = getattr(series, "rule", None)
        if rule is not None:
            return rule
        seen.add(series.pk)
        series = series.parent
    return None


def rules_of(series: Iterable[Series]) -> dict[int, RetentionRule]:
    """The rules of these series by their keys, as `rule_for` finds them; one query a level.

    Series without a rule are absent. Those given with `rule` and `parent__rule` selected cost no
    query where the rule stands there.
    """
    found: dict[int, RetentionRule] = {}
    # Where each is looked for: the series that stands there now. A ring ends after all the levels.
    climbing = {one.pk: one for one in series}
    passed: set[tuple[int, int]] = set()
    while climbing:
        found |= {
            origin: one.rule for origin, one in climbing.items() if getattr(one, "rule", None)
        }
        above = {
            origin: one
            for origin, one in climbing.items()
            if origin not in found and one.parent_id and (origin, one.parent_id) not in passed
        }
        passed |= {(origin, one.parent_id) for origin, one in above.items() if one.parent_id}
        loaded = _loaded(above.values())
        climbing = {origin: loaded[one.parent_id] for origin, one in above.items()}
    return found


def _loaded(series: Iterable[Series]) -> dict[int | None, Series]:
    """What stands above these, by its key; at most one query, for what was not loaded yet."""
    rows = list(series)
    there = {one.parent_id: one.parent for one in rows if Series.parent.is_cached(one)}
    missing = {one.parent_id for one in rows if one.parent_id and one.parent_id not in there}
    found: dict[int | None, Series] = {pk: one for pk, one in there.items() if one is not None}
    if missing:
        asked = Series.objects.filter(pk__in=missing)
        ruled = asked.select_related("rule__schedule", "parent__rule__schedule")
        found |= {one.pk: one for one in ruled}
    return found


def with_all_below(series: Iterable[int]) -> set[int]:
    """The keys of these series and of all that stand below them, to any depth; one query."""
    below: dict[int | None, list[int]] = {}
    for key, parent in Series.objects.values_list("pk", "parent_id"):
        below.setdefault(parent, []).append(key)
    found = set(series)
    waiting = list(found)
    while waiting:
        new = [one for one in below.get(waiting.pop(), []) if one not in found]
        found.update(new)
        waiting.extend(new)
    return found


def rules_by_code(codes: Iterable[str], *, today: date) -> dict[str, RetentionRule]:
    """The rules of these series codes in the scheme in force that day, as `rule_for` finds them.

    Codes without a rule are absent. One query, and one more for each two levels that a rule stands
    higher.
    """
    found = list(
        Series.objects.filter(
            scheme__in=ClassificationScheme.objects.latest_on(today).values("pk"),
            code__in={code for code in codes if code},
        ).select_related("rule__schedule", "parent__rule__schedule")
    )
    ruled = rules_of(found)
    return {one.code: ruled[one.pk] for one in found if one.pk in ruled}


def codes_with_rule(today: date) -> Collection[str]:
    """Codes of the series of the scheme in force that day that have a rule, or one above them.

    As `rule_for` finds it. Two queries, however deep the tree.
    """
    scheme = ClassificationScheme.objects.in_force_on(today)
    if scheme is None:
        return frozenset()
    rows = Series.objects.filter(scheme=scheme).values_list("pk", "parent", "code", "rule")
    parents = {pk: parent for pk, parent, _code, _rule in rows}
    own = {pk for pk, _parent, _code, rule in rows if rule is not None}
    return frozenset(code for pk, _parent, code, _rule in rows if reaches(pk, own, parents))


def reaches(pk: int | None, own: Collection[int], parents: dict[int, int | None]) -> bool:
    """Whether it, or one above it to any depth, is among `own`."""
    for _step in parents:
        if pk is None or pk in own:
            break
        pk = parents.get(pk)
    return pk in own


def sentence(rule: RetentionRule, terms: Terms | None = None) -> str:
    """The rule in words: «gestión 2 años, central 8 años, conservación total».

    `terms`: those of one case file, where acts lengthened them.
    """
    asked: RetentionRule | Terms = rule if terms is None else terms
    parts = []
    if asked.office_years is not None:
        parts.append(_("office archive %(years)s") % {"years": _years(asked.office_years)})
    parts += [
        _("central archive %(years)s") % {"years": _years(asked.archive_years)},
        str(FinalDisposition(asked.disposition).label),
    ]
    if rule.reproduction == Reproduction.EITHER:
        parts.append(_("reproduced by technical means"))
    elif rule.reproduction:
        means = {"means": Reproduction(rule.reproduction).label}
        parts.append(_("reproduced by %(means)s") % means)
    return ", ".join(parts)


def _years(count: int) -> str:
    return ngettext("%(count)d year", "%(count)d years", count) % {"count": count}
