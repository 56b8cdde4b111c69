"""Check of who may know: nothing is read by more people than its standing restriction allows."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from records.integrity.model import Found, State, check
from records.models import AccessLevel, Restriction

_RESERVED, _PUBLIC = AccessLevel.RESERVED, AccessLevel.PUBLIC


@check("restriction_kept", over="once")
def restriction_kept(rows: list[Any], state: State) -> Found:
    """Only an act of declassification lowers a level: without it the level is as strict."""
    wrong = Q()
    for subject in ("case_file", "record"):
        of_it = Q(**{f"{subject}__isnull": False})
        reserved = Q(access=_RESERVED) & ~Q(**{f"{subject}__access": _RESERVED})
        wrong |= of_it & (reserved | Q(**{f"{subject}__access": _PUBLIC}))
    found = Restriction.objects.standing().filter(wrong)
    for row in found.select_related("case_file", "record__case_file").order_by("pk").iterator():
        place = "" if row.record_id is None else f", documento {row.record_id}"
        yield (
            f"expediente {row.of.code}{place}",
            f"Su nivel de acceso es «{row.subject.get_access_display()}», y una restricción sin "
            f"acto que la termine dice «{row.get_access_display()}».",
        )
