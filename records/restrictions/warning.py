"""Terms of reserves that come near their end or have run: told to the archive, and nothing else.

A due task. What is reserved stays so, whatever the calendar says, until an act declassifies it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from records import letters
from records.case_files.reserve import NEAR, PASSED, WARN_DAYS, standing
from records.case_files.rights import ARCHIVISTS
from records.days import in_words
from records.due_tasks import NotDone
from records.events import act
from records.models import RecordEvent, Restriction

ACTION = "restriction.reminded"


def warn(at: datetime) -> str | None:
    """The due task: one letter to each who answers for the archive, of what is near or has passed.

    Each restriction is told once when its end comes near and once when it has passed. The event is
    written after the letter: what reached nobody is told again. Raises NotDone.
    """
    due = list(_due(at))
    if not due:
        return None
    failures, reached = [], 0
    for person in _archivists():
        try:
            letters.write(_("Reserves whose term ends"), _letter(due), person.email)
        except (OSError, SMTPException) as error:
            message = _("The reminder of reserves to %(address)s was not sent: %(error)s")
            failures.append(message % {"address": person.email, "error": error})
        else:
            reached += 1
    if reached:
        with act(by=None, at=at) as log:
            for row, notice in due:
                facts = {"notice": notice, "restriction": row.pk, "count": reached}
                log.record(ACTION, row.subject, facts=facts)
    elif not failures:
        failures.append(_("Nobody who answers for the archive has an e-mail address."))
    if failures:
        raise NotDone("\n".join(failures))
    message = ngettext(
        "The end of the term of %(count)d reserve was told.",
        "The ends of the terms of %(count)d reserves were told.",
        len(due),
    )
    return message % {"count": len(due)}


def _due(at: datetime) -> Iterator[tuple[Restriction, str]]:
    today = timezone.localdate(at)
    rows = (
        Restriction.objects.standing()
        .filter(until__lte=today + timedelta(days=WARN_DAYS))
        .select_related("case_file", "record__case_file")
        .order_by("until", "pk")
    )
    events = RecordEvent.objects.filter(action=ACTION).values_list("facts", flat=True)
    told = {(facts["restriction"], facts["notice"]) for facts in events}
    for row in rows:
        notice = standing(row.until, today)
        if notice in (NEAR, PASSED) and (row.pk, notice) not in told:
            yield row, notice


def _archivists() -> Any:
    people = get_user_model()._default_manager.filter(
        is_active=True, groups__name__in=[role.value for role in ARCHIVISTS]
    )
    return people.exclude(email="").distinct().order_by("pk")


def _letter(due: list[tuple[Restriction, str]]) -> str:
    """By code of the case file only: a letter is read by others, too."""
    lines = []
    for row, notice in due:
        code = row.of.code
        day = in_words(row.until) if row.until else ""
        sentence = (
            _("%(code)s: its reserve ended on %(day)s. It stays reserved until an act says.")
            if notice == PASSED
            else _("%(code)s: its reserve ends on %(day)s.")
        )
        lines.append(sentence % {"code": code, "day": day})
    return "\n".join([*lines, "", _("Decide by a reasoned act: %(link)s") % {"link": _link()}, ""])


def _link() -> str:
    try:
        path = reverse("restrictions:index")
    except NoReverseMatch:
        path = "/"
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{path}"
