"""Whose head may follow which: the same seal, the one it named, and never one that stopped signing.

Rows prove nothing here: whoever writes to the database alone can put in heads of a key of their
own, but can neither sign with the entity's nor write the copies beside the database.
"""

from __future__ import annotations

import base64

from records.digests import sha256
from records.events import GENESIS
from records.keys import fingerprint, seal_key, verifies
from records.models import RegisterHead

_NONSENSE = (ValueError, KeyError, TypeError, AttributeError)


def may_follow(head: RegisterHead, certificate: str) -> bool:
    """Whether the next head may bear that certificate: the same, or the named successor's."""
    named = head.stated.get("successor")
    return fingerprint(certificate) == named if named else certificate == head.certificate


def stopped(certificate: str, *, last: RegisterHead) -> bool:
    """Whether that seal signed heads and another had followed it by `last`. It never comes back.

    Else whoever puts in a takeover by a seal of their own, and names the entity's as its successor,
    would have the entity itself sign on over what they forged.
    """
    if certificate == last.certificate:
        return False
    earlier = RegisterHead.objects.filter(number__lt=last.number, certificate=certificate)
    return earlier.exists()


def seals_used() -> frozenset[str]:
    """The fingerprint of every seal with which this entity signed: of its heads, and of today.

    The checks of heads say whether these are genuine. Raises KeyUnavailable where the seal of the
    settings must be known and is not.
    """
    heads = RegisterHead.objects.order_by().values_list("certificate", flat=True).distinct()
    return frozenset(map(fingerprint, {*heads, seal_key().certificate_pem}))


def is_genuine(head: RegisterHead, former: RegisterHead | None) -> bool:
    """Whether the entity made this head: on from `former`, which is proved, or by its present seal.

    `former` is None for the first head, and where the one before is not proved: then nothing
    after it is. Raises KeyUnavailable where the seal of the settings must be known and is not.
    """
    try:
        statement = head.statement.encode()
        stated = head.stated
        told = (stated["number"], stated["previous"], sha256(statement))
        number, previous = (former.number, former.sha256) if former else (0, GENESIS)
        if told != (number + 1, previous, head.sha256) or head.number != number + 1:
            return False
        if not verifies(head.certificate, statement, base64.b64decode(head.signature)):
            return False
        if former is not None and may_follow(former, head.certificate):
            return True
    except _NONSENSE:
        return False
    return head.certificate == seal_key().certificate_pem
