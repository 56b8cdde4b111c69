"""Where the staff's part of the site stands."""

from __future__ import annotations

from django.http import HttpRequest

ADMIN = "/gestion/"


def for_staff(request: HttpRequest) -> bool:
    """True for what is asked of the staff's part, by the path alone."""
    return request.path.startswith(ADMIN)
