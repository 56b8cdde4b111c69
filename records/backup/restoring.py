"""The way back: into an empty place, whole or not at all, and verified before it is said done."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.color import no_style
from django.db import connection, transaction
from django.utils.translation import gettext as _

from records import anchors
from records.backup import manifest, rows
from records.digests import sha256
from records.exceptions import BackupError
from records.models import ControlledDocument, Entity, RecordEvent
from records.storage import storage


def restore(folder: Path) -> dict[str, Any]:
    """Bring a copy back into this empty installation and return its manifest.

    `newer_heads` there counts heads beside this installation that the copy is too old to know.

    Every table and file is compared with the signed manifest before anything is written, and every
    table again, read from the database, before the transaction ends. Raises BackupError with a
    sentence: damaged, cut short, of another version of Legajo, or a place that is not empty.
    """
    described = manifest.read(folder)
    _require_same_tables(described)
    _require_empty_place()
    for label, told in described["tables"].items():
        if _digest(_lines(folder, label)) != (told["rows"], told["sha256"]):
            raise BackupError(_("The copy of %(table)s is damaged.") % {"table": label})
    for number, digest in described["heads"].items():
        _require_head(folder, int(number), digest)
    for digest, size in described["files"].items():
        _bring_file(folder, digest, size)
    models = rows.kept_models()
    with transaction.atomic(), connection.constraint_checks_disabled():
        for model in models:  # what the migrations wrote: the copy has its own
            model._base_manager.all()._raw_delete(using="default")
        for model in models:
            label = model._meta.label_lower
            rows.load_lines(model, _lines(folder, label), "default")
        for model in models:
            label = model._meta.label_lower
            told = described["tables"][label]
            if _digest(rows.lines_of(model, "default")) != (told["rows"], told["sha256"]):
                raise BackupError(_("%(table)s did not come back as it was.") % {"table": label})
        connection.check_constraints()
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), models):
                cursor.execute(statement)
    _bring_heads(folder, described)
    return described


def _require_same_tables(described: dict[str, Any]) -> None:
    ours, theirs = set(manifest.migrations("default")), set(described["migrations"])
    if theirs - ours:
        raise BackupError(
            _("The copy was made by a newer version of Legajo: %(names)s.")
            % {"names": ", ".join(sorted(theirs - ours)[:5])}
        )
    if ours - theirs:
        raise BackupError(
            _("The copy is of an older version of Legajo, before %(names)s. Restore it there.")
            % {"names": ", ".join(sorted(ours - theirs)[:5])}
        )
    if set(described["tables"]) != {model._meta.label_lower for model in rows.kept_models()}:
        raise BackupError(_("The copy does not hold the tables of this version."))


def _require_empty_place() -> None:
    kept = (Entity, ControlledDocument, RecordEvent)
    if any(model._base_manager.exists() for model in kept):
        raise BackupError(_("This installation is not empty: nothing is written over it."))


def _require_head(folder: Path, number: int, digest: str) -> None:
    """The copy of a head is whole, and no other register has left its own here."""
    if sha256(_head(folder, number)) != digest:
        raise BackupError(_("The copy of head %(number)d is damaged.") % {"number": number})
    if dict(anchors.copies()).get(number, _head(folder, number)) != _head(folder, number):
        message = _("Beside this installation stands another head %(number)d: another register's.")
        raise BackupError(message % {"number": number})


def _bring_heads(folder: Path, described: dict[str, Any]) -> None:
    there = dict(anchors.copies())
    for number in sorted(map(int, described["heads"])):
        if number not in there:
            anchors.keep(number, _head(folder, number))
    described["newer_heads"] = sum(number > described["register"]["heads"] for number in there)


def _head(folder: Path, number: int) -> bytes:
    try:
        return (folder / "heads" / f"{number}.json").read_bytes()
    except FileNotFoundError as error:
        message = _("The copy lacks head %(number)d.")
        raise BackupError(message % {"number": number}) from error


def _lines(folder: Path, label: str) -> Iterator[bytes]:
    try:
        with (folder / "rows" / f"{label}.jsonl").open("rb") as file:
            yield from file
    except FileNotFoundError as error:
        raise BackupError(_("The copy lacks %(table)s.") % {"table": label}) from error


def _digest(lines: Iterator[bytes]) -> tuple[int, str]:
    digest, count = hashlib.sha256(), 0
    for line in lines:
        digest.update(line)
        count += 1
    return count, digest.hexdigest()


def _bring_file(folder: Path, digest: str, size: int) -> None:
    try:
        content = (folder / "files" / digest[:2] / digest).read_bytes()
    except FileNotFoundError as error:
        raise BackupError(_("The copy lacks the file %(digest)s.") % {"digest": digest}) from error
    if len(content) != size or sha256(content) != digest:
        raise BackupError(_("The file %(digest)s of the copy is damaged.") % {"digest": digest})
    storage().put(content)
