"""The files that go with a version: its annexes, as components."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from records import storage
from records.content import Content, files
from records.exceptions import NotAllowed, Reason
from records.models import Component, DocumentVersion
from records.wording import too_long

CONTENT_TYPE = "application/json"


def kept_annexes(content: Content) -> tuple[dict[str, Any], ...]:
    """The different files of a content: annexes and pictures.

    Raises NotAllowed when the storage lacks one or its name is too long to be kept.
    """
    named = {(file["sha256"], file["name"]): file for file in files(content)}
    missing = [
        file["name"] for file in named.values() if not storage.storage().exists(file["sha256"])
    ]
    if missing:
        message = _("The annex %(name)s is not kept; attach it again.")
        raise NotAllowed([Reason("annex_missing", message % {"name": name}) for name in missing])
    unkept = [
        reason
        for file in named.values()
        for column in ("name", "media_type")
        for reason in too_long(Component, column, file[column], place="annexes")
    ]
    if unkept:
        raise NotAllowed(unkept)
    return tuple(named.values())


def annex_components(
    version: DocumentVersion, kept: Iterable[dict[str, Any]], at: datetime
) -> list[Component]:
    """One component a different annex file."""
    return [
        Component(
            version=version,
            role=Component.Role.ANNEX,
            sha256=file["sha256"],
            size=file["size"],
            media_type=file["media_type"],
            name=file["name"],
            created_at=at,
        )
        for file in kept
    ]
