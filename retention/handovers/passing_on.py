"""Once both signed, who received the post answers for the case files: a follower does it."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from records.case_files import entrusting
from records.case_files.access import Grounds, granted
from records.case_files.standing import all_locked
from records.events import act
from records.models import AccessLevel, CaseFile, FilledFormat, RecordEvent
from records.permissions import offices_on
from retention.inventories.keeping import content_of
from retention.models import PostHandover


def on_event(event: RecordEvent) -> None:
    """After the last signature of a hand-over. Done twice is done once."""
    if event.action != "filling.completed":
        return
    handover = (
        PostHandover.objects.filter(
            filled=event.subject_id, filled__kind=FilledFormat.Kind.HANDOVER
        )
        .select_related("appointment", "receiver", "inventory")
        .first()
    )
    if handover is not None:
        pass_on(handover, at=timezone.now())


def pass_on(handover: PostHandover, *, at: datetime) -> int:
    """Entrust to the receiver what was under the name of who left; how many case files that was.

    Only what the acta lists: what somebody got since then was not handed over. Where office or
    level would keep any of it from the receiver, their right to know it is written down.
    """
    theirs = CaseFile.objects.filter(responsible__user=handover.appointment.user_id)
    receiver = handover.receiver
    offices = offices_on(receiver.user, timezone.localdate(at))
    with act(by=None, at=at) as log:
        found = all_locked(theirs.filter(pk__in=_listed(handover)))
        entrusting.put(found, receiver, log=log)
        for one in found:
            if one.access != AccessLevel.PUBLIC or one.office_id not in offices:
                granted(one, receiver, _grounds(handover), by=None, log=log)
        if found:
            log.record("handover.passed_on", handover, facts={"case_files": len(found)})
    return len(found)


def _grounds(handover: PostHandover) -> Grounds:
    completion = getattr(handover.filled, "completion", None)
    number = completion.number.printed if completion is not None else ""
    aim = f"Recibe el archivo del cargo {handover.appointment.title} por el acta {number}".strip()
    return Grounds(norm="Ley 594 de 2000, artículo 15", aim=f"{aim}.")


def _listed(handover: PostHandover) -> list[int]:
    if handover.inventory is None:
        return []
    units = {line.unit for line in content_of(handover.inventory)[1]}
    return list(CaseFile.objects.filter(code__in=units).values_list("pk", flat=True))
