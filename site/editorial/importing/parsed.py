"""A document as read, and its way out of the reading process.

Pure data without the rules that made it: who asks for a document loads no parser.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from .minuted import Minuted, minuted_from_plain, minuted_to_plain


@dataclass(frozen=True, slots=True)
class SeenDate:
    """A date as the source prints it, and where: `header`, `changes` or `signatures`."""

    where: str
    printed: str
    value: date
    form: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """A document as read.

    `content` obeys content-1, its access as the text is marked, else public; `label`,
    `approved_on`, `signatures` are what the envelope of an adopted version needs,
    as printed; `unplaced` are the texts that no title claims, kept in the
    content and to be reported; `called` is the title for a reader, whole and not in capitals;
    `minuted` is what minutes say, None for any other kind.
    """

    content: dict[str, Any]
    label: str | None
    approved_on: date | None
    signatures: tuple[dict[str, Any], ...]
    process: str | None
    dates_seen: tuple[SeenDate, ...]
    unplaced: tuple[str, ...]
    called: str = ""
    minuted: Minuted | None = None


def document_to_plain(parsed: Parsed) -> dict[str, Any]:
    """The document as JSON-ready data, for the way out of the reading process."""
    plain = asdict(parsed)
    plain["approved_on"] = parsed.approved_on and parsed.approved_on.isoformat()
    for seen in plain["dates_seen"]:
        seen["value"] = seen["value"].isoformat()
    plain["minuted"] = parsed.minuted and minuted_to_plain(parsed.minuted)
    return plain


def document_from_plain(plain: dict[str, Any]) -> Parsed:
    """The document that `document_to_plain` wrote."""
    approved = plain["approved_on"]
    return Parsed(
        content=plain["content"],
        label=plain["label"],
        approved_on=date.fromisoformat(approved) if approved else None,
        signatures=tuple(plain["signatures"]),
        process=plain["process"],
        dates_seen=tuple(
            SeenDate(
                seen["where"], seen["printed"], date.fromisoformat(seen["value"]), seen["form"]
            )
            for seen in plain["dates_seen"]
        ),
        unplaced=tuple(plain["unplaced"]),
        called=plain["called"],
        minuted=minuted_from_plain(plain["minuted"]) if plain["minuted"] else None,
    )
