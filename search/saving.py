"""Searches that people of the staff keep for themselves: keeping one, changing it, letting it go.

They are nobody's record: private, kept by no event, gone with the person's account.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from records.characters import in_sight
from records.exceptions import NotAllowed, Reason
from records.permissions import Role, has_role
from records.querysets import key_of
from search.asked import WITHIN, Asked
from search.backends.base import Order
from search.entries import Key
from search.models import SavedSearch
from search.queries import LARGEST_PAGE, STAFF, Hit, search

MOST_SAVED = 30
MOST_LOOKED_AT = 5_000
"""So many of what is found, the newest, are looked at for what is new: page by page. What finds
more is told that it does."""
MOST_REMEMBERED = 4 * MOST_LOOKED_AT


def kept(given: Mapping[str, Any]) -> dict[str, str]:
    """What a saved search keeps of the parameters of an address: a question, and nothing else."""
    case_file = key_of(given.get(WITHIN, ""))
    within = {WITHIN: str(case_file)} if case_file is not None else {}
    return {**Asked.of(given).parameters, **within}


def save_search(
    name: str, given: Mapping[str, Any], *, by: Any, at: datetime, by_mail: bool = False
) -> SavedSearch:
    """Keep a question under a name. What it finds by then is known to who is told what is new.

    Raises NotAllowed with every reason: no role, no name, a name that there is, nothing asked, too
    many.
    """
    asked, told_name = kept(given), in_sight(name)
    saved = SavedSearch(owner=by, name=told_name, asked=asked, by_mail=by_mail, created_at=at)
    if reasons := _against_keeping(saved):
        raise NotAllowed(reasons)
    if by_mail:
        # A search server may be slow: nobody's writing waits for it.
        look(saved, timezone.localdate(at))
    with transaction.atomic():
        if reasons := _against_keeping(saved):
            raise NotAllowed(reasons)
        saved.save()
    return saved


def change_saved(
    saved: SavedSearch, *, name: str, by_mail: bool, by: Any, at: datetime
) -> SavedSearch:
    """Give it another name, or begin or stop to tell by e-mail: from then on. Raises NotAllowed."""
    told_name = in_sight(name)
    reasons = [*_against(by, saved), *_against_name(told_name, by, saved)]
    if reasons:
        raise NotAllowed(reasons)
    if by_mail and not saved.by_mail:
        look(saved, timezone.localdate(at))
    saved.name, saved.by_mail = told_name, by_mail
    saved.save()
    return saved


def let_go(saved: SavedSearch, *, by: Any) -> None:
    """Forget it. Raises NotAllowed for who does not own it."""
    if reasons := _against(by, saved):
        raise NotAllowed(reasons)
    saved.delete()


class Looked(NamedTuple):
    """What a saved search finds: the hits that were looked at, the newest first, and whether it
    finds more than those."""

    hits: list[Hit]
    more: bool


def found_by(saved: SavedSearch, today: date) -> Looked:
    """What its owner may know of that it finds that day."""
    asked = replace(Asked.of(saved.asked), order=Order.NEWEST)
    hits: list[Hit] = []
    after = ""
    while len(hits) < MOST_LOOKED_AT:
        results = search(
            **asked.terms,
            user=saved.owner,
            today=today,
            sorts=STAFF,
            order=asked.order,
            after=after,
            per_page=LARGEST_PAGE,
            counted=(),
            case_file=key_of(saved.asked.get(WITHIN, "")),
            exactly=True,
            excerpts=False,
        )
        hits += results.hits
        after = results.after
        if not after:
            return Looked(hits, more=False)
    return Looked(hits, more=True)


def new_in(saved: SavedSearch, hits: list[Hit]) -> list[Hit]:
    """Those of these that the owner was not told of."""
    told = set(saved.told)
    return [hit for hit in hits if str(hit.key) not in told]


def remember(saved: SavedSearch, keys: list[Key], today: date) -> None:
    """These were told of, and what was told before. The row is not saved."""
    saved.told = list(dict.fromkeys([*map(str, keys), *saved.told]))[:MOST_REMEMBERED]
    saved.told_on = today


def look(saved: SavedSearch, today: date) -> None:
    """Everything that it finds now is known. The row is not saved."""
    remember(saved, [hit.key for hit in found_by(saved, today).hits], today)


def _against_keeping(saved: SavedSearch) -> list[Reason]:
    by = saved.owner
    reasons = [*_against(by), *_against_name(saved.name, by)]
    if not saved.asked:
        reasons.append(Reason("nothing", _("Nothing is asked: there is nothing to save.")))
    if SavedSearch.objects.filter(owner=by).count() >= MOST_SAVED:
        message = _("You keep %(count)d searches: let one go first.") % {"count": MOST_SAVED}
        reasons.append(Reason("many", message))
    return reasons


def _against(by: Any, saved: SavedSearch | None = None) -> list[Reason]:
    if not has_role(by, *Role):
        return [Reason("role", _("Only who works here with a role keeps searches."))]
    if saved is not None and saved.owner_id != by.pk:
        return [Reason("owner", _("A saved search is its owner's alone."))]
    return []


def _against_name(name: str, by: Any, saved: SavedSearch | None = None) -> list[Reason]:
    longest = SavedSearch._meta.get_field("name").max_length or 0
    if not name:
        return [Reason("name", _("Give the search a name."), "name")]
    if len(name) > longest:
        message = _("A name has at most %(count)d letters.") % {"count": longest}
        return [Reason("name", message, "name")]
    others = SavedSearch.objects.filter(owner=by, name=name)
    if (others.exclude(pk=saved.pk) if saved else others).exists():
        return [Reason("name", _("You keep a search of that name already."), "name")]
    return []
