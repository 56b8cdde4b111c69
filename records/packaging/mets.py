"""The METS of an E-ARK package (CSIP and SIP 2.1): of its root and of its representation. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from records.electronic_index.xml import PARSER
from records.packaging.plan import METS, SCHEMA_OF_IT, Part

NS = "http://www.loc.gov/METS/"
XLINK = "http://www.w3.org/1999/xlink"
CSIP = "https://DILCIS.eu/XML/METS/CSIPExtensionMETS"
SIP = "https://DILCIS.eu/XML/METS/SIPExtensionMETS"
PROFILE = "https://earksip.dilcis.eu/profile/E-ARK-SIP.xml"
SOFTWARE = "Legajo"


@dataclass(frozen=True, slots=True)
class Packed:
    """What a METS says of its package. `groups`: files by their use; the rest are metadata."""

    identifier: str
    label: str
    created: str
    version: str
    organization: str
    identification: str
    descriptive: tuple[tuple[Part, str], ...]
    preservation: tuple[Part, ...]
    groups: tuple[tuple[str, tuple[Part, ...]], ...]
    representation: str = ""


def written(packed: Packed, *, folder: str = "") -> bytes:
    """The METS of a package, or of the representation in `folder`, whose paths begin there."""
    root = etree.Element(
        _mets("mets"), nsmap={"mets": NS, "xlink": XLINK, "csip": CSIP, "sip": SIP}
    )
    root.set("OBJID", packed.identifier)
    root.set("LABEL", packed.label[:1000])
    root.set("TYPE", "Mixed")
    root.set(f"{{{CSIP}}}CONTENTINFORMATIONTYPE", "MIXED")
    root.set("PROFILE", PROFILE)
    _header(root, packed)
    for number, (part, kind) in enumerate(packed.descriptive, 1):
        section = _sub(root, "dmdSec", ID=f"dmd-{number}", CREATED=part.created, STATUS="CURRENT")
        _reference(section, part, kind, folder)
    if packed.preservation:
        administrative = _sub(root, "amdSec")
        for number, part in enumerate(packed.preservation, 1):
            section = _sub(
                administrative,
                "digiprovMD",
                ID=f"premis-{number}",
                CREATED=part.created,
                STATUS="CURRENT",
            )
            _reference(section, part, "PREMIS", folder)
    files = _sub(root, "fileSec", ID="files")
    for use, parts in packed.groups:
        group = _sub(files, "fileGrp", ID=_id("group", use), USE=use)
        if use.startswith("Representations"):
            group.set(f"{{{CSIP}}}CONTENTINFORMATIONTYPE", "MIXED")
        for place, part in enumerate(parts, 1):
            _file(group, part, f"{_id('file', use)}-{place}", folder)
    _structure(root, packed)
    etree.indent(root)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8")) + b"\n"


def referred(content: bytes) -> list[tuple[str, str, int]]:
    """Path, SHA-256 and size of whatever a METS refers to. Raises ValueError for what is none."""
    try:
        root = etree.fromstring(content, etree.XMLParser(**PARSER))
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from error
    if root.getroottree().docinfo.doctype or root.tag != _mets("mets"):
        raise ValueError("no METS")
    found = []
    for one in root.iter(_mets("mdRef"), _mets("file")):
        place = one if one.tag == _mets("mdRef") else one.find(_mets("FLocat"))
        path = None if place is None else place.get(f"{{{XLINK}}}href")
        if not path or one.get("CHECKSUMTYPE") != "SHA-256" or not one.get("SIZE", "").isdigit():
            raise ValueError("a file without its place, SHA-256 or size")
        found.append((path, one.get("CHECKSUM", "").lower(), int(one.get("SIZE"))))
    return found


def _header(root: Any, packed: Packed) -> None:
    header = _sub(root, "metsHdr", CREATEDATE=packed.created, RECORDSTATUS="NEW")
    header.set("LASTMODDATE", packed.created)
    header.set(f"{{{CSIP}}}OAISPACKAGETYPE", "SIP")
    software = _sub(header, "agent", ROLE="CREATOR", TYPE="OTHER", OTHERTYPE="SOFTWARE")
    _sub(software, "name").text = SOFTWARE
    note = _sub(software, "note")
    note.text = packed.version
    note.set(f"{{{CSIP}}}NOTETYPE", "SOFTWARE VERSION")
    organization = _sub(header, "agent", ROLE="ARCHIVIST", TYPE="ORGANIZATION")
    _sub(organization, "name").text = packed.organization
    if packed.identification:
        note = _sub(organization, "note")
        note.text = packed.identification
        note.set(f"{{{CSIP}}}NOTETYPE", "IDENTIFICATIONCODE")


def _reference(section: Any, part: Part, kind: str, folder: str) -> None:
    told = {
        "LOCTYPE": "URL",
        "MDTYPE": kind,
        "MIMETYPE": part.media_type,
        "SIZE": str(part.size),
        "CREATED": part.created,
        "CHECKSUM": part.sha256,
        "CHECKSUMTYPE": "SHA-256",
    }
    if kind == "OTHER":
        told["OTHERMDTYPE"] = SCHEMA_OF_IT
    reference = _sub(section, "mdRef", **told)
    reference.set(f"{{{XLINK}}}type", "simple")
    reference.set(f"{{{XLINK}}}href", part.below(folder) if folder else part.path)


def _file(group: Any, part: Part, identifier: str, folder: str) -> None:
    file = _sub(
        group,
        "file",
        ID=identifier,
        MIMETYPE=part.media_type,
        SIZE=str(part.size),
        CREATED=part.created,
        CHECKSUM=part.sha256,
        CHECKSUMTYPE="SHA-256",
    )
    place = _sub(file, "FLocat", LOCTYPE="URL")
    place.set(f"{{{XLINK}}}type", "simple")
    place.set(f"{{{XLINK}}}href", part.below(folder) if folder else part.path)


def _structure(root: Any, packed: Packed) -> None:
    chart = _sub(root, "structMap", ID="structure", TYPE="PHYSICAL", LABEL="CSIP")
    whole = _sub(chart, "div", ID="whole", LABEL=packed.identifier)
    metadata = _sub(whole, "div", ID="div-metadata", LABEL="Metadata")
    _name_each(metadata, "DMDID", "dmd", packed.descriptive)
    _name_each(metadata, "ADMID", "premis", packed.preservation)
    for use, _parts in packed.groups:
        division = _sub(whole, "div", ID=_id("div", use), LABEL=use)
        if packed.representation and use.startswith("Representations"):
            pointer = _sub(division, "mptr", LOCTYPE="URL")
            pointer.set(f"{{{XLINK}}}type", "simple")
            pointer.set(f"{{{XLINK}}}href", f"{packed.representation}/{METS}")
            pointer.set(f"{{{XLINK}}}title", _id("group", use))
        else:
            _sub(division, "fptr", FILEID=_id("group", use))


def _name_each(division: Any, attribute: str, prefix: str, parts: Sequence[Any]) -> None:
    if parts:
        names = (f"{prefix}-{number}" for number in range(1, len(parts) + 1))
        division.set(attribute, " ".join(names))


def _id(kind: str, use: str) -> str:
    return f"{kind}-{re.sub(r'[^a-z0-9]+', '-', use.lower())}"


def _mets(name: str) -> str:
    return f"{{{NS}}}{name}"


def _sub(parent: Any, name: str, **told: str) -> Any:
    return etree.SubElement(parent, _mets(name), **told)
