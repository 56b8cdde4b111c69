"""Who answers for a case file, until they hand it over (Ley 594 de 2000, art. 15)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from records import vetoes
from records.case_files.standing import all_locked
from records.events import Act, act
from records.exceptions import NotAllowed, Reason
from records.models import Appointment, CaseFile, Office, Standing
from records.organization import posts_of
from records.permissions import Role, has_role, offices_on, with_former

ENTRUSTS = (Role.ARCHIVIST, Role.ADMINISTRATOR)


def entrust(
    case_files: Iterable[CaseFile], to: Appointment | None, *, by: Any, at: datetime
) -> list[CaseFile]:
    """Somebody answers for these case files from now on, or nobody. All of them or none.

    The archive does, and whoever approves in the office of each. Raises NotAllowed with every
    reason; one that is theirs already stays as it is.
    """
    day = timezone.localdate(at)
    with act(by=by, at=at) as log:
        found = all_locked(case_files)
        reasons = [] if to is None else _unfit(to, day)
        for one in found:
            reasons += _reasons(one, to, by=by, day=day)
            reasons += vetoes.reasons("entrust", one, day)
        if reasons:
            raise NotAllowed(reasons)
        changed = [one for one in found if one.responsible_id != (to.pk if to else None)]
        put(changed, to, log=log)
    return changed


def put(case_files: Iterable[CaseFile], to: Appointment | None, *, log: Act) -> None:
    """Write who answers for locked case files, with an event each. The caller asked the reasons."""
    for one in case_files:
        former = one.responsible_id
        one.responsible = to
        one.save(update_fields=["responsible"])
        told = {"from": former, "to": to.pk if to else None}
        log.record("case_file.entrusted", one, facts=told)


def reasons_of_responsible(
    to: Appointment, office: Office | None, day: date, field: str = "responsible"
) -> list[Reason]:
    """Every reason why that person cannot answer for a case file of that office."""
    reasons = [Reason(one.code, one.message, field) for one in _unfit(to, day)]
    if office is not None and office.pk not in with_former({to.office_id}, day):
        message = _("%(person)s is of another office than the case file.")
        reasons.append(Reason("office", message % {"person": to.person()}, field))
    return reasons


def proposed(user: Any, office_id: int | None, day: date) -> Appointment | None:
    """Who opens a case file answers for it, with the post that they hold in its office."""
    held = [one for one in posts_of(user, day) if office_id in with_former({one.office_id}, day)]
    return next(iter(held), None)


def _unfit(to: Appointment, day: date) -> list[Reason]:
    if to.holds_on(day) and to.user.is_active:
        return []
    message = _("%(person)s holds no appointment in force that day.") % {"person": to.person()}
    return [Reason("not_appointed", message, "to")]


def _reasons(one: CaseFile, to: Appointment | None, *, by: Any, day: date) -> list[Reason]:
    reasons = []
    heads = has_role(by, Role.APPROVER) and one.office_id in offices_on(by, day)
    if not (has_role(by, *ENTRUSTS) or heads):
        message = _("%(code)s: only the archive, or whoever approves in its office, entrusts it.")
        reasons.append(Reason("no_role", message % {"code": one.code}))
    if to is not None and one.office_id not in with_former({to.office_id}, day):
        message = _("%(code)s is of another office than that person's.")
        reasons.append(Reason("office", message % {"code": one.code}, "to"))
    if one.standing == Standing.MERGED:
        message = _("%(code)s was merged into another: nobody answers for it.")
        reasons.append(Reason("merged", message % {"code": one.code}))
    return reasons
