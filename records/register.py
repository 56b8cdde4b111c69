"""Heads of the register: signed statements of how far it had come, and proofs beneath them.

Whoever keeps one head can tell ever after that nothing before it was changed, dropped or put in:
the next heads prove that they continue it.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from records import anchors, merkle
from records.digests import canonical, sha256
from records.events import GENESIS
from records.exceptions import Failure
from records.handovers import may_follow, stopped
from records.keys import SealKey, fingerprint, seal_key
from records.models import Entity, Issuance, RecordEvent, RegisterHead
from records.turns import Line, take_lock, turn

SCHEMA = "register-head-1"
BATCH = 1_000
TILE = 256


class RegisterBroken(Failure):
    """The register does not continue its last head, or that is not ours: nothing is signed."""


class NotHandedOver(Failure):
    """The entity's seal is another one, and the former did not name it: nothing is signed."""


def sign_head(*, at: datetime) -> RegisterHead | None:
    """Sign a head over every event so far; None when the last one covers them already.

    Numbers of heads do not fork: one is made at a time. A copy of each head is kept beside the
    database (`records.anchors`). Signing a head is no event. Raises KeyUnavailable; NotHandedOver
    when the seal changed without `change_seal`, or stopped signing before; RegisterBroken when the
    events do not continue the last head, or a head is not known as the entity's; each with a
    sentence.
    """
    key = seal_key()
    with _heads() as last:
        frontier = _continued(last)
        if last is not None:
            _forbid_return(key, last)
            if not may_follow(last, key.certificate_pem):
                raise NotHandedOver(
                    _("The entity's seal changed: run change_seal with the former one, once.")
                )
        if frontier.size == (last.size if last else 0):
            return None
        return _signed(last, frontier, key, at)


def change_seal(*, former: SealKey | None = None, reason: str = "", at: datetime) -> RegisterHead:
    """Go on with the seal of the settings, and return its first head.

    The former key signs a head that names the certificate of its successor, so that who trusts the
    one may trust the other. A former key that is lost signs nothing: then the new head says why
    (`reason`, which everybody reads), and that it took over by itself. A seal that stopped signing
    does not come back. Raises NotHandedOver with a sentence, KeyUnavailable, RegisterBroken.
    """
    key = seal_key()
    with _heads() as last:
        if last is None or last.certificate == key.certificate_pem:
            raise NotHandedOver(_("The register already goes on with this seal."))
        _forbid_return(key, last)
        frontier = _continued(last)
        if former is None:
            if not reason.strip():
                raise NotHandedOver(_("Say why the former seal cannot hand over."))
            return _signed(last, frontier, key, at, takeover=reason.strip())
        if not may_follow(last, former.certificate_pem):
            raise NotHandedOver(_("That is not the seal that signed the last head."))
        handed = _signed(last, frontier, former, at, successor=fingerprint(key.certificate_pem))
        return _signed(handed, frontier, key, at)


@contextmanager
def _heads() -> Iterator[RegisterHead | None]:
    """The last head, under the lock of heads; afterwards their copies are kept."""
    with turn(), transaction.atomic():
        take_lock(Line.HEADS)
        if (strange := anchors.stranger()) is not None:
            message = _(
                "Head %(number)d of the register differs from its copy outside the database, or is "
                "not known to be signed by the entity: nothing is signed. Run verify_register."
            )
            raise RegisterBroken(message % {"number": strange})
        yield last_head()
        # The heads are signed by then: a copy that finds no room is made good at the next one.
        transaction.on_commit(anchors.keep_missing, robust=True)


def _forbid_return(key: SealKey, last: RegisterHead) -> None:
    if stopped(key.certificate_pem, last=last):
        message = _("This seal stopped signing the register before: it needs another certificate.")
        raise NotHandedOver(message)


def _continued(last: RegisterHead | None) -> merkle.Frontier:
    """The tree of all events, grown from that of the last head."""
    frontier, known, previous = merkle.Frontier(), 0, GENESIS
    if last is not None:
        frontier = merkle.Frontier(last.size, tuple(bytes.fromhex(one) for one in last.peaks))
        edge = RecordEvent.objects.filter(seq=last.size).first()
        if frontier.root.hex() != last.root or edge is None:
            raise _broken(last.size)
        known, previous = last.size, edge.sha256

    def leaves() -> Iterator[bytes]:
        seq, former = known, previous
        new = RecordEvent.objects.filter(seq__gt=known).order_by("seq")
        for event in new.only("seq", "previous", "sha256").iterator(chunk_size=BATCH):
            if event.seq != seq + 1 or event.previous != former:
                raise _broken(event.seq)
            seq, former = event.seq, event.sha256
            yield bytes.fromhex(event.sha256)

    return frontier.extended(leaves())


