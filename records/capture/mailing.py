"""A message (.eml) taken apart: its headers, its text, its attachments as files in a folder.

Run as `python -m records.capture.mailing FILE FOLDER` within limits: anybody may have sent it. The
message itself is kept byte for byte elsewhere; what is read here is derived from it.
"""

from __future__ import annotations

import email
import html
import json
import re
import sys
from collections.abc import Iterator
from datetime import datetime
from email import policy
from email.errors import MessageError
from email.message import EmailMessage, Message
from email.utils import getaddresses
from pathlib import Path
from typing import Any

from records.sandbox import Limits, limit

MAX_BYTES = 60 * 1024 * 1024
MAX_DEPTH = 10
MAX_PARTS = 300
MAX_TEXT = 2_000_000
_TAGS = re.compile(r"<(script|style)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>", re.I | re.S)
_BLANKS = re.compile(r"\n\s*\n\s*\n+")
_UNPARSED = (MessageError, ValueError, LookupError, AttributeError, TypeError)


class NoMessage(Exception):
    """Why it is not taken apart: `empty`, `deep` or `parts`."""


def told_of(content: bytes) -> dict[str, Any]:
    """Headers, text and parts of a message. Raises NoMessage with the reason's code."""
    message = email.message_from_bytes(content, policy=policy.default)
    if not any(message.get_all(name) for name in ("from", "to", "date", "subject", "message-id")):
        raise NoMessage("empty")
    if _depth(message) > MAX_DEPTH:
        raise NoMessage("deep")
    parts = list(_attached(message))
    if len(parts) > MAX_PARTS:
        raise NoMessage("parts")
    return {
        "from": _addresses(message, "from"),
        "to": _addresses(message, "to"),
        "cc": _addresses(message, "cc"),
        "subject": _header(message, "subject"),
        "message_id": _header(message, "message-id"),
        "in_reply_to": _header(message, "in-reply-to"),
        "sent_at": _moment(message),
        "text": _text(message),
        "parts": parts,
    }


def _depth(message: Message) -> int:
    """How deep messages and their parts are nested; stops where it is too deep."""
    deepest, waiting = 0, [(message, 0)]
    while waiting and deepest <= MAX_DEPTH:
        part, depth = waiting.pop()
        deepest = max(deepest, depth)
        payload = part.get_payload()
        if isinstance(payload, list):
            waiting += [(one, depth + 1) for one in payload if isinstance(one, Message)]
    return deepest


def _attached(message: Message) -> Iterator[dict[str, Any]]:
    """Each part that is no text of the message itself; a message inside stays whole."""
    body = _body(message)
    waiting = [message]
    while waiting:
        part = waiting.pop(0)
        if part.get_content_maintype() == "multipart":
            payload = part.get_payload()
            waiting[:0] = [one for one in payload if isinstance(one, Message)]
        elif part is not body and not _is_other_text(part):
            yield {"name": _file_name(part), "content": _bytes_of(part)}


def _is_other_text(part: Message) -> bool:
    """The same text once more, as HTML or plain: it is in the message, and no file of it."""
    named = part.get_filename() or part.get_content_disposition() == "attachment"
    return part.get_content_type() in ("text/plain", "text/html") and not named


def _file_name(part: Message) -> str:
    try:
        name = part.get_filename()
    except _UNPARSED:
        name = None
    if name:
        return str(name)
    if part.get_content_type() == "message/rfc822":
        return "mensaje adjunto.eml"
    ending = re.sub(r"\W", "", part.get_content_subtype())[:8]
    return f"parte.{ending}"


def _bytes_of(part: Message) -> bytes:
    payload = part.get_payload()
    if part.get_content_type() == "message/rfc822" and isinstance(payload, list):
        return payload[0].as_bytes() if isinstance(payload[0], Message) else b""
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def _body(message: Message) -> Message | None:
    if not isinstance(message, EmailMessage):
        return None
    try:
        return message.get_body(("plain", "html"))
    except _UNPARSED:
        return None


def _text(message: Message) -> str:
    body = _body(message)
    if body is None:
        return ""
    content = body.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    try:
        text = content.decode(body.get_content_charset() or "utf-8", "replace")
    except LookupError:
        text = content.decode("utf-8", "replace")
    if body.get_content_subtype() == "html":
        text = html.unescape(_TAGS.sub(" ", text))
    return _BLANKS.sub("\n\n", text.replace("\r\n", "\n"))[:MAX_TEXT].strip()


def _header(message: Message, name: str) -> str:
    try:
        return " ".join(str(message.get(name, "")).split())[:1000]
    except _UNPARSED:
        return ""


def _addresses(message: Message, name: str) -> list[str]:
    try:
        found = getaddresses([str(one) for one in message.get_all(name, [])])
    except _UNPARSED:
        return []
    said = [f"{who} <{address}>" if who else address for who, address in found if address]
    return [one[:300] for one in said[:200]]


def _moment(message: Message) -> str | None:
    try:
        moment = getattr(message.get("date"), "datetime", None)
    except _UNPARSED:
        return None
    return moment.isoformat() if isinstance(moment, datetime) else None


def _main(path: Path, folder: Path) -> dict[str, Any]:
    content = path.read_bytes()
    if len(content) > MAX_BYTES:
        return {"error": "heavy"}
    try:
        told = told_of(content)
    except NoMessage as error:
        return {"error": str(error)}
    except (RecursionError, MemoryError):
        return {"error": "deep"}
    for place, part in enumerate(told["parts"]):
        kept = part.pop("content")
        (folder / str(place)).write_bytes(kept)
        part.update(file=str(place), size=len(kept))
    return told


if __name__ == "__main__":
    limit(Limits(written=MAX_BYTES))
    sys.stdout.write(json.dumps(_main(Path(sys.argv[1]), Path(sys.argv[2]))))
