"""Hears of every password or address of mail that is set, and tells the verb who did it and where.

Django tells its password validators of every password that is set and saved (screen, link, command,
shell); one of them stands here, so that no way is forgotten. What is written past Django (SQL,
`update()`) is found when the password is used. The rule is `records.credentials`.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import check_password
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from records import credentials
from records.models.organization import person_name

OWN_SCREEN = "wagtailadmin_account"
LINK_SCREEN = "wagtailadmin_password_reset_confirm"
_request: ContextVar[HttpRequest | None] = ContextVar("request", default=None)


class RequestMiddleware:
    """Lets the register know on whose screen a password was set."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _request.set(request)
        try:
            return self.get_response(request)
        finally:
            _request.reset(token)


class PasswordWatch:
    """A validator that asks nothing of a password and hears of each that was set."""

    def validate(self, password: str, user: Any = None) -> None:
        return

    def get_help_text(self) -> str:
        return ""

    def password_changed(self, password: str, user: Any = None) -> None:
        # The first password comes with the account, which has signed nothing.
        if user is not None and not user.__dict__.pop("_legajo_created", False):
            actor, way = _set_by(user)
            credentials.note_password(user, by=actor, way=way, at=timezone.now())


class WatchedBackend(ModelBackend):
    """Django's own, which looks whether the password that identified somebody was heard of."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **told: Any,
    ) -> Any:
        people = get_user_model()._default_manager
        kept = people.filter(username=username).values_list("password", flat=True).first()
        user = super().authenticate(request, username=username, password=password, **told)
        if user is None or kept is None or password is None:
            return user
        anew = user.password != kept and check_password(password, kept)
        credentials.look(user, kept=kept if anew else user.password, at=timezone.now())
        return user


def before_saved(
    sender: Any, instance: Any, raw: bool = False, update_fields: Any = None, **kwargs: Any
) -> None:
    """Keeps what address an account had, where it is about to get another."""
    if raw or not isinstance(instance, get_user_model()) or instance.pk is None:
        return
    instance.__dict__.pop("_legajo_address", None)
    if update_fields is not None and "email" not in update_fields:
        return
    kept = get_user_model()._default_manager.filter(pk=instance.pk)
    former = kept.values_list("email", flat=True).first()
    if former is not None and former != instance.email:
        instance.__dict__["_legajo_address"] = former


def on_saved(sender: Any, instance: Any, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """Hears the first password of an account; one that is loaded from a file is nobody's word.

    Marks the account until Django tells of that password too. Hears another address of mail, too.
    """
    if raw or not isinstance(instance, get_user_model()):
        return
    if (former := instance.__dict__.pop("_legajo_address", None)) is not None:
        actor, way = _set_by(instance)
        credentials.note_address(instance, former=former, by=actor, way=way, at=timezone.now())
        if not former and way != credentials.OWN:
            _warn_of_silence(instance)
    if not created:
        return
    credentials.remember(instance)
    if getattr(instance, "_password", None):
        instance.__dict__["_legajo_created"] = True


def _set_by(user: Any) -> tuple[Any, str]:
    """Who is setting this person's password now, None for nobody who signed in, and which way."""
    request = _request.get()
    if request is None:
        return None, credentials.COMMAND
    screen = request.resolver_match.url_name if request.resolver_match else ""
    actor = request.user if request.user.is_authenticated else None
    if screen == OWN_SCREEN and actor is not None and actor.pk == user.pk:
        return actor, credentials.OWN
    return actor, credentials.LINK if screen == LINK_SCREEN else credentials.ADMINISTRATOR


def _warn_of_silence(user: Any) -> None:
    """Say to whoever gave an account its first address that no mail of ours reaches another."""
    request = _request.get()
    if request is not None:
        message = _("%(person)s had no e-mail address until now: tell them yourself.")
        messages.warning(request, message % {"person": person_name(user)}, fail_silently=True)
