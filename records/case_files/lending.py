"""Loans of what is on paper: to whom, what for, until when; given back, reminded (domain 2.3)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from smtplib import SMTPException
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from records import letters, vetoes
from records.case_files.rights import done_by, reasons_of_keeper
from records.case_files.standing import locked
from records.days import in_words
from records.events import act
from records.exceptions import Conflict, Failure, NotAllowed, Reason
from records.models import (
    CaseFile,
    KeptApart,
    Loan,
    LoanReturn,
    Office,
    Origin,
    Record,
    RecordEvent,
    Standing,
    Support,
    Volume,
)
from records.models.organization import person_name
from records.querysets import case_files_visible_to, records_visible_to
from records.wording import too_long

REMINDED_BEFORE = timedelta(days=3)


def lend(
    case_file: CaseFile,
    *,
    borrower: Any,
    purpose: str,
    due_on: date,
    volume: Volume | None = None,
    office: Office | None = None,
    by: Any,
    at: datetime,
) -> Loan:
    """Lend a case file on paper, or one volume of it, until a day. Raises NotAllowed.

    Nobody borrows what they may not know of, nor what holds it on paper, unless a witness says that
    it is kept apart; and nothing is lent twice.
    """
    today = timezone.localdate(at)
    with act(by=by, at=at) as log:
        case_file = locked(case_file)
        reasons = reasons_of_keeper(by, case_file, at)
        if case_file.support == Support.ELECTRONIC:
            message = _("It is electronic: who may see it reads it here, nothing is lent.")
            reasons.append(Reason("electronic", message))
        if case_file.standing == Standing.MERGED:
            reasons.append(Reason("merged", _("It was merged into another, which is lent.")))
        if volume is not None and volume.case_file_id != case_file.pk:
            reasons.append(Reason("volume", _("That volume is of another case file."), "volume"))
        out = Loan.objects.out().filter(case_file=case_file)
        if volume is not None:
            out = out.filter(volume=None) | out.filter(volume=volume)
        if out.exists():
            reasons.append(Reason("lent", _("It is lent already and comes back before.")))
        if not case_files_visible_to(borrower).filter(pk=case_file.pk).exists():
            message = _("That person may not know of this case file.")
            reasons.append(Reason("unknown", message, "borrower"))
        elif count := _unknown_to(borrower, case_file, volume).count():
            message = ngettext(
                "It holds %(count)d document that that person may not know of: keep it apart, with "
                "a witness, before it is lent.",
                "It holds %(count)d documents that that person may not know of: keep them apart, "
                "with a witness each, before it is lent.",
                count,
            )
            reasons.append(Reason("restricted", message % {"count": count}, "borrower"))
        if not purpose.strip():
            reasons.append(Reason("no_purpose", _("Say what it is lent for."), "purpose"))
        reasons += too_long(Loan, "purpose", purpose)
        if due_on < today:
            message = _("It comes back today or later.")
            reasons.append(Reason("past", message, "due_on"))
        reasons += vetoes.reasons("lend", case_file, today)
        if reasons:
            raise NotAllowed(reasons)
        loan = Loan.objects.create(
            case_file=case_file,
            volume=volume,
            borrower=borrower,
            borrower_name=person_name(borrower),
            borrower_office=office,
            purpose=purpose.strip(),
            lent_on=today,
            due_on=due_on,
            **done_by(by, at),
        )
        log.record(
            "case_file.lent",
            case_file,
            facts={"loan": loan.pk, "due_on": due_on.isoformat(), "borrower": borrower.pk},
            detail={"purpose": loan.purpose},
        )
    return loan


def _unknown_to(borrower: Any, case_file: CaseFile, volume: Volume | None) -> QuerySet[Record]:
    """What would go along on paper, and that person may not know of."""
    on_paper = Record.objects.kept().filter(
        Q(origin=Origin.PAPER) | Q(volume__isnull=False), case_file=case_file
    )
    if volume is not None:
        on_paper = on_paper.filter(Q(volume=volume) | Q(volume=None))
    apart = KeptApart.objects.filter(case_file=case_file, record__isnull=False).values("record")
    known = records_visible_to(borrower).filter(case_file=case_file).order_by().values("pk")
    return on_paper.exclude(pk__in=apart).exclude(pk__in=known)


def give_back(loan: Loan, *, observation: str = "", by: Any, at: datetime) -> LoanReturn:
    """Register that what was lent is back. Raises NotAllowed, Conflict when it was before."""
    with act(by=by, at=at) as log:
        case_file = locked(loan.case_file)
        if LoanReturn.objects.filter(loan=loan).exists():
            raise Conflict([Reason("back", _("It was given back already."))])
        reasons = reasons_of_keeper(by, case_file, at)
        reasons += vetoes.reasons("give_back", case_file, timezone.localdate(at))
        if reasons:
            raise NotAllowed(reasons)
        try:
            with transaction.atomic():
                row = LoanReturn.objects.create(
                    loan=loan,
                    on=timezone.localdate(at),
                    observation=observation.strip(),
                    **done_by(by, at),
                )
        except IntegrityError as error:
            raise Conflict([Reason("back", _("It was given back already."))]) from error
        log.record(
            "case_file.given_back",
            case_file,
            facts={"loan": loan.pk},
            detail={"observation": row.observation} if row.observation else None,
        )
    return row


def notice_of(due_on: date, today: date) -> str:
    """What is told of a loan that day: `near`, `passed`, or nothing. Each once."""
    if due_on < today:
        return "passed"
    return "near" if due_on - today <= REMINDED_BEFORE else ""


def remind(at: datetime) -> str | None:
    """The due task: who has what comes back soon, or should have come, is told by mail, once each.

    Raises Failure for what the mail server refused: it is tried again.
    """
    today = timezone.localdate(at)
    sent, failures = 0, []
    loans = Loan.objects.out().filter(due_on__lte=today + REMINDED_BEFORE)
    there = {
        (facts.get("loan"), facts.get("notice"))
        for facts in RecordEvent.objects.filter(action="loan.reminded").values_list(
            "facts", flat=True
        )
    }
    for loan in loans.select_related("case_file", "borrower", "volume"):
        notice = notice_of(loan.due_on, today)
        if not notice or (loan.pk, notice) in there or not loan.borrower.email:
            continue
        try:
            letters.write(*_letter(loan, notice), loan.borrower.email)
        except (SMTPException, OSError) as error:
            message = _("%(code)s: the reminder to %(person)s was not sent (%(error)s).")
            told = {"code": loan.case_file.code, "person": loan.borrower_name, "error": error}
            failures.append(message % told)
            continue
        with act(by=None, at=at) as log:
            facts = {"loan": loan.pk, "notice": notice, "due_on": loan.due_on.isoformat()}
            log.record("loan.reminded", loan.case_file, facts=facts)
        sent += 1
    if failures:
        raise Failure("\n".join(failures))
    message = ngettext(
        "%(count)d reminder of a loan was sent.", "%(count)d reminders of loans were sent.", sent
    )
    return message % {"count": sent} if sent else None


def _letter(loan: Loan, notice: str) -> tuple[str, str]:
    told = {
        "code": loan.case_file.code,
        "person": loan.borrower_name,
        "lent": in_words(loan.lent_on),
        "due": in_words(loan.due_on),
    }
    if notice == "near":
        return (
            _("The loan of %(code)s ends soon") % told,
            _("%(person)s: you have had %(code)s since %(lent)s. It comes back on %(due)s.") % told,
        )
    return (
        _("The loan of %(code)s has ended") % told,
        _("%(person)s: %(code)s, lent on %(lent)s, was to come back on %(due)s. Give it back.")
        % told,
    )
