"""Random edits of a content, and what its parts look like without their printed numbers."""

from __future__ import annotations

import copy
import json
import uuid
from typing import Any

from hypothesis import strategies as st

from records.comparison.parts import ROOT, tree, written
from tests.records.contents import (
    activity,
    content,
    definition,
    new_id,
    paragraph,
    record,
    rows,
    section,
)

Content = dict[str, Any]


def unnumbered(value: Any) -> Any:
    """A content without the numbers that are printed beside its parts."""
    return written(tree(value), ROOT)


def steps(*texts: str) -> list[dict[str, Any]]:
    return [activity(text, number=str(number)) for number, text in enumerate(texts, start=1)]


def lists(value: Any) -> list[list[dict[str, Any]]]:
    """Every list of parts of a content."""
    found = [value["sections"]]
    for one in value["sections"]:
        found.append(one["blocks"])
        found += [block["items"] for block in one["blocks"] if "items" in block]
    return found


def of_level(found: list[dict[str, Any]]) -> str:
    """What may stand in a list beside what is there; an empty list takes nothing."""
    return ",".join(sorted(found[0])) if found else ""


EDITS = st.lists(
    st.tuples(
        st.sampled_from(["add", "remove", "edit", "move", "move elsewhere"]),
        *[st.integers(0, 10**6)] * 3,
        st.sampled_from(["", "Verificar", "Enviar el acta al comité", "Archivar los datos"]),
    ),
    max_size=12,
)


def long_content() -> Content:
    """Sections, blocks and rows to edit, a table of a type nobody foresaw among them."""
    risks = [
        {"id": new_id(), "risk": f"Pérdida de {word}", "probability": number, "controls": None}
        for number, word in enumerate(("datos", "equipos", "tiempo"), start=1)
    ]
    return content(
        section("objective", paragraph("Prestar bicicletas."), paragraph("Y patines.")),
        section(
            "content",
            rows("activities", *steps("Recibir", "Revisar", "Prestar", "Cobrar", "Cerrar")),
            rows("risks", *risks),
        ),
        section("definitions", rows("definitions", definition("Turno", "Una hora"))),
        section("records", rows("records", record("Solicitudes"), record("Actas"))),
    )


def edited(value: Content, script: list[Any]) -> Content:
    """What becomes of a content; parts that stay keep their ids."""
    made = copy.deepcopy(value)
    for act, *numbers, text in script:
        first, second, third = numbers
        here = [one for one in lists(made) if one]
        if not here:
            break
        chosen = here[first % len(here)]
        at = second % len(chosen)
        if act == "add":
            part = copy.deepcopy(chosen[at])
            fresh = {one: str(uuid.UUID(int=first * 10**9 + n)) for n, one in enumerate(ids(part))}
            part = json.loads(json.dumps(part))
            chosen.insert(third % (len(chosen) + 1), renamed(part, fresh))
        elif act == "remove":
            del chosen[at]
        elif act == "edit":
            fields = [name for name, held in chosen[at].items() if isinstance(held, str)]
            fields = sorted({*fields} - {"id", "type", "role"})
            if fields:
                chosen[at][fields[third % len(fields)]] = text
        elif act == "move":
            part = chosen.pop(at)
            chosen.insert(third % (len(chosen) + 1), part)
        else:
            others = [one for one in here if of_level(one) == of_level(chosen)]
            part = chosen.pop(at)
            others[third % len(others)].append(part)
    return made


def ids(part: Any) -> list[str]:
    found = [part["id"]]
    for name in ("blocks", "items"):
        for one in part.get(name, []):
            found += ids(one)
    return found


def renamed(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: renamed(held, names) for key, held in value.items()}
    if isinstance(value, list):
        return [renamed(one, names) for one in value]
    return names.get(value, value) if isinstance(value, str) else value
