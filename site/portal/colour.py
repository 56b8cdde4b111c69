"""Colours that can be read: contrast as WCAG 2.1 counts it."""

from __future__ import annotations

PAPER = "#fdfcf9"
DARK_PAPER = "#14181c"
ENOUGH = 7.0


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def readable_on(colour: str, paper: str, enough: float = ENOUGH) -> str:
    """That colour, taken only as far towards black or white as it needs to be read on `paper`."""
    end = 0 if _luminance(paper) > 0.5 else 255
    parts = _parts(colour)
    for step in range(101):
        mixed = [round(part + (end - part) * step / 100) for part in parts]
        shade = "#" + "".join(f"{part:02x}" for part in mixed)
        if contrast(shade, paper) >= enough:
            return shade
    return "#000000" if end == 0 else "#ffffff"


def _parts(colour: str) -> list[int]:
    return [int(colour[start : start + 2], 16) for start in (1, 3, 5)]


def _luminance(colour: str) -> float:
    linear = []
    for part in _parts(colour):
        share = part / 255
        linear.append(share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4)
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
