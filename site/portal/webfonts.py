"""The fonts of the site, made once from the locked packages into the data folder."""

from __future__ import annotations

import shutil
import tempfile
import threading
from pathlib import Path

from django.conf import settings

from records.fonts import web_fonts

NAMES = (
    "source-sans-3.woff2",
    "source-sans-3-italic.woff2",
    "source-serif-4.woff2",
    "source-serif-4-italic.woff2",
)
_one_at_a_time = threading.Lock()


def folder() -> Path:
    """Where the fonts are kept."""
    return Path(settings.MEDIA_ROOT).parent / "fonts"


def ensure() -> Path:
    """Make the fonts if they are not there; two that race leave the same files."""
    target = folder()
    with _one_at_a_time:
        if all((target / name).exists() for name in NAMES):
            return target
        target.mkdir(parents=True, exist_ok=True)
        waiting = Path(tempfile.mkdtemp(dir=target.parent))
        try:
            for path in web_fonts(waiting):
                path.replace(target / path.name)
        finally:
            shutil.rmtree(waiting, ignore_errors=True)
    return target


def font_file(name: str) -> Path | None:
    """The file of that font; None when there is no such font. The site reads well without."""
    if name not in NAMES:
        return None
    path = folder() / name
    return path if path.exists() else ensure() / name
