"""The grounds on which a case file or a record is restricted (Ley 1712 de 2014, arts. 18–28).

The level of the series is a proposal: each restriction says its norm, its aim, the harm that
publishing would do, whether it is partial, and its term. A reserved one lasts 15 years at most.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from records.case_files.reserve import latest_end
from records.case_files.rights import done_by
from records.events import Act
from records.exceptions import Reason
from records.models import (
    AccessGrant,
    AccessLevel,
    Appointment,
    CaseFile,
    Record,
    Restriction,
)
from records.wording import too_long


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why it is restricted. A reserved one has its last day in `until`, a classified one none."""

    norm: str = ""
    aim: str = ""
    harm: str = ""
    partial: bool = False
    part: str = ""
    until: date | None = None


_STRICTNESS = {AccessLevel.PUBLIC: 0, AccessLevel.CLASSIFIED: 1, AccessLevel.RESERVED: 2}


def strictest(levels: Iterable[str]) -> str:
    """The strictest of these levels; public where there is none."""
    ordered = sorted(levels, key=lambda one: _STRICTNESS[AccessLevel(one)])
    return ordered[-1] if ordered else AccessLevel.PUBLIC.value


def stricter(one: str, other: str) -> bool:
    """Whether fewer people read what bears the first level."""
    return _STRICTNESS[AccessLevel(one)] > _STRICTNESS[AccessLevel(other)]


def reasons_against(access: str, grounds: Grounds | None, *, since: date) -> list[Reason]:
    """What a restriction does not say yet; nothing for what is public."""
    if access not in AccessLevel.values:
        return [Reason("access", _("There is no such level of access."), "access")]
    if access == AccessLevel.PUBLIC:
        return []
    grounds = grounds or Grounds()
    reasons = [
        *too_long(Restriction, "norm", grounds.norm),
        *too_long(Restriction, "part", grounds.part),
    ]
    for name, message in (
        ("norm", _("Cite the norm that allows the restriction.")),
        ("aim", _("Say the aim that the restriction serves.")),
        ("harm", _("Say the harm that publishing it would do.")),
    ):
        if not getattr(grounds, name).strip():
            reasons.append(Reason(f"no_{name}", message, name))
    if access == AccessLevel.RESERVED and grounds.until is None:
        message = _("A reserved case file has a term: 15 years at most.")
        reasons.append(Reason("no_term", message, "until"))
    if access == AccessLevel.CLASSIFIED and grounds.until is not None:
        message = _("A classified case file has no term: the consent of its holder ends it.")
        reasons.append(Reason("term", message, "until"))
    if grounds.partial and not grounds.part.strip():
        reasons.append(Reason("no_part", _("Say which part is restricted."), "part"))
    if grounds.until is not None and grounds.until <= since:
        reasons.append(Reason("term_past", _("The term ends after it begins."), "until"))
    if access == AccessLevel.RESERVED and grounds.until and grounds.until > latest_end(since):
        message = _("A reserve lasts 15 years at most: until %(day)s.")
        day = latest_end(since).isoformat()
        reasons.append(Reason("term_long", message % {"day": day}, "until"))
    return reasons


def granted(
    case_file: CaseFile, to: Appointment, grounds: Grounds, *, by: Any, log: Act
) -> AccessGrant:
    """Write down why who answers for a case file may know it, with its event. Asks nothing."""
    row = AccessGrant.objects.create(
        case_file=case_file,
        to=to,
        norm=grounds.norm.strip(),
        aim=grounds.aim.strip(),
        on=timezone.localdate(log.at),
        **done_by(by, log.at),
    )
    facts = {"grant": row.pk, "to": to.pk, "access": case_file.access}
    log.record("case_file.access_granted", case_file, facts=facts)
    return row


def restricted(
    subject: CaseFile | Record, grounds: Grounds, *, by: Any, at: datetime
) -> Restriction:
    """Write down the grounds of the level that it has. Asks nothing: its verbs did."""
    return Restriction.objects.create(
        case_file=subject if isinstance(subject, CaseFile) else None,
        record=subject if isinstance(subject, Record) else None,
        access=subject.access,
        norm=grounds.norm.strip(),
        aim=grounds.aim.strip(),
        harm=grounds.harm.strip(),
        partial=grounds.partial,
        part=grounds.part.strip(),
        decided_on=timezone.localdate(at),
        until=grounds.until,
        **done_by(by, at),
    )


def carry(
    source: CaseFile, records: Iterable[Record], *, by: Any, at: datetime
) -> list[Restriction]:
    """Write on records that leave a case file what restricts it: an act ends it there, or nothing.

    For those that have its level by it alone; the day of the qualification and the term stay. In
    the new case file they would else follow the acts about that one. Inside the act of the move.
    """
    grounds = list(Restriction.objects.standing().filter(case_file=source))
    inherit = [one for one in records if one.access == source.access]
    return Restriction.objects.bulk_create(
        Restriction(
            record=record,
            access=one.access,
            norm=one.norm,
            aim=one.aim,
            harm=one.harm,
            partial=one.partial,
            part=one.part,
            decided_on=one.decided_on,
            until=one.until,
            **done_by(by, at),
        )
        for record in inherit
        for one in grounds
    )
