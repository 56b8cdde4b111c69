"""What names bytes of the storage; and that they are still there when its transaction ends.

Bytes are kept before the row that names them. Between the two an erasure may take the same bytes
away, for no row holds them yet. So who erases and who ends an act do it in one line
(`Line.EVENTS`): whoever comes second sees what the first one did.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from django.db import models
from django.utils.translation import gettext as _

from records import storage
from records.exceptions import Conflict, Reason
from records.models import Erasure
from records.turns import Line, take_lock

_MOST = 5_000  # parameters of one query, which SQLite limits


@cache
def columns_of(model: type[models.Model]) -> tuple[str, ...]:
    """The columns by which rows of it name bytes. Whatever names bytes calls them `…sha256`."""
    names = (field.name for field in model._meta.concrete_fields)
    return tuple(name for name in names if name.endswith("sha256"))


def require_kept(rows: Iterable[models.Model]) -> bool:
    """Raise Conflict where the bytes that one of these new rows names were erased meanwhile.

    Call it last in their transaction, which then goes on holding the line until it ends: True when
    it does. `act` does for all evidence; what is no evidence and names bytes calls it itself.
    """
    named = sorted({value for row in rows for value in _named_by(row) if value})
    if not named:
        return False
    take_lock(Line.EVENTS)
    for place in range(0, len(named), _MOST):
        erased = Erasure.objects.filter(component__sha256__in=named[place : place + _MOST])
        for digest in erased.values_list("component__sha256", flat=True).distinct():
            if not storage.storage().exists(digest):
                message = _(
                    "A file of this was erased by order in the same moment: nothing was done. "
                    "Hand the file in again."
                )
                raise Conflict([Reason("erased", message)])
    return True


def _named_by(row: models.Model) -> Iterable[str]:
    return (getattr(row, name) for name in columns_of(type(row)))
