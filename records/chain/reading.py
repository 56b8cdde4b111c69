"""Following the chain both ways, in two queries: what an activity produced, what orders a record.

Whoever filled in a format said which activity it came of, or did not. Said, it is that one alone.
Otherwise every version that orders such a record on the day of the record is told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db.models import Case, Count, F, Max, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Concat

from records.models import FormerCode, Issuance, Record, RecordOrder
from records.models.order import RecordOrderQuerySet
from records.ordering import Kept, Order, Source, covering, covers
from records.querysets import records_visible_to

PAGE = 25


@dataclass(frozen=True, slots=True)
class Step:
    """An activity of an issued version, or the document as such, and what it produced.

    `activity` is empty for what no activity produces. Only what the asker may know of is counted;
    `newest` is the day of the latest.
    """

    activity: str
    number: str
    text: str
    orders: Sequence[RecordOrder]
    count: int
    newest: date | None


def keyed(records: QuerySet[Record]) -> QuerySet[Any]:
    """Adds what the chain asks of a record; one of these is what `orders_of` takes.

    The code of minutes is the number of a session: they are found by their series. An issued format
    is not what is filled in in it: its code, marked, is nobody's order.
    """
    code = Coalesce("completion__filled__code", "version__code", Value(""))
    marked = Concat(Value("="), "version__code")
    return records.annotate(
        chain_code=Case(
            When(version__kind="minutes", then=Value("")),
            When(version__kind="format", then=marked),
            default=code,
        ),
        chain_series=F("case_file__series__code"),
        chain_parent=F("case_file__series__parent__code"),
        chain_issuance=F("completion__filled__ordered_by"),
        chain_activity=F("completion__filled__ordered_activity"),
    )


def produced(issuance: Issuance, user: Any) -> list[Step]:
    """What each activity of an issued version produced while it was in force. Two queries.

    The caller has made sure that `user` may know of the version.
    """
    orders = list(issuance.orders.with_span())
    if not orders:
        return []
    groups = (
        _of(orders, issuance, records_visible_to(user))
        .order_by()
        .values("chain_code", "chain_series", "chain_parent", "chain_issuance", "chain_activity")
        .annotate(filed=Count("pk"), newest=Max("created_on"))
    )
    found = [(one, activities_of(orders, kept_of_group(one), one)) for one in groups]
    return [
        _step(activity, mine, [one for one, producing in found if activity in producing])
        for activity, mine in _by_activity(orders).items()
    ]


def records_of(
    issuance: Issuance, activity: str, user: Any, *, start: int = 0, size: int = PAGE
) -> tuple[list[Record], bool]:
    """The records that an activity produced, the newest first, and whether more follow.

    Two queries. `activity` is empty for what the document orders as such.
    """
    every = list(issuance.orders.with_span())
    orders = [one for one in every if one.activity == activity]
    if not orders:
        return [], False
    others = {one.present for one in every if one.code} - {one.present for one in orders}
    rows = (
        _of(orders, issuance, records_visible_to(user), others=others)
        .select_related("case_file", "completion__filled", "version__issuance")
        .order_by("-created_on", "-pk")[start : start + size + 1]
    )
    found = list(rows)
    return found[:size], len(found) > size


def published_of(
    issuance: Issuance, orders: Sequence[RecordOrder], user: Any, *, until: date, most: int
) -> list[tuple[str, Any]]:
    """What citizens may read of what a version ordered: activity and record, the newest first.

    Issued versions that `user` may know of, and extracts of minutes, which everybody may. One
    query; `orders` are all of the version's, of `with_span`.
    """
    issued = records_visible_to(user).filter(version__issuance__isnull=False)
    readable = Q(pk__in=issued.values("pk")) | Q(extract__isnull=False)
    rows = (
        _of(orders, issuance, Record.objects.filter(readable, created_on__lte=until))
        .select_related("version__issuance", "extract__session__opening__number")
        .order_by("-created_on", "-pk")[:most]
    )
    return [
        (activity, one)
        for one in rows
        for activity in activities_of(orders, kept_of(one), vars(one))
    ]


def orders_of(record: Any, user: Any) -> list[RecordOrder]:
    """What orders a record of `keyed`, as far as `user` may know of it; one query."""
    found = RecordOrder.objects.visible_to(user).select_related(
        "issuance__document", "issuance__version"
    )
    if record.chain_issuance is not None:
        said = found.filter(issuance=record.chain_issuance, activity=record.chain_activity)
        # An activity may order several records: those that this one is, before the others.
        kept = kept_of(record)
        return sorted(said, key=lambda one: not covers(order_of(one), kept))[:1]
    return _ordering(found, kept_of(record), record.created_on)


def activities_for(code: str, series: Sequence[str], user: Any, day: date) -> list[RecordOrder]:
    """The activities in force that day that order a record of this code and series; one query."""
    found = RecordOrder.objects.visible_to(user).filter(source=Source.ACTIVITY.value)
    related = found.select_related("issuance__document", "issuance__version")
    once = {
        (one.issuance_id, one.activity): one
        for one in _ordering(related, Kept(code, tuple(series)), day)
    }
    return list(once.values())


def kept_of(record: Any) -> Kept:
    """What the rules of the chain ask of a record of `keyed`."""
    return kept_of_group(
        {name: getattr(record, name) for name in ("chain_code", "chain_series", "chain_parent")}
    )


def order_of(row: RecordOrder) -> Order:
    """A row of the picture as the rules read it."""
    return Order(Source(row.source), row.name, code=row.present, series=row.series)


def kept_of_group(group: Mapping[str, Any]) -> Kept:
    """The same of a group of records that are alike to the chain."""
    series = (group["chain_series"], group["chain_parent"])
    return Kept(group["chain_code"], tuple(filter(None, series)))


def _ordering(orders: RecordOrderQuerySet, kept: Kept, day: date) -> list[RecordOrder]:
    """Those of `orders` that order such a record that day. `covers`, asked of the database."""
    former = FormerCode.objects.filter(document__code=kept.code).values("code")
    by_code = Q(code=kept.code) | Q(code__in=former) if kept.code else Q(pk__in=[])
    by_series = Q(series__in=kept.series) & (Q(code="") if kept.code else Q())
    such = orders.by_procedures().ordering_on(day).filter(by_code | by_series)
    rows = such.order_by("issuance__version__code", "issuance", "place")
    return [
        one
        for _version, mine in groupby(rows, attrgetter("issuance_id"))
        for one in covering(mine, kept, read=order_of)
    ]


def _of(
    orders: Sequence[RecordOrder],
    issuance: Issuance,
    records: QuerySet[Record],
    *,
    others: Collection[str] = (),
) -> QuerySet[Any]:
    """Those of `records` that some of `orders` cover, all of `issuance`: `covers` once more.

    `others`: codes that other activities of the version order, which no series brings here.
    """
    coded = {one.present for one in orders if one.code}
    with_code = {one.series for one in orders if one.code and one.series}
    without = {one.series for one in orders if not one.code and one.series}
    such = (
        Q(chain_code__in=coded)
        | ~Q(chain_code__in=others) & (Q(chain_series__in=without) | Q(chain_parent__in=without))
        | Q(chain_code="") & (Q(chain_series__in=with_code) | Q(chain_parent__in=with_code))
    )
    span = orders[0]
    unsaid = Q(chain_issuance__isnull=True, created_on__gte=span.since, created_on__lt=span.before)
    said = Q(chain_issuance=issuance.pk, chain_activity__in={one.activity for one in orders})
    if any(one.source == Source.FORM for one in orders):
        # A format counts what was filled in, whichever activity it came of.
        unsaid = Q(created_on__gte=span.since, created_on__lt=span.before)
    return keyed(records).filter(unsaid & such | said)


def activities_of(orders: Sequence[RecordOrder], kept: Kept, said: Mapping[str, Any]) -> set[str]:
    """The activities, of the orders of one version, that produced a record.

    The one that was said, where `said` names one (`chain_issuance`, `chain_activity`): of another
    version none. A format counts what was filled in, whichever activity it came of.
    """
    own = [one for one in orders if one.source == Source.FORM]
    if said["chain_issuance"] is None or own:
        return {one.activity for one in covering(own or orders, kept, read=order_of)}
    here = said["chain_issuance"] == orders[0].issuance_id
    return {said["chain_activity"]} if here else set()


def _by_activity(orders: Iterable[RecordOrder]) -> dict[str, list[RecordOrder]]:
    found: dict[str, list[RecordOrder]] = {}
    for one in orders:
        found.setdefault(one.activity, []).append(one)
    return found


def _step(
    activity: str, orders: Sequence[RecordOrder], groups: Sequence[Mapping[str, Any]]
) -> Step:
    return Step(
        activity,
        orders[0].number,
        orders[0].text,
        orders,
        sum(one["filed"] for one in groups),
        max((one["newest"] for one in groups), default=None),
    )
