"""What is on paper: its volumes and where each stands, and witnesses of what is kept apart."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from records import vetoes
from records.case_files.rights import done_by, reasons_of_keeper
from records.case_files.standing import locked
from records.events import act
from records.exceptions import NotAllowed, Reason
from records.models import CaseFile, KeptApart, Record, Standing, Support, Volume
from records.querysets import records_visible_to
from records.wording import too_long, unsaid

PLACE = ("deposit", "shelf", "tray", "box", "folder")


def set_volume(
    case_file: CaseFile, number: int, *, folios: int, by: Any, at: datetime, **place: str
) -> Volume:
    """Say how many folios a volume has and where it stands; `place` by the names of `PLACE`.

    A volume is closed when it holds what its series admits: the next one follows on its number.
    Raises NotAllowed with every reason.
    """
    with act(by=by, at=at) as log:
        case_file = locked(case_file)
        values = {name: " ".join(place.get(name, "").split()) for name in PLACE}
        there = Volume.objects.filter(case_file=case_file)
        volume = there.filter(number=number).first()
        reasons = reasons_of_keeper(by, case_file, at)
        if case_file.support == Support.ELECTRONIC:
            message = _("It is electronic: it has no volumes on paper.")
            reasons.append(Reason("electronic", message))
        if case_file.standing == Standing.MERGED:
            reasons.append(Reason("merged", _("It was merged into another.")))
        reasons += _of_number(number, there.count(), volume, "number")
        most = case_file.series.max_folios
        if folios > most:
            message = _("A volume of this series holds %(most)d folios: begin another one.")
            reasons.append(Reason("folios", message % {"most": most}, "folios"))
        if volume is not None and folios != volume.folios and case_file.standing == Standing.FINAL:
            message = _("Nothing enters it any more: its folios stay.")
            reasons.append(Reason("final", message, "folios"))
        reasons += _of_place(values)
        reasons += vetoes.reasons("place", case_file, timezone.localdate(at))
        if reasons:
            raise NotAllowed(reasons)
        volume = volume or Volume(case_file=case_file, number=number)
        before = {name: getattr(volume, name) for name in ("folios", *PLACE)}
        after = {"folios": folios, **values}
        for name, value in after.items():
            setattr(volume, name, value)
        volume.save()
        changed = {
            name: [before[name], after[name]] for name in after if before[name] != after[name]
        }
        log.record(
            "case_file.placed",
            case_file,
            facts={"volume": number, "folios": folios},
            detail={"changed": changed},
        )
    return volume


def drop_volume(case_file: CaseFile, *, reason: str, by: Any, at: datetime) -> None:
    """Take out the last volume, which was told by mistake: nothing is bound in it nor was lent.

    What it said stays in the register. Raises NotAllowed with every reason.
    """
    with act(by=by, at=at) as log:
        case_file = locked(case_file)
        volume = last_volume(case_file)
        reasons = [*reasons_of_keeper(by, case_file, at), *unsaid(reason)]
        if volume is None:
            raise NotAllowed([*reasons, Reason("none", _("It has no volumes on paper."))])
        if case_file.standing == Standing.FINAL:
            message = _("Nothing enters it any more: its folios stay.")
            reasons.append(Reason("final", message))
        if volume.records.exists():
            reasons.append(Reason("bound", _("Documents are bound in its last volume.")))
        if volume.loans.exists():
            reasons.append(Reason("lent", _("Its last volume was lent.")))
        reasons += vetoes.reasons("place", case_file, timezone.localdate(at))
        if reasons:
            raise NotAllowed(reasons)
        said = {name: [value, ""] for name in PLACE if (value := getattr(volume, name))}
        facts = {"volume": volume.number, "folios": volume.folios}
        volume.delete()
        detail = {"reason": reason.strip(), "changed": said}
        log.record("case_file.volume_dropped", case_file, facts=facts, detail=detail)


def last_volume(case_file: CaseFile) -> Volume | None:
    """The one with the highest number, if it has any."""
    return Volume.objects.filter(case_file=case_file).order_by("number").last()


def reasons_of_volume(
    case_file: CaseFile, number: int, count: int, volume: Volume | None, place: dict[str, str]
) -> list[Reason]:
    """Why a document is not bound in the volume of that number, of which there are `count`.

    One that is there keeps its place; a new one says it.
    """
    if volume is None:
        return [*_of_number(number, count, volume, "volume"), *_of_place(place)]
    if any(text and text != getattr(volume, name) for name, text in place.items()):
        message = _("Volume %(number)d stands elsewhere: leave its place empty or correct it.")
        return [Reason("elsewhere", message % {"number": number}, "volume")]
    return []


def _of_number(number: int, count: int, volume: Volume | None, field: str) -> list[Reason]:
    if volume is not None or number == count + 1:
        return []
    message = _("The next volume is number %(number)d.") % {"number": count + 1}
    return [Reason("number", message, field)]


def _of_place(place: dict[str, str]) -> list[Reason]:
    reasons = []
    if not any(place.values()):
        reasons.append(Reason("no_place", _("Say where it stands."), "deposit"))
    for name, text in place.items():
        reasons += too_long(Volume, name, text)
    return reasons


def place_in_words(volume: Volume) -> str:
    """Where a volume stands, from the large to the small."""
    names = (Volume._meta.get_field(name) for name in PLACE)
    told = [(str(getattr(one, "verbose_name", "")), getattr(volume, one.name)) for one in names]
    return ", ".join(f"{name} {value}" for name, value in told if value)


def witnesses_of(case_file: CaseFile, user: Any) -> QuerySet[KeptApart]:
    """Those of it that the person may know of: of the whole, or of a record that they know."""
    known = Q(record=None) | Q(record__in=records_visible_to(user).values("pk"))
    found = KeptApart.objects.filter(known, case_file=case_file)
    return found.select_related("record").order_by("pk")


def keep_apart(
    case_file: CaseFile,
    *,
    what: str,
    where: str,
    reason: str,
    record: Record | None = None,
    by: Any,
    at: datetime,
) -> KeptApart:
    """Leave a witness (testigo) in the place of what is kept elsewhere. Raises NotAllowed."""
    with act(by=by, at=at) as log:
        case_file = locked(case_file)
        reasons = reasons_of_keeper(by, case_file, at)
        if not what.strip():
            reasons.append(Reason("no_what", _("Say what is kept apart."), "what"))
        if not where.strip():
            reasons.append(Reason("no_where", _("Say where it is."), "where"))
        reasons += [*too_long(KeptApart, "what", what), *too_long(KeptApart, "where", where)]
        if record is not None and record.case_file_id != case_file.pk:
            message = _("That document is of another case file.")
            reasons.append(Reason("record", message, "record"))
        reasons += unsaid(reason)
        reasons += vetoes.reasons("place", case_file, timezone.localdate(at))
        if reasons:
            raise NotAllowed(reasons)
        row = KeptApart.objects.create(
            case_file=case_file,
            record=record,
            what=what.strip(),
            where=where.strip(),
            reason=reason.strip(),
            **done_by(by, at),
        )
        log.record(
            "case_file.kept_apart",
            case_file,
            facts={"witness": row.pk},
            detail={"what": row.what, "where": row.where, "reason": row.reason},
        )
    return row
