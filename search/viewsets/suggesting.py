"""What the box names while one types: code, title, kind and state of each."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from records.permissions import Role, has_role
from records.restrictions.readings import SUGGESTIONS, note_search
from search.queries import STAFF, Hit, suggest
from search.viewsets.lines import lines_of


@never_cache
@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """As JSON, the few that this person may know of and that begin so. PermissionDenied for whom
    has no role."""
    user, today = request.user, timezone.localdate()
    if not has_role(user, *Role):
        raise PermissionDenied
    text = request.GET.get("q", "").strip()
    begun = suggest(text, user=user, today=today, sorts=STAFF)
    hits = [Hit(one.key, one.subject, SafeString("")) for one in begun]
    lines = lines_of(hits, user, today)
    count = sum(line.restricted for line in lines)
    note_search(text, SUGGESTIONS, count, by=user, at=timezone.now())
    found = [
        {
            "url": line.url,
            "code": line.code or line.case_file,
            "title": line.title,
            "state": " · ".join(filter(None, [line.kind, line.state])),
        }
        for line in lines
    ]
    return JsonResponse({"suggestions": found})
