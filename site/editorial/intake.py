"""What is done with a file that was read: looked at, made a draft, or adopted as in force."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import OperationalError, ProgrammingError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from editorial.drafting import create_draft
from editorial.importing import Parsed, read_document
from editorial.importing.acta import named_in
from editorial.importing.minuted import Minuted, minuted_to_plain
from editorial.importing.reading import KINDS, check
from editorial.importing.typed import as_of_kind
from editorial.models import PAGE_TYPES, DocumentPage
from records import adoption, findings
from records.checking import findings_of, starting_norms
from records.codes import is_taken, scheme_of
from records.committees import adopt_minutes
from records.committees.former import Confirmed, Named, committee_named, reasons_against
from records.committees.minuting import Point
from records.content import Content
from records.digests import normalized
from records.exceptions import NotAllowed, Reason
from records.exchange import exchange
from records.findings import Facts, Finding
from records.kinds import LABELS
from records.lifecycle import MINUTES
from records.models import (
    AccessLevel,
    ClassificationScheme,
    Issuance,
    Office,
    Process,
    Series,
)
from records.numbering import canonical, is_code
from records.permissions import WRITES, Role
from records.text import fold

# Those who bring a file in as a draft, on the screen and by the command.
IMPORTS = (*WRITES, Role.ADMINISTRATOR)
# These are not kept among the procedures, as what tells how work is done is.
_SERIES_OF_THEIR_OWN = frozenset({"plan", "program", "report", "minutes", "letter"})


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as Legajo understands it, and what looks wrong in it."""

    path: Path
    parsed: Parsed
    findings: list[Finding]

    @property
    def marked(self) -> str | None:
        """The access that the text is marked with, where it is not public."""
        access: str = self.parsed.content["access"]
        return None if access == AccessLevel.PUBLIC else access

    def exchange(self) -> dict[str, Any]:
        """The exchange form that a dry run prints; of minutes also what they say of the session."""
        minuted = self.parsed.minuted
        said = {"minutes": minuted_to_plain(minuted)} if minuted else {}
        return said | exchange(
            self.parsed.content,
            label=self.parsed.label,
            approved_on=self.parsed.approved_on,
            signatures=self.parsed.signatures,
            warnings=self.findings,
            file=str(self.path),
        )


def examine(path: Path, *, today: date) -> Reading:
    """Read a file and mark what looks wrong; changes nothing. Raises Unreadable with a sentence."""
    parsed = read_document(path)
    facts = Facts(
        label=parsed.label,
        approved_on=parsed.approved_on,
        signatures=parsed.signatures,
        date_formats=frozenset(seen.form for seen in parsed.dates_seen),
        unplaced=parsed.unplaced,
    )
    content = as_of_kind(parsed.content)
    try:
        marked = findings_of(content, today=today, facts=facts)
    except (OperationalError, ProgrammingError):
        # A dry run needs no database: without one, the norms are those of a new installation.
        marked = findings.find(
            content, facts, norms=starting_norms(), rule_series=None, today=today
        )
    return Reading(path, parsed, marked)


def examine_scan(path: Path) -> Reading:
    """A file without text, of which a person tells everything; its content is empty."""
    content: Content = {
        "schema": "content-1",
        "kind": "other",
        "code": None,
        "title": "",
        "language": "es",
        "access": "public",
        "process": None,
        "office": None,
        "series": None,
        "sections": [],
    }
    return Reading(path, Parsed(content, None, None, (), None, (), ()), [])


def process_of(parsed: Parsed) -> Process | None:
    """The process that the document names, or that its code is of, where the map has it."""
    code = parsed.content["code"]
    parts = scheme_of(parsed.content["kind"]).template.parse(code) if code else None
    if parts and {"macroprocess", "process"} <= set(parts):
        wanted = f"M{int(parts['macroprocess'])}-P{int(parts['process'])}"
        found = Process.objects.filter(code=wanted).first()
        if found is not None:
            return found
    if parts and "acronym" in parts:
        named = Q(acronym=parts["acronym"]) | Q(code=parts["acronym"])
        found = Process.objects.filter(named).first()
        if found is not None:
            return found
    if parsed.process:
        return Process.objects.filter(name__iexact=parsed.process.strip()).first()
    return None


def document_series(office: Office, *, today: date, kind: str = "procedure") -> Series | None:
    """The series in which an office keeps documents of a kind, by its own scheme; else None.

    Its own one, or that of an office above it: what another office keeps is no proposal.
    """
    scheme = ClassificationScheme.objects.in_force_on(today)
    kept = Series.objects.filter(scheme=scheme, subseries__isnull=True)
    names = [LABELS[kind]] if kind in LABELS else []
    if kind not in _SERIES_OF_THEIR_OWN:
        names.append("procedimiento")
    for level in office.lineage():
        mine = [(one, fold(one.name)) for one in kept.filter(office=level)]
        for name in names:
            found = [one for one, called in mine if fold(name) in called]
            if len(found) == 1:
                return found[0]
    return None


def classified(
    content: Content, *, office: Office, process: Process | None, series: Series | None
) -> Content:
    """The content with where it belongs in this entity."""
    parent = process.parent if process else None
    return {
        **content,
        "office": {"code": office.code, "name": office.name},
        "process": {
            "code": process.code,
            "name": process.name,
            "parent": {"code": parent.code, "name": parent.name} if parent else None,
        }
        if process
        else None,
        "series": {"code": series.code, "name": series.name} if series else None,
    }


