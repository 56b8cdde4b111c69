"""What an index that anybody hands in says. Read in a process of its own, without network.

`python -m records.electronic_index.dissecting FILE` tells it in JSON. Pure.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from lxml import etree

from records.digests import sha256
from records.electronic_index.reading import UnreadableIndex, parsed, read
from records.sandbox import ask_of, limit

_SIGNATURE = "{http://www.w3.org/2000/09/xmldsig#}Signature"


@dataclass(frozen=True, slots=True)
class Told:
    """An index as it was handed in. `unreadable`: why it is none, in a Spanish sentence.

    `sha256` is of its canonical form without signatures: the same however it was saved. `rows` has
    what each document says, by its `Id`, and `signed` tells that it bears a signature.
    """

    unreadable: str = ""
    code: str = ""
    number: int = 0
    sha256: str = ""
    signed: bool = False
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)


def dissect(content: bytes) -> Told:
    """What these bytes say. Raises records.sandbox.Unanswered where reading them asks too much."""
    return Told(**ask_of("records.electronic_index.dissecting", content, ".xml"))


def told_by(content: bytes) -> Told:
    """The same of bytes that are ours: in this process."""
    try:
        root, index = parsed(content), read(content)
    except UnreadableIndex as error:
        return Told(unreadable=str(error))
    signatures = root.findall(_SIGNATURE)
    for one in signatures:
        root.remove(one)
    for element in root.iter():  # how it is indented says nothing
        element.text = (element.text or "").strip() or None
        element.tail = None
    bare = etree.tostring(root, method="c14n", exclusive=True, with_comments=False)
    rows = {one.id: json.loads(json.dumps(asdict(one), default=str)) for one in index.rows}
    heading = index.heading
    return Told(
        code=heading.code if heading else "",
        number=heading.number if heading else 0,
        sha256=sha256(bytes(bare)),
        signed=bool(signatures),
        rows=rows,
    )


if __name__ == "__main__":
    limit()
    sys.stdout.write(json.dumps(asdict(told_by(Path(sys.argv[1]).read_bytes()))))
