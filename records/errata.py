"""Correcting form without a new version: a signed note, beside bytes that stay what they are.

There are never two sets of bytes under one label (domain 11.21): the note is shown with the version
wherever that is read, and what changes substance is a new version.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from records import agreements, credentials, vetoes
from records.digests import canonical, sha256
from records.events import act
from records.exceptions import NotAllowed, Reason
from records.issue import may_be_withdrawn, withdraws
from records.models import ControlledDocument, Erratum, Issuance
from records.models.organization import person_name
from records.organization import appointment_of

LONGEST = 1000


def corrects(by: Any, issuance: Issuance, at: datetime) -> bool:
    """Whether that person signs notes on this version: who approves there, or an administrator."""
    return withdraws(by, issuance.document, timezone.localdate(at))


def digest_of(issuance: Issuance, says: str, should_say: str) -> str:
    """What is signed: the note, and which version it is to be read with."""
    return sha256(
        canonical(
            {
                "schema": "erratum-1",
                "envelope_sha256": issuance.envelope_sha256,
                "says": says,
                "should_say": should_say,
            }
        )
    )


def note_erratum(
    issuance: Issuance,
    *,
    says: str,
    should_say: str,
    authentication: str,
    by: Any,
    at: datetime,
    accepts: int | None = None,
) -> Erratum:
    """Sign a note of errata on a version in force, or about to be.

    Whoever may withdraw the version may sign the note. `accepts`: the agreement on electronic
    signatures that they accept in this very act. Raises NotAllowed with every reason.
    """
    today = timezone.localdate(at)
    says, should_say = says.strip(), should_say.strip()
    with act(by=by, at=at) as log:
        ControlledDocument.objects.select_for_update().get(pk=issuance.document_id)
        appointment = appointment_of(by, today)
        reasons = []
        if not corrects(by, issuance, at):
            message = _("Your account does not correct documents of this office.")
            reasons.append(Reason("no_role", message))
        if appointment is None or not appointment.may_approve:
            message = _("Who signs a note of errata holds a position today.")
            reasons.append(Reason("not_appointed", message))
        if not may_be_withdrawn(issuance, today):
            reasons.append(Reason("not_in_force", _("It is neither in force nor about to be.")))
        for name, text in (("says", says), ("should_say", should_say)):
            if not text:
                reasons.append(Reason("empty", _("Write it as it stands in the document."), name))
            elif len(text) > LONGEST:
                message = _("At most %(most)d characters: what is longer is no erratum.")
                reasons.append(Reason("too_long", message % {"most": LONGEST}, name))
        if says and says == should_say:
            reasons.append(Reason("same", _("Nothing changes."), "should_say"))
        reasons += vetoes.reasons("note_erratum", issuance, today)
        reasons += credentials.reasons_against(by, authentication=authentication, at=at)
        _agreement, reasons = agreements.agreed(
            accepts, reasons, by=by, authentication=authentication, at=at
        )
        if reasons or appointment is None:
            raise NotAllowed(reasons)
        erratum = Erratum.objects.create(
            issuance=issuance,
            says=says,
            should_say=should_say,
            user=by,
            appointment=appointment,
            name=person_name(by),
            position=appointment.title,
            sha256=digest_of(issuance, says, should_say),
            authentication=authentication,
            signed_at=at,
        )
        log.record(
            "version.corrected",
            issuance.version,
            facts={"document": issuance.document_id, "sha256": erratum.sha256},
        )
    return erratum
