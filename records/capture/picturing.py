"""Pages as pictures, drawn anew: what is shown runs nothing and asks nothing of any network.

Run as `python -m records.capture.picturing FILE FORMAT FIRST COUNT WIDTH` within limits.
"""

from __future__ import annotations

import base64
import importlib
import io
import json
import sys
from pathlib import Path
from typing import Any

from records.capture.inspecting import MAX_PIXELS
from records.media_types import FORMATS
from records.sandbox import limit

DRAWN = frozenset({"pdf", "png", "jpeg", "tiff", "jp2"})
MOST_HEIGHT = 6000


def pictures_of(path: Path, key: str, first: int, count: int, width: int) -> tuple[list[Any], int]:
    """So many pages from that one on, as pictures of at most that width; and how many there are."""
    if key == "pdf":
        return _of_pdf(path, first, count, width)
    image: Any = importlib.import_module("PIL.Image")
    image.MAX_IMAGE_PIXELS = MAX_PIXELS
    opened = image.open(path, formats=({"jp2": "JPEG2000"}.get(key, key.upper()),))
    frames = int(getattr(opened, "n_frames", 1))
    upright = importlib.import_module("PIL.ImageOps").exif_transpose
    drawn = []
    for place in _places(first, count, frames):
        if frames > 1:
            opened.seek(place)
        if key == "jpeg":
            opened.draft("RGB", (width, width))
        picture = upright(opened)
        picture.thumbnail((width, MOST_HEIGHT))
        drawn.append(picture.convert("RGB"))
    return drawn, frames


def _places(first: int, count: int, pages: int) -> range:
    """From 0; the last page where more was asked for than there is."""
    start = min(first, pages) - 1
    return range(start, min(start + count, pages))


def _of_pdf(path: Path, first: int, count: int, width: int) -> tuple[list[Any], int]:
    document = importlib.import_module("pypdfium2").PdfDocument(path)
    drawn = []
    for place in _places(first, count, len(document)):
        page = document[place]
        wide, high = page.get_size()
        scale = min(width / max(wide, 1), MOST_HEIGHT / max(high, 1))
        # forms are not drawn, and no script is started: pdfium is built without an engine for them
        drawn.append(page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB"))
        page.close()
    return drawn, len(document)


def _main(path: Path, key: str, first: int, count: int, width: int) -> dict[str, Any]:
    if FORMATS[key].key not in DRAWN:
        raise ValueError(key)
    drawn, pages = pictures_of(path, key, first, count, width)
    return {
        "pictures": [base64.b64encode(_written(one, key)).decode() for one in drawn],
        "media_type": "image/jpeg" if key == "jpeg" else "image/png",
        "pages": pages,
    }


def _written(picture: Any, key: str) -> bytes:
    out = io.BytesIO()
    if key == "jpeg":
        picture.save(out, "JPEG", quality=85)
    else:
        picture.quantize(128).save(out, "PNG", optimize=True)
    return out.getvalue()


if __name__ == "__main__":
    limit()
    told = sys.argv[1:]
    sys.stdout.write(json.dumps(_main(Path(told[0]), told[1], *map(int, told[2:5]))))
