"""Making a copy while others write: one snapshot of the rows, then the files that it names."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connections, transaction
from django.utils.translation import gettext as _

from records import anchors
from records.backup import manifest, rows
from records.digests import sha256
from records.exceptions import BackupError
from records.storage import storage

SNAPSHOT = "snapshot"


def make(folder: Path, *, at: datetime) -> dict[str, Any]:
    """Copy everything into `folder`, which must not exist yet, and return the manifest.

    Nobody waits for it. A file is kept before the row that names it, so that files copied after the
    snapshot hold at least what the rows name. The folder appears under its name only when it is
    whole. Raises BackupError with a sentence, StorageError for a kept file that is lost or changed,
    KeyUnavailable without a key to sign with.
    """
    if folder.exists():
        raise BackupError(_("%(folder)s is there already.") % {"folder": folder})
    waiting = folder.with_name(f".{folder.name}.part")
    try:
        shutil.rmtree(waiting, ignore_errors=True)
        (waiting / "rows").mkdir(parents=True)
        with snapshot() as using:
            tables = {
                model._meta.label_lower: _table(waiting, model, using)
                for model in rows.kept_models()
            }
            described = manifest.describe(tables=tables, files={}, at=at, using=using)
        described["files"] = {
            digest: _file(waiting / "files", digest) for digest in sorted(storage().digests())
        }
        described["heads"] = {
            str(number): _head(waiting / "heads", number, content)
            for number, content in anchors.copies()
            if number <= described["register"]["heads"]
        }
        manifest.write(waiting, described)
        os.sync()
        waiting.rename(folder)
    except BaseException as error:
        shutil.rmtree(waiting, ignore_errors=True)
        if not isinstance(error, OSError):
            raise
        raise BackupError(
            _("The copy could not be written: %(reason)s.") % {"reason": error.strerror or error}
        ) from error
    return described


@contextmanager
def snapshot() -> Iterator[str]:
    """A connection of its own that sees one moment of the database, and blocks no writer."""
    wanted = deepcopy(connections["default"].settings_dict)
    sqlite = connections["default"].vendor == "sqlite"
    if sqlite:
        wanted["OPTIONS"] = {**wanted.get("OPTIONS", {}), "transaction_mode": "DEFERRED"}
    connections.databases[SNAPSHOT] = wanted
    try:
        with transaction.atomic(using=SNAPSHOT):
            with connections[SNAPSHOT].cursor() as cursor:
                if not sqlite:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                cursor.execute("SELECT count(*) FROM django_migrations")  # the moment is now
            yield SNAPSHOT
    finally:
        connections[SNAPSHOT].close()
        del connections[SNAPSHOT]
        del connections.databases[SNAPSHOT]


def _table(folder: Path, model: Any, using: str) -> dict[str, Any]:
    digest, count = hashlib.sha256(), 0
    with (folder / "rows" / f"{model._meta.label_lower}.jsonl").open("wb") as file:
        for line in rows.lines_of(model, using):
            file.write(line)
            digest.update(line)
            count += 1
    return {"rows": count, "sha256": digest.hexdigest()}


def _head(folder: Path, number: int, content: bytes) -> str:
    """A copy of a head as it stands beside the database, whatever it says: it is evidence, too."""
    folder.mkdir(exist_ok=True)
    (folder / f"{number}.json").write_bytes(content)
    return sha256(content)


def _file(folder: Path, digest: str) -> int:
    content = storage().read(digest)
    target = folder / digest[:2] / digest
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    return len(content)
