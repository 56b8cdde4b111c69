"""Documents that move to other codes, many at once: looked at first, then all of them or none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from editorial.drafting import create_draft
from editorial.intake import classified, document_series
from editorial.models import PAGE_TYPES, DocumentPage
from records import codes, moving, numbering
from records.coding import renumbered
from records.events import act
from records.exceptions import NotAllowed, Reason
from records.issue import content_of
from records.models import (
    ClassificationScheme,
    ControlledDocument,
    Issuance,
    Office,
    Process,
    Series,
)


@dataclass(frozen=True, slots=True)
class Move:
    """A document in force, the code that it gets, and where it will belong."""

    issuance: Issuance
    code: str
    process: Process | None
    office: Office

    @property
    def field(self) -> str:
        """What a reason against it is told beside."""
        return f"code-{self.issuance.document_id}"


def office_today(document: ControlledDocument, day: date) -> Office:
    """The document's office or, where that one ended, the one that continued it."""
    office = document.office
    seen: set[int] = set()
    while not office.holds_on(day) and office.pk not in seen:
        seen.add(office.pk)
        heir = office.successions.filter(on__lte=day).select_related("successor").first()
        if heir is None:
            break
        office = heir.successor
    return office


def draft_codes() -> set[str]:
    """The codes that drafts propose: free again when the draft gives them up."""
    return set(DocumentPage.objects.exclude(code="").values_list("code", flat=True))


def proposed_moves(
    issued: Iterable[Issuance],
    *,
    process: Process | None = None,
    office: Office | None = None,
    day: date,
) -> list[Move]:
    """Each document with the code that it would get by the schemes as they are; empty if none.

    Numbers are kept where they are free; a nested document follows the one above it.
    """
    taken = {*codes.taken_codes(), *draft_codes()}
    new: dict[str, str] = {}
    moves: dict[int, Move] = {}
    rows = sorted(issued, key=lambda one: (_nested(one), one.document.code or ""))
    for one in rows:
        target = process or one.version.process
        place = office or office_today(one.document, day)
        code = _code_there(one, target, place, taken, new)
        taken.add(code)
        new[one.document.code or ""] = code
        moves[one.pk] = Move(one, code, target, place)
    return sorted(moves.values(), key=lambda move: move.issuance.document.code or "")


def _nested(issuance: Issuance) -> bool:
    return codes.scheme_of(issuance.version.kind).template.nested


def _code_there(
    issuance: Issuance,
    process: Process | None,
    office: Office,
    taken: set[str],
    new: dict[str, str],
) -> str:
    code = issuance.document.code or ""
    scheme = codes.scheme_of(issuance.version.kind)
    parts = codes.parts_of(process, office)
    if scheme.template.nested:
        above = scheme.template.above(code) or ""
        parts |= scheme.template.under(new.get(above, above)) or {}
    try:
        same = scheme.matches(code) and scheme.template.parse(code) == scheme.template.parse(
            renumbered(scheme, code, taken=(), **parts)
        )
        return code if same else renumbered(scheme, code, taken=taken, **parts)
    except ValueError:
        return ""


def reasons_against(moves: Sequence[Move], *, by: Any, at: datetime) -> list[Reason]:
    """Every reason against every row, each beside the code that is asked for."""
    drafts = draft_codes()
    asked = [numbering.canonical(move.code) for move in moves]
    found = []
    for move, code in zip(moves, asked, strict=True):
        document = move.issuance.document
        reasons = moving.reasons_against(document, by=by, at=at)
        if document.kind not in PAGE_TYPES:
            message = _("Documents of this kind cannot be written yet.")
            reasons.append(Reason("kind", message))
        if code == document.code:
            reasons.append(Reason("same", _("It is the code that it has.")))
        else:
            newcomer = ControlledDocument(kind=document.kind)
            reasons += [
                one
                for one in codes.reasons_against(newcomer, code)
                if one.code != "no_above" or _above(move, code) not in asked
            ]
            if asked.count(code) > 1 and code:
                reasons.append(Reason("twice", _("Two documents would get this code.")))
            elif code in drafts:
                reasons.append(Reason("draft", _("A draft already proposes this code.")))
        found += [Reason(one.code, one.message, move.field) for one in reasons]
    return found


def _above(move: Move, code: str) -> str | None:
    return codes.scheme_of(move.issuance.version.kind).template.above(code)


def move_documents(
    moves: Sequence[Move], *, order: str, by: Any, at: datetime
) -> list[DocumentPage]:
    """Open, for each document, the draft of the one that replaces it, with its text as in force.

    All or none. `order` is the act that moves them; who gives the codes writes nothing, so is no
    author of the drafts and may review them. Each new code rules from the first version that
    is issued under it; until then, and in every copy, the former one does. Raises NotAllowed with
    every reason of every row.
    """
    reasons = [] if order.strip() else [Reason("no_act", _("Say which act moves them."), "order")]
    if not moves:
        reasons.append(Reason("nothing", _("Choose at least one document.")))
    pages = []
    with act(by=by, at=at):
        reasons += reasons_against(moves, by=by, at=at)
        if reasons:
            raise NotAllowed(reasons)
        for move in moves:
            pages.append(_move(move, order.strip(), by, at))
    return pages


def _move(move: Move, order: str, by: Any, at: datetime) -> DocumentPage:
    document = moving.open_successor(
        move.issuance.document, office=move.office, order=order, by=by, at=at
    )
    content = classified(
        {**content_of(move.issuance.version), "code": numbering.canonical(move.code)},
        office=move.office,
        process=move.process,
        series=_series(move, timezone.localdate(at)),
    )
    tags = move.issuance.document.tags.names()
    return create_draft(
        content, office=move.office, tags=tags, by=by, at=at, document=document, written=False
    )


def _series(move: Move, day: date) -> Series | None:
    """The series that it has, if its new office files there; else where that office files."""
    version = move.issuance.version
    scheme = ClassificationScheme.objects.in_force_on(day)
    same = Series.objects.filter(scheme=scheme, code=version.series.code if version.series else "")
    kept = same.filter(office__in=move.office.lineage()).first()
    kind = move.issuance.document.kind
    return kept or document_series(move.office, today=day, kind=kind)
