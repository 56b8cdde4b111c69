"""The files that go with a version: its annexes, as components."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from records import storage
from records.content import Content, items
from records.exceptions import NotAllowed, Reason
from records.models import Component, DocumentVersion

CONTENT_TYPE = "application/json"


def kept_annexes(content: Content) -> tuple[dict[str, Any], ...]:
    """The different annex files of a content. Raises NotAllowed when the storage lacks one."""
    files = {
        (item["file"]["sha256"], item["file"]["name"]): item["file"]
        for item in items(content, "annexes")
        if item["file"] is not None
    }
    missing = [
        file["name"] for file in files.values() if not storage.storage().exists(file["sha256"])
    ]
    if missing:
        message = _("The annex %(name)s is not kept; attach it again.")
        raise NotAllowed([Reason("annex_missing", message % {"name": name}) for name in missing])
    return tuple(files.values())


def annex_components(
    version: DocumentVersion, files: Iterable[dict[str, Any]], at: datetime
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
        for file in files
    ]
