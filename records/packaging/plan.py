"""What a package holds and where: the files of a case file, by their place in it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

METS = "METS.xml"
TOLD = "metadata/other/case-file.json"
SCHEMA_OF_IT = "case-file-2"
FORMER_SCHEMA = "case-file-1"  # without what was decided and done
# What else a record may bear, where it bears none of it.
BESIDE: dict[str, Any] = {"capture": None, "digitisation": None, "tags": [], "volume": None}
DESCRIBED = "metadata/descriptive/dc.xml"
PREMIS = "metadata/preservation/premis.xml"
REPRESENTATION = "representations/original"
SCHEMA = "schemas/electronic-index-1.xsd"


@dataclass(frozen=True, slots=True)
class Part:
    """A file of a package: `path` from its root, and what its METS says of it."""

    path: str
    sha256: str
    size: int
    media_type: str
    created: str

    def below(self, folder: str) -> str:
        """Its path from a folder of the package."""
        return str(PurePosixPath(self.path).relative_to(folder))


def named(text: str) -> str:
    """A name for a folder that any system takes, out of the code of a case file."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", text).strip("-.") or "expediente"


def ending(name: str) -> str:
    """The ending of a file's name, where it is a plain one; else nothing."""
    match = re.search(r"\.[A-Za-z0-9]{1,8}\Z", name)
    return match[0].lower() if match else ""


def files_of(told: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every file that the description of a case file names: of its records, then of its indices."""
    for one in (*told["records"], *told["indices"]):
        yield from one["files"]


def parts_of(files: Iterable[dict[str, Any]]) -> list[Part]:
    """The same as parts. A path is named once, whoever shares it."""
    found = {
        one["path"]: Part(
            one["path"], one["sha256"], one["size"], one["media_type"], one["created_at"]
        )
        for one in files
    }
    return list(found.values())
