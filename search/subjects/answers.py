"""What records tell that were made here: answers of what was filled in, the text of extracts."""

from __future__ import annotations

import json
import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator

from records import storage
from records.exceptions import StorageError
from records.filled_content import cells
from records.models import Component, MinutesExtract, Suppression
from records.querysets import unsuppressed
from records.text import content_text

logger = logging.getLogger(__name__)


def told_in(records: Iterable[int]) -> dict[int, list[str]]:
    """By the id of each record, the texts that are kept in it as content and not as a file.

    Whoever may know of the record may read its PDF, which says the same. Nothing of what was
    suppressed. Three queries, and a file for each that was filled in.
    """
    ids = set(records)
    found: dict[int, list[str]] = defaultdict(list)
    for pk, text in (*_filled(ids), *_extracts(ids)):
        found[pk].append(text)
    return found


def _filled(ids: set[int]) -> Iterator[tuple[int, str]]:
    """Each question with its answer, of formats, attendance lists and hand-overs."""
    contents = Component.objects.filter(
        filled__completion__record__in=ids, role=Component.Role.CONTENT
    )
    rows = unsuppressed(contents).values_list("filled__completion__record", "sha256")
    for pk, digest in rows.order_by("pk"):
        try:
            filled = json.loads(storage.storage().read(digest))
        except StorageError:
            logger.exception("what was filled in of record %s cannot be read", pk)
            continue
        answers = (f"{label}: {answer}" for label, answer in cells(filled) if answer)
        yield pk, "\n".join(answers)


def _extracts(ids: set[int]) -> Iterator[tuple[int, str]]:
    """What the secretary of a committee released of its minutes."""
    ordered = Suppression.objects.filter(component=None, confirmation__isnull=False)
    rows = MinutesExtract.objects.filter(record__in=ids).exclude(
        record__in=ordered.values("record")
    )
    for pk, content in rows.order_by("pk").values_list("record", "content_json"):
        yield pk, content_text(json.loads(content))
