"""The two typefaces of Legajo, from the locked packages: as they are for Typst, woff2 for the web.

No font file stands in the repository and none is fetched from another host (SIL OFL 1.1).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import resources
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

SANS = "Source Sans 3"
SERIF = "Source Serif 4"

_PACKAGES = ("fontpkg_source_sans_3", "fontpkg_source_serif_4")
# The serif at the optical size of a title: a third of the bytes.
_TITLES: dict[str, int] = {"opsz": 24}
# name on the web → (package, start of the file's name, limits of its axes)
_WEB = {
    "source-sans-3.woff2": (_PACKAGES[0], "SourceSans3[", {}),
    "source-sans-3-italic.woff2": (_PACKAGES[0], "SourceSans3-Italic[", {}),
    "source-serif-4.woff2": (_PACKAGES[1], "SourceSerif4[", _TITLES),
    "source-serif-4-italic.woff2": (_PACKAGES[1], "SourceSerif4-Italic[", _TITLES),
}
# Latin of Spanish and its neighbours, typographic marks, arrows, the soft hyphen and the minus.
LATIN = (
    (0x20, 0x7E),
    (0xA0, 0x17F),
    (0x2010, 0x2027),
    (0x2030, 0x203A),
    (0x20AC, 0x20AC),
    (0x2116, 0x2116),
    (0x2122, 0x2122),
    (0x2190, 0x2193),
    (0x2212, 0x2212),
    (0x2260, 0x2265),
)
_FEATURES = ("kern", "liga", "lnum", "tnum")


def folders() -> tuple[Path, ...]:
    """The folders of the font files. Raises ModuleNotFoundError when a package is missing."""
    return tuple(Path(str(resources.files(package) / "files")) for package in _PACKAGES)


@cache
def covered() -> frozenset[int]:
    """Code points that every upright text face of ours can draw."""
    faces = [_file(_PACKAGES[0], "SourceSans3["), _file(_PACKAGES[1], "SourceSerif4[")]
    maps = []
    for face in faces:
        with TTFont(face, lazy=True) as font:
            maps.append(frozenset(font.getBestCmap()))
    return frozenset.intersection(*maps)


def web_fonts(target: Path) -> list[Path]:
    """Write Latin subsets of both families, upright and italic, as variable woff2 into `target`.

    The same packages give the same bytes. Returns the files written; the folder is made.
    """
    target.mkdir(parents=True, exist_ok=True)
    written = []
    for name, (package, start, limits) in _WEB.items():
        path = target / name
        _subset(_file(package, start), path, limits)
        written.append(path)
    return written


def _codes() -> Iterable[int]:
    return [code for first, last in LATIN for code in range(first, last + 1)]


def _file(package: str, start: str) -> Path:
    for entry in Path(str(resources.files(package) / "files")).iterdir():
        if entry.name.startswith(start):
            return entry
    raise FileNotFoundError(f"{package}: {start}*")


def _subset(source: Path, target: Path, limits: dict[str, int]) -> None:
    options = Options()
    options.flavor = "woff2"
    options.layout_features = list(_FEATURES)
    options.name_IDs = [
        0,
        1,
        2,
        3,
        4,
        5,
        6,
        13,
        14,
        25,
    ]  # names, and the licence that must travel along
    options.hinting = False
    options.desubroutinize = True
    options.recalc_timestamp = False  # the same bytes each time
    with TTFont(source, lazy=True, recalcTimestamp=False) as font:
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=_codes())
        subsetter.subset(font)
        if limits:
            instancer.instantiateVariableFont(font, limits, inplace=True, optimize=False)
        font.flavor = "woff2"
        font.save(target)
