"""A Merkle tree over the events: root, growth, proofs and their verification (RFC 9162, 2.1).

The data of a leaf is the 32 bytes of an event's digest. That digest covers a random nonce (through
`actor_sha256`), so that nobody finds an event by guessing its words. Leaves and nodes are hashed
with different prefixes: a node can never be shown as a leaf.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

EMPTY_ROOT = hashlib.sha256().digest()

Subtree = Callable[[int, int], bytes]
"""The root of the leaves from `start` to before `end`."""


def leaf_hash(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """A tree of `size` leaves by its peaks: the roots of its perfect subtrees, largest first.

    All that is needed to let it grow. Raises ValueError when size and peaks do not belong together.
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.peaks) != self.size.bit_count():
            raise ValueError(f"a tree of {self.size} leaves has not {len(self.peaks)} peaks")

    def extended(self, data: Iterable[bytes]) -> Frontier:
        """The tree with these leaves after its own."""
        size, peaks = self.size, list(self.peaks)
        for one in data:
            node, below = leaf_hash(one), size
            while below & 1:
                node = node_hash(peaks.pop(), node)
                below >>= 1
            peaks.append(node)
            size += 1
        return Frontier(size, tuple(peaks))

    @property
    def root(self) -> bytes:
        if not self.peaks:
            return EMPTY_ROOT
        *others, node = self.peaks
        for peak in reversed(others):
            node = node_hash(peak, node)
        return node


def root_of(data: Iterable[bytes]) -> bytes:
    """The root of a tree of these leaves."""
    return Frontier().extended(data).root


def split(size: int) -> int:
    """The largest power of two smaller than `size`: how many leaves its left half has."""
    return 1 << ((size - 1).bit_length() - 1)


def inclusion_proof(index: int, size: int, subtree: Subtree) -> list[bytes]:
    """The proof that leaf `index` is in the tree of the first `size` leaves (RFC 9162, 2.1.3.1).

    Raises ValueError when that tree has no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} leaves has no leaf {index}")
    proof: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + split(end - start)
        if index < middle:
            proof.append(subtree(middle, end))
            end = middle
        else:
            proof.append(subtree(start, middle))
            start = middle
    return proof[::-1]


def consistency_proof(first: int, second: int, subtree: Subtree) -> list[bytes]:
    """The proof that the tree of `first` leaves is the beginning of that of `second` (2.1.4.1).

    Raises ValueError unless 0 < first ≤ second.
    """
    if not 0 < first <= second:
        raise ValueError(f"no tree of {first} leaves is the beginning of one of {second}")
    proof: list[bytes] = []
    start, end, known = 0, second, True
    while end - start != first - start:
        middle = start + split(end - start)
        if first <= middle:
            proof.append(subtree(middle, end))
            end = middle
        else:
            proof.append(subtree(start, middle))
            start, known = middle, False
    if not known:
        proof.append(subtree(start, end))
    return proof[::-1]


def includes(data: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """True if the proof leads from that leaf to that root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, node = index, size - 1, leaf_hash(data)
    for step in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            node = node_hash(step, node)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            node = node_hash(node, step)
        place, last = place >> 1, last >> 1
    return last == 0 and node == root


def consistent(
    first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]
) -> bool:
    """True if the proof shows that the first tree is the beginning of the second (2.1.4.2)."""
    if not 0 < first <= second:
        return False
    if first == second:
        return not proof and first_root == second_root
    steps = [first_root, *proof] if first & (first - 1) == 0 else list(proof)
    if not steps:
        return False
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, step)
        place, last = place >> 1, last >> 1
    return last == 0 and old == first_root and new == second_root
