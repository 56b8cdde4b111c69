"""Reminders of terms, and telling a substitute: a due task that writes and records what it wrote.

The event is written after the mail: what could not be sent is tried again, and what was recorded
as sent is not sent twice. A crash between the two writes again. Telling somebody gives them no
right: who may sign is `records.signing`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from records import letters, signing
from records.days import in_words
from records.deadlines import AtHand, Measure, in_review
from records.due_tasks import NotDone
from records.events import act
from records.models import Appointment, Committee, ControlledDocument, DocumentVersion, RecordEvent
from records.models.organization import person_name
from records.organization import posts_of, substitutes_of
from records.permissions import READS_ALL, Role, offices_on, sees_everything
from records.routes import missing_people
from records.terms import ESCALATE, REMIND_PASSED, notices

ACTIONS = ("term.reminded", "term.escalated")

_SUBJECTS = {
    "near": gettext_lazy("The term of %(code)s comes near its end"),
    "passed": gettext_lazy("The term of %(code)s has passed"),
    "escalated": gettext_lazy("%(code)s is overdue"),
}
_WAITS = gettext_lazy(
    "%(person)s: %(code)s, “%(title)s”, has waited in the step “%(step)s” since %(since)s."
)
_ENDS = gettext_lazy("Its term ends on %(due)s.")
_ENDED = gettext_lazy("Its term ended on %(due)s.")
_SIGNER = gettext_lazy("Read it and sign it, or return it saying what must be corrected: %(link)s")
_SECRETARY = gettext_lazy(
    "It waits for the decision of the committee and for its signed minutes: %(link)s"
)
_SUBSTITUTE = gettext_lazy(
    "You hold the post of %(whom)s by %(act)s: while it lasts you may sign it in their place: "
    "%(link)s"
)
_OVERSEER = gettext_lazy(
    "Nobody who must sign it, and nobody who replaces them by an act, has signed. See that it goes "
    "on: %(link)s"
)


@dataclass(frozen=True, slots=True)
class Told:
    """Whom to write to, and what it is for them."""

    user: Any
    call: Any
    appointment: Appointment | None = None


def remind(at: datetime) -> str | None:
    """The due task: every notice that is due and was not sent. Raises NotDone for what failed.

    Each person gets a mail of their own; one that the server refuses does not keep the others from
    theirs, and a notice that reached nobody is tried again.
    """
    measure = Measure.at(at)
    versions = DocumentVersion.objects.in_review().select_related("document", "office")
    rows = [
        row
        for row in in_review(versions.prefetch_related("signatures"), measure)
        if row.standing is not None
    ]
    there, sent, failures = _sent(rows), 0, []
    for row in rows:
        for notice in _due(row, measure):
            if _key(row, notice) in there:
                continue
            reached, failed = _write(row, notice, at)
            failures += failed
            if reached:
                _record(row, notice, reached, at=at)
                sent += len(reached)
            elif not failed:
                message = _("There is nobody with an e-mail address to tell of %(version)s.")
                failures.append(message % {"version": row.version})
    if failures:
        raise NotDone("\n".join(failures))
    message = ngettext("%(count)d reminder was sent.", "%(count)d reminders were sent.", sent)
    return message % {"count": sent} if sent else None


def _due(row: AtHand, measure: Measure) -> tuple[str, ...]:
    if row.standing is None:
        return ()
    return notices(
        row.standing,
        measure.today,
        opened=row.opened,
        calendar=measure.calendar,
        escalate_after=measure.escalate_after,
    )


def _key(row: AtHand, notice: str) -> tuple[Any, ...]:
    """What is told once: this step of this version, and that its term ends on this day."""
    due = row.standing.due.isoformat() if row.standing else ""
    return (row.version.pk, row.place, notice, due)


def _sent(rows: Iterable[AtHand]) -> set[tuple[Any, ...]]:
    events = RecordEvent.objects.filter(
        action__in=ACTIONS,
        subject_type=DocumentVersion._meta.label_lower,
        subject_id__in=[row.version.pk for row in rows],
    )
    return {
        (pk, facts["step"], facts["notice"], facts["due_on"])
        for pk, facts in events.values_list("subject_id", "facts")
    }


def _record(row: AtHand, notice: str, reached: list[Any], *, at: datetime) -> None:
    """Keep that it was sent; once, whoever else sent it meanwhile."""
    with act(by=None, at=at) as log:
        ControlledDocument.objects.select_for_update().get(pk=row.version.document_id)
        if _key(row, notice) in _sent([row]):
            return
        facts = {
            "document": row.version.document_id,
            "step": row.place,
            "notice": notice,
            "due_on": _key(row, notice)[-1],
            "count": len(reached),
        }
        log.record(
            "term.escalated" if notice == ESCALATE else "term.reminded",
            row.version,
            facts=facts,
            detail={"told": [person_name(one) for one in reached]},
        )


def _write(row: AtHand, notice: str, at: datetime) -> tuple[list[Any], list[str]]:
    """Write to everybody whom this notice is for: whom it reached, and what failed."""
    reached, failures = [], []
    for told in addressees(row, notice, at):
        subject, text = _letter(row, notice, told)
        try:
            letters.write(subject, text, told.user.email)
        except (OSError, SMTPException) as error:
            message = _("The reminder of %(version)s to %(address)s was not sent: %(error)s")
            named = {"version": row.version, "address": told.user.email, "error": error}
            failures.append(message % named)
        else:
            reached.append(told.user)
    return reached, failures


def addressees(row: AtHand, notice: str, at: datetime) -> list[Told]:
    """Whom a notice is for; whoever has no address cannot be told.

    A reminder: those who may sign the step now, or the secretary of its committee. An escalation:
    those who replace them by an act and may sign. With none of them, the quality office, as far as
    it may know of the document; then whoever reads everything.
    """
    found = _substitutes(row, at) if notice == ESCALATE else _signers(row, at)
    reached = [one for one in found if one.user.email]
    return reached or _overseers(row, at)


def _signers(row: AtHand, at: datetime) -> list[Told]:
    people = get_user_model()._default_manager.filter(is_active=True).order_by("pk")
    if row.step.committee:
        return [Told(user, _SECRETARY) for user in _secretaries(row.step.committee, at)]
    if row.step.people:
        named = people.filter(pk__in=missing_people(row.version, row.place))
        able = [Told(user, _SIGNER) for user in named if _may_sign(row, user, at)]
        return able or _substitutes(row, at)
    roles = [role.value for role in signing.ROLE_GROUPS[row.step.role]]
    asked = people.filter(groups__name__in=roles).distinct()
    return [Told(user, _SIGNER) for user in asked if _may_sign(row, user, at)]


def _substitutes(row: AtHand, at: datetime) -> list[Told]:
    missing = missing_people(row.version, row.place)
    found = substitutes_of(missing, timezone.localdate(at))
    each = {one.user_id: one for one in reversed(found)}  # the latest act of each
    return [
        Told(one.user, _SUBSTITUTE, one) for one in each.values() if _may_sign(row, one.user, at)
    ]


def _secretaries(code: str, at: datetime) -> list[Any]:
    committee = Committee.objects.filter(code=code).first()
    if committee is None:
        return []
    held = Appointment.objects.on(timezone.localdate(at)).filter(
        position=committee.secretary_id, user__is_active=True
    )
    return list({one.user_id: one.user for one in held.select_related("user")}.values())


def _overseers(row: AtHand, at: datetime) -> list[Told]:
    for roles in ((Role.QUALITY,), READS_ALL):
        names = [role.value for role in roles]
        people = (
            get_user_model()
            ._default_manager.filter(is_active=True, groups__name__in=names)
            .exclude(email="")
            .distinct()
            .order_by("pk")
        )
        if found := [Told(one, _OVERSEER) for one in people if _may_know(row.version, one, at)]:
            return found
    return []


def _may_sign(row: AtHand, user: Any, at: datetime) -> bool:
    posts = posts_of(user, timezone.localdate(at))
    return not signing.reasons_against_turn(row.version, posts, by=user, at=at)


def _may_know(version: DocumentVersion, user: Any, at: datetime) -> bool:
    if not signing.is_restricted(version) or sees_everything(user):
        return True
    return version.document.office_id in offices_on(user, timezone.localdate(at))


def _letter(row: AtHand, notice: str, told: Told) -> tuple[str, str]:
    version, appointment = row.version, told.appointment
    whom = appointment.substitutes.user if appointment and appointment.substitutes else None
    said = {
        "person": person_name(told.user),
        "code": version.code,
        "title": version.title,
        "step": row.step.name,
        "since": in_words(row.opened),
        "due": in_words(row.standing.due) if row.standing else "",
        "whom": person_name(whom) if whom else "",
        "act": appointment.act if appointment else "",
        "link": _link(version, told),
    }
    ends = _ENDED if notice in (REMIND_PASSED, ESCALATE) else _ENDS
    body = "\n\n".join(str(one) % said for one in (_WAITS, ends, told.call))
    return str(_SUBJECTS[notice]) % said, f"{body}\n"


def _link(version: DocumentVersion, told: Told) -> str:
    """Where it is signed; for whoever only sees to it, the report of terms."""
    name, args = ("terms_report", []) if told.call is _OVERSEER else ("signing", [version.pk])
    try:
        path = reverse(name, args=args)
    except NoReverseMatch:
        path = "/"
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{path}"
