"""What a flowchart is drawn from on paper: its pages, its colour and its text equivalent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from records import flowchart
from records.flowchart import Flowchart
from records.printed.text import printable_text

DEFAULT_ACCENT = "#1f5661"
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
# PDF/A allows 32767 bytes in a string, and a character may take four of them.
_LONGEST_ALTERNATIVE = 8000


def accent_of(entity: Mapping[str, Any]) -> str:
    """The entity's colour, or ours where it has none that is one."""
    accent = entity.get("accent") or ""
    return accent if _COLOUR.fullmatch(accent) else DEFAULT_ACCENT


def chart_on_paper(chart: Flowchart) -> dict[str, Any]:
    """The pages of a flowchart as the page draws them, and the whole of it in words."""
    return {
        "pages": flowchart.drawing(chart),
        "alt": _alternative(flowchart.describe(chart)),
    }


def _alternative(told: list[str]) -> str:
    """The flowchart in words; what does not fit is in the table of activities anyway."""
    words = printable_text(" ".join(["Flujograma de las actividades.", *told]))
    if len(words) <= _LONGEST_ALTERNATIVE:
        return words
    rest = " … El texto completo está en la tabla de actividades."
    return words[: _LONGEST_ALTERNATIVE - len(rest)].rsplit(" ", 1)[0] + rest