def import_draft(reading: Reading, *, office: Office, by: Any, at: datetime) -> DocumentPage:
    """Make a draft of what was read, of the access that its text is marked with.

    Raises NotAllowed; nothing is half imported.
    """
    content = as_of_kind(normalized(reading.parsed.content))
    content["title"] = reading.parsed.called or content["title"]
    content["code"] = canonical(content["code"] or "") or None
    reasons: list[Reason] = []
    if content["kind"] == MINUTES:
        message = _(
            "Minutes are drawn from their session: bring the file into the session of its "
            "committee, or adopt it there if it was signed."
        )
        reasons.append(Reason("kind", message))
    elif content["kind"] not in PAGE_TYPES:
        message = _("Documents of this kind cannot be written yet; adopt it as it is in force.")
        reasons.append(Reason("kind", message))
    code = content["code"]
    if code and (is_taken(code) or DocumentPage().code_proposed_elsewhere(code)):
        message = _("There is already a document or a draft with the code %(code)s.")
        reasons.append(Reason("code_taken", message % {"code": code}, "code"))
    if reasons:
        raise NotAllowed(reasons)
    placed = classified(
        content,
        office=office,
        process=process_of(reading.parsed),
        series=document_series(office, today=timezone.localdate(at), kind=content["kind"]),
    )
    try:
        return create_draft(
            placed,
            office=office,
            by=by,
            at=at,
            proposed_label=reading.parsed.label or "",
            former_code=_former(code),
        )
    except ValidationError as error:
        raise NotAllowed([Reason("draft", message) for message in error.messages]) from error


@dataclass(frozen=True, slots=True)
class Corrections:
    """What a person tells of an adopted file: its access, and what the file does not say.

    `access` None is nobody's choice: public, unless the text is marked otherwise, which is refused.
    `despite_mark` says that the person saw the mark and the document is public all the same.
    """

    access: str | None
    despite_mark: bool = False
    kind: str | None = None
    code: str | None = None
    title: str | None = None
    label: str | None = None
    approved_on: date | None = None

    @property
    def complete(self) -> bool:
        """True when they tell all that a file without text cannot."""
        return all((self.kind, self.code, self.title, self.label, self.approved_on))


def adopt_file(
    reading: Reading,
    *,
    office: Office,
    series: Series | None,
    by: Any,
    at: datetime,
    told: Corrections,
) -> Issuance:
    """Adopt a file in force, byte for byte, at level L0. Raises NotAllowed with every reason.

    A document is published by this act, so one that is marked as reserved or classified (Ley 1712
    de 2014) never becomes public unless a person said so in spite of the mark.
    """
    parsed = reading.parsed
    access = told.access or AccessLevel.PUBLIC.value
    if parsed.minuted is not None and told.kind in (None, MINUTES):
        return adopt_acta(
            reading,
            confirmed_by_file(parsed.minuted, told),
            access=told.access or "",
            despite_mark=told.despite_mark,
            by=by,
            at=at,
        )
    if reasons := _marked_reasons(reading, access, told.despite_mark):
        raise NotAllowed(reasons)
    content = normalized(
        {
            **parsed.content,
            "access": access,
            "kind": told.kind or parsed.content["kind"],
            "code": told.code or parsed.content["code"],
            "title": told.title or parsed.called or parsed.content["title"],
        }
    )
    process = process_of(replace(parsed, content=content))
    series = series or document_series(office, today=timezone.localdate(at), kind=content["kind"])
    return adoption.adopt(
        classified(content, office=office, process=process, series=series),
        label=told.label or parsed.label or "",
        approved_on=told.approved_on or parsed.approved_on,
        signatures=parsed.signatures,
        former_code=_former(parsed.content["code"]),
        original=original_of(reading),
        office=office,
        series=series,
        process=process,
        by=by,
        at=at,
    )


def adopt_acta(
    reading: Reading,
    confirmed: Confirmed,
    *,
    access: str,
    despite_mark: bool = False,
    by: Any,
    at: datetime,
) -> Issuance:
    """Adopt minutes under what a person confirmed of them; marked ones as any file that is marked.

    Raises NotAllowed with every reason.
    """
    usual = confirmed.committee.minutes_access if confirmed.committee else ""
    if reasons := _marked_reasons(reading, access or usual, despite_mark):
        raise NotAllowed([*reasons, *reasons_against(confirmed, timezone.localdate(at))])
    return adopt_minutes(
        normalized(reading.parsed.content),
        confirmed,
        signatures=reading.parsed.signatures,
        original=original_of(reading),
        access=access,
        by=by,
        at=at,
    )


def _marked_reasons(reading: Reading, access: str, despite_mark: bool) -> list[Reason]:
    """Why a text that is marked as reserved or classified does not become public by this act."""
    if not reading.marked or access != AccessLevel.PUBLIC or despite_mark:
        return []
    message = _("The text is marked as %(access)s information: choose who may read it.")
    marked = AccessLevel(reading.marked).label
    return [Reason("access_marked", message % {"access": marked}, "access")]


def confirmed_by_file(minuted: Minuted, told: Corrections) -> Confirmed:
    """What the file itself says of its session, where nobody looks at it one by one."""
    named = [Named(one.code, one.version) for one in minuted.decisions if one.code]
    committee = committee_named(minuted.committee)
    return Confirmed(committee, minuted.number, told.approved_on or minuted.day, named)


def points_of(reading: Reading) -> list[Point]:
    """The agenda that minutes show, each point with what they tell of it."""
    minuted = reading.parsed.minuted
    return [
        Point(one.title, one.development, *named_in(one.title))
        for one in (minuted.points if minuted else ())
    ]


def original_of(reading: Reading) -> adoption.Original:
    """The file itself, as it is kept."""
    return adoption.Original(
        content=reading.path.read_bytes(),
        name=reading.path.name,
        media_type=KINDS[check(reading.path)].media_type,
    )


def _former(code: str | None) -> str:
    """The code that a file shows, if it is one: where a person told another, it leads there."""
    shown = canonical(code or "")
    return shown if is_code(shown) else ""
