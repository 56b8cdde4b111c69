"""A session that nobody used for long ends (`SESSION_IDLE_MINUTES`), and no text is lost by it.

When it was last used stands in the session, written at most once a minute: a page that is only read
costs no row. What the browser asks on its own is no use (Wagtail tells each few seconds who else is
editing); an autosave is one, it follows what somebody typed. Why: docs/decisions/0023.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from editorial.addresses import ADMIN

_USED = "legajo_used"
_ENDED = "legajo_ended"
_STEP = 60  # seconds: how exactly the last use is known
_ON_ITS_OWN = f"{ADMIN}editing-sessions/"
# What Wagtail's autosave shows the sentence of, instead of «a server error».
_SAID_BY_AUTOSAVE = "locked"


def begin(session: SessionBase) -> None:
    """From now on it is used."""
    session.pop(_ENDED, None)
    session[_USED] = _now()


def is_over(session: SessionBase) -> bool:
    """Whether nobody used it for longer than the entity allows."""
    used: int = session.get(_USED, 0)
    allowed: int = settings.SESSION_IDLE_MINUTES * 60
    return _now() - used >= allowed


def note_use(request: HttpRequest) -> None:
    """Keep that the session is used, unless the browser asks on its own."""
    used = request.session.get(_USED, 0)
    if not request.path.startswith(_ON_ITS_OWN) and _now() - used >= _STEP:
        request.session[_USED] = _now()


def end(session: SessionBase) -> None:
    """Empty it; what is left says only that it ended."""
    session.flush()
    session[_ENDED] = settings.SESSION_IDLE_MINUTES


def sentence_of(session: SessionBase) -> str:
    """What happened to this session, for whoever comes with it; empty if it did not end so."""
    minutes = session.get(_ENDED)
    if not minutes:
        return ""
    return ngettext(
        "Your session ended: nobody used it for %(minutes)s minute.",
        "Your session ended: nobody used it for %(minutes)s minutes.",
        minutes,
    ) % {"minutes": minutes}


def kept_for_later(request: HttpRequest) -> HttpResponse | None:
    """The answer to what was posted with a session that ended: nothing is saved, nothing is lost.

    An autosave gets the sentence; a form comes back whole, to be sent again after signing in on
    another window. None for what bears a password, and for the door itself.
    """
    said = sentence_of(request.session)
    doors = (reverse("wagtailadmin_login"), reverse("wagtailadmin_password_reset"))
    if not said or request.path.startswith(doors):
        return None
    if request.headers.get("Accept", "").startswith("application/json"):
        kept = _(
            "What you wrote is still here and is not saved: sign in on another window, come back "
            "to this one and save."
        )
        told = {
            "success": False,
            "error_code": _SAID_BY_AUTOSAVE,
            "error_message": f"{said} {kept}",
        }
        return JsonResponse(told, status=403)
    if any("password" in name for name in request.POST):  # never shown again, not even hidden
        return None
    context = {
        "said": said,
        "fields": list(_fields(request)),
        "files": [one.name for name in request.FILES for one in request.FILES.getlist(name)],
        "address": request.get_full_path(),
    }
    return render(request, "wagtailadmin/session_ended.html", context, status=403)


def _fields(request: HttpRequest) -> Iterator[tuple[str, Any]]:
    for name, values in request.POST.lists():
        if name != "csrfmiddlewaretoken":
            yield from ((name, value) for value in values)


def _now() -> int:
    return int(timezone.now().timestamp())
