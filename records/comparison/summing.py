"""All of a difference in a sentence: «3 actividades cambian y 1 se movió; cambia el título.»"""

from __future__ import annotations

from collections.abc import Sequence

from records.comparison.model import FieldChange, State
from records.comparison.naming import Noun, listed

_VERBS: dict[State, tuple[str, str, str, str]] = {
    # one and many, masculine; one and many, feminine
    "changed": ("cambia", "cambian", "cambia", "cambian"),
    "moved": ("se movió", "se movieron", "se movió", "se movieron"),
    "added": ("es nuevo", "son nuevos", "es nueva", "son nuevas"),
    "removed": ("se retiró", "se retiraron", "se retiró", "se retiraron"),
}
_HEAD = {
    "title": "el título",
    "code": "el código",
    "access": "el acceso",
    "process": "el proceso",
    "office": "la dependencia",
    "series": "la serie",
    "kind": "la clase de documento",
    "language": "el idioma",
}
SAME = "Los textos son iguales."
RENUMBERED = "Solo cambia la numeración."


class Counts:
    """How many parts of each noun came, went, moved, changed, in the order they are read."""

    def __init__(self) -> None:
        self.found: dict[Noun, dict[State, int]] = {}

    def add(self, noun: Noun, states: Sequence[State]) -> None:
        """Counts one part; what was moved and edited is both."""
        here = self.found.setdefault(noun, {})
        for state in states:
            here[state] = here.get(state, 0) + 1


def sentence(head: Sequence[FieldChange], counts: Counts, renumbered: bool) -> str:
    """What a reader is told first, in the order of the document; its own facts last."""
    told = [_of(noun, states) for noun, states in counts.found.items()]
    facts = [_HEAD[one.name] for one in head if one.name in _HEAD]
    if facts:
        told.append(f"{'cambia' if len(facts) == 1 else 'cambian'} {listed(facts)}")
    elif head:
        told.append("cambian los datos del documento")
    if not told:
        return RENUMBERED if renumbered else SAME
    text = "; ".join(told)
    return f"{text[:1].upper()}{text[1:]}."


def _of(noun: Noun, states: dict[State, int]) -> str:
    parts: list[str] = []
    for state in _VERBS:
        if count := states.get(state):
            many = count > 1
            verb = _VERBS[state][many + 2 * noun.feminine]
            named = "" if parts else f" {noun.many if many else noun.one}"
            parts.append(f"{count}{named} {verb}")
    return listed(parts)
