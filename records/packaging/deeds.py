"""What was decided and done about a case file and its records, told in a package and kept again.

Restrictions with their terms and what ended them, reclassifications, witnesses of what is kept
apart, how each record came from outside, of which original it is a copy, its tags.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from taggit.models import Tag

from records.case_files.access import stricter
from records.case_files.reserve import MOST_YEARS, latest_end
from records.models import (
    AccessLevel,
    Capture,
    CaseFile,
    Declassification,
    Digitisation,
    KeptApart,
    Loan,
    Reclassification,
    Record,
    RecordRemoval,
    Restriction,
    Series,
)
from records.packaging.rows import done, done_there, kept

_GROUNDS = ("access", "norm", "aim", "harm", "partial", "part")
_DIGITISED = ("medium", "original_place", "digitised_by", "checked_by", "quality", "probative")


def of_case_file(case_file: CaseFile, places: Mapping[int, int]) -> dict[str, Any]:
    """What concerns it as a whole; records are named by their places in the package.

    Loans and removals are the affair of the house and stay behind: how many there are is told.
    """
    of_it = Restriction.objects.filter(Q(case_file=case_file) | Q(record__case_file=case_file))
    moves = Reclassification.objects.filter(case_file=case_file)
    witnesses = KeptApart.objects.filter(case_file=case_file)
    responsible = case_file.responsible
    return {
        "responsible": responsible
        and {"position": str(responsible.position), "office": responsible.office.code},
        "restrictions": [
            _restriction(one, places)
            for one in of_it.select_related("ending").order_by("pk")
            if one.record_id is None or one.record_id in places  # else it is of one taken out
        ],
        "reclassifications": [
            {
                "former": _series(one.former),
                "series": _series(one.series),
                "reason": one.reason,
                **done(one),
            }
            for one in moves.select_related("former__scheme", "series__scheme").order_by("pk")
        ],
        "witnesses": [
            {
                "record": places.get(one.record_id or 0),
                "what": one.what,
                "where": one.where,
                "reason": one.reason,
                **done(one),
            }
            for one in witnesses.order_by("pk")
        ],
        "stays": {
            "loans": Loan.objects.filter(case_file=case_file).count(),
            "removals": RecordRemoval.objects.filter(case_file=case_file).count(),
        },
    }


def of_records(case_file: CaseFile) -> dict[int, dict[str, Any]]:
    """By key of the record: how it came from outside, of what it is a copy, tags, its volume."""
    found: dict[int, dict[str, Any]] = {}
    for capture in Capture.objects.filter(record__case_file=case_file):
        told = {"way": capture.way, "notes": capture.notes, **done(capture)}
        found.setdefault(capture.record_id, {})["capture"] = told
    for one in Digitisation.objects.filter(record__case_file=case_file):
        told = {name: getattr(one, name) for name in _DIGITISED}
        told |= {"digitised_on": one.digitised_on.isoformat(), **done(one)}
        found.setdefault(one.record_id, {})["digitisation"] = told
    tagged = Record.objects.filter(case_file=case_file, tags__isnull=False).order_by("tags__name")
    for key, tag in tagged.values_list("pk", "tags__name"):
        found.setdefault(key, {}).setdefault("tags", []).append(tag)
    bound = Record.objects.filter(case_file=case_file, volume__isnull=False)
    for key, number in bound.values_list("pk", "volume__number"):
        found.setdefault(key, {})["volume"] = number
    return found


def keep(case_file: CaseFile, told: dict[str, Any], records: Sequence[Record]) -> Iterator[str]:
    """Make the rows of both again; a sentence for each thing that could not come along.

    Raises ValueError or ValidationError for what was never told so.
    """
    for row in told["restrictions"]:
        _keep_restriction(case_file, row, records)
    for one in told["reclassifications"]:
        former, series = _found(one["former"]), _found(one["series"])
        if former is None or series is None:
            names = {"former": one["former"]["code"], "series": one["series"]["code"]}
            message = _("Its reclassification from %(former)s to %(series)s: one is not here.")
            yield message % names
            continue
        kept(
            Reclassification(
                case_file=case_file,
                former=former,
                series=series,
                reason=one["reason"],
                **done_there(one),
            )
        )
    for one in told["witnesses"]:
        kept(
            KeptApart(
                case_file=case_file,
                record=None if one["record"] is None else records[one["record"]],
                what=one["what"],
                where=one["where"],
                reason=one["reason"],
                **done_there(one),
            )
        )
    for record, row in zip(records, told["records"], strict=True):
        _keep_record(record, row)
    yield from _left(case_file, told, records)


def _restriction(one: Restriction, places: Mapping[int, int]) -> dict[str, Any]:
    ending = getattr(one, "ending", None)
    return {
        "record": places.get(one.record_id or 0),
        **{name: getattr(one, name) for name in _GROUNDS},
        "decided_on": one.decided_on.isoformat(),
        "until": one.until and one.until.isoformat(),
        **done(one),
        "ending": ending
        and {
            "access": ending.access,
            "act": ending.act,
            "on": ending.on.isoformat(),
            "reason": ending.reason,
            **done(ending),
        },
    }


def _keep_restriction(case_file: CaseFile, told: dict[str, Any], records: Sequence[Record]) -> None:
    decided_on = date.fromisoformat(told["decided_on"])
    until = told["until"] and date.fromisoformat(told["until"])
    if until and until > latest_end(decided_on):
        message = _("A reserve lasts %(years)d years at most.")
        raise ValueError(message % {"years": MOST_YEARS})
    about = (
        {"case_file": case_file} if told["record"] is None else {"record": records[told["record"]]}
    )
    [restrained] = about.values()
    if not told["ending"] and stricter(told["access"], restrained.access):
        message = _("It would come in as %(access)s, and its restriction says %(level)s.")
        levels = dict(AccessLevel.choices)
        raise ValueError(
            message % {"access": levels[restrained.access], "level": levels.get(told["access"], "")}
        )
    row = kept(
        Restriction(
            **about,
            **{name: told[name] for name in _GROUNDS},
            decided_on=decided_on,
            until=until,
            **done_there(told),
        )
    )
    if ending := told["ending"]:
        kept(
            Declassification(
                restriction=row,
                access=ending["access"],
                act=ending["act"],
                on=date.fromisoformat(ending["on"]),
                reason=ending["reason"],
                **done_there(ending),
            )
        )


def _keep_record(record: Record, told: dict[str, Any]) -> None:
    if capture := told["capture"]:
        row = Capture(record=record, way=capture["way"], notes=capture["notes"])
        for name, value in done_there(capture).items():
            setattr(row, name, value)
        kept(row)
    if copy := told["digitisation"]:
        kept(
            Digitisation(
                record=record,
                **{name: copy[name] for name in _DIGITISED},
                digitised_on=date.fromisoformat(copy["digitised_on"]),
                **done_there(copy),
            )
        )
    if told["tags"]:
        for name in told["tags"]:
            Tag(name=name).clean_fields(exclude={"slug"})
        record.tags.set(told["tags"])


def _left(case_file: CaseFile, told: dict[str, Any], records: Sequence[Record]) -> Iterator[str]:
    """What does not come along, or came without what the law asks of it."""
    if responsible := told["responsible"]:
        message = _("Who answered for it there was %(position)s: say who does here.")
        yield message % responsible
    if loans := told["stays"]["loans"]:
        yield _("Its loans (%(count)d) stay in the house that wrote them.") % {"count": loans}
    if removals := told["stays"]["removals"]:
        message = _("What was taken out as mistaken (%(count)d) stays in the house that did it.")
        yield message % {"count": removals}
    standing = [one for one in told["restrictions"] if one["ending"] is None]
    levels = {one["access"] for one in standing if one["record"] is None}
    if case_file.access != AccessLevel.PUBLIC and case_file.access not in levels:
        message = _("It is %(access)s and nothing says by which norm or until when: restrict it.")
        yield message % {"access": case_file.get_access_display()}


def _series(series: Series) -> dict[str, str]:
    return {"scheme": series.scheme.name, "label": series.scheme.label, "code": series.code}


def _found(told: dict[str, str]) -> Series | None:
    return Series.objects.filter(
        scheme__name=told["scheme"], scheme__label=told["label"], code=told["code"]
    ).first()
