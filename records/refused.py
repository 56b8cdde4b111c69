"""What a verb refused, said where its person looks for it."""

from __future__ import annotations

from collections.abc import Container

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest

from records.exceptions import NotAllowed


def beside_fields(
    form: BaseForm, refused: NotAllowed, *, among: Container[str | None] | None = None
) -> None:
    """Each reason at the field that it names, or above the form. `among`: the only ones it may."""
    for reason in refused.reasons:
        own = reason.field in form.fields and (among is None or reason.field in among)
        form.add_error(reason.field if own else None, reason.message)


def in_messages(request: HttpRequest, refused: NotAllowed) -> None:
    """Each reason as a message of the next page, where there is no form to go back to."""
    for reason in refused.reasons:
        messages.error(request, reason.message)
