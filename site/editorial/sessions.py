"""A session stands for what its person was when it was opened: else it ends, wherever it is used.

With another role, or a second factor added or taken away since, the person signs in anew; a new
password ends sessions by Django itself. What a person was is compared and not listened for, so that
no way of changing it is forgotten. One that nobody used for long ends too (`editorial.idle`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from editorial import idle
from editorial.addresses import for_staff
from editorial.refusals import note_refusal
from records import second_factor
from records.exceptions import Reason
from records.permissions import roles_of

_KEY = "legajo_standing"


class StandingMiddleware:
    """Whoever comes with a session of before comes as nobody, and the session is emptied."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        found = request.user
        request.user = SimpleLazyObject(lambda: _standing(request, found))  # type: ignore[assignment]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Log what is posted to the staff's part with a session that is nobody's, and keep it."""
        if (
            request.method == "POST"
            and for_staff(request)
            and settings.SESSION_COOKIE_NAME in request.COOKIES
            and not request.user.is_authenticated
            and request.path != reverse(settings.LOGIN_URL)
        ):
            note_refusal(request.user, request.path, [Reason("no_session", "")])
            return idle.kept_for_later(request)
        return None


def keep(request: HttpRequest) -> None:
    """Let this session go on after its own person changed what ends the others; a new key."""
    request.session.cycle_key()
    _stamp(request, request.user)


def on_logged_in(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Write into a session just opened what its person is."""
    _stamp(request, user)


def _stamp(request: HttpRequest, user: Any) -> None:
    # Read anew: the instance may remember the roles of before.
    fresh = get_user_model()._default_manager.get(pk=user.pk)
    request.session[_KEY] = _what(fresh)
    idle.begin(request.session)


def _standing(request: HttpRequest, user: Any) -> Any:
    if not user.is_authenticated:
        return user
    if request.session.get(_KEY) != _what(user):
        note_refusal(user, request.path, [Reason("session_of_before", "")])
        request.session.flush()
        return AnonymousUser()
    if idle.is_over(request.session):
        note_refusal(user, request.path, [Reason("session_unused", "")])
        idle.end(request.session)
        return AnonymousUser()
    idle.note_use(request)
    return user


def _what(user: Any) -> list[str]:
    since = second_factor.enrolled_at(user)
    factor = since.isoformat() if since else ""
    return [*sorted(roles_of(user)), f"superuser: {user.is_superuser}", f"factor: {factor}"]
