"""Restricting a document after it was issued (Ley 1712 de 2014, arts. 18 and 19)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from records.case_files.access import Grounds
from records.case_files.documents import holder_of
from records.exceptions import NotAllowed, Reason
from records.models import ControlledDocument, Restriction
from records.restrictions.imposing import impose


def restrict(
    document: ControlledDocument, access: str, grounds: Grounds, *, by: Any, at: datetime
) -> Restriction:
    """Restrict a document beyond what its issued versions say, with its grounds.

    The restriction is that of the case file that gathers its versions (of minutes, of the record of
    the latest one): one and the same, whichever of them is restricted. Every answer to a visitor
    asks `visible_to`, so it counts at once. Only `declassify` lowers it, by its act. Archive
    managers and administrators do. Raises NotAllowed with every reason.
    """
    subject = holder_of(document)
    if subject is None:
        message = _("It was not issued yet: its level is that of the version that is submitted.")
        raise NotAllowed([Reason("not_issued", message)])
    return impose(subject, access, grounds, by=by, at=at)
