"""Taking in a case file that came in a package: the same case file, or none of it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from records import sealing, sequences, storage
from records.case_files import filing
from records.electronic_index.building import index_of
from records.electronic_index.reading import UnreadableIndex, read
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
from records.packaging.exporting import PackageError
from records.packaging.plan import files_of
from records.packaging.reading import opened

TODAY = "documentation/indice-actual.xml"


def take_in(folder: Path, *, by: Any, at: datetime) -> CaseFile:
    """Make the case file of a package again, with its records, files, closings and indices.

    Guarantees that its index is the one of the package, document by document, and that each index
    that came with it verifies. Raises PackageError for a package that is damaged, a trap or not
    what it says, NotAllowed with every reason why this installation cannot hold it.
    """
    root, described, digest = opened(folder)
    try:
        return _taken(root, described, digest, by=by, at=at)
    except (ValueError, ValidationError, UnreadableIndex) as error:
        told = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
        message = _("What the package tells cannot be kept: %(reason)s")
        raise PackageError(message % {"reason": told[:300]}) from error


def _taken(
    root: Path, described: dict[str, Any], digest: str, *, by: Any, at: datetime
) -> CaseFile:
    series, office, types = _require_places(described)
    for file in files_of(described):
        content = (root / file["path"]).read_bytes()
        if storage.storage().put(content) != file["sha256"]:
            raise PackageError(_("The package changed while it was read."))
    with act(by=by, at=at) as log:
        case_file = _case_file(described, series, office)
        closings = [_closing(case_file, one) for one in described["closings"]]
        ids = {
            one["id"]: _record(case_file, one, closings, types).pk for one in described["records"]
        }
        CaseFileImport.objects.create(
            case_file=case_file,
            source=described["source"]["entity"][:250],
            mets_sha256=digest,
            ids={name: str(key) for name, key in ids.items()},
            at=at,
            user=by,
        )
        _require_sound([_index(case_file, one, closings) for one in described["indices"]])
        _require_same(case_file, root, at, {str(key): name for name, key in ids.items()})
        log.record(
            "case_file.imported",
            case_file,
            facts={"mets_sha256": digest},
            detail={"source": described["source"]},
        )
    return case_file


def _require_places(described: dict[str, Any]) -> tuple[Series, Office, dict[str, DocumentType]]:
    """Where it belongs here. Raises NotAllowed with every reason."""
    of_it = described["case_file"]
    reasons = []
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
    office = Office.objects.filter(code=of_it["office"]["code"]).order_by("pk").last()
    if office is None:
        message = _("There is no office %(code)s.")
        reasons.append(Reason("no_office", message % {"code": of_it["office"]["code"]}))
    types = {one.name: one for one in DocumentType.objects.filter(series=series)}
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
        _kept(Volume(case_file=case_file, **one))
    return case_file


def _closing(case_file: CaseFile, told: dict[str, Any]) -> CaseFileClosing:
    reopening = told["reopening"]
    closing: CaseFileClosing = _kept(
        CaseFileClosing(
            case_file=case_file,
            kind=told["kind"],
            number=told["number"],
            on=date.fromisoformat(told["on"]),
            reason=told["reason"],
            **_done(told),
        )
    )
    if reopening is not None:
        _kept(
            CaseFileReopening(
                closing=closing,
                on=date.fromisoformat(reopening["on"]),
                reason=reopening["reason"],
                act=reopening["act"],
                **_done(reopening),
            )
        )
    return closing


def _record(
    case_file: CaseFile,
    told: dict[str, Any],
    closings: list[CaseFileClosing],
    types: dict[str, DocumentType],
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
    )
    record.clean_fields()
    for file in told["files"]:
        _component(file, record=record)
    if late := told["late"]:
        _kept(
            LateEntry(
                record=record,
                closing=closings[late["closing"]],
                reason=late["reason"],
                **_done(late),
            )
        )
    return record


def _index(
    case_file: CaseFile, told: dict[str, Any], closings: list[CaseFileClosing]
) -> CaseFileIndex:
    index: CaseFileIndex = _kept(
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
    _kept(
        Component(
            **owner,
            role=told["role"],
            sha256=told["sha256"],
            size=told["size"],
            media_type=told["media_type"],
            name=told["name"],
            created_at=datetime.fromisoformat(told["created_at"]),
            stamped_until=stamped_until,
        )
    )


def _require_same(case_file: CaseFile, root: Path, at: datetime, names: dict[str, str]) -> None:
    """The index of what was made is the index of the package; names of records aside."""
    if not (root / TODAY).is_file():
        raise PackageError(_("The package does not hold its index."))
    there = read((root / TODAY).read_bytes()).rows
    here = index_of(CaseFile.objects.get(pk=case_file.pk), at=at).rows
    if [_compared(one, one.id) for one in there] != [_compared(one, names[one.id]) for one in here]:
        raise PackageError(_("The index of the package is not the one of its files."))


def _compared(row: Row, name: str) -> Row:
    # A version tells its kind where it has no type; what came in is no version any more.
    return replace(row, id=name, document_type="")


def _done(told: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": told["name"],
        "position": told["position"],
        "office": told["office"],
        "at": datetime.fromisoformat(told["at"]),
    }


def _kept(row: models.Model) -> Any:
    """It, saved. Raises ValidationError for what no form would have taken.

    Nobody of here did what is told of there: its `user` is empty, as no form leaves it.
    """
    row.clean_fields(exclude={"user"})
    row.save()
    return row
