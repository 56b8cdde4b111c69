"""What is said of a document before it is filed, whichever way it comes: title, date, type."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from django.utils.translation import gettext as _

from records.exceptions import Reason
from records.models import DocumentType, Record
from records.wording import too_long, unseen


def reasons_of_record(
    title: str,
    created_on: date | None,
    document_type: DocumentType | None,
    *,
    types: Collection[int],
    today: date,
) -> Iterator[Reason]:
    """Why it is not filed so; nothing when it is. `types`: the keys of those of its series."""
    if not title.strip():
        yield Reason("no_title", _("Give it a title."), "title")
    yield from too_long(Record, "title", title)
    yield from unseen(title, "title")
    if created_on is None:
        yield Reason("no_date", _("Write the date of the document."), "created_on")
    elif created_on > today:
        yield Reason("future", _("The document bears a date that has not come."), "created_on")
    if document_type is None and len(types) > 1:
        yield Reason("no_type", _("Choose its type of document."), "document_type")
    elif document_type is not None and document_type.pk not in types:
        message = _("“%(type)s” is no type of this series.") % {"type": document_type}
        yield Reason("type", message, "document_type")
