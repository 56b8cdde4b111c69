"""Checks of what was submitted: the content is there, canonical, and says what the row says."""

from __future__ import annotations

import json
from typing import Any

from records.content import schema_errors
from records.digests import canonical
from records.exceptions import StorageError
from records.integrity.model import Found, State, check
from records.integrity.streams import STREAMS
from records.models import Component, DocumentVersion
from records.storage import storage

named = STREAMS["versions"].named

_FROZEN = ("code", "title", "kind", "access")


@check("version_content", over="versions")
def content_kept(version: DocumentVersion, state: State) -> Found:
    """Its content is a component, and its bytes are canonical JSON."""
    kept = [one for one in version.components.all() if one.role == Component.Role.CONTENT]
    if [one.sha256 for one in kept] != [version.content_sha256]:
        yield named(version), "Su contenido no figura entre sus archivos."
    signed = _bytes(version)
    if signed is not None and canonical(json.loads(signed)) != signed:
        yield named(version), "Su contenido no está en forma canónica."


@check("version_schema", over="versions")
def content_whole(version: DocumentVersion, state: State) -> Found:
    """Its content obeys the schema."""
    content = _content(version)
    if content is not None and (errors := schema_errors(content)):
        yield named(version), f"Su contenido no cumple el esquema: {errors[0]:.160}"


@check("version_fields", over="versions")
def as_signed(version: DocumentVersion, state: State) -> Found:
    """Code, title, kind and access in the row are those of the signed content."""
    content = _content(version)
    if content is None:
        return
    different = [name for name in _FROZEN if content.get(name) != getattr(version, name)]
    if different:
        yield named(version), f"Difiere de su contenido firmado en: {', '.join(different)}."


def _bytes(version: DocumentVersion) -> bytes | None:
    """Its bytes, read once; None where the check of files says that they are lost."""
    held: Any = version
    if not hasattr(held, "_verified_bytes"):
        try:
            held._verified_bytes = storage().read(version.content_sha256)
        except StorageError:
            held._verified_bytes = None
    found: bytes | None = held._verified_bytes
    return found


def _content(version: DocumentVersion) -> dict[str, Any] | None:
    signed = _bytes(version)
    return None if signed is None else dict(json.loads(signed))
