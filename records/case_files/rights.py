"""Who does what with case files: an office its own, the archive all of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from records.exceptions import Reason
from records.models import CaseFile
from records.models.organization import person_name
from records.organization import appointment_of
from records.permissions import Role, has_role, offices_of, offices_on

ARCHIVISTS = (Role.ARCHIVIST, Role.ADMINISTRATOR)
"""Who answers for the archive: final closing, reopening, reclassifying, merging, taking out."""

STAFF = (
    Role.EDITOR,
    Role.REVIEWER,
    Role.APPROVER,
    Role.SECRETARY,
    Role.CORRESPONDENCE,
    Role.LIAISON,
)
"""Who keeps the archive of their own office: opening, filing, administrative closing, lending."""


def keeps(by: Any, office_id: int, at: datetime) -> bool:
    """Whether that person keeps the case files of that office that day."""
    if has_role(by, *ARCHIVISTS):
        return True
    if not has_role(by, *STAFF):
        return False
    day = timezone.localdate(at)
    # Today's offices are kept on the person: the reasons against six hundred ask once.
    offices = offices_of(by) if day == timezone.localdate() else offices_on(by, day)
    return office_id in offices


def reasons_of_office(by: Any, office_id: int, at: datetime) -> list[Reason]:
    """A reason when the person does not keep the case files of that office."""
    if keeps(by, office_id, at):
        return []
    message = _("Your account does not keep the case files of this office.")
    return [Reason("no_role", message)]


def reasons_of_archive(by: Any) -> list[Reason]:
    """A reason when the person does not answer for the archive."""
    if has_role(by, *ARCHIVISTS):
        return []
    return [Reason("no_role", _("Archive managers and administrators do this."))]


def reasons_of_keeper(by: Any, case_file: CaseFile, at: datetime) -> list[Reason]:
    """The same as `reasons_of_office` for the office of a case file."""
    return reasons_of_office(by, case_file.office_id, at)


def done_by(by: Any, at: datetime) -> dict[str, Any]:
    """The columns that say who did it, and as what that day; empty for what time did."""
    if by is None:
        return {"user": None, "at": at}
    held = appointment_of(by, timezone.localdate(at))
    return {
        "user": by,
        "name": person_name(by),
        "position": held.title if held else "",
        "office": str(held.office) if held else "",
        "at": at,
    }
