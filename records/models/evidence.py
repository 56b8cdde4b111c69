"""Rows that are written once. State is derived from them, so none ever needs an update."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn, TypeVar

from django.db import models
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

_M = TypeVar("_M", bound=models.Model)
_watched = threading.local()


@contextmanager
def watched() -> Iterator[list[models.Model]]:
    """Inside, every row of evidence that this thread writes is listed, in order."""
    rows: list[models.Model] = []
    _watched.rows = rows
    try:
        yield rows
    finally:
        _watched.rows = None


def _tell(*written: models.Model) -> None:
    rows: list[models.Model] | None = getattr(_watched, "rows", None)
    if rows is not None:
        rows.extend(written)


class EvidenceQuerySet(models.QuerySet[_M]):
    """A queryset that reads and creates; whatever would change or delete raises ProtectedError."""

    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise ProtectedError(
            str(_("%(model)s rows are evidence: written once.")) % {"model": self.model.__name__},
            set(),
        )

    def bulk_create(self, *args: Any, **kwargs: Any) -> list[_M]:
        written = super().bulk_create(*args, **kwargs)
        _tell(*written)
        return written

    update = _refuse
    delete = _refuse
    bulk_update = _refuse
    update_or_create = _refuse


class Evidence(models.Model):
    """A row that can be inserted and read, nothing else. Raises ProtectedError otherwise.

    Each model names a manager of `EvidenceQuerySet`, and a test looks that it does.
    """

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            self.delete()
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)
        _tell(self)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise ProtectedError(
            str(_("%(model)s rows are evidence: written once."))
            % {"model": self.__class__.__name__},
            {self},
        )
