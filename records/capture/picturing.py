"""A page as a picture, drawn anew: what is shown runs nothing and asks nothing of any network.

Run as `python -m records.capture.picturing FILE FORMAT PAGE WIDTH` within limits.
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


def picture_of(path: Path, key: str, number: int, width: int) -> tuple[Any, int]:
    """Page `number`, from 1, as a picture of at most that width; and how many pages there are."""
    if key == "pdf":
        return _of_pdf(path, number, width)
    image: Any = importlib.import_module("PIL.Image")
    image.MAX_IMAGE_PIXELS = MAX_PIXELS
    opened = image.open(path, formats=({"jp2": "JPEG2000"}.get(key, key.upper()),))
    frames = int(getattr(opened, "n_frames", 1))
    if frames > 1:
        opened.seek(min(number, frames) - 1)
    if key == "jpeg":
        opened.draft("RGB", (width, width))
    upright = importlib.import_module("PIL.ImageOps").exif_transpose(opened)
    upright.thumbnail((width, MOST_HEIGHT))
    return upright.convert("RGB"), frames


def _of_pdf(path: Path, number: int, width: int) -> tuple[Any, int]:
    document = importlib.import_module("pypdfium2").PdfDocument(path)
    page = document[min(number, len(document)) - 1]
    wide, high = page.get_size()
    scale = min(width / max(wide, 1), MOST_HEIGHT / max(high, 1))
    # forms are drawn, their scripts are not started: pdfium is built without a script engine
    return page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB"), len(document)


def _main(path: Path, key: str, number: int, width: int) -> dict[str, Any]:
    if FORMATS[key].key not in DRAWN:
        raise ValueError(key)
    picture, pages = picture_of(path, key, number, width)
    out = io.BytesIO()
    if key == "jpeg":
        picture.save(out, "JPEG", quality=85)
    else:
        picture.quantize(128).save(out, "PNG", optimize=True)
    return {
        "picture": base64.b64encode(out.getvalue()).decode(),
        "media_type": "image/jpeg" if key == "jpeg" else "image/png",
        "pages": pages,
    }


if __name__ == "__main__":
    limit()
    told = sys.argv[1:]
    sys.stdout.write(json.dumps(_main(Path(told[0]), told[1], int(told[2]), int(told[3]))))
