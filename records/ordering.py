"""What a document orders to be kept: by which activity, of which series, in which format.

Pure. The one reading of a content for the chain from a procedure to its records; what is kept is
matched with it by `covers`, and the database asks the same in `records.chain`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from records.content import Content, blocks, items
from records.findings.matching import codes, meaning, names, printed_codes, same_record
from records.findings.structure import is_marker
from records.numbering import canonical

_O = TypeVar("_O")


class Source(StrEnum):
    """Where a content says it: an activity, only its table of records, or a format's own form."""

    ACTIVITY = "activity"
    LISTED = "listed"
    FORM = "form"


@dataclass(frozen=True, slots=True)
class Order:
    """One record that a content orders. What it does not say is empty.

    `activity` and `row` are ids of the content. `code` is that of the format to fill in, or of the
    controlled document to write; `series` that of the classification scheme.
    """

    source: Source
    name: str
    activity: str = ""
    number: str = ""
    text: str = ""
    row: str = ""
    code: str = ""
    series: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """What the chain knows of a record: its code, where it has one, its series and that above."""

    code: str
    series: tuple[str, ...]


def covers(order: Order, kept: Kept) -> bool:
    """Whether a record is such a one: of that code; or, where one of them has none, of the series.

    Two codes that differ are two records, whatever series keeps them.
    """
    if order.code and kept.code:
        return order.code == kept.code
    return bool(order.series) and order.series in kept.series


def covering(orders: Iterable[_O], kept: Kept, *, read: Callable[[_O], Order]) -> list[_O]:
    """Of the orders of one version those that cover a record: those of its code, else by series.

    What one activity orders by its code is not also what another leaves in the same series.
    """
    found = [one for one in orders if covers(read(one), kept)]
    coded = [one for one in found if kept.code and read(one).code == kept.code]
    return coded or found


def orders_in(content: Content) -> list[Order]:
    """Everything that a content orders, each thing once: by activity, then what is only listed.

    An activity that names a record outside the table orders it, too, without a series. A row that
    no activity produces is ordered by the document as such. A format orders what is filled in, and
    nothing else: its table of records tells of itself.
    """
    if content["kind"] == "format":
        return list(_by_form(content))
    listed = items(content, "records")
    found = [
        order
        for block in blocks(content, "activities")
        for place, item in enumerate(block["items"], start=1)
        for order in _by_activity(item, place, listed)
    ]
    produced = {order.row for order in found}
    for row in listed:
        if row["name"].strip() and row["id"] not in produced:
            found += _orders(Source.LISTED, row["name"], row)
    return list(dict.fromkeys(found))


def _by_form(content: Content) -> Iterator[Order]:
    for filing in items(content, "form_filing"):
        if filing["series"]:
            yield Order(
                Source.FORM,
                content["title"],
                row=filing["id"],
                code=canonical(content["code"] or ""),
                series=filing["series"],
            )


def _by_activity(
    item: dict[str, Any], place: int, listed: Sequence[dict[str, Any]]
) -> Iterator[Order]:
    told = {
        "activity": item["id"],
        "number": item["number"] or str(place),
        "text": " ".join(item["text"].split()),
    }
    named = names(item["record"])
    for name in named:
        rows: list[dict[str, Any] | None] = [*_rows_of(name, listed)]
        for row in rows or [None]:
            yield from _orders(Source.ACTIVITY, name, row, **told)
    if named or is_marker(item["text"]):
        return
    # An activity may say it in its text and leave the column empty.
    words = set(meaning(item["text"]))
    for row in listed:
        wanted = set(meaning(row["name"]))
        if wanted and wanted <= words:
            yield from _orders(Source.ACTIVITY, row["name"], row, **told)


def _orders(source: Source, name: str, row: dict[str, Any] | None, **told: str) -> Iterator[Order]:
    listed = (row["code"] or "", row["name"]) if row else ()
    coded = next(filter(None, map(printed_codes, (name, *listed))), [""])
    for code in coded:
        yield Order(
            source,
            " ".join(name.split()),
            row=row["id"] if row else "",
            code=canonical(code),
            series=(row["series"] or "") if row else "",
            **told,
        )


def _rows_of(name: str, listed: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows that list what an activity names: by its code where it prints one, else by name."""
    own = codes(name)
    coded = [(row, codes(f"{row['code'] or ''} {row['name']}")) for row in listed]
    exact = [row for row, there in coded if own & there]
    return exact or [
        row
        for row, there in coded
        if not (own and there) and same_record(name, row["name"], row["code"])
    ]
