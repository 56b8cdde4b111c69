"""The tree: the published vectors, another implementation as oracle, and what no forger can do."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree, verify_consistency

from records import merkle

# The eight leaves and the roots of the trees of the first one to eight, as the reference
# implementation of Certificate Transparency (RFC 6962) publishes them.
VECTOR_LEAVES = [
    bytes.fromhex(one)
    for one in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
VECTOR_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
SIZES = st.integers(1, 130)


def leaves(size: int) -> list[bytes]:
    return [hashlib.sha256(str(number).encode()).digest() for number in range(size)]


def subtree(data: list[bytes]) -> Callable[[int, int], bytes]:
    return lambda start, end: merkle.root_of(data[start:end])


@st.composite
def places(draw: st.DrawFn) -> tuple[int, int]:
    size = draw(SIZES)
    return draw(st.integers(0, size - 1)), size


def test_the_published_roots() -> None:
    roots = [merkle.root_of(VECTOR_LEAVES[: n + 1]).hex() for n in range(8)]
    assert roots == VECTOR_ROOTS
    assert merkle.root_of([]) == hashlib.sha256(b"").digest()


@given(SIZES)
def test_another_implementation_agrees(size: int) -> None:
    data = leaves(size)
    oracle = InmemoryTree(algorithm="sha256")
    for one in data:
        oracle.append_entry(one)
    assert merkle.root_of(data) == oracle.get_root(size)
    for index in {0, size // 2, size - 1}:
        path = oracle.prove_inclusion(index + 1, size).serialize()["path"]
        proof = merkle.inclusion_proof(index, size, subtree(data))
        assert [merkle.leaf_hash(data[index]).hex(), *(step.hex() for step in proof)] == path
    for first in {1, (size + 1) // 2, size}:
        # Its proof lists other nodes than the RFC's; it leads from our old root to our new one.
        proof = oracle.prove_consistency(first, size)
        verify_consistency(merkle.root_of(data[:first]), merkle.root_of(data), proof)


@given(SIZES, st.integers(0, 130))
def test_a_tree_grows_from_its_peaks_alone(size: int, more: int) -> None:
    data = leaves(size + more)
    grown = merkle.Frontier().extended(data[:size]).extended(data[size:])
    assert grown.root == merkle.root_of(data)
    assert grown.size == size + more


def test_peaks_that_do_not_fit_the_size_are_refused() -> None:
    with pytest.raises(ValueError, match="peaks"):
        merkle.Frontier(3, (b"one",))


@given(places())
def test_every_leaf_is_proved_and_no_other_passes_for_it(place: tuple[int, int]) -> None:
    index, size = place
    data = leaves(size)
    root = merkle.root_of(data)
    proof = merkle.inclusion_proof(index, size, subtree(data))
    assert merkle.includes(data[index], index, size, proof, root)
    assert not merkle.includes(b"other", index, size, proof, root)
    assert not merkle.includes(data[index], index, size, [*proof, root], root)
    assert not merkle.includes(data[index], index, size, proof, b"other")
    assert not merkle.includes(data[index], size, size, proof, root)
    for other in range(size):
        assert (other == index) == merkle.includes(data[index], other, size, proof, root)
    for place_of_lie in range(len(proof)):
        forged = [*proof]
        forged[place_of_lie] = hashlib.sha256(forged[place_of_lie]).digest()
        assert not merkle.includes(data[index], index, size, forged, root)


@given(places())
def test_every_earlier_tree_is_proved_a_beginning(place: tuple[int, int]) -> None:
    first, second = place[0] + 1, place[1]
    data = leaves(second)
    old, new = merkle.root_of(data[:first]), merkle.root_of(data)
    proof = merkle.consistency_proof(first, second, subtree(data))
    assert merkle.consistent(first, second, old, new, proof)
    assert not merkle.consistent(first, second, b"other", new, proof)
    assert not merkle.consistent(first, second, old, b"other", proof)
    assert not merkle.consistent(first, second, old, new, [*proof, new])
    assert first == second or not merkle.consistent(first, second, old, new, [])
    for place_of_lie in range(len(proof)):
        forged = [*proof]
        forged[place_of_lie] = hashlib.sha256(forged[place_of_lie]).digest()
        assert not merkle.consistent(first, second, old, new, forged)


@given(SIZES, st.data())
def test_a_rewritten_past_has_no_proof(size: int, draw: st.DataObject) -> None:
    data, more = leaves(size), draw.draw(st.integers(1, 40))
    changed = draw.draw(st.integers(0, size - 1))
    rewritten = leaves(size + more)
    rewritten[changed] = b"another deed"
    proof = merkle.consistency_proof(size, size + more, subtree(rewritten))
    old, new = merkle.root_of(data), merkle.root_of(rewritten)
    assert not merkle.consistent(size, size + more, old, new, proof)


def test_a_node_is_never_taken_for_a_leaf() -> None:
    left, right = leaves(2)
    pair = merkle.leaf_hash(left) + merkle.leaf_hash(right)
    assert merkle.root_of([pair]) != merkle.root_of([left, right])


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_no_proof_of_a_leaf_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="leaf"):
        merkle.inclusion_proof(index, size, subtree(leaves(3)))


@pytest.mark.parametrize(("first", "second"), [(0, 3), (4, 3)])
def test_no_proof_between_trees_that_do_not_follow(first: int, second: int) -> None:
    with pytest.raises(ValueError, match="beginning"):
        merkle.consistency_proof(first, second, subtree(leaves(4)))
    assert not merkle.consistent(first, second, b"", b"", [])
