"""Where the chain is broken, either way: what nobody orders, and what nobody files.

Each list is of what `user` may know of, and judges by that alone: a procedure, a format or a record
that is not theirs to know of is as if it were not there.
"""

from __future__ import annotations

from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from records.chain.reading import activities_of, kept_of_group, keyed, order_of
from records.models import ClassificationScheme, Issuance, RecordOrder, Series
from records.models.order import RecordOrderQuerySet
from records.ordering import Kept, Source, covering
from records.querysets import records_visible_to


def _orders(user: Any, day: date) -> RecordOrderQuerySet:
    return RecordOrder.objects.visible_to(user).in_force_on(day)


def series_without_procedure(user: Any, day: date) -> QuerySet[Series]:
    """The series of the scheme in force, without subseries, that no document in force produces.

    A series is also produced by whoever orders the series above it, or a format that files there.
    """
    scheme = ClassificationScheme.objects.in_force_on(day)
    orders = _orders(user, day)
    ordered: Any = orders.by_procedures()
    forms = orders.filter(
        source=Source.FORM.value, code__in=ordered.exclude(code="").values("present")
    )
    below = Series.objects.filter(parent=OuterRef("pk"))
    return (
        Series.objects.filter(~Exists(below), scheme=scheme)
        .exclude(code__in=ordered.exclude(series="").values("series"))
        .exclude(parent__code__in=ordered.exclude(series="").values("series"))
        .exclude(code__in=forms.values("series"))
        .select_related("office", "parent")
        .order_by("code")
    )


def activities_without_record(
    user: Any, day: date, *, since: date, until: date
) -> QuerySet[RecordOrder]:
    """What activities of the documents in force order, and nobody filed from one day to another.

    A record counts from the day on which the version took effect. An activity of several records
    stands here once for each that is missing. Three queries.
    """
    orders = _orders(user, day).filter(source=Source.ACTIVITY.value)
    names = ("chain_code", "chain_series", "chain_parent", "chain_issuance", "chain_activity")
    filed = (
        keyed(records_visible_to(user))
        .filter(created_on__gte=since, created_on__lte=until)
        .order_by()
        .values(*names)
        .annotate(newest=Max("created_on"))
    )
    groups = [(kept_of_group(one), one) for one in filed]
    rows = orders.select_related("issuance").order_by("issuance", "place")
    missing = [
        pk
        for _version, mine in groupby(rows, attrgetter("issuance_id"))
        for pk in _unfulfilled(list(mine), groups)
    ]
    found = RecordOrder.objects.filter(pk__in=missing).select_related(
        "issuance__document__office", "issuance__version"
    )
    return found.order_by("issuance__version__code", "place")


def _unfulfilled(orders: list[RecordOrder], groups: list[tuple[Kept, Any]]) -> set[int]:
    """Keys of the orders of one version of which nothing was filed."""
    since = orders[0].issuance.effective_on
    fulfilled: set[int] = set()
    for kept, group in groups:
        if group["newest"] >= since:
            activities = activities_of(orders, kept, group)
            such = covering(orders, kept, read=order_of)
            if group["chain_issuance"] is not None:
                such = [one for one in orders if one.activity in activities]
            fulfilled |= {one.pk for one in such}
    return {one.pk for one in orders} - fulfilled


def formats_without_procedure(user: Any, day: date) -> QuerySet[Issuance]:
    """The formats in force that no document in force names."""
    named: Any = _orders(user, day).by_procedures().exclude(code="")
    return (
        Issuance.objects.visible_to(user)
        .in_force_on(day)
        .filter(version__kind="format")
        .exclude(document__code__in=named.values("present"))
        .select_related("document__office", "version")
        .order_by("document__code")
    )


def codes_not_in_force(user: Any, day: date) -> QuerySet[RecordOrder]:
    """The records ordered under a code that is no document in force. Adds `known`: it was one."""
    known = Issuance.objects.visible_to(user).filter(document__code=OuterRef("present"))
    in_force = Issuance.objects.visible_to(user).in_force_on(day)
    ordered: Any = _orders(user, day).by_procedures()
    found: QuerySet[RecordOrder] = (
        ordered.exclude(Q(code="") | Q(present__in=in_force.values("document__code")))
        .annotate(known=Exists(known))
        .select_related("issuance__document__office", "issuance__version")
        .order_by("issuance__version__code", "place")
    )
    return found
