"""The order and the numbers of the sections of a version: on screen and on paper alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from records import kinds
from records.content import Content

_NO_TITLE = "Sección"
# What tells of one day: a later version of it would change what happened.
UNCHANGING = ("minutes",)


@dataclass(frozen=True, slots=True)
class Placed:
    """A section in its place. `number` is empty where the signed paper has none.

    `section` is the content's own, or one made for a part that is derived and that it lacks.
    """

    number: str
    title: str
    section: dict[str, Any]

    @property
    def role(self) -> str:
        return str(self.section["role"])


def placed(content: Content, *, adopted: bool = False) -> list[Placed]:
    """Every section that is read, change control and the closing review and approval among them.

    Who cites «numeral 7» must find it on both: numbers follow the order printed, whatever the
    source had. Change control stands before the annexes when the content has no such section, and
    the approval closes. A version adopted on paper keeps the order and the numbers of that paper;
    what the paper has not comes last, without a number.
    """
    listed = list(content["sections"])
    if adopted:
        listed += [_derived(one) for one in ("approval", "changes") if _lacks(listed, one)]
        return [Placed(one["number"] or "", _title(one), one) for one in listed]
    closing = next((one for one in listed if one["role"] == "approval" and one["title"]), None)
    listed = [one for one in listed if one["role"] != "approval"]
    if _lacks(listed, "changes") and content["kind"] not in UNCHANGING:
        roles = [one["role"] for one in listed]
        place = roles.index("annexes") if "annexes" in roles else len(listed)
        listed.insert(place, _derived("changes"))
    listed.append(closing or _derived("approval"))
    return [Placed(str(number), _title(one), one) for number, one in enumerate(listed, start=1)]


def _lacks(sections: list[Any], role: str) -> bool:
    return not any(one["role"] == role for one in sections)


def _derived(role: str) -> dict[str, Any]:
    return {"id": role, "role": role, "number": None, "title": "", "blocks": []}


def _title(section: dict[str, Any]) -> str:
    return section["title"] or kinds.HEADINGS.get(section["role"], _NO_TITLE)
