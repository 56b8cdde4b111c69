"""The flowchart in words, for who does not see it. Spanish: it is part of the document."""

from __future__ import annotations

from collections.abc import Sequence

from records.flowchart.graph import Activity, Atom, clean


def destination(items: Sequence[Activity], index: int, target: str) -> str:
    """Where a decision of activity `index` leads: «continúa en 4», «vuelve a 2», «termina»."""
    if target == "end" or (target == "next" and index + 1 >= len(items)):
        return "termina"
    if target == "next":
        return f"continúa en {_named(items[index + 1])}"
    for position, item in enumerate(items):
        if item["id"] == target:
            verb = "continúa en" if position > index else "vuelve a"
            return f"{verb} {_named(item)}"
    return "continúa"


def sentences(atoms: Sequence[Atom]) -> tuple[str, ...]:
    """One sentence or more for each atom, in order."""
    items = [atom.activity for atom in atoms if atom.activity]
    told = []
    index = 0
    for atom in atoms:
        if atom.activity is None:
            told.append("Inicio." if atom.kind == "start" else "Fin.")
            continue
        told.append(_sentence(items, index))
        index += 1
    return tuple(told)


def _sentence(items: Sequence[Activity], index: int) -> str:
    item = items[index]
    number = f"{item['number']}. " if item["number"] else ""
    parts = [_ended(number + clean(item["text"]))]
    if decision := item["decision"]:
        if decision["question"]:
            parts.append(_ended(clean(decision["question"])))
        yes, no = (destination(items, index, decision[answer]) for answer in ("yes", "no"))
        parts.append(f"Si la respuesta es sí, {yes}; si es no, {no}.")
    if item["responsible"]:
        parts.append(_ended(f"Responsable: {clean(item['responsible'])}"))
    return " ".join(parts)


def _ended(text: str) -> str:
    return text if text.endswith((".", "?", "!", "…", ":")) else f"{text}."


def _named(item: Activity) -> str:
    if item["number"]:
        return str(item["number"])
    words = clean(item["text"])
    return f"«{words[:40]}…»" if len(words) > 40 else f"«{words}»"
