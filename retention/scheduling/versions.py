"""Which version somebody names: by its label, or by scheme and label."""

from __future__ import annotations

from django.utils.translation import gettext as _

from records.exceptions import NotAllowed, Reason
from records.models import ClassificationScheme


def version_called(told: str) -> ClassificationScheme:
    """The scheme of that version: «02», or «name/02» where several schemes have one.

    Raises NotAllowed where none or several are meant.
    """
    name, _slash, label = told.strip().rpartition("/")
    found = ClassificationScheme.objects.filter(label=label)
    if name:
        found = found.filter(name=name)
    rows = list(found[:3])
    if len(rows) > 1 and len(current := [one for one in rows if not one.accumulated]) == 1:
        return current[0]
    if len(rows) == 1:
        return rows[0]
    known = ", ".join(
        f"{one.name}/{one.label}" for one in ClassificationScheme.objects.order_by("pk")[:20]
    )
    message = (
        _("Several schemes have a version %(label)s: name one of %(known)s.")
        if rows
        else _("There is no version %(label)s. There are: %(known)s.")
    )
    told_of = {"label": told.strip(), "known": known or "—"}
    raise NotAllowed([Reason("no_version", message % told_of)])
