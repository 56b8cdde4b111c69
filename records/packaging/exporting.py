"""Exporting a case file as an E-ARK package (CSIP and SIP 2.1), or as a bag that holds one."""

from __future__ import annotations

import shutil
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

import bagit
from lxml import etree

from records import storage
from records.characters import without_illegal
from records.digests import sha256
from records.electronic_index import tables, xml
from records.electronic_index.building import index_of
from records.electronic_index.formats import word_for
from records.event_labels import label_of
from records.events import act
from records.exceptions import Failure
from records.models import CaseFile, Record, RecordEvent
from records.packaging import mets, premis
from records.packaging.plan import (
    DESCRIBED,
    METS,
    PREMIS,
    REPRESENTATION,
    SCHEMA,
    TOLD,
    Part,
    files_of,
    named,
    parts_of,
)
from records.packaging.telling import as_bytes, told

LAW = "Ley 1712 de 2014"
SUPPRESSED = ("suppression.confirmed", "component.erased")
"""What tells that a file is left out: it was suppressed by order, and nobody gives it away."""
_DC = "http://purl.org/dc/elements/1.1/"
_SCHEMAS = Path(xml.__file__).parents[1] / "schemas"


class PackageError(Failure):
    """A package cannot be written, or is not taken; the message tells why. Nothing stays of it."""


def export(case_file: CaseFile, folder: Path, *, bag: bool, at: datetime) -> Path:
    """Write the package below `folder`, under the code of the case file, and return its folder.

    Guarantees that each file was read, verified and written whole, and that the package appears
    under its name only then. Raises PackageError and StorageError; nothing half done stays.
    """
    target = folder / named(case_file.code)
    if target.exists():
        raise PackageError(_("%(folder)s is there already.") % {"folder": target})
    waiting = folder / f".{target.name}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(waiting, ignore_errors=True)
        digest = _write(case_file, waiting, at)
        if bag:
            _bag(case_file, waiting)
        waiting.rename(target)
    except OSError as error:
        message = _("The package could not be written: %(reason)s.")
        raise PackageError(message % {"reason": error.strerror or error}) from error
    finally:
        shutil.rmtree(waiting, ignore_errors=True)
    with act(by=None, at=at) as log:
        log.record("case_file.exported", case_file, facts={"mets_sha256": digest})
    return target


def _write(case_file: CaseFile, folder: Path, at: datetime) -> str:
    """All of the package in a folder; the digest of its METS."""
    described = told(case_file, at=at)
    moment = timezone.localtime(at).isoformat(timespec="seconds")
    writer = _Writer(folder, moment)
    for file in files_of(described):
        storage.storage().copy_to(file["sha256"], writer.place(file["path"]))
    index = index_of(case_file, at=at)
    beside = [
        writer.made("documentation/indice-actual.xml", xml.written(index), "application/xml"),
        writer.made("documentation/indice-actual.csv", tables.as_csv(index), "text/csv"),
    ]
    indices = parts_of(file for one in described["indices"] for file in one["files"])
    data = [file for one in described["records"] for file in one["files"]]
    known = _known(case_file, described)
    descriptive = (
        (writer.made(DESCRIBED, _dublin_core(described), "application/xml"), "DC"),
        (writer.made(TOLD, as_bytes(described), "application/json"), "OTHER"),
    )
    kept = premis.of_package(known, [*indices, *beside])
    schema = (_SCHEMAS / Path(SCHEMA).name).read_bytes()
    groups: list[tuple[str, tuple[Part, ...]]] = [
        ("Documentation", (*indices, *beside)),
        ("Schemas", (writer.made(SCHEMA, schema, "application/xml"),)),
        ("Representations/original", (_representation(writer, described, known, data),)),
    ]
    packed = mets.Packed(
        identifier=named(case_file.code),
        label=without_illegal(f"{case_file.code} {case_file.title}"),
        created=moment,
        version=known.version,
        organization=known.entity,
        identification=described["source"]["nit"],
        descriptive=descriptive,
        preservation=(writer.made(PREMIS, kept, "application/xml"),),
        groups=tuple(groups),
        representation=REPRESENTATION,
    )
    return writer.made(METS, mets.written(packed), "application/xml").sha256


