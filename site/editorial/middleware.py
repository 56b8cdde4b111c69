"""What the database protects is told in the admin as a sentence, not as an error of the server."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.db.models import ProtectedError, RestrictedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _


class ProtectedMiddleware:
    """Turns the refusal to delete what was signed or submitted into a message and a way back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        refused = isinstance(error, ProtectedError | RestrictedError)
        if not refused or not request.path.startswith("/gestion/"):
            return None
        messages.error(
            request, _("It cannot be deleted: documents, versions or signatures depend on it.")
        )
        return redirect("wagtailadmin_home")
