"""Minutes on their way: developed, circulated, remarked, answered, submitted to be signed."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from records import signing, storage, submission
from records.committees.attendance import bind_attendance
from records.committees.calling import begun, locked
from records.committees.drawing import minutes_content
from records.committees.people import committees_of, holder, keeper_reasons, keeps, sits_in
from records.committees.reading import State, day_for_seats, state_of
from records.content import Content
from records.days import in_words
from records.digests import canonical, normalized
from records.events import act
from records.exceptions import Conflict, NotAllowed, Reason
from records.lifecycle import Step
from records.models import (
    AgendaItem,
    CommitteeSession,
    DocumentVersion,
    MinutesDraft,
    MinutesRemark,
    SessionAnnex,
)
from records.models.organization import person_name

SECRETARY, CHAIR = "Secretaría", "Presidencia"


def _minuted_reasons(session: CommitteeSession) -> list[Reason]:
    """Why nothing more is written into the minutes; empty until they are submitted."""
    if not begun(session):
        return [Reason("not_held", _("The session has not begun."))]
    if state_of(session) in (State.IN_SIGNATURE, State.SIGNED):
        return [Reason("in_signature", _("The minutes were submitted already."))]
    return []


def develop(item: AgendaItem, text: str, *, by: Any, at: datetime) -> AgendaItem:
    """Write what the minutes tell of a point. Raises NotAllowed once they were submitted."""
    with act(by=by, at=at) as log:
        session = locked(item.session)
        if reasons := [*keeper_reasons(session.committee, by, at), *_minuted_reasons(session)]:
            raise NotAllowed(reasons)
        item = AgendaItem.objects.get(pk=item.pk)
        if item.development != text.strip():
            item.development = text.strip()
            item.save(update_fields=["development"])
            log.record("session.developed", session, facts={"item": item.pk})
    return item


def attach_annex(
    session: CommitteeSession,
    *,
    title: str,
    name: str,
    content: bytes,
    media_type: str,
    by: Any,
    at: datetime,
) -> SessionAnnex:
    """Keep a file with the session; it goes with its minutes and has their access.

    Raises NotAllowed; the bytes are in the storage before the row.
    """
    reasons = [*keeper_reasons(session.committee, by, at)]
    if not title.strip():
        reasons.append(Reason("no_title", _("Name the annex."), "title"))
    if reasons:
        raise NotAllowed(reasons)
    digest = storage.storage().put(content)
    with act(by=by, at=at) as log:
        session = locked(session)
        if begun(session) and (reasons := _minuted_reasons(session)):
            raise NotAllowed(reasons)
        annex = SessionAnnex.objects.create(
            session=session,
            title=title.strip()[:200],
            name=name[:255],
            sha256=digest,
            size=len(content),
            media_type=media_type,
            by=by,
            at=at,
        )
        log.record("session.annexed", session, facts={"annex": annex.pk, "sha256": digest})
    return annex


def circulate(
    session: CommitteeSession, *, remarks_until: date | None, by: Any, at: datetime
) -> MinutesDraft:
    """Send the minutes as they stand to the members, for their remarks until a day.

    What was sent is kept word for word, the attendance list bound to it. Raises NotAllowed with
    every reason.
    """
    if state_of(session) == State.CLOSED and not keeper_reasons(session.committee, by, at):
        bind_attendance(session, by=by, at=at)
    with act(by=by, at=at) as log:
        session = locked(session)
        reasons = [*keeper_reasons(session.committee, by, at), *_minuted_reasons(session)]
        if not begun(session):
            raise NotAllowed(reasons)
        if state_of(session) == State.HELD:
            reasons.append(Reason("not_closed", _("Close the session first.")))
        if remarks_until is None or remarks_until < timezone.localdate(at):
            message = _("Say until when remarks are received.")
            reasons.append(Reason("remarks_until", message, "remarks_until"))
        if reasons or remarks_until is None:
            raise NotAllowed(reasons)
        content = normalized(minutes_content(session))
        draft = MinutesDraft.objects.create(
            session=session,
            number=session.drafts.count() + 1,
            content_json=canonical(content).decode(),
            remarks_until=remarks_until,
            by=by,
            at=at,
        )
        log.record(
            "minutes.circulated",
            session,
            facts={"draft": draft.pk, "content_sha256": submission.digest_of(content)},
        )
    return draft


def content_of(draft: MinutesDraft) -> Content:
    """The minutes as that draft told them."""
    content: Content = json.loads(draft.content_json)
    return content


def remark(draft: MinutesDraft, text: str, *, by: Any, at: datetime) -> MinutesRemark:
    """A member says what is to be corrected in a draft. Raises NotAllowed with every reason."""
    with act(by=by, at=at) as log:
        session = locked(draft.session)
        reasons = _minuted_reasons(session)
        if not _remarks_on(session, by):
            message = _("Members of the committee remark on its minutes.")
            reasons.append(Reason("no_member", message))
        if timezone.localdate(at) > draft.remarks_until:
            message = _("Remarks were received until %(day)s.")
            text_of = message % {"day": in_words(draft.remarks_until)}
            reasons.append(Reason("late", text_of, "text"))
        if not text.strip():
            reasons.append(Reason("no_text", _("Write your remark."), "text"))
        if reasons:
            raise NotAllowed(reasons)
        made = MinutesRemark.objects.create(
            draft=draft, name=person_name(by), text=text.strip(), by=by, at=at
        )
        log.record("minutes.remarked", session, facts={"remark": made.pk})
    return made


def _remarks_on(session: CommitteeSession, by: Any) -> bool:
    """Whether the person was there, or belonged to the committee that day."""
    attended = session.attendances.filter(user=by).exists()
    return attended or sits_in(session.committee, by, day_for_seats(session))


def to_remark(user: Any, *, at: datetime) -> list[MinutesDraft]:
    """The drafts that wait for the remarks of this person and have none of theirs.

    The first to end comes first. Whoever keeps the committee circulated them: not to them.
    """
    day = timezone.localdate(at)
    later = MinutesDraft.objects.filter(session=OuterRef("session"), number__gt=OuterRef("number"))
    own = MinutesRemark.objects.filter(draft=OuterRef("pk"), by=user.pk)
    found = (
        MinutesDraft.objects.filter(
            remarks_until__gte=day, session__committee__in=committees_of(user, day)
        )
        .exclude(Exists(later))
        .exclude(Exists(own))
        .select_related("session__committee", "session__opening__document", "session__closing")
        .order_by("remarks_until", "pk")
    )
    return [
        one
        for one in found
        if not _minuted_reasons(one.session)
        and _remarks_on(one.session, user)
        and not keeps(one.session.committee, user, day)
    ]


def answer(remarked: MinutesRemark, text: str, *, by: Any, at: datetime) -> MinutesRemark:
    """The secretary says what became of a remark. Raises NotAllowed, Conflict once answered."""
    with act(by=by, at=at) as log:
        session = locked(remarked.draft.session)
        if MinutesRemark.objects.filter(answers=remarked).exists():
            raise Conflict([Reason("answered", _("This remark was answered already."))])
        reasons = [*keeper_reasons(session.committee, by, at), *_minuted_reasons(session)]
        if not text.strip():
            message = _("Say whether it was taken up, and why not.")
            reasons.append(Reason("no_text", message, "text"))
        if reasons:
            raise NotAllowed(reasons)
        made = MinutesRemark.objects.create(
            draft=remarked.draft,
            answers=remarked,
            name=person_name(by),
            text=text.strip(),
            by=by,
            at=at,
        )
        log.record("minutes.answered", session, facts={"remark": remarked.pk})
    return made


def open_remarks(session: CommitteeSession) -> list[MinutesRemark]:
    """What was remarked on any draft and is not answered."""
    return list(
        MinutesRemark.objects.filter(
            draft__session=session, answers__isnull=True, answer__isnull=True
        ).select_related("draft")
    )


def reasons_against(session: CommitteeSession, *, by: Any, at: datetime) -> list[Reason]:
    """Every reason why the minutes cannot be submitted now; else empty."""
    reasons = [*keeper_reasons(session.committee, by, at), *_minuted_reasons(session)]
    if not begun(session):
        return reasons
    if state_of(session) == State.HELD:
        reasons.append(Reason("not_closed", _("Close the session first.")))
    last = session.drafts.order_by("-number").first()
    if last is None:
        reasons.append(Reason("not_circulated", _("Circulate the draft to the members first.")))
    elif timezone.localdate(at) < last.remarks_until and not _all_heard(session, last):
        message = _("Members may still remark until %(day)s.")
        reasons.append(Reason("remarks_open", message % {"day": in_words(last.remarks_until)}))
    reasons += [
        Reason("unanswered", _("Answer the remark of %(name)s.") % {"name": one.name})
        for one in open_remarks(session)
    ]
    chair = holder(session.committee.chair, timezone.localdate(at))
    if chair is None:
        reasons.append(Reason("no_chair", _("Nobody holds the position that presides today.")))
    elif chair == by:
        message = _("Chair and secretary are two people: each signs the minutes.")
        reasons.append(Reason("same_person", message))
    return reasons


def _all_heard(session: CommitteeSession, draft: MinutesDraft) -> bool:
    """Whether everybody who attended with a vote has remarked on the draft already."""
    attended = set(
        session.attendances.filter(user__isnull=False, member__votes=True).values_list(
            "user_id", flat=True
        )
    )
    return attended <= set(draft.remarks.values_list("by_id", flat=True))


def submit_minutes(
    session: CommitteeSession,
    *,
    authentication: str,
    by: Any,
    at: datetime,
    content_sha256: str = "",
    circumstances: signing.Circumstances = signing.ALONE,
) -> DocumentVersion:
    """The secretary signs the minutes and gives them to the chair of that day.

    With the chair's signature they are issued, and every version that the session approved is
    approved with them. `content_sha256` is what the secretary saw. Raises NotAllowed with every
    reason, Conflict when the session changed meanwhile.
    """
    session = CommitteeSession.objects.select_related("committee").get(pk=session.pk)
    if reasons := reasons_against(session, by=by, at=at):
        raise NotAllowed(reasons)
    content = normalized(minutes_content(session))
    document = session.opening.document
    prepared = submission.prepare(document, content, at=at)
    if content_sha256 and prepared.content_sha256 != content_sha256:
        raise Conflict([Reason("changed", _("The minutes changed meanwhile. Look again."))])
    chair = holder(session.committee.chair, timezone.localdate(at))
    circumstances = circumstances.over(canonical(content))
    with act(by=by, at=at):
        locked(session)
        if reasons := reasons_against(session, by=by, at=at):
            raise NotAllowed(reasons)
        again = normalized(minutes_content(CommitteeSession.objects.get(pk=session.pk)))
        if submission.digest_of(again) != prepared.content_sha256 or chair is None:
            raise Conflict([Reason("changed", _("The minutes changed meanwhile. Look again."))])
        return submission.submit(
            document,
            prepared,
            route=[
                Step("prepared", SECRETARY, (by.pk,)),
                Step("approved", CHAIR, (chair.pk,)),
            ],
            change_note=f"Acta de la {content['title'].partition(', ')[2] or 'sesión'}.",
            authentication=authentication,
            by=by,
            at=at,
            circumstances=circumstances,
        )
