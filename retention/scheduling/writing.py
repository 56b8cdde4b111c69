"""The verb that writes the lines of a version: what is added, changed and gone, all or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from records.events import act
from records.exceptions import Conflict, NotAllowed, Reason
from records.models import ClassificationScheme, LegalReference, Office, OrganicPeriod, Series
from records.models import DocumentType as DocumentTypeRow
from records.permissions import Role, has_role
from records.text import fold
from retention.layouts.lines import SheetLine
from retention.models import RetentionRule, RetentionSchedule, RuleBasis
from retention.models.settled import EDITABLE, settled_sentence
from retention.scheduling.kept import entity_office, kept_lines, token_of, told_of

_AT_ONCE = 500
Key = tuple[str, str, tuple[str, ...]]


@dataclass(slots=True)
class Changes:
    """What writing did, by printed code."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


@dataclass(frozen=True, slots=True)
class Places:
    """The rows that lines name: offices, organic periods, norms."""

    offices: Mapping[str, Office]
    periods: Mapping[str, OrganicPeriod]
    norms: Mapping[str, LegalReference]

    def norm(self, text: str) -> tuple[LegalReference, str] | None:
        """The norm of a text and the article after it; None where the table has none."""
        head, _comma, article = text.partition(",")
        found = self.norms.get(fold(text)) or self.norms.get(fold(head))
        if found is None:
            return None
        return found, "" if fold(text) in self.norms else article.strip()


def write_lines(
    lines: Sequence[SheetLine],
    *,
    scheme: ClassificationScheme,
    by: Any,
    at: datetime,
    office: str | None = None,
    seen: str | None = None,
) -> Changes:
    """Make these the lines of a scheme and its schedule; with `office`, of that office alone.

    They come as a reader judged them, whole paths included. One transaction, one event, which tells
    each changed rule as it was and as it is (R02). Archive managers and administrators do. Raises
    Conflict when the lines are no longer those that `seen` names, and NotAllowed with every reason:
    a version that is not a draft, a norm that is not in the table, a series that holds case files.
    """
    if by is not None and not has_role(by, Role.ADMINISTRATOR, Role.ARCHIVIST):
        raise NotAllowed([Reason("no_role", _("Your account does not keep this data."))])
    with act(by=by, at=at) as log:
        scheme = ClassificationScheme.objects.select_for_update().get(pk=scheme.pk)
        schedule = RetentionSchedule.objects.select_for_update().filter(scheme=scheme).first()
        if reason := why_fixed(scheme, schedule):
            raise NotAllowed([Reason("schedule_settled", reason)])
        kept = [one for one in kept_lines(scheme) if office in (None, one[0].office)]
        if seen is not None and token_of(line for line, _series in kept) != seen:
            message = _(
                "Somebody else changed these lines meanwhile: nothing was saved. Open them again."
            )
            raise Conflict([Reason("lines_changed", message)])
        places = places_of(lines, scheme, at=at)
        if reasons := _against(lines, places):
            raise NotAllowed(reasons)
        before = {key_of(line): (line, series) for line, series in kept}
        after = {key_of(line): line for line in lines}
        writing = _Writing(scheme, schedule, places)
        changes = Changes()
        told = []
        gone = [before[key] for key in before if key not in after]
        changes.removed = [line.printed_code for line, _series in gone]
        told += [{"code": line.printed_code, "before": told_of(line)} for line, _series in gone]
        writing.remove([series for _line, series in gone])
        for key, (line, series) in before.items():
            now = after.get(key)
            writing.known[key] = series
            if now is not None and told_of(now) != told_of(line):
                changes.changed.append(now.printed_code)
                change = {"before": told_of(line), "after": told_of(now)}
                told.append({"code": now.printed_code, **change})
                writing.change(series, line, now)
        new = [line for key, line in after.items() if key not in before]
        changes.added = [line.printed_code for line in new]
        writing.add(new)
        if changes:
            subject = schedule if schedule is not None else scheme
            counts = {
                "added": len(changes.added),
                "changed": len(changes.changed),
                "removed": len(changes.removed),
            }
            detail = {"changes": told, "added": changes.added}
            log.record("schedule.lines_written", subject, facts=counts, detail=detail)
    return changes


def why_fixed(scheme: ClassificationScheme, schedule: RetentionSchedule | None) -> str:
    """Why the lines of a version are not written now, in a sentence; empty where they are."""
    if schedule is not None:
        return "" if schedule.status in EDITABLE else settled_sentence(schedule)
    if scheme.valid_from is None:
        return ""
    message = _("%(scheme)s is in force: what must change goes into a new version.")
    return message % {"scheme": scheme}


def key_of(line: SheetLine) -> Key:
    """By what a line is known: another code is another line."""
    return (line.period, line.office, tuple(level.code for level in line.path))


def places_of(
    lines: Iterable[SheetLine], scheme: ClassificationScheme | None, *, at: datetime
) -> Places:
    """What these lines name, as far as it is known. Three queries."""
    listed = list(lines)
    today = timezone.localdate(at)
    codes = {line.office for line in listed}
    found = Office.objects.filter(code__in=codes).order_by("pk")
    # Of several with one code, the one of today.
    offices = {one.code: one for one in sorted(found, key=lambda one: one.holds_on(today))}
    if "" in codes and (top := entity_office(today)) is not None:
        offices[""] = top
    norms = {}
    if any(line.legal_basis for line in listed):
        norms = {fold(str(one)): one for one in LegalReference.objects.all()}
    known = OrganicPeriod.objects.filter(scheme=scheme) if scheme is not None else ()
    periods = {one.name: one for one in known}
    return Places(offices, periods, norms)


