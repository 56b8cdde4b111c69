"""Which part of the newer content is which of the older, where ids do not tell.

Ids tell, as long as a content was edited. One that was imported anew, or a table pasted again, has
new ids: siblings that share few of them are paired by what they say, the likest first.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from records.comparison.parts import ROOT, Part, Tree, below, texts, tree
from records.comparison.texts import WORD, alike
from records.content import Content

_FEW = 0.5  # of the ids of the shorter list of siblings
_LIKE = 0.5  # of their words, for siblings
_LIKER = 0.75  # of their words, for parts that stand apart from each other
_MOST = 40_000  # pairs that are looked at; of longer lists, those whose places are near

Words = tuple[str, ...]


def renamed(older: Tree, newer: Content) -> Tree:
    """The newer content as a tree, under the ids of the older where it names the same parts."""
    whole = tree(newer)
    names = _names(older, whole)
    return tree(_under(newer, names)) if names else whole


def _names(older: Tree, newer: Tree) -> dict[str, str]:
    """The id in the older content for ids of the newer; each once."""
    if all(key in older for key in newer):
        return {}
    pairing = _Pairing(older, newer)
    pairing.children(older[ROOT], newer[ROOT])
    if 2 * len(older.keys() & newer.keys()) < min(len(older), len(newer)):
        pairing.strays()
    return pairing.names


class _Pairing:
    def __init__(self, older: Tree, newer: Tree) -> None:
        self.older, self.newer = older, newer
        self.names: dict[str, str] = {}
        # An id that stands in both contents, or twice in one, stays as it is.
        self.fixed = {part.id for part in older.values()} & {part.id for part in newer.values()}
        for whole in (older, newer):
            self.fixed |= {one for one, n in Counter(p.id for p in whole.values()).items() if n > 1}
        self.taken: set[str] = set()

    def children(self, old: Part, new: Part) -> None:
        """Pairs what stands right below two parts that are the same, and so on downwards."""
        first, second = list(below(self.older, old.key)), list(below(self.newer, new.key))
        shared = {one.key for one in first} & {one.key for one in second}
        pairs = [(self.older[key], self.newer[key]) for key in sorted(shared)]
        if len(shared) < _FEW * min(len(first), len(second)):
            pairs += self._paired(self._free(first), self._free(second), _LIKE)
        for one, other in pairs:
            self.children(one, other)

    def strays(self) -> None:
        """What found no pair among its siblings may stand elsewhere."""
        self._paired(self._free(self.older.values()), self._free(self.newer.values()), _LIKER)

    def _free(self, parts: Any) -> list[Part]:
        known = self.fixed | self.taken | self.names.keys()
        return [part for part in parts if part.key != ROOT and part.id not in known]

    def _paired(self, old: list[Part], new: list[Part], least: float) -> list[tuple[Part, Part]]:
        pairs = []
        kinds = {(one.level, one.type) for one in old} & {(one.level, one.type) for one in new}
        for kind in sorted(kinds):
            first, second = ([p for p in parts if p.key[:2] == kind] for parts in (old, new))
            said = [_said(self.older, one) for one in first], [_said(self.newer, p) for p in second]
            for i, j in _likest(*said, least=least):
                pairs.append((first[i], second[j]))
                self.names[second[j].id] = first[i].id
                self.taken.add(first[i].id)
        return pairs


def _likest(old: Sequence[Words], new: Sequence[Words], *, least: float) -> Iterator[Any]:
    """Pairs of positions, each position once: equal texts in their order, then the likest first."""
    places = defaultdict(list)
    for j, said in enumerate(new):
        places[said].append(j)
    rest = []
    for i, said in enumerate(old):
        if places[said]:
            yield i, places[said].pop(0)
        else:
            rest.append(i)
    left = sorted(j for js in places.values() for j in js)
    scored = []
    near = max(1, _MOST // max(1, len(rest)))
    for i in rest:
        middle = i * len(new) // max(1, len(old))
        for j in sorted(left, key=lambda j: abs(j - middle))[:near] if len(left) > near else left:
            score = alike(list(old[i]), list(new[j]))
            if score >= least:
                scored.append((-score, abs(i * len(new) - j * len(old)), i, j))
    used: tuple[set[int], set[int]] = set(), set()
    for _score, _distance, i, j in sorted(scored):
        if i not in used[0] and j not in used[1]:
            used[0].add(i)
            used[1].add(j)
            yield i, j


def _said(whole: Tree, part: Part) -> Words:
    """What a part says, and the parts below it, in words. A section is known by its role too."""
    said = [word.lower() for text in texts(part.fields) for word in WORD.findall(text)]
    for one in below(whole, part.key):
        said += _said(whole, one)
    return tuple(said)


def _under(value: Any, names: dict[str, str]) -> Any:
    """`value` with each of those ids written as its name, wherever it stands."""
    if isinstance(value, str):
        return names.get(value, value)
    if isinstance(value, list):
        return [_under(one, names) for one in value]
    if isinstance(value, dict):
        return {key: _under(held, names) for key, held in value.items()}
    return value
