"""Commitments: what, who, until when; followed up until done."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from records.committees.calling import begun, locked
from records.committees.people import keeper_reasons, keeps
from records.committees.reading import State, state_of
from records.events import act
from records.exceptions import Conflict, NotAllowed, Reason
from records.models import Commitment, CommitmentStep, CommitteeSession
from records.models.organization import person_name

_ENDED = (CommitmentStep.State.DONE, CommitmentStep.State.DROPPED)


def commit(
    session: CommitteeSession,
    *,
    text: str,
    responsible: Any,
    due_on: date | None,
    by: Any,
    at: datetime,
) -> Commitment:
    """Record what somebody has to do until a day. It goes into the minutes. Raises NotAllowed."""
    with act(by=by, at=at) as log:
        session = locked(session)
        reasons = keeper_reasons(session.committee, by, at)
        if not begun(session):
            reasons.append(Reason("not_held", _("The session has not begun.")))
            raise NotAllowed(reasons)
        if state_of(session) in (State.IN_SIGNATURE, State.SIGNED):
            reasons.append(Reason("in_signature", _("The minutes were submitted already.")))
        if not text.strip():
            reasons.append(Reason("no_text", _("Write what has to be done."), "text"))
        if responsible is None or not responsible.is_active:
            reasons.append(Reason("nobody", _("Say who has to do it."), "responsible"))
        if due_on is None or due_on < timezone.localdate(session.opening.started_at):
            message = _("Say until when, from the day of the session on.")
            reasons.append(Reason("due_on", message, "due_on"))
        if reasons or due_on is None:
            raise NotAllowed(reasons)
        commitment = Commitment.objects.create(
            session=session,
            text=text.strip(),
            responsible=responsible,
            name=person_name(responsible),
            due_on=due_on,
            by=by,
            at=at,
        )
        log.record(
            "commitment.made",
            session,
            facts={"commitment": commitment.pk, "due_on": due_on.isoformat()},
        )
    return commitment


def follow_up(
    commitment: Commitment,
    state: str,
    *,
    note: str,
    due_on: date | None = None,
    by: Any,
    at: datetime,
) -> CommitmentStep:
    """Say how a commitment goes. Whoever has it or the secretary does; only the secretary gives a
    new day or drops it. Raises NotAllowed, Conflict once it is done or dropped."""
    with act(by=by, at=at) as log:
        session = locked(commitment.session)
        last = commitment.steps.order_by("-pk").first()
        if last is not None and last.state in _ENDED:
            raise Conflict([Reason("ended", _("This commitment is done or was dropped."))])
        today = timezone.localdate(at)
        reasons = []
        own = commitment.responsible_id == getattr(by, "pk", None)
        kept = keeps(session.committee, by, today)
        if not (own or kept):
            message = _("Whoever has the commitment, or the secretary, follows it up.")
            reasons.append(Reason("not_own", message))
        if state not in CommitmentStep.State.values:
            reasons.append(Reason("state", _("Choose how it stands."), "state"))
        elif state in (CommitmentStep.State.POSTPONED, CommitmentStep.State.DROPPED) and not kept:
            message = _("The secretary gives a new day, or drops it, for the committee.")
            reasons.append(Reason("no_secretary", message, "state"))
        if not note.strip():
            message = _("Say what was done, and where it is to be seen.")
            reasons.append(Reason("no_note", message, "note"))
        if (state == CommitmentStep.State.POSTPONED) != (due_on is not None):
            message = _("Give the new day when it is postponed, and only then.")
            reasons.append(Reason("due_on", message, "due_on"))
        elif due_on is not None and due_on < today:
            message = _("The new day has passed already.")
            reasons.append(Reason("due_past", message, "due_on"))
        if reasons:
            raise NotAllowed(reasons)
        step = CommitmentStep.objects.create(
            commitment=commitment, state=state, note=note.strip(), due_on=due_on, by=by, at=at
        )
        log.record(
            "commitment.followed",
            session,
            facts={"commitment": commitment.pk, "to": state},
        )
    return step
