"""The extract of signed minutes: what the secretary releases to everybody, and nothing else.

Minutes are not public by default, since deliberation may be kept (domain 11.11). An extract tells
that the session was held and the decisions chosen, never who said or voted what, and no word of a
version that is restricted.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from records import numbering, renditions, sealing, storage, vetoes
from records.approvals import held_on
from records.case_files import filing
from records.case_files.pages import pages_of
from records.case_files.types import Source, own_type
from records.committees.calling import begun, locked
from records.committees.drawing import (
    MODES,
    OUTCOMES,
    Drawer,
    frame,
    named_version,
    title_of,
)
from records.committees.people import keeper_reasons
from records.committees.reading import State, state_of
from records.content import Content
from records.days import in_words
from records.digests import canonical, normalized
from records.events import act
from records.exceptions import Conflict, NotAllowed, Reason
from records.models import (
    AccessLevel,
    CommitteeSession,
    Component,
    Decision,
    Entity,
    MinutesExtract,
    Record,
)
from records.models.own_type import EXTRACT


@dataclass(frozen=True, slots=True)
class PreparedExtract:
    """An extract that was drawn, rendered and stored; what `release` needs of it."""

    content_json: str
    verification_code: str
    pdf_sha256: str
    pdf_size: int
    pages: int
    stamped_until: datetime | None
    decisions: tuple[int, ...]


def publishable(session: CommitteeSession) -> list[Decision]:
    """The decisions that may stand in an extract: none about a version that was not issued, or
    that is not public."""
    decisions = (
        Decision.objects.filter(item__session=session)
        .select_related("item__version__document", "item__version__issuance")
        .order_by("number")
    )
    return [one for one in decisions if not _restricted(one)]


def _restricted(decision: Decision) -> bool:
    version = decision.item.version
    if version is None:
        return False
    if not hasattr(version, "issuance"):
        return True
    return {version.access, version.document.access} != {AccessLevel.PUBLIC}


def _reasons(
    session: CommitteeSession, chosen: Iterable[int], *, by: Any, at: datetime
) -> list[Reason]:
    reasons = keeper_reasons(session.committee, by, at)
    if not begun(session) or state_of(session) != State.SIGNED:
        message = _("The extract is released once the minutes are signed.")
        return [*reasons, Reason("not_signed", message)]
    allowed = {one.pk for one in publishable(session)}
    wanted = set(chosen)
    if not wanted:
        message = _("Choose the decisions that are published.")
        reasons.append(Reason("no_decisions", message, "decisions"))
    if wanted - allowed:
        message = _("A decision about a restricted document, or of another session, is not public.")
        reasons.append(Reason("restricted", message, "decisions"))
    return reasons


def extract_content(session: CommitteeSession, decisions: Sequence[Decision]) -> Content:
    """What is published: the session, and the decisions chosen with their outcome."""
    draw = Drawer(f"extract/{session.pk}")
    number = session.opening.number.printed
    facts = [
        ("Acta n.º", number),
        ("Comité", session.committee.name),
        ("Fecha", in_words(held_on(session) or timezone.localdate(session.starts_at))),
        ("Modalidad", MODES[session.mode]),
    ]
    rows = [
        (
            str(one.number),
            one.text if one.outcome == "approved" else one.item.title,
            named_version(one.item, one),
            OUTCOMES[one.outcome],
        )
        for one in decisions
    ]
    note = (
        "Este extracto dice lo que el comité decidió. El acta completa se conserva en el archivo "
        "de la entidad y no es pública, porque contiene la deliberación (Ley 1712 de 2014)."
    )
    content = frame(session, title=f"Extracto. {title_of(session)}", access="public")
    content["sections"] = [
        draw.section("facts", "Datos de la sesión", [draw.table("facts", [], facts)]),
        draw.section(
            "decisions",
            "Decisiones",
            [
                draw.table(
                    "decisions", ["N.º", "Decisión", "Documento y versión", "Resultado"], rows
                )
            ],
        ),
        draw.section("note", "Alcance del extracto", draw.paragraphs("note", note)),
    ]
    return content


def prepare_extract(
    session: CommitteeSession, decisions: Sequence[int], *, by: Any, at: datetime
) -> PreparedExtract:
    """Draw, render, seal and store an extract. Changes no row. Raises NotAllowed."""
    if reasons := _reasons(session, decisions, by=by, at=at):
        raise NotAllowed(reasons)
    chosen = [one for one in publishable(session) if one.pk in set(decisions)]
    content = normalized(extract_content(session, chosen))
    code = numbering.verification_code(secrets.token_bytes(10))
    drawn = renditions.extract(content, entity=Entity.current(), check_code=code)
    pdf = sealing.sealer().seal(drawn, at=at)
    return PreparedExtract(
        canonical(content).decode(),
        code,
        storage.storage().put(pdf),
        len(pdf),
        pages_of(pdf),
        sealing.stamped_until(pdf),
        tuple(one.pk for one in chosen),
    )


def release(
    session: CommitteeSession, prepared: PreparedExtract, *, by: Any, at: datetime
) -> MinutesExtract:
    """Publish an extract, once. It is a record of its own beside the minutes, and public.

    Raises NotAllowed with every reason, Conflict when one was released.
    """
    with act(by=by, at=at) as log:
        session = locked(session)
        if MinutesExtract.objects.filter(session=session).exists():
            raise Conflict([Reason("released", _("The extract was released already."))])
        reasons = _reasons(session, prepared.decisions, by=by, at=at)
        reasons += vetoes.reasons("release", session, timezone.localdate(at))
        if reasons:
            raise NotAllowed(reasons)
        number = session.opening.number.printed
        minutes = Record.objects.filter(version__document=session.opening.document_id).earliest(
            "pk"
        )
        record = filing.put(
            minutes.case_file,
            title=f"Extracto del acta {number}",
            document_type=own_type(minutes.case_file, Source(EXTRACT)),
            created_on=timezone.localdate(at),
            access=AccessLevel.PUBLIC,
            pages=prepared.pages,
            by=by,
            at=at,
        )
        Component.objects.create(
            record=record,
            role=Component.Role.FILE,
            sha256=prepared.pdf_sha256,
            size=prepared.pdf_size,
            media_type="application/pdf",
            name=f"{number}-extracto.pdf",
            created_at=at,
            stamped_until=prepared.stamped_until,
        )
        extract = MinutesExtract.objects.create(
            session=session,
            record=record,
            content_json=prepared.content_json,
            pdf_sha256=prepared.pdf_sha256,
            verification_code=prepared.verification_code,
            by=by,
            at=at,
        )
        told = {"sha256": prepared.pdf_sha256, "verification_code": prepared.verification_code}
        log.record("minutes.extract_released", session, facts=told)
    return extract


def content_of(extract: MinutesExtract) -> Content:
    """The extract as it was released."""
    content: Content = json.loads(extract.content_json)
    return content


def pdfs_of(extract: MinutesExtract) -> list[Component]:
    """Its sealed PDF and each that was stamped anew, the one that readers get first."""
    roles = (Component.Role.FILE, Component.Role.RENEWAL)
    return list(Component.objects.filter(record=extract.record_id, role__in=roles).order_by("-pk"))
