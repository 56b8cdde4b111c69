"""Taking in a case file that came in a package: the same case file, or none of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from records import sealing, sequences, storage
from records.case_files import filing
from records.case_files.types import types_of
from records.electronic_index.building import SUPPRESSED, index_of
from records.electronic_index.reading import MOST_BYTES, UnreadableIndex, read
from records.electronic_index.rows import Row
from records.events import act
from records.exceptions import NotAllowed, Reason
from records.integrity import State, indices
from records.models import (
    CaseFile,
    CaseFileClosing,
    CaseFileImport,
    CaseFileIndex,
    CaseFileReopening,
    Component,
    DocumentType,
    LateEntry,
    Office,
    Record,
    Series,
    Volume,
)
from records.packaging import deeds, life
from records.packaging.exporting import PackageError
from records.packaging.plan import files_of
from records.packaging.reading import opened
from records.packaging.rows import done_there, kept
from records.packaging.signers import Signer, signers_of, unknown
from records.packaging.sources import sources

_NONSENSE = (ValueError, KeyError, TypeError)
TODAY = "documentation/indice-actual.xml"


@dataclass(frozen=True, slots=True)
class Taken:
    """A case file that came in: who signed its indices, and what could not come along, told."""

    case_file: CaseFile
    signers: tuple[Signer, ...]
    left: tuple[str, ...]


def take_in(folder: Path, *, by: Any, at: datetime, trusted: Collection[str] = ()) -> Taken:
    """Make the case file of a package again: records, files, closings, indices, what was decided.

    Guarantees that its index is the one of the package, document by document, that each index
    that came with it verifies, and that a seal of this entity signed it or one of `trusted`: whom
    the importer says, by the SHA-256 of the certificate. Raises PackageError for a package that
    is damaged, a trap or not what it says, NotAllowed with every reason why it cannot be held here.
    """
    root, described, digest = opened(folder)
    try:
        return _taken(root, described, digest, by=by, at=at, trusted=trusted)
    except (*_NONSENSE, ValidationError, IntegrityError, UnreadableIndex) as error:
        told = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
        message = _("What the package tells cannot be kept: %(reason)s")
        raise PackageError(message % {"reason": told[:300]}) from error


def _taken(
    root: Path,
    described: dict[str, Any],
    digest: str,
    *,
    by: Any,
    at: datetime,
    trusted: Collection[str],
) -> Taken:
    _require_whole(root)
    signers = signers_of(root, described)
    series, office, types = _require_places(described, unknown(signers, trusted))
    for file in files_of(described):
        if storage.storage().put_file(root / file["path"]) != file["sha256"]:
            raise PackageError(_("The package changed while it was read."))
    with act(by=by, at=at) as log:
        case_file = _case_file(described, series, office)
        closings = [_closing(case_file, one) for one in described["closings"]]
        _require_lived(described, at)
        volumes = {one.number: one for one in Volume.objects.filter(case_file=case_file)}
        records = [
            _record(case_file, one, closings, types, volumes) for one in described["records"]
        ]
        ids = {
            one["id"]: record.pk for one, record in zip(described["records"], records, strict=True)
        }
        CaseFileImport.objects.create(
            case_file=case_file,
            source=described["source"]["entity"][:250],
            mets_sha256=digest,
            ids={name: str(key) for name, key in ids.items()},
            signers=[{"sha256": one.sha256, "subject": one.subject} for one in signers],
            at=at,
            user=by,
        )
        _require_sound([_index(case_file, one, closings) for one in described["indices"]])
        _require_same(case_file, root, at, {str(key): name for name, key in ids.items()})
        left = [
            *deeds.keep(case_file, described, records),
            *_further(case_file, described, records),
        ]
        if bare := life.unsigned(described):
            raise PackageError(bare)
        log.record(
            "case_file.imported",
            case_file,
            facts={"mets_sha256": digest},
            detail={"source": described["source"], "left": left},
        )
    return Taken(case_file, signers, tuple(left))


def _further(
    case_file: CaseFile, described: dict[str, Any], records: Sequence[Record]
) -> Iterator[str]:
    """What upper apps told of it is kept by them; what nobody here knows is said."""
    known = sources()
    for name, told in described["further"].items():
        if name in known:
            known[name].kept(case_file, told, records)
        else:
            yield _("Nothing here knows what the package tells as «%(name)s».") % {"name": name}


def _require_lived(described: dict[str, Any], at: datetime) -> None:
    if wrong := life.wrong_with(described, today=timezone.localdate(at)):
        raise ValueError(wrong)


def _require_places(
    described: dict[str, Any], reasons: list[Reason]
) -> tuple[Series, Office, dict[str, DocumentType]]:
    """Where it belongs here. Raises NotAllowed with every reason, and those that there are."""
    of_it = described["case_file"]
    if CaseFile.objects.filter(code=of_it["code"]).exists():
        message = _("The case file %(code)s is here already.")
        reasons.append(Reason("there", message % {"code": of_it["code"]}))
    scheme, code = of_it["scheme"], of_it["series"]["code"]
    series = (
        Series.objects.select_related("scheme")
        .filter(scheme__name=scheme["name"], scheme__label=scheme["label"], code=code)
        .first()
    )
    if series is None:
        message = _("There is no series %(code)s in the scheme %(scheme)s.")
        told = {"code": code, "scheme": f"{scheme['name']} {scheme['label']}"}
        reasons.append(Reason("no_series", message % told))
    elif series.scheme.valid_from is None:
        message = _("%(scheme)s is not in force: nothing is classified with it yet.")
        reasons.append(Reason("scheme_draft", message % {"scheme": series.scheme}))
    office = Office.objects.filter(code=of_it["office"]["code"]).order_by("pk").last()
    if office is None:
        message = _("There is no office %(code)s.")
        reasons.append(Reason("no_office", message % {"code": of_it["office"]["code"]}))
    types = {one.name: one for one in types_of(series)} if series else {}
    wanted = {one["document_type"] for one in described["records"]} - {""}
    for name in sorted(wanted - types.keys()) if series else []:
        message = _("The series has no type of document «%(name)s».")
        reasons.append(Reason("no_type", message % {"name": name}))
    if reasons or series is None or office is None:
        raise NotAllowed(reasons)
    return series, office, types


def _case_file(described: dict[str, Any], series: Series, office: Office) -> CaseFile:
    of_it = described["case_file"]
    case_file = CaseFile(
        series=series,
        office=office,
        opened_on=date.fromisoformat(of_it["opened_on"]),
        **{
            name: of_it[name]
            for name in ("code", "title", "public_title", "support", "access", "metadata")
        },
    )
    case_file.full_clean()
    case_file.save()
    case_file.last = 0  # it holds nothing yet
    # What is opened here next must not take its number again.
    if match := re.fullmatch(rf"{re.escape(series.code)}-(\d{{4}})-(\d{{3,9}})", case_file.code):
        sequences.passed(filing.numbers_of(series), int(match[1]), int(match[2]))
    for one in described["volumes"]:
        kept(Volume(case_file=case_file, **one))
    return case_file


def _closing(case_file: CaseFile, told: dict[str, Any]) -> CaseFileClosing:
    reopening = told["reopening"]
    closing: CaseFileClosing = kept(
        CaseFileClosing(
            case_file=case_file,
            kind=told["kind"],
            number=told["number"],
            on=date.fromisoformat(told["on"]),
            reason=told["reason"],
            **done_there(told),
        )
    )
    if reopening is not None:
        kept(
            CaseFileReopening(
                closing=closing,
                on=date.fromisoformat(reopening["on"]),
                reason=reopening["reason"],
                act=reopening["act"],
                **done_there(reopening),
            )
        )
    return closing


def _record(
    case_file: CaseFile,
    told: dict[str, Any],
    closings: list[CaseFileClosing],
    types: dict[str, DocumentType],
    volumes: dict[int, Volume],
) -> Record:
    record = filing.written(
        case_file,
        title=told["title"],
        at=datetime.fromisoformat(told["incorporated_at"]),
        access=told["access"],
        created_on=date.fromisoformat(told["created_on"]),
        document_type=types.get(told["document_type"]),
        pages=told["pages"],
        origin=told["origin"],
        volume=None if told["volume"] is None else volumes[told["volume"]],
    )
    record.clean_fields()
    for file in told["files"]:
        _component(file, record=record)
    if late := told["late"]:
        kept(
            LateEntry(
                record=record,
                closing=closings[late["closing"]],
                reason=late["reason"],
                **done_there(late),
            )
        )
    return record


def _index(
    case_file: CaseFile, told: dict[str, Any], closings: list[CaseFileClosing]
) -> CaseFileIndex:
    index: CaseFileIndex = kept(
        CaseFileIndex(
            case_file=case_file,
            number=told["number"],
            closing=None if told["closing"] is None else closings[told["closing"]],
            made_at=datetime.fromisoformat(told["made_at"]),
            xml_sha256=told["xml_sha256"],
            entries=told["entries"],
            pages=told["pages"],
        )
    )
    for file in told["files"]:
        _component(file, index=index)
    return index


def _require_sound(rows: list[CaseFileIndex]) -> None:
    """What the verification of the register would say of them is said now."""
    for row in rows:
        for look in (indices.as_frozen, indices.of_its_files, indices.signed):
            for name, sentence in look(row, State()):
                raise PackageError(f"{name}: {sentence}")


def _component(told: dict[str, Any], **owner: Any) -> None:
    """A file, its seal looked at where it is one that was sealed."""
    stamped_until = None
    if told["role"] == Component.Role.RENDITION and told["media_type"] == "application/pdf":
        pdf = storage.storage().read(told["sha256"])
        if wrong := sealing.problems(pdf):
            raise PackageError(f"{told['name']}: {' '.join(wrong)}")
        stamped_until = sealing.stamped_until(pdf)
    kept(
        Component(
            **owner,
            role=told["role"],
            sha256=told["sha256"],
            size=told["size"],
            media_type=told["media_type"],
            name=told["name"],
            created_at=datetime.fromisoformat(told["created_at"]),
            stamped_until=stamped_until,
        ),
        constrained=False,
    )


def _require_whole(root: Path) -> None:
    """Nothing of it was suppressed where it comes from: its order stays there, and its index names
    what no package may hold."""
    place = root / TODAY
    if not place.is_file() or place.stat().st_size > MOST_BYTES:
        raise PackageError(_("The package does not hold its index."))
    gone = [row for row in read(place.read_bytes()).rows if row.format == SUPPRESSED]
    if gone:
        message = _(
            "A document of it was suppressed by order where it comes from («%(name)s»): it cannot "
            "be taken in whole, and is not taken in without it."
        )
        raise PackageError(message % {"name": gone[0].name})


def _require_same(case_file: CaseFile, root: Path, at: datetime, names: dict[str, str]) -> None:
    """The index of what was made is the index of the package; names of records aside."""
    there = read((root / TODAY).read_bytes()).rows
    here = index_of(CaseFile.objects.get(pk=case_file.pk), at=at).rows
    if [_compared(one, one.id) for one in there] != [_compared(one, names[one.id]) for one in here]:
        raise PackageError(_("The index of the package is not the one of its files."))


def _compared(row: Row, name: str) -> Row:
    # A version tells its kind where it has no type; what came in is no version any more.
    return replace(row, id=name, document_type="")
