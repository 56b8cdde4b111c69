"""What retention knows of one case file, carried by its package: acts that lengthen, facts.

Its rule is not among it: that stays with the schedule of the series, which must be here as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from records.models import CaseFile, Record
from records.packaging.rows import done, done_there, kept, moment
from records.packaging.sources import Source
from retention.models import RuleExtension, StartingFact

_ADDED = ("motive", "further_office_years", "further_archive_years", "permanent", "act", "reason")


def told(case_file: CaseFile, places: Mapping[int, int]) -> dict[str, Any]:
    """Its extensions and the facts from which it counts, in the order in which they were told."""
    extensions = RuleExtension.objects.filter(case_file=case_file).order_by("pk")
    facts = StartingFact.objects.filter(case_file=case_file).order_by("pk")
    return {
        "extensions": [
            {
                **{name: getattr(one, name) for name in _ADDED},
                "on": one.on.isoformat(),
                "at": moment(one.at),
            }
            for one in extensions
        ],
        "facts": [
            {
                "what": one.what,
                "on": one.on.isoformat(),
                "record": places.get(one.record_id or 0),
                "reason": one.reason,
                **done(one),
            }
            for one in facts
        ],
    }


def keep(case_file: CaseFile, told: dict[str, Any], records: Sequence[Record]) -> None:
    """Make them again. Raises ValueError, KeyError, TypeError or ValidationError."""
    for one in told["extensions"]:
        kept(
            RuleExtension(
                case_file=case_file,
                **{name: one[name] for name in _ADDED},
                on=date.fromisoformat(one["on"]),
                at=datetime.fromisoformat(one["at"]),
            )
        )
    for one in told["facts"]:
        place = one["record"]
        on, at = date.fromisoformat(one["on"]), datetime.fromisoformat(one["at"])
        if not case_file.opened_on <= on <= timezone.localdate(at):
            message = _(
                "A fact of %(day)s would be older than its case file, or told before it happened."
            )
            raise ValueError(message % {"day": on.isoformat()})
        kept(
            StartingFact(
                case_file=case_file,
                what=one["what"],
                on=on,
                record=None if place is None else dict(enumerate(records))[place],
                reason=one["reason"],
                **done_there(one),
            )
        )


SOURCE = Source("retention", told, keep)
