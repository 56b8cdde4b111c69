"""Signing asks who you are in the same request, whatever the session says."""

from __future__ import annotations

from django.contrib.auth import authenticate
from django.http import HttpRequest

METHOD = "password"


def confirmed(request: HttpRequest, password: str) -> bool:
    """True if the password is that of the person signed in, asked of the auth backends.

    Failures count for the lock-out like those at the door, and a locked account signs nothing.
    """
    user = authenticate(request, username=request.user.get_username(), password=password)
    return user is not None and user.pk == request.user.pk
