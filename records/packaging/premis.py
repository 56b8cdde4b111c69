"""PREMIS 3: each file with its fixity, what happened, by whom, and who may read it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from lxml import etree

from records.packaging.plan import Part

NS = "http://www.loc.gov/premis/v3"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
_SOFTWARE, _ENTITY = "software", "entity"


@dataclass(frozen=True, slots=True)
class Happening:
    """An event of the register: its number there, when, what it is called, its digest.

    `linked`: it is of the whole case file; one about a file that is not in the package names no
    object.
    """

    seq: int
    at: str
    action: str
    label: str
    sha256: str
    linked: bool = True


@dataclass(frozen=True, slots=True)
class Known:
    """What PREMIS is told of a package: whose it is, what happened, who may read it.

    `access`: the level in words; `law`: the norm that it is of.
    """

    identifier: str
    title: str
    entity: str
    version: str
    access: str
    law: str
    happenings: tuple[Happening, ...] = ()


def of_package(known: Known, indices: Iterable[Part]) -> bytes:
    """The case file as an intellectual entity, its events, and the files of its indices."""
    root = _root()
    whole = _object(root, "intellectualEntity", "local", known.identifier)
    _sub(whole, "originalName", known.title)
    for part in indices:
        _file(root, part, part.path, "")
    for one in known.happenings:
        _event(root, one, known.identifier)
    _agents_and_rights(root, known)
    return _bytes(root)


def of_representation(known: Known, parts: Iterable[tuple[Part, str, str]]) -> bytes:
    """The files of the documents: part, the name that it bears in the case file, its format."""
    root = _root()
    whole = _object(root, "representation", "local", f"{known.identifier}/original")
    _sub(whole, "originalName", known.title)
    for part, name, form in parts:
        _file(root, part, name, form)
    _agents_and_rights(root, known)
    return _bytes(root)


def _root() -> Any:
    root = etree.Element(f"{{{NS}}}premis", nsmap={"premis": NS, "xsi": XSI})
    root.set("version", "3.0")
    return root


def _object(root: Any, category: str, kind: str, identifier: str) -> Any:
    made = _sub(root, "object")
    made.set(f"{{{XSI}}}type", f"premis:{category}")
    _identifier(made, "object", kind, identifier)
    return made


def _file(root: Any, part: Part, name: str, form: str) -> None:
    made = _object(root, "file", "path", part.path)
    characteristics = _sub(made, "objectCharacteristics")
    fixity = _sub(characteristics, "fixity")
    _sub(fixity, "messageDigestAlgorithm", "SHA-256")
    _sub(fixity, "messageDigest", part.sha256)
    _sub(characteristics, "size", str(part.size))
    told = _sub(characteristics, "format")
    _sub(_sub(told, "formatDesignation"), "formatName", part.media_type)
    if form:
        _sub(told, "formatNote", form)
    _sub(made, "originalName", name)


def _event(root: Any, one: Happening, subject: str) -> None:
    event = _sub(root, "event")
    _identifier(event, "event", "register", str(one.seq))
    _sub(event, "eventType", one.action)
    _sub(event, "eventDateTime", one.at)
    detail = _sub(event, "eventDetailInformation")
    _sub(detail, "eventDetail", f"{one.label} · SHA-256 {one.sha256}")
    _identifier(event, "linkingAgent", "local", _ENTITY)
    if one.linked:
        _identifier(event, "linkingObject", "local", subject)


def _agents_and_rights(root: Any, known: Known) -> None:
    for identifier, name, kind in (
        (_ENTITY, known.entity, "organization"),
        (_SOFTWARE, "Legajo", "software"),
    ):
        agent = _sub(root, "agent")
        _identifier(agent, "agent", "local", identifier)
        _sub(agent, "agentName", name)
        _sub(agent, "agentType", kind)
        if identifier == _SOFTWARE:
            _sub(agent, "agentVersion", known.version)
    statement = _sub(_sub(root, "rights"), "rightsStatement")
    _identifier(statement, "rightsStatement", "local", "access")
    _sub(statement, "rightsBasis", "statute")
    statute = _sub(statement, "statuteInformation")
    _sub(statute, "statuteJurisdiction", "CO")
    _sub(statute, "statuteCitation", known.law)
    granted = _sub(statement, "rightsGranted")
    _sub(granted, "act", "disseminate")
    _sub(granted, "restriction", known.access)
    _identifier(statement, "linkingObject", "local", known.identifier)
    _identifier(statement, "linkingAgent", "local", _ENTITY)


def _identifier(parent: Any, of: str, kind: str, value: str) -> None:
    made = _sub(parent, f"{of}Identifier")
    _sub(made, f"{of}IdentifierType", kind)
    _sub(made, f"{of}IdentifierValue", value)


def _sub(parent: Any, name: str, text: str | None = None) -> Any:
    made = etree.SubElement(parent, f"{{{NS}}}{name}")
    made.text = text
    return made


def _bytes(root: Any) -> bytes:
    etree.indent(root)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8")) + b"\n"
