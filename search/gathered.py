"""The case files in which words stand: in their titles, their records or the files of these."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from records.exceptions import NotAllowed, Reason
from records.querysets import records_visible_to
from records.restrictions.readings import note_search
from search.entries import Sort
from search.fields import Field, chosen
from search.queries import LARGEST_PAGE, search
from search.readings import restricted_among

MOST = 1_000
"""So many things found are gathered: of more, one asks more exactly."""


def case_files_with(text: str, *, by: Any, at: datetime, series: str = "") -> frozenset[int]:
    """The ids of the case files, of a series or of all, that this person may know of so.

    Nothing is gathered in the place of what was asked: what lacks one of the words is not in it.

    Who is shown restricted ones leaves an event, as with every search. Raises NotAllowed where
    more is found than is gathered.
    """
    today = timezone.localdate(at)
    found: dict[Sort, set[int]] = {Sort.CASE_FILE: set(), Sort.RECORD: set()}
    after: str | None = ""
    restricted = 0
    while after is not None:
        results = search(
            text,
            user=by,
            today=today,
            sorts=tuple(found),
            narrowed=chosen(Field.SERIES, [series]),
            counted=(),
            per_page=LARGEST_PAGE,
            after=after,
            exactly=True,
            excerpts=False,
        )
        if results.total > MOST:
            message = _("These words are found more than %(most)s times: write more of them.")
            raise NotAllowed([Reason("too_many", message % {"most": MOST}, "words")])
        for hit in results.hits:
            found[hit.key.sort].add(hit.key.pk)
        restricted += restricted_among(results.hits)
        after = results.after or None
    records = records_visible_to(by).filter(pk__in=found[Sort.RECORD]).order_by()
    ids = found[Sort.CASE_FILE] | set(records.values_list("case_file", flat=True))
    note_search(text, "inventory", restricted, by=by, at=at)
    return frozenset(ids)
