"""What a person must write, and how much of it a column keeps: told before it is refused."""

from __future__ import annotations

from django.db.models import Model
from django.utils.translation import gettext as _

from records.characters import has_unseen
from records.exceptions import Reason


def longest(model: type[Model], column: str) -> int:
    """How many characters that column holds."""
    return int(getattr(model._meta.get_field(column), "max_length", 0))


def too_long(
    model: type[Model], column: str, text: str, *, place: str | None = None
) -> list[Reason]:
    """A reason when that column does not hold `text`; it stands beside the field `place`.

    Without a place, beside the field that is called like the column.
    """
    most = longest(model, column)
    if len(text) <= most:
        return []
    message = _("“%(what)s” holds %(most)d characters at most; here are %(count)d.") % {
        "what": getattr(model._meta.get_field(column), "verbose_name", column),
        "most": most,
        "count": len(text),
    }
    return [Reason("too_long", message, place or column)]


def unseen(text: str, place: str) -> list[Reason]:
    """A reason when a line holds controls or marks of direction: they make it read as another.

    Line breaks and tabs are blanks, which are kept as one.
    """
    if not has_unseen(" ".join(text.split())):
        return []
    message = _("It holds characters that are not seen or turn the text around: write it anew.")
    return [Reason("unseen", message, place)]


def unsaid(reason: str) -> list[Reason]:
    """A reason when nobody said why."""
    return [] if reason.strip() else [Reason("no_reason", _("Say why."), "reason")]
