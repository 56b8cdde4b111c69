"""Characters that no XML can hold, and those that nobody sees and that turn a line around."""

from __future__ import annotations

import re

_BREAKS = re.compile(r"[\x0b\x0c]")
_ILLEGAL = re.compile(r"[\x00-\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Control characters, marks and embeddings of direction, what has no width, breaks of lines. The
# joiners stay: some scripts are not written without them.
_UNSEEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    r"\ufff9-\ufffb\ud800-\udfff\ufffe\uffff]"
)


def without_illegal(text: str) -> str:
    """`text` without what XML 1.0 forbids; a vertical tab or form feed leaves a space."""
    return _ILLEGAL.sub("", _BREAKS.sub(" ", text))


def has_unseen(text: str) -> bool:
    """Whether a line of text holds what nobody sees: it may be read as another than it is."""
    return _UNSEEN.search(text) is not None


def in_sight(text: str) -> str:
    """`text` as one line of what is seen: blanks of any kind are one, what is unseen goes."""
    words = (_UNSEEN.sub("", word) for word in text.split())
    return " ".join(word for word in words if word)
