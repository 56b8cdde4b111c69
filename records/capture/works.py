"""What is made of a captured file apart: looked through, read, recognised, copied in PDF/A.

Tasks of their own, run by `manage.py run_due_tasks captured`: no capture waits for them. What waits
for a program that is not there goes on as soon as it is. All but the copy in PDF/A, which is a file
of the record, are derived: `forget` drops them and they are made anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import transaction
from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from records import storage
from records.capture import tools
from records.capture.picturing import DRAWN
from records.capture.reading import text_of
from records.case_files.standing import locked
from records.digests import sha256
from records.due_tasks import NotDone
from records.events import act
from records.exceptions import Conflict, StorageError
from records.guards.naming import require_kept
from records.media_types import FORMATS, OF_MEDIA_TYPE
from records.models import Component, Derivation, Erasure, Record
from records.sandbox import Unanswered

Work, Outcome = Derivation.Work, Derivation.Outcome
CAPTURED = (Component.Role.FILE, Component.Role.ANNEX)
TOOL_OF: dict[str, str] = {
    Work.SCAN: tools.CLAMAV,
    Work.OCR: tools.TESSERACT,
    Work.PDFA: tools.LIBREOFFICE,
}
_READ = [one.media_type for one in FORMATS.values() if one.family in ("pdf", "package", "text")]
_DRAWN = [FORMATS[key].media_type for key in DRAWN]
_CONVERTED = [FORMATS[key].media_type for key in tools.CONVERTED]
WAITS = {
    Work.SCAN: gettext_lazy("Waits for ClamAV, which is not installed or has no signatures."),
    Work.OCR: gettext_lazy("Waits for tesseract, which is not installed."),
    Work.PDFA: gettext_lazy("Waits for LibreOffice, which is not installed."),
}


@dataclass(frozen=True, slots=True)
class State:
    """How far a work on a file has come, for whoever looks at the record."""

    work: str
    sentence: str
    done: bool
    alarming: bool = False


def waiting(work: str) -> QuerySet[Component]:
    """The captured files on which that work is still to be done, the oldest first."""
    found = Component.objects.filter(
        record__capture__isnull=False, role__in=CAPTURED, erasure=None
    ).exclude(Exists(_of_file(work)))
    if work == Work.TEXT:
        found = found.filter(media_type__in=_READ)
    elif work == Work.OCR:
        unread = _of_file(Work.TEXT).filter(outcome=Outcome.NOTHING)
        pictures = Q(media_type__startswith="image/")
        found = found.filter(media_type__in=_DRAWN).filter(pictures | Exists(unread))
    elif work == Work.PDFA:
        found = found.filter(media_type__in=_CONVERTED)
    return found.order_by("pk")


def waits_since() -> datetime | None:
    """Since when the oldest work waits whose program is here; None when nothing does."""
    doable = [work for work in Work if work not in TOOL_OF or tools.is_there(TOOL_OF[work])]
    found = [
        waiting(work).order_by().aggregate(since=Min("created_at"))["since"] for work in doable
    ]
    return min((one for one in found if one is not None), default=None)


def _of_file(work: str) -> QuerySet[Derivation]:
    return Derivation.objects.filter(sha256=OuterRef("sha256"), work=work)


def work_off(at: datetime, *, most: int = 500) -> str | None:
    """The due task: do what waits and can be done; a file that resists costs no other its turn.

    Raises NotDone, at the end, for files that the storage has lost.
    """
    done, failures = 0, []
    for work in (Work.SCAN, Work.TEXT, Work.PDFA, Work.OCR):
        if work in TOOL_OF and not tools.is_there(TOOL_OF[work]):
            continue
        for component in waiting(work).select_related("record__case_file")[:most]:
            try:
                done += _done(component, work, at)
            except StorageError as error:
                if not Erasure.objects.filter(component=component).exists():
                    failures.append(str(error))
    if failures:
        raise NotDone("\n".join(failures))
    message = ngettext(
        "%(count)d work on captured files was done.",
        "%(count)d works on captured files were done.",
        done,
    )
    return message % {"count": done} if done else None


def _done(component: Component, work: str, at: datetime) -> bool:
    key = OF_MEDIA_TYPE[component.media_type].key
    with TemporaryDirectory() as place:
        folder = Path(place)
        path = folder / "bytes"
        storage.storage().copy_to(component.sha256, path)
        try:
            outcome, text = _DO[work](component, path, key, folder, at)
        except Unanswered as error:
            outcome, text = Outcome.FAILED, "heavy" if error.heavy else ""
    with act(by=None, at=at) as log:
        new = _told(component.sha256, work, outcome=outcome, text=text, at=at)
        if new and outcome == Outcome.DONE and work in (Work.TEXT, Work.OCR):
            # What follows the register, the search above all, learns of the text so.
            facts = {"component": component.pk, "work": work}
            log.record("record.text_read", _record_of(component), facts=facts)
    return new


def _told(digest: str, work: str, *, outcome: str, text: str, at: datetime) -> bool:
    """Keep what a work came to, but not of bytes that were erased while it was done."""
    told = {"outcome": outcome, "text": text, "tool": TOOL_OF.get(work, ""), "at": at}
    try:
        with transaction.atomic():
            row, new = Derivation.objects.get_or_create(sha256=digest, work=work, defaults=told)
            require_kept([row])
    except Conflict:
        return False
    return new


def _record_of(component: Component) -> Record:
    if component.record is None:  # `waiting` finds files of records only
        raise ValueError(component)
    return component.record


def _scanned(
    component: Component, path: Path, key: str, folder: Path, at: datetime
) -> tuple[str, str]:
    record = _record_of(component)
    name = tools.virus_in(path, folder)
    if name:
        with act(by=None, at=at) as log:
            facts = {"component": component.pk}
            log.record("record.infected", record, facts=facts, detail={"name": name})
    return (Outcome.FOUND, name) if name else (Outcome.DONE, "")


def _read(
    component: Component, path: Path, key: str, folder: Path, at: datetime
) -> tuple[str, str]:
    text = text_of(path, key)
    return (Outcome.DONE, text) if text else (Outcome.NOTHING, "")


def _recognised(
    component: Component, path: Path, key: str, folder: Path, at: datetime
) -> tuple[str, str]:
    text = tools.text_in_picture(path, key, folder)
    return (Outcome.DONE, text) if text else (Outcome.NOTHING, "")


def _converted(
    component: Component, path: Path, key: str, folder: Path, at: datetime
) -> tuple[str, str]:
    """A further file of the record. The one that it is made of stays as it came, byte for byte."""
    record = _record_of(component)
    made = tools.pdfa_of(path, key, folder).read_bytes()
    digest = storage.storage().put(made)
    with act(by=None, at=at) as log:
        locked(record.case_file)
        if component.made_of_it.filter(role=Component.Role.PDFA).exists():
            return Outcome.DONE, ""
        copy = Component.objects.create(
            record=record,
            role=Component.Role.PDFA,
            source=component,
            sha256=digest,
            size=len(made),
            media_type="application/pdf",
            name=f"{component.name.rpartition('.')[0]}.pdf"[:255],
            created_at=at,
        )
        facts = {"component": component.pk, "copy": copy.pk, "content_sha256": sha256(made)}
        log.record("record.converted", record, facts=facts)
    return Outcome.DONE, ""


_Doing = Callable[[Component, Path, str, Path, datetime], tuple[str, str]]
_DO: dict[str, _Doing] = {
    Work.SCAN: _scanned,
    Work.TEXT: _read,
    Work.OCR: _recognised,
    Work.PDFA: _converted,
}


def states_of(component: Component) -> list[State]:
    """How far each work on a file has come. Ask it only of a file that the person may open."""
    return list(_states(component))


def _states(component: Component) -> Iterator[State]:
    rows = {one.work: one for one in Derivation.objects.filter(sha256=component.sha256)}
    for work in (Work.SCAN, Work.TEXT, Work.OCR, Work.PDFA):
        row = rows.get(work)
        if row is not None:
            alarming = row.outcome in (Outcome.FOUND, Outcome.FAILED)
            sentence = str(row.get_outcome_display())
            if row.outcome == Outcome.FOUND:
                sentence = f"{sentence}: {row.text}"
            yield State(str(work.label), sentence, done=True, alarming=alarming)
        elif waiting(work).filter(pk=component.pk).exists():
            there = work not in TOOL_OF or tools.is_there(TOOL_OF[work])
            sentence = _("Waits for its turn.") if there else str(WAITS[work])
            yield State(str(work.label), sentence, done=False)


def text_known_of(component: Component) -> str:
    """The text that was read out of a file; empty where none was, or not yet."""
    read = Derivation.objects.filter(sha256=component.sha256, work__in=(Work.TEXT, Work.OCR))
    return next((one.text for one in read.order_by("-work") if one.text), "")


def is_infected(component: Component) -> bool:
    """Whether a virus was found in it: it is then neither shown nor handed out."""
    found = Derivation.objects.filter(sha256=component.sha256, outcome=Outcome.FOUND)
    return found.exists()


def forget(**which: Any) -> int:
    """Drop what was derived, all or by `sha256` and `work`; how much. It is made anew in its turn.

    The copy in PDF/A is no derived thing: it stays, and is not made twice.
    """
    return Derivation.objects.filter(**which).delete()[0]
