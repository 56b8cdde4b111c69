"""What facets are called, and what people mean who type one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from taggit.models import Tag

from records.kinds import LABELS
from records.models import AccessLevel, Issuance, Office, Process, Series
from records.models.case_file import Standing
from records.querysets import case_files_visible_to
from records.text import fold
from retention.models import RetentionSchedule
from retention.models.settled import PUBLIC
from search.analysis import words
from search.entries import Sort
from search.fields import Condition, Field
from search.language import clean
from search.subjects import SUBJECTS
from search.synonyms import telling
from search.terms import Query

KINDS = {
    **LABELS,
    Sort.RECORD.value: gettext_lazy("Record of the archive"),
    Sort.CASE_FILE.value: gettext_lazy("Case file"),
    Sort.SERIES.value: gettext_lazy("Series"),
}
STATES = {
    "in_force": gettext_lazy("in force"),
    "replaced": gettext_lazy("replaced"),
    "withdrawn": gettext_lazy("withdrawn"),
    **dict(RetentionSchedule.Status.choices),
    **dict(Standing.choices),
}
_REMARKS = {
    "field": gettext_lazy("«%(text)s» names no field: it was looked for as words."),
    "day": gettext_lazy("«%(text)s» is no day, month or year: write 2026-03-15 or 15/03/2026."),
    "span": gettext_lazy("«%(text)s» leaves no day: what is asked for ends before it begins."),
}


class Facet(NamedTuple):
    """A way to narrow the answer, and how many of its documents it keeps."""

    value: str
    label: str
    count: int  # type: ignore[assignment]  # the field hides tuple.count, which nobody asks


def labelled(
    counts: Mapping[Field, Sequence[tuple[str, int]]], user: Any, today: date
) -> dict[Field, list[Facet]]:
    """The values of each facet with what they are called today, most first, then by name.

    A code that had two names is called by the last of them; of series, by that of the schedule in
    force, and by none of a schedule that the reader may not see. One query for all.
    """
    names = _names(counts, user, today)
    found = {}
    for field, values in counts.items():
        fixed = {value: str(label) for value, label in _FIXED.get(field, {}).items()}
        facets = [
            Facet(value, fixed.get(value) or names.get((field, value), value), count)
            for value, count in values
        ]
        found[field] = sorted(facets, key=_ORDERS.get(field, _by_count))
    return found


def _by_count(facet: Facet) -> tuple[Any, ...]:
    return (-facet.count, facet.label, facet.value)


_ORDERS = {Field.YEAR: lambda facet: (-int(facet.value),)}


def resolved(conditions: Iterable[Condition], user: Any, today: date) -> tuple[Condition, ...]:
    """The conditions with the values that entries have: people type a label, a name or a code.

    What is called so by nothing stays as it was typed and finds nothing. It is never said whether
    there is such a thing: that of a restricted document must not be told by a sentence.
    """
    found = []
    for condition in conditions:
        values: list[str] = []
        for typed in map(clean, condition.values):
            part = not condition.whole
            values += _meant(condition.field, typed, user, today, part=part) or [typed]
        found.append(Condition(condition.field, tuple(dict.fromkeys(values)), condition.excluded))
    return tuple(found)


def sentences(query: Query) -> list[str]:
    """What was not understood of a question."""
    told = [str(_REMARKS[one.code]) % {"text": one.text} for one in query.remarks]
    return told or ([_("Write at least one word.")] if query.hopeless else [])


def _names(
    counts: Mapping[Field, Sequence[tuple[str, int]]], user: Any, today: date
) -> dict[tuple[str, str], str]:
    found: list[QuerySet[Any, Any]] = []
    for field, values in counts.items():
        if field in _NAMED and values:
            model, key = _NAMED[field]
            rows, rank = model.objects.all(), Value(0)
            if field == Field.SERIES:
                rows, rank = _series(user, today)
            rows = rows.filter(**{f"{key}__in": [value for value, _count in values]})
            found.append(rows.order_by().values_list(Value(field.value), rank, "pk", key, "name"))
    if not found:
        return {}
    first, *others = found
    rows = sorted(first.union(*others, all=True), key=lambda row: row[1:3])
    return {(field, value): name for field, _rank, _pk, value, name in rows}


def _series(user: Any, today: date) -> tuple[QuerySet[Series], Any]:
    """The series that this person may know of, by their schedule or by what is of them, and how
    much the name of each counts: most, of the schedule in force."""
    issued = Issuance.objects.visible_to(user).filter(version__series=OuterRef("pk"))
    kept = case_files_visible_to(user).filter(series=OuterRef("pk"))
    used = Exists(issued.order_by()) | Exists(kept.order_by())
    adopted = SUBJECTS[Sort.SERIES].visible(user, today).order_by().values("pk")
    rank = Case(
        When(scheme__schedule__status=RetentionSchedule.Status.IN_FORCE, then=3),
        When(scheme__schedule__status__in=PUBLIC, then=2),
        When(used, then=1),
        default=0,
    )
    return Series.objects.filter(Q(pk__in=adopted) | used), rank


_FIXED: dict[Field, dict[Any, Any]] = {
    Field.KIND: KINDS,
    Field.STATE: STATES,
    Field.ACCESS: dict(AccessLevel.choices),
}
_NAMED: dict[Field, tuple[Any, str]] = {
    Field.OFFICE: (Office, "code"),
    Field.PROCESS: (Process, "code"),
    Field.SERIES: (Series, "code"),
    Field.TAG: (Tag, "slug"),
}


def _meant(field: Field, typed: str, user: Any, today: date, *, part: bool) -> list[str]:
    """The values that somebody may mean who typed this, or a part; none when it says none."""
    wanted = fold(typed)
    if field in _FIXED:
        return [
            value
            for value, label in _FIXED[field].items()
            if typed == value or wanted in {fold(str(label)), fold(str(label)) + "s"}
        ]
    if field == Field.TAG:
        slug = slugify(typed, allow_unicode=True)
        known = Tag.objects.order_by("slug").values_list("slug", "name")
        return [
            slug,
            # By part whether or not one is called just so: that of a restricted document must
            # not take from what others are found by.
            *(
                one
                for one, name in known
                if fold(slug) == fold(one) or wanted == fold(name) or (part and _says(name, typed))
            ),
        ]
    if field in _NAMED and any(one.isalpha() for one in typed):
        model, _key = _NAMED[field]
        rows = model.objects.all()
        if field == Field.SERIES:
            rows = SUBJECTS[Sort.SERIES].visible(user, today)
        named = list(rows.order_by("code").values_list("code", "name"))
        codes = [code for code, name in named if wanted in {fold(name), fold(code)}]
        codes = codes or [code for code, name in named if part and _says(name, typed)]
        return list(dict.fromkeys(codes))
    return []


def _says(name: str, typed: str) -> bool:
    """Whether a name has all the words that were typed: «planeación» of «Secretaría de
    Planeación»."""
    wanted = telling(words(typed))
    return bool(wanted) and set(wanted).issubset(telling(words(name)))