def _representation(
    writer: _Writer, described: dict[str, Any], known: premis.Known, data: list[dict[str, Any]]
) -> Part:
    """The METS of the documents' files as they are, with their PREMIS beside it."""
    parts = parts_of(data)
    by_path = {one["path"]: one for one in data}
    fixity = premis.of_representation(
        known,
        [
            (one, without_illegal(by_path[one.path]["name"]), word_for(one.media_type))
            for one in parts
        ],
    )
    place = f"{REPRESENTATION}/{PREMIS}"
    packed = mets.Packed(
        identifier="original",
        label=without_illegal(described["case_file"]["title"]),
        created=writer.moment,
        version=known.version,
        organization=known.entity,
        identification=described["source"]["nit"],
        descriptive=(),
        preservation=(writer.made(place, fixity, "application/xml"),),
        groups=(("Data", tuple(parts)),) if parts else (),
    )
    content = mets.written(packed, folder=REPRESENTATION)
    return writer.made(f"{REPRESENTATION}/{METS}", content, "application/xml")


def _known(case_file: CaseFile, described: dict[str, Any]) -> premis.Known:
    records = case_file.records.values_list("pk", "same_as")
    shown = {key for pair in records for key in pair if key is not None}
    gone = Q(subject_type=Record._meta.label_lower, subject_id__in=shown, action__in=SUPPRESSED)
    whole = Q(subject_type=CaseFile._meta.label_lower, subject_id=case_file.pk)
    events = RecordEvent.objects.filter(whole | gone).order_by("seq")
    return premis.Known(
        identifier=named(case_file.code),
        title=without_illegal(case_file.title),
        entity=without_illegal(described["source"]["entity"]),
        version=_version(),
        access=str(case_file.get_access_display()),
        law=LAW,
        happenings=tuple(
            premis.Happening(
                one.seq,
                timezone.localtime(one.at).isoformat(timespec="seconds"),
                one.action,
                label_of(one.action),
                one.sha256,
                linked=one.action not in SUPPRESSED,
            )
            for one in events
        ),
    )


def _version() -> str:
    """The version of Legajo; of a checkout, which is no installed package, just that."""
    try:
        return version("legajo")
    except PackageNotFoundError:
        return "checkout"


def _dublin_core(described: dict[str, Any]) -> bytes:
    """What any catalogue understands of it."""
    of_it = described["case_file"]
    root = etree.Element("dc", nsmap={"dc": _DC})
    dates = sorted(one["created_on"] for one in described["records"])
    for name, text in (
        ("identifier", of_it["code"]),
        ("title", of_it["title"]),
        ("creator", of_it["office"]["name"]),
        ("publisher", described["source"]["entity"]),
        ("subject", f"{of_it['series']['code']} {of_it['series']['name']}"),
        ("date", "/".join(dict.fromkeys([*dates[:1], *dates[-1:]])) or of_it["opened_on"]),
        ("type", "Collection"),
        ("language", "es"),
        ("rights", f"{LAW}: {of_it['access']}"),
    ):
        etree.SubElement(root, f"{{{_DC}}}{name}").text = without_illegal(text)
    etree.indent(root)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8")) + b"\n"


def _bag(case_file: CaseFile, folder: Path) -> None:
    """Put the package into a bag, in its place: its files go below `data`."""
    told_of_it = {"External-Identifier": named(case_file.code), "Bag-Software-Agent": "Legajo"}
    bagit.make_bag(str(folder), told_of_it, checksums=["sha256", "sha512"])


class _Writer:
    """Writes the files of a package; what it wrote, with the moment of the export."""

    def __init__(self, folder: Path, moment: str) -> None:
        self.folder, self.moment = folder, moment

    def place(self, path: str) -> Path:
        """Where a file of the package is written; its folder is there."""
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        return place

    def made(self, path: str, content: bytes, media_type: str) -> Part:
        self.place(path).write_bytes(content)
        return Part(path, sha256(content), len(content), media_type, self.moment)
