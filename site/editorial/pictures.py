"""The figures of what has no address of its own yet: a draft, a version in review."""

from __future__ import annotations

import base64

from records.content import Content, blocks
from records.storage import storage


def embedded(content: Content) -> dict[str, str]:
    """SHA-256 → address that carries the bytes, for each figure of the content."""
    found = {}
    for block in blocks(content, "figure"):
        if file := block["file"]:
            data = base64.b64encode(storage().read(file["sha256"])).decode()
            found[file["sha256"]] = f"data:{file['media_type']};base64,{data}"
    return found
