"""What a verb answers when it may not act."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence against an act. `field` names the form field or block it belongs to, if any."""

    code: str
    message: str
    field: str | None = None


class NotAllowed(Exception):
    """Raised by a verb with every reason against the act; nothing was changed."""

    def __init__(self, reasons: Iterable[Reason]) -> None:
        self.reasons = tuple(reasons)
        super().__init__(" ".join(str(reason.message) for reason in self.reasons))


class Conflict(NotAllowed):
    """The world moved since the caller looked: somebody else acted first."""


class Failure(Exception):
    """No rule was against it, and yet it could not be done; the message tells why.

    A command tells it and ends; nothing is half done.
    """


class NotNow(Exception):
    """Raised by a follower of the register whose server takes nothing for a while.

    No event is at fault, and the next one would fare no better. The message names no content.
    """


class RenderingError(Failure):
    """The document cannot be turned into a PDF; the message is a sentence for its author."""


class StorageError(Failure):
    """A kept file is missing or is not what its name says."""


class BackupError(Failure):
    """A copy cannot be made or restored; the message is a sentence. No copy and no row stays."""


class SealingError(Failure):
    """A PDF cannot be sealed, or its seals not be read; the message is a sentence."""


class KeyUnavailable(Failure):
    """There is no key to seal with; the message is a sentence for who runs the site."""