def _against(lines: Sequence[SheetLine], places: Places) -> list[Reason]:
    """Offices, norms and periods that are not there, each once."""
    reasons: dict[str, Reason] = {}
    for line in lines:
        if line.office not in places.offices:
            told = line.office or _("the whole entity")
            message = _("There is no office %(code)s.") % {"code": told}
            reasons.setdefault(f"office {line.office}", Reason("no_office", message))
        if line.period and line.period not in places.periods:
            message = _("There is no organic period «%(name)s».") % {"name": line.period}
            reasons.setdefault(f"period {line.period}", Reason("no_period", message))
        for text in line.legal_basis:
            if places.norm(text) is None:
                message = _("The table of norms does not have «%(norm)s».") % {"norm": text}
                reasons.setdefault(f"norm {text}", Reason("no_norm", message))
    return list(reasons.values())


class _Writing:
    """Rows of one scheme, written many at once."""

    def __init__(
        self, scheme: ClassificationScheme, schedule: RetentionSchedule | None, places: Places
    ) -> None:
        self.scheme = scheme
        self.schedule = schedule
        self.places = places
        self.known: dict[Key, Series] = {}

    def remove(self, gone: Sequence[Series]) -> None:
        """Take away series with their rules and types. Raises NotAllowed where something holds."""
        pks = [one.pk for one in gone]
        RuleBasis.objects.filter(rule__series__in=pks).delete()
        RetentionRule.objects.filter(series__in=pks).delete()
        DocumentTypeRow.objects.filter(series__in=pks).delete()
        try:
            # From the bottom up: what stands below goes first.
            for series in sorted(gone, key=lambda one: -len(one.code)):
                series.delete()
        except ProtectedError as error:
            message = _("%(series)s holds case files or documents: it is not taken away.")
            told = {"series": series}
            raise NotAllowed([Reason("series_in_use", message % told)]) from error

    def add(self, lines: Sequence[SheetLine]) -> None:
        """Keep new lines, level by level."""
        for depth in sorted({len(line.path) for line in lines}):
            level = [line for line in lines if len(line.path) == depth]
            rows = [self._series(line) for line in level]
            made = Series.objects.bulk_create(rows, batch_size=_AT_ONCE)
            self.known |= {key_of(line): one for line, one in zip(level, made, strict=True)}
        pairs = [(line, self.known[key_of(line)]) for line in lines]
        self._types(pairs)
        self._rules(pairs)

    def change(self, series: Series, was: SheetLine, now: SheetLine) -> None:
        """Keep one line as it is now."""
        series.name = now.name
        series.proposed_access = now.access or "public"
        series.is_subject = now.is_subject
        series.save(update_fields=["name", "proposed_access", "is_subject"])
        if was.document_types != now.document_types:
            DocumentTypeRow.objects.filter(series=series).delete()
            self._types([(now, series)])
        rule: RetentionRule | None = getattr(series, "rule", None)
        if rule is None or not now.disposition:
            if rule is not None:
                RuleBasis.objects.filter(rule=rule).delete()
                rule.delete()
            self._rules([(now, series)])
            return
        for name, value in self._values(now).items():
            setattr(rule, name, value)
        rule.save()
        if was.legal_basis != now.legal_basis:
            RuleBasis.objects.filter(rule=rule).delete()
            self._bases([(now, rule)])

    def _series(self, line: SheetLine) -> Series:
        period, office, codes = key_of(line)
        return Series(
            scheme=self.scheme,
            office=self.places.offices[line.office],
            parent=self.known.get((period, office, codes[:-1])) if len(codes) > 1 else None,
            code=line.printed_code,
            name=line.name,
            proposed_access=line.access or "public",
            period=self.places.periods.get(line.period),
            is_subject=line.is_subject,
        )

    def _types(self, pairs: Sequence[tuple[SheetLine, Series]]) -> None:
        DocumentTypeRow.objects.bulk_create(
            [
                DocumentTypeRow(
                    series=series,
                    name=one.name,
                    order=order,
                    on_paper=one.on_paper,
                    electronic=one.electronic,
                )
                for line, series in pairs
                for order, one in enumerate(line.document_types, 1)
            ],
            batch_size=_AT_ONCE,
        )

    def _rules(self, pairs: Sequence[tuple[SheetLine, Series]]) -> None:
        ruled = [(line, series) for line, series in pairs if line.disposition]
        if self.schedule is None or not ruled:
            return
        rows = [
            RetentionRule(schedule=self.schedule, series=series, **self._values(line))
            for line, series in ruled
        ]
        for start in range(0, len(rows), _AT_ONCE):
            RetentionRule.objects.bulk_create(rows[start : start + _AT_ONCE])
        self._bases([(line, rule) for (line, _series), rule in zip(ruled, rows, strict=True)])

    def _bases(self, pairs: Sequence[tuple[SheetLine, RetentionRule]]) -> None:
        rows = [
            RuleBasis(rule=rule, norm=found[0], article=found[1][:60])
            for line, rule in pairs
            for text in line.legal_basis
            if (found := self.places.norm(text)) is not None
        ]
        for start in range(0, len(rows), _AT_ONCE):
            RuleBasis.objects.bulk_create(rows[start : start + _AT_ONCE])

    @staticmethod
    def _values(line: SheetLine) -> dict[str, Any]:
        """The columns of a rule. A sheet without supports says what the law supposes today."""
        return {
            "office_years": line.office_years,
            "archive_years": line.archive_years,
            "disposition": line.disposition,
            "reproduction": line.reproduction,
            "trigger": line.trigger or "closing",
            "on_paper": line.on_paper,
            "electronic": line.electronic or not line.tells_supports,
            "procedure": line.procedure,
            "sampling_method": line.sampling_method,
            "sampling_rate": line.sampling_rate,
            "human_rights": line.human_rights,
        }
