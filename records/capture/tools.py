"""Programs of the system that some work asks for: found on the PATH or not, and how they are run.

None of them is needed to capture: without one its work waits, says so, and goes on once the
program is there.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from records.capture.reading import pictures_of
from records.media_types import FORMATS
from records.sandbox import Limits, Unanswered, run

LIBREOFFICE, TESSERACT, CLAMAV = "libreoffice", "tesseract", "clamav"
_PROGRAMS = {LIBREOFFICE: "soffice", TESSERACT: "tesseract", CLAMAV: "clamscan"}
_SIGNATURES = Path("/var/lib/clamav")
_FILTERS = {
    "docx": "writer",
    "odt": "writer",
    "xlsx": "calc",
    "ods": "calc",
    "pptx": "impress",
    "odp": "impress",
}
CONVERTED = frozenset(_FILTERS)
_PAGES_READ = 300
_OCR_WIDTH = 1800
GIGABYTE = 1024**3


def found() -> dict[str, bool]:
    """Which of them can work here, now."""
    return {name: is_there(name) for name in _PROGRAMS}


def is_there(name: str) -> bool:
    """Whether that program can work: a scanner without signatures would find nothing clean."""
    if shutil.which(_PROGRAMS[name]) is None:
        return False
    return name != CLAMAV or any(
        one.suffix in {".cvd", ".cld", ".hdb", ".hsb", ".ndb"} for one in _signatures()
    )


def _signatures() -> list[Path]:
    return list(_SIGNATURES.iterdir()) if _SIGNATURES.is_dir() else []


def _program(name: str) -> str:
    there = shutil.which(_PROGRAMS[name])
    if there is None:
        raise Unanswered(name, heavy=False)
    return there


def pdfa_of(path: Path, key: str, folder: Path) -> Path:
    """A copy of an office file in PDF/A-2b, made in `folder`. Raises Unanswered."""
    source = folder / f"fichero{FORMATS[key].endings[0]}"
    source.symlink_to(path.resolve())
    told = {"SelectPdfVersion": {"type": "long", "value": "2"}}
    tagged = {"UseTaggedPDF": {"type": "boolean", "value": "true"}}
    run(
        _program(LIBREOFFICE),
        "--headless",
        "--norestore",
        f"-env:UserInstallation={(folder / 'perfil').as_uri()}",
        "--convert-to",
        f"pdf:{_FILTERS[key]}_pdf_Export:{json.dumps(told | tagged)}",
        "--outdir",
        str(folder / "salida"),
        str(source),
        folder=folder,
        limits=Limits(memory=4 * GIGABYTE, processor=120, wall=180, written=GIGABYTE, files=1024),
    )
    made = folder / "salida" / "fichero.pdf"
    if not made.is_file() or not made.stat().st_size:
        raise Unanswered(LIBREOFFICE, heavy=False)
    return made


def text_in_picture(path: Path, key: str, folder: Path) -> str:
    """What the pages of a scan or a picture say, as far as it is made out. Raises Unanswered."""
    program, said, number, pages = _program(TESSERACT), [], 1, 1
    while number <= min(pages, _PAGES_READ):
        shown = pictures_of(path, key, number, width=_OCR_WIDTH)
        pages = shown.pages
        page = folder / "pagina.png"
        page.write_bytes(shown.contents[0])
        read = run(
            program,
            str(page),
            "stdout",
            "-l",
            "spa",
            folder=folder,
            limits=Limits(memory=2 * GIGABYTE, processor=180, wall=120),
        )
        said.append(read.decode("utf-8", "replace").strip())
        number += 1
    return "\n\n".join(one for one in said if one)


def virus_in(path: Path, folder: Path) -> str:
    """The name of the virus that is found in a file; empty where none is. Raises Unanswered."""
    told = run(
        _program(CLAMAV),
        "--no-summary",
        f"--database={_SIGNATURES}",
        str(path.resolve()),
        folder=folder,
        limits=Limits(memory=4 * GIGABYTE, processor=180, wall=240, written=GIGABYTE, files=256),
        ends=(0, 1),
    ).decode("utf-8", "replace")
    line = next((one for one in told.splitlines() if one.endswith(" FOUND")), "")
    return line.rpartition(": ")[2].removesuffix(" FOUND") if line else ""
