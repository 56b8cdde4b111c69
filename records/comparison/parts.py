"""A content as a tree of parts, whatever their types: sections, their blocks, their rows.

A part is what has an id. All else that stands in it is its fields, so that a type of block that
comes later is compared without a word about it here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from records.content import Content
from records.kinds import GRIDS

Level = Literal["content", "section", "block", "row"]
# Level, type, id, and which of those that share them: a content from elsewhere may repeat an id.
Key = tuple[Level, str, str, int]
ROOT: Key = ("content", "", "", 0)

_BELOW: dict[Level, Level] = {"content": "section", "section": "block", "block": "row"}
_CONTAINERS = frozenset({"sections", "blocks", "items", "rows"})  # parts, even when empty


@dataclass(slots=True)
class Part:
    """A section, a block or a row. `container`: the list of its parent that it stands in.

    `type` is the block's own, and the block's for a row. `number` is as printed; `fields` are all
    but that and the parts below it, whose keys are `children`, a list for each container.
    """

    key: Key
    parent: Key
    container: str
    position: int
    number: str | None
    fields: dict[str, Any]
    children: dict[str, list[Key]] = field(default_factory=dict)

    @property
    def level(self) -> Level:
        return self.key[0]

    @property
    def type(self) -> str:
        return self.key[1]

    @property
    def id(self) -> str:
        return self.key[2]


Tree = Mapping[Key, Part]


def tree(content: Content) -> Tree:
    """Every part by its key, the root first, in reading order."""
    made: dict[Key, Part] = {}
    _grow(made, Counter(), content, ROOT, Part(ROOT, ROOT, "", 0, None, {}))
    return made


def _grow(
    made: dict[Key, Part], seen: Counter[Any], value: Mapping[str, Any], key: Key, part: Part
) -> None:
    made[key] = part
    below = _BELOW.get(key[0])
    for name, held in value.items():
        if below is None or not _holds_parts(name, held):
            # In a typed table it is what somebody wrote: the number of a norm.
            if name == "number" and part.type not in GRIDS:
                part.number = held
            elif name != "id":
                part.fields[name] = held
            continue
        keys = part.children[name] = []
        for position, child in enumerate(held, start=1):
            kind = part.type if below == "row" else str(child.get("type", ""))
            stem = (below, kind, str(child["id"]))
            own: Key = (*stem, seen[stem])
            seen[stem] += 1
            keys.append(own)
            _grow(made, seen, child, own, Part(own, key, name, position, None, {}))


def _holds_parts(name: str, value: Any) -> bool:
    if not isinstance(value, list):
        return False
    parts = all(isinstance(one, Mapping) and "id" in one for one in value)
    return parts and (bool(value) or name in _CONTAINERS)


def below(whole: Tree, key: Key) -> Iterator[Part]:
    """The parts right below one, in order."""
    for keys in whole[key].children.values():
        for one in keys:
            yield whole[one]


def written(whole: Tree, key: Key, *, numbered: bool = False) -> dict[str, Any]:
    """A part and all below it as a content has them; `numbered`: with the numbers printed."""
    part = whole[key]
    made: dict[str, Any] = {} if key == ROOT else {"id": part.id}
    if numbered:
        made["number"] = part.number
    made |= part.fields
    for container, keys in part.children.items():
        made[container] = [written(whole, one, numbered=numbered) for one in keys]
    return made


def texts(value: Any) -> Iterator[str]:
    """Every text inside a field, in order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for held in value.values():
            yield from texts(held)
    elif isinstance(value, list):
        for held in value:
            yield from texts(held)