def _broken(seq: int) -> RegisterBroken:
    message = _(
        "The register is broken at event %(seq)s: no head is signed. Run verify_register, which "
        "names what changed."
    )
    return RegisterBroken(message % {"seq": seq})


def _signed(
    last: RegisterHead | None, frontier: merkle.Frontier, key: SealKey, at: datetime, **told: str
) -> RegisterHead:
    entity = Entity.objects.first()
    number, previous = (last.number + 1, last.sha256) if last else (1, GENESIS)
    statement = {
        "schema": SCHEMA,
        "number": number,
        "day": timezone.localdate(at).isoformat(),
        "size": frontier.size,
        "root": frontier.root.hex(),
        "previous": previous,
        "entity": {"name": entity.name, "nit": entity.nit or None} if entity else None,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        **told,
    }
    signed = canonical(statement)
    return RegisterHead.objects.create(
        number=number,
        day=timezone.localdate(at),
        size=frontier.size,
        root=frontier.root.hex(),
        previous=previous,
        peaks=[peak.hex() for peak in frontier.peaks],
        statement=signed.decode(),
        sha256=sha256(signed),
        signature=base64.b64encode(key.sign(signed)).decode("ascii"),
        certificate=key.certificate_pem,
        signed_at=at,
    )


# --- Proofs ---------------------------------------------------------------------------------------


def consistency(first: RegisterHead, second: RegisterHead) -> list[str]:
    """The proof that the register of the first head is the beginning of the second's."""
    proof = merkle.consistency_proof(first.size, second.size, _subtrees(second.size))
    return [step.hex() for step in proof]


def inclusion(seq: int, head: RegisterHead) -> list[str]:
    """The proof that event `seq` is in the register of that head. ValueError when it is not."""
    return [step.hex() for step in merkle.inclusion_proof(seq - 1, head.size, _subtrees(head.size))]


def event_of(issuance: Issuance, *actions: str, digest: str = "") -> RecordEvent | None:
    """The last event by which one of these happened to an issued version (`version.issued`).

    With `digest`, the one that kept the file of that SHA-256.
    """
    found = RecordEvent.objects.filter(
        action__in=actions,
        subject_type="records.documentversion",
        subject_id=issuance.version_id,
    )
    if digest:
        found = found.filter(facts__sha256=digest)
    return found.order_by("-seq").first()


def handovers(first: RegisterHead, second: RegisterHead) -> list[RegisterHead]:
    """The heads between the two by which one seal named the next."""
    between = RegisterHead.objects.filter(number__gte=first.number, number__lt=second.number)
    return list(between.filter(statement__contains='"successor":').order_by("number"))


def last_head() -> RegisterHead | None:
    """The head that covers most; None until one is signed."""
    return RegisterHead.objects.order_by("-number").first()


def _subtrees(size: int) -> merkle.Subtree:
    """The roots beneath a register of `size` events; whole tiles are remembered, one query."""
    ends = RecordEvent.objects.filter(seq__in=range(TILE, size + 1, TILE))
    last: dict[int, str] = dict(ends.values_list("seq", "sha256"))

    def root(start: int, end: int) -> bytes:
        if end - start > TILE:
            middle = start + merkle.split(end - start)
            return merkle.node_hash(root(start, middle), root(middle, end))
        if end - start == TILE:
            return _tile(end, last.get(end, ""))
        return _root_of(start, end)

    return root


@lru_cache(maxsize=65_536)
def _tile(end: int, last: str) -> bytes:
    """The root of 256 events. The digest of the last one, `last`, names all that came before."""
    return _root_of(end - TILE, end)


def _root_of(start: int, end: int) -> bytes:
    digests = RecordEvent.objects.filter(seq__gt=start, seq__lte=end).order_by("seq")
    return merkle.root_of(bytes.fromhex(one) for one in digests.values_list("sha256", flat=True))
