"""What the actions of the register are called where a person reads them."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

LABELS = {
    "account.closed": _("Account closed"),
    "account.opened": _("Account opened"),
    "agreement.accepted": _("Agreement on electronic signatures accepted"),
    "agreement.adopted": _("Agreement on electronic signatures adopted"),
    "attendance.closed": _("Attendance list closed"),
    "attendance.confirmed": _("Attendance confirmed"),
    "attendance.opened": _("Attendance list opened"),
    "case_file.closed": _("Case file closed administratively"),
    "case_file.entrusted": _("Case file entrusted to somebody"),
    "case_file.finally_closed": _("Case file finally closed"),
    "case_file.given_back": _("Loan given back"),
    "case_file.index_signed": _("Electronic index signed"),
    "case_file.indexed": _("Electronic index made"),
    "case_file.kept_apart": _("Witness left for what is kept apart"),
    "case_file.lent": _("Case file lent"),
    "case_file.merged": _("Case files merged"),
    "case_file.opened": _("Case file opened"),
    "case_file.placed": _("Place of a volume told"),
    "case_file.reclassified": _("Case file reclassified"),
    "case_file.reopened": _("Case file reopened"),
    "case_file.restricted": _("Case file restricted"),
    "change.accepted": _("Request of change accepted"),
    "change.rejected": _("Request of change rejected"),
    "change.requested": _("Change requested"),
    "commitment.followed": _("Commitment followed up"),
    "commitment.made": _("Commitment made"),
    "committee.asked": _("Matter asked of a committee"),
    "credential.address_changed": _("E-mail address changed by somebody else"),
    "credential.changed": _("Own password changed"),
    "credential.factor_added": _("Second factor added"),
    "credential.factor_removed": _("Second factor removed"),
    "credential.factor_taken": _("Second factor removed by an administrator"),
    "credential.own_address_changed": _("Own e-mail address changed"),
    "credential.reset": _("Password set by somebody else"),
    "departure.authorised": _("Departure authorised"),
    "departure.ended": _("Departure ended before its time"),
    "document.access_changed": _("Access changed"),
    "document.known_as": _("Former code kept"),
    "document.move_called_off": _("Move to another code called off"),
    "document.moving": _("Move to another code begun"),
    "document.opened": _("Controlled document opened"),
    "document.tagged": _("Tags changed"),
    "filling.attached": _("PDF of a filled format attached"),
    "filling.completed": _("Filled format completed"),
    "filling.exported": _("Filled formats exported"),
    "filling.recalled": _("Filled format taken back"),
    "filling.renewed": _("Time stamp of a filled format renewed"),
    "filling.returned": _("Filled format returned"),
    "filling.signed": _("Filled format signed"),
    "filling.submitted": _("Filled format sent"),
    "handover.observed": _("Hand-over of a post looked through"),
    "handover.opened": _("Hand-over of a post begun"),
    "handover.passed_on": _("Case files passed to who received the post"),
    "handover.sent": _("Hand-over of a post signed by who leaves"),
    "inventory.kept": _("Inventory kept"),
    "inventory.taken": _("Inventory with restricted case files downloaded"),
    "loan.reminded": _("Reminder of a loan sent"),
    "minutes.adopted": _("Minutes of before adopted"),
    "minutes.answered": _("Remark answered"),
    "minutes.circulated": _("Draft of the minutes circulated"),
    "minutes.extract_released": _("Extract of the minutes released"),
    "minutes.extract_renewed": _("Time stamp of an extract of minutes renewed"),
    "minutes.remarked": _("Remark on the minutes"),
    "norms.imported": _("Norms imported"),
    "number.annulled": _("Number annulled"),
    "number.given": _("Number given"),
    "numbers.range_opened": _("Contingency range opened"),
    "record.filed": _("Record filed"),
    "record.filed_late": _("Late record filed"),
    "record.removed": _("Mistaken record taken out"),
    "record.typed": _("Type of a record told"),
    "reference.changed": _("Reference data changed"),
    "reference.created": _("Reference data created"),
    "schedule.imported": _("Schedule brought in from a file"),
    "schedule.lines_written": _("Lines of a schedule written"),
    "series.field_added": _("Further field of a series added"),
    "series.field_dropped": _("Further field of a series dropped"),
    "series.shaped": _("Volumes and order of a series told"),
    "session.annexed": _("Annex kept with the session"),
    "session.attendance": _("Attendance recorded"),
    "session.called_off": _("Session called off"),
    "session.closed": _("Session closed"),
    "session.convened": _("Members called"),
    "session.decided": _("Decision recorded"),
    "session.developed": _("Development written"),
    "session.held": _("Session held"),
    "session.item_added": _("Point put in the agenda"),
    "session.item_moved": _("Point moved in the agenda"),
    "session.item_removed": _("Point taken off the agenda"),
    "session.planned": _("Session planned"),
    "session.voted": _("Vote recorded"),
    "term.escalated": _("Overdue step told to others"),
    "term.reminded": _("Reminder of a term sent"),
    "version.adopted": _("Version adopted"),
    "version.attached": _("PDF attached"),
    "version.confirmed": _("Urgent issue confirmed by a second person"),
    "version.corrected": _("Note of errata signed"),
    "version.issued": _("Version issued"),
    "version.issued_urgently": _("Version issued urgently"),
    "version.recalled": _("Version recalled"),
    "version.renewed": _("Time stamp renewed"),
    "version.returned": _("Version returned"),
    "version.signed": _("Version signed"),
    "version.submitted": _("Version submitted"),
    "version.withdrawn": _("Version withdrawn"),
}


def label_of(action: str) -> str:
    """The action in words; its code where no words are known."""
    return str(LABELS.get(action, action))


def subject_name(subject_type: str) -> str:
    """The kind of thing an event is about, by its model's name: «records.office»."""
    try:
        model: Any = apps.get_model(subject_type)
    except (LookupError, ValueError):
        return subject_type
    return str(capfirst(model._meta.verbose_name))
