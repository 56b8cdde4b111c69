"""Checks of what was filled in: its content, its signatures, its number and its record."""

from __future__ import annotations

import json

from records.content import schema_errors
from records.digests import canonical
from records.exceptions import NotAllowed, StorageError
from records.filled_content import SCHEMA, files
from records.filled_places import as_json
from records.filled_reading import route_of
from records.integrity.model import Found, State, check
from records.integrity.streams import STREAMS
from records.models import Component, FilledFormat
from records.personal_signature import verify_personal
from records.storage import storage

named = STREAMS["filled"].named


@check("filled_content", over="filled")
def content_kept(filled: FilledFormat, state: State) -> Found:
    """Its content is a component, canonical, obeys its schema, and says what the row says."""
    kept = [one for one in filled.components.all() if one.role == Component.Role.CONTENT]
    if [one.sha256 for one in kept] != [filled.content_sha256]:
        yield named(filled), "Su contenido no figura entre sus archivos."
    try:
        signed = storage().read(filled.content_sha256)
    except StorageError:
        return  # the check of files says so
    content = json.loads(signed)
    if canonical(content) != signed:
        yield named(filled), "Su contenido no está en forma canónica."
    if errors := schema_errors(content, SCHEMA):
        yield named(filled), f"Su contenido no cumple el esquema: {errors[0]:.160}"
        return
    code = content["format"]["code"] if content["format"] else ""
    told = {"kind": content["kind"], "title": content["title"], "access": content["access"]}
    different = [name for name, value in told.items() if getattr(filled, name) != value]
    if code != filled.code or as_json(route_of(filled)) != content["places"]:
        different.append("formato o firmas")
    if different:
        yield named(filled), f"Difiere de su contenido firmado en: {', '.join(different)}."
    held = {one.sha256 for one in filled.components.all()}
    if any(one["sha256"] not in held for one in files(content)):
        yield named(filled), "Le falta un archivo que su contenido nombra."


@check("filled_cms", over="filled")
def in_person(filled: FilledFormat, state: State) -> Found:
    """A personal digital signature (L3) is of the content, by a certificate valid that day."""
    for one in filled.signatures.all():
        try:
            verify_personal(one)
        except NotAllowed as refused:
            yield named(filled), f"La firma digital {one.pk} no vale: {refused}"
        except StorageError:  # the check of files names what is lost
            continue


@check("filled_signatures", over="filled")
def signed_in_order(filled: FilledFormat, state: State) -> Found:
    """Each place was signed once, in order, for this content; and all of them where it is done."""
    signatures = sorted(filled.signatures.all(), key=lambda one: one.step)
    if any(one.content_sha256 != filled.content_sha256 for one in signatures):
        yield named(filled), "Tiene una firma de otro contenido."
    if [one.step for one in signatures] != list(range(len(signatures))):
        yield named(filled), "Sus firmas no siguen el orden de los espacios."
    completion = getattr(filled, "completion", None)
    if completion is None:
        return
    if len(signatures) != len(filled.route):
        yield named(filled), "Se completó sin todas sus firmas."
    number = completion.number
    if (number.subject_type, number.subject_id) != (filled._meta.label_lower, filled.pk):
        yield named(filled), "Su número es de otra cosa."
    if completion.record.access != filled.access:
        yield named(filled), "Su documento de archivo tiene otro nivel de acceso."
