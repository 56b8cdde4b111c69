"""The two typefaces of Legajo, from the locked packages: as they are for Typst, woff2 for the web.

No font file stands in the repository and none is fetched from another host (SIL OFL 1.1).
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from functools import cache
from importlib import metadata, resources
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
_NAMES = [0, 1, 2, 3, 4, 5, 6, 13, 14, 25]  # names, and the licence that must travel along
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

    The same packages give the same bytes, so what an earlier call with the same packages and
    settings wrote is left alone. Returns the files; the folder is made.
    """
    target.mkdir(parents=True, exist_ok=True)
    recipe, paths = target / "recipe.txt", [target / name for name in _WEB]
    fresh = recipe.exists() and recipe.read_text() == _recipe()
    if not (fresh and all(path.exists() for path in paths)):
        for path in paths:
            path.write_bytes(web_font(path.name))
        recipe.write_text(_recipe())
    return paths


def web_font(name: str) -> bytes:
    """The bytes of one of the web's files. Raises KeyError for an unknown name."""
    package, start, limits = _WEB[name]
    out = io.BytesIO()
    options = Options()
    options.layout_features = list(_FEATURES)
    options.name_IDs = _NAMES
    options.hinting = False
    options.recalc_timestamp = False  # the same bytes each time
    with TTFont(_file(package, start), lazy=True, recalcTimestamp=False) as font:
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=_codes())
        subsetter.subset(font)
        if limits:
            instancer.instantiateVariableFont(font, limits, inplace=True, optimize=False)
        font.flavor = "woff2"
        font.save(out)
    return out.getvalue()


def _recipe() -> str:
    """All that decides the bytes; a new line here makes new files."""
    packages = ("fontpkg-source-sans-3", "fontpkg-source-serif-4", "fonttools", "brotli")
    versions = [f"{package} {metadata.version(package)}" for package in packages]
    return "\n".join([*versions, repr((_WEB, LATIN, _FEATURES, _NAMES))])


def _codes() -> Iterable[int]:
    return [code for first, last in LATIN for code in range(first, last + 1)]


def _file(package: str, start: str) -> Path:
    for entry in Path(str(resources.files(package) / "files")).iterdir():
        if entry.name.startswith(start):
            return entry
    raise FileNotFoundError(f"{package}: {start}*")
