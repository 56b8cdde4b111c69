"""`/buscar.atom`: any search as a feed of what is in force, the newest first."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from portal.searching import note, of_portal
from portal.templatetags.legajo import kind_name, series_url
from records.characters import without_illegal
from records.models import Entity
from search.asked import Asked
from search.backends.base import Order
from search.entries import Sort
from search.queries import Hit, Results, search
from search.readings import restricted_among

MOST = 30
if TYPE_CHECKING:
    _Feed = Feed[Hit, tuple[Asked, Results]]
else:
    _Feed = Feed  # takes no arguments of type while it runs


class _Atom(Atom1Feed):
    """An Atom feed that says the same as long as nothing changed, also while it is empty."""

    def latest_post_date(self) -> datetime:
        known = [one["updateddate"] for one in self.items if one["updateddate"]]
        return max(known, default=datetime(2000, 1, 1, tzinfo=UTC))


class SearchFeed(_Feed):
    """What `?q=` and its filters find for this visitor, the last thirty that came into force.

    A new version is a new entry: each is known by the address of its own version.
    """

    feed_type = _Atom

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().__call__(request, *args, **kwargs)
        # What is withdrawn or restricted goes, and the feed is no newer for it: its digest tells
        # whether it changed (ETag), its last day does not.
        del response["Last-Modified"]
        return response

    def get_object(self, request: HttpRequest) -> tuple[Asked, Results]:
        asked = of_portal(replace(Asked.of(request.GET), older=False))
        found = search(
            **asked.terms,
            user=request.user,
            today=timezone.localdate(),
            order=Order.NEWEST,
            per_page=MOST,
            counted=(),
            exactly=True,
        )
        note(asked, restricted_among(found.hits), "feed", request.user)
        return asked, found

    def title(self, obj: tuple[Asked, Results]) -> str:
        entity = Entity.current().name or "Legajo"
        asked, _results = obj
        if asked.text:
            return _("%(entity)s: what is found with «%(text)s»") % {
                "entity": entity,
                "text": without_illegal(asked.text),
            }
        return _("%(entity)s: what is new") % {"entity": entity}

    def link(self, obj: tuple[Asked, Results]) -> str:
        return f"{reverse('search')}{obj[0].query}"

    def feed_url(self, obj: tuple[Asked, Results]) -> str:
        return f"{reverse('search-feed')}{obj[0].query}"

    def items(self, obj: tuple[Asked, Results]) -> list[Hit]:
        return obj[1].hits

    def item_title(self, item: Hit) -> str:
        if item.key.sort == Sort.VERSION:
            told = f"{item.subject.document.code} · {item.subject.version.title}"
        else:
            told = f"{item.subject.code} · {item.subject.name}"
        return without_illegal(told)

    def item_description(self, item: Hit) -> str:
        if item.key.sort == Sort.VERSION:
            told = [
                kind_name(item.subject.version.kind),
                _("version %(label)s") % {"label": item.subject.label},
                item.subject.version.office.name,
            ]
        else:
            told = [_("Series of the archive"), str(item.subject.scheme.schedule)]
        return without_illegal(" · ".join(map(str, told)))

    def item_link(self, item: Hit) -> str:
        if item.key.sort == Sort.VERSION:
            return reverse("version", args=[item.subject.document.code, item.subject.label])
        return series_url(item.subject)

    def item_updateddate(self, item: Hit) -> datetime | None:
        if item.key.sort == Sort.VERSION:
            issued_at: datetime = item.subject.issued_at
            return max(issued_at, _begins(item.subject.effective_on))
        since = item.subject.scheme.valid_from
        return _begins(since) if since else None


def _begins(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def search_feed(request: HttpRequest) -> HttpResponse:
    """See `SearchFeed`."""
    return SearchFeed()(request)
