"""The further metadata of a series: what was answered, judged field by field. Pure (M01)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from records.characters import has_unseen

LONGEST = 500
_NUMBER = re.compile(r"-?[0-9]{1,24}([.,][0-9]{1,10})?")


@dataclass(frozen=True, slots=True)
class Rule:
    """What a series asks: `kind` is text, number, date or choice."""

    name: str
    kind: str = "text"
    required: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with the answer to a field. `code`: missing, unknown, long, unseen, or kind."""

    name: str
    code: str


def judged(
    rules: Iterable[Rule], answers: Mapping[str, object]
) -> tuple[dict[str, str], list[Problem]]:
    """The answers as they are kept, and every problem. An empty answer is none.

    Numbers are kept as they are written, with a point; dates as ISO days.
    """
    rules = list(rules)
    kept: dict[str, str] = {}
    problems: list[Problem] = []
    known = {rule.name for rule in rules}
    problems += [Problem(name, "unknown") for name in sorted(set(answers) - known)]
    for rule in rules:
        text = " ".join(str(answers.get(rule.name) or "").split())
        if not text:
            if rule.required:
                problems.append(Problem(rule.name, "missing"))
            continue
        if has_unseen(text):
            problems.append(Problem(rule.name, "unseen"))
            continue
        value = _valued(rule, text)
        if value is None:
            problems.append(Problem(rule.name, "long" if len(text) > LONGEST else rule.kind))
        else:
            kept[rule.name] = value
    return kept, problems


def _valued(rule: Rule, text: str) -> str | None:
    if len(text) > LONGEST:
        return None
    match rule.kind:
        case "number":
            # Written out: an exponent of nine figures would be a number of a gigabyte.
            return text.replace(",", ".") if _NUMBER.fullmatch(text) else None
        case "date":
            try:
                return date.fromisoformat(text).isoformat()
            except ValueError:
                return None
        case "choice":
            return text if text in rule.choices else None
    return text
