"""The newer content, made of the older one and the difference alone."""

from __future__ import annotations

import copy
from typing import Any

from records.comparison.model import ABSENT, Difference, FieldChange
from records.comparison.parts import ROOT, Key, Part, tree, written
from records.content import Content


def applied(difference: Difference, content: Content) -> Content:
    """What `content` becomes: the newer one, but for the numbers, which are printed.

    `content` is the older of the two compared. Nothing of the newer is looked at but what the
    changes say of it, so that what is shown is proven to be all.
    """
    parts: dict[Key, Part] = {key: copy.deepcopy(part) for key, part in tree(content).items()}
    changes = difference.changes
    for key, change in changes.items():
        if change.old is not None and (change.moved or change.new is None):
            parts[parts[key].parent].children[parts[key].container].remove(key)
    for key, change in changes.items():
        if change.new is None:
            del parts[key]
        elif change.old is None:
            new = change.new
            made = Part(key, new.parent, new.container, 0, None, copy.deepcopy(new.fields))
            made.children = {name: [] for name in new.children}
            parts[key] = made
        else:
            _set(parts[key].fields, change.fields)
    # In the order of the newer content: what one follows stands in its place before it.
    for key, change in changes.items():
        if change.new is not None and (change.moved or change.old is None):
            place = parts[change.new.parent].children.setdefault(change.new.container, [])
            place.insert(0 if change.after is None else place.index(change.after) + 1, key)
    _set(parts[ROOT].fields, difference.head)
    return written(parts, ROOT)


def _set(fields: dict[str, Any], changes: tuple[FieldChange, ...]) -> None:
    for change in changes:
        if change.after is ABSENT:
            del fields[change.name]
        else:
            fields[change.name] = copy.deepcopy(change.after)
