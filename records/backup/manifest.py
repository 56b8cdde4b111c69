"""The manifest of a copy: what is in it, how far the register had come, signed by the entity."""

from __future__ import annotations

import base64
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connections
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from records.digests import canonical, sha256
from records.exceptions import BackupError
from records.keys import certificate_of, seal_key, verifies
from records.models import RecordEvent, RegisterHead

MANIFEST = "manifest.json"
SIGNATURE = "manifest.sig.json"


def migrations(using: str) -> list[str]:
    """The migrations that made the tables, by name."""
    applied = MigrationRecorder(connections[using]).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied)


def describe(
    *, tables: dict[str, Any], files: dict[str, int], at: datetime, using: str
) -> dict[str, Any]:
    """What the copy holds: each table, file and head with its digest; the end of the register."""
    last = RecordEvent.objects.using(using).order_by("-seq").first()
    head = RegisterHead.objects.using(using).order_by("-number").first()
    return {
        "schema": "backup-1",
        "made_at": at.isoformat(timespec="seconds"),
        "migrations": migrations(using),
        "tables": tables,
        "files": files,
        "heads": {},
        "register": {
            "events": last.seq if last else 0,
            "last": last.sha256 if last else "",
            "heads": head.number if head else 0,
        },
    }


def write(folder: Path, manifest: dict[str, Any]) -> None:
    """Write the manifest and its signature, the last files of a copy."""
    content = canonical(manifest)
    key = seal_key()
    signature = {
        "sha256": sha256(content),
        "signature": base64.b64encode(key.sign(content)).decode(),
        "certificate": key.certificate_pem,
    }
    (folder / MANIFEST).write_bytes(content)
    (folder / SIGNATURE).write_text(json.dumps(signature, indent=1), encoding="utf-8")


def read(folder: Path) -> dict[str, Any]:
    """The manifest of a copy, its signature verified. Raises BackupError with a sentence.

    The signature must be of the key that this installation seals with, or of the certificate that
    the copy brings: `trusted` tells which.
    """
    try:
        content = (folder / MANIFEST).read_bytes()
        signed = json.loads((folder / SIGNATURE).read_text(encoding="utf-8"))
        signature = base64.b64decode(signed["signature"], validate=True)
        if not verifies(signed["certificate"], content, signature):
            raise ValueError("another signature")
        manifest: dict[str, Any] = json.loads(content)
        if manifest["schema"] != "backup-1":
            raise ValueError("another schema")
    except FileNotFoundError as error:
        raise BackupError(_("There is no whole copy in this folder.")) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BackupError(_("The manifest of the copy is damaged or not signed.")) from error
    manifest["trusted"] = certificate_of(signed["certificate"]) == seal_key().certificate
    return manifest
