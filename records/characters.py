"""Characters that no XML can hold: a workbook or a PDF's metadata would break on one."""

from __future__ import annotations

import re

_BREAKS = re.compile(r"[\x0b\x0c]")
_ILLEGAL = re.compile(r"[\x00-\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def without_illegal(text: str) -> str:
    """`text` without what XML 1.0 forbids; a vertical tab or form feed leaves a space."""
    return _ILLEGAL.sub("", _BREAKS.sub(" ", text))
