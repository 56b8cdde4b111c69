"""What is new in saved searches, told by e-mail: a due task, one message a day for each person.

A message is kept and passed on where no right reaches: it bears the titles only of what anybody may
know, and of the rest the code and the way to it. What the person may know is asked when it is
written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from smtplib import SMTPException
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from records import letters
from records.due_tasks import NotDone
from records.permissions import Role, has_role
from records.restrictions.readings import note_search
from search.entries import PORTAL, Key, Sort
from search.models import SavedSearch
from search.queries import Hit
from search.saving import MOST_LOOKED_AT, Looked, found_by, new_in, remember
from search.subjects import SUBJECTS
from search.viewsets.lines import Line, lines_of
from search.viewsets.saved import newest_of

MOST_NAMED = 10
"""So many of a search are named in a message; the others are counted."""
WAY = "mail"


class News(NamedTuple):
    """What a saved search found that its owner was not told of."""

    saved: SavedSearch
    found: Looked
    new: list[Hit]


def tell(at: datetime) -> str | None:
    """The due task: to each person, once a day, what is new in the searches that they asked it of.

    Raises NotDone for what was not sent: it is tried again, and nothing of it counts as told.
    """
    today = timezone.localdate(at)
    failures, sent = [], 0
    for searches in _due(today):
        owner = searches[0].owner
        news = [_news(one, today) for one in searches]
        there = [one for one in news if one.new]
        if there:
            try:
                letters.write(_("What is new in your searches"), letter(there, today), owner.email)
            except (OSError, SMTPException) as error:
                message = _("What is new for %(address)s was not sent: %(error)s")
                failures.append(message % {"address": owner.email, "error": error})
                continue
            sent += 1
        for one in news:
            remember(one.saved, [hit.key for hit in one.found.hits], today)
            one.saved.save(update_fields=["told", "told_on"])
        for one in there:
            _note(one, today, at)
    if failures:
        raise NotDone("\n".join(failures))
    message = ngettext(
        "%(count)d person was told what is new in their searches.",
        "%(count)d people were told what is new in their searches.",
        sent,
    )
    return message % {"count": sent} if sent else None


def letter(news: Iterable[News], today: date) -> str:
    """The message: each search by its name, what it found, and the way to all of it."""
    parts = []
    for one in news:
        count = len(one.new)
        told = ngettext("%(name)s: %(count)d new", "%(name)s: %(count)d new ones", count)
        lines = [told % {"name": one.saved.name, "count": count}]
        lines += [f"- {line}" for line in _named(one, today)]
        if count > MOST_NAMED:
            more = ngettext("and %(count)d more", "and %(count)d more", count - MOST_NAMED)
            lines.append(f"- {more % {'count': count - MOST_NAMED}}")
        if one.found.more:
            told_most = _("It finds more than %(count)d: only the newest are looked at. Narrow it.")
            lines.append(told_most % {"count": MOST_LOOKED_AT})
        lines.append(_("All of it: %(link)s") % {"link": _absolute(newest_of(one.saved))})
        parts.append("\n".join(lines))
    stop = _("To hear no more of a search: %(link)s") % {
        "link": _absolute(reverse("saved_searches:index"))
    }
    return "\n\n".join([*parts, stop]) + "\n"


def _due(today: date) -> list[list[SavedSearch]]:
    """The searches to look at, person by person: of those who work here and have an address."""
    waiting = Q(told_on=None) | Q(told_on__lt=today)
    rows = (
        SavedSearch.objects.filter(waiting, by_mail=True, owner__is_active=True)
        .exclude(owner__email="")
        .select_related("owner")
        .order_by("owner", "name", "pk")
    )
    by_owner: dict[int, list[SavedSearch]] = defaultdict(list)
    for row in rows:
        held = by_owner[row.owner_id]
        if held:
            row.owner = held[0].owner  # what is known of a person is asked once
        held.append(row)
    return [held for held in by_owner.values() if has_role(held[0].owner, *Role)]


def _news(saved: SavedSearch, today: date) -> News:
    found = found_by(saved, today)
    return News(saved, found, new_in(saved, found.hits))


def _named(news: News, today: date) -> list[str]:
    hits = news.new[:MOST_NAMED]
    public = _public([hit.key for hit in hits], today)
    lines = lines_of(hits, news.saved.owner, today)
    return [_line(line, known=hit.key in public) for hit, line in zip(hits, lines, strict=True)]


def _line(line: Line, *, known: bool) -> str:
    title = line.title if known else ""
    told = filter(None, [line.kind, line.code or line.case_file, title, _absolute(line.url)])
    return " · ".join(told)


def _public(keys: Iterable[Key], today: date) -> set[Key]:
    """Those of these that anybody may know."""
    by_sort: dict[Sort, list[int]] = defaultdict(list)
    for key in keys:
        if key.sort in PORTAL:
            by_sort[key.sort].append(key.pk)
    anybody: Any = AnonymousUser()
    return {
        Key(sort, pk)
        for sort, ids in by_sort.items()
        for pk in SUBJECTS[sort].loaded(ids, anybody, today, older=True)
    }


def _note(news: News, today: date, at: datetime) -> None:
    """What was told of things that are not for everybody is a reading, as a list of them is."""
    owner = news.saved.owner
    lines = lines_of(news.new[:MOST_NAMED], owner, today)
    count = sum(line.restricted for line in lines)
    note_search(news.saved.asked.get("q", ""), WAY, count, by=owner, at=at)


def _absolute(path: str) -> str:
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{path}"
