"""Texts for translation in our sources, found without gettext's programs."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation.template import templatize

# Name of the function -> (place of the context, places of the message and its plural).
SIGNATURES: dict[str, tuple[int | None, tuple[int, ...]]] = {
    "gettext": (None, (0,)),
    "gettext_lazy": (None, (0,)),
    "gettext_noop": (None, (0,)),
    "ngettext": (None, (0, 1)),
    "ngettext_lazy": (None, (0, 1)),
    "pgettext": (0, (1,)),
    "pgettext_lazy": (0, (1,)),
    "npgettext": (0, (1, 2)),
    "npgettext_lazy": (0, (1, 2)),
}
Message = tuple[str, str]
IN_TEMPLATE = re.compile(r"""\b(n?p?gettext|_)\((.*?)\)(?=\s|X|$)""", re.DOTALL)


def messages_in(path: Path) -> set[Message]:
    """Pairs of context (or "") and message that the file asks to translate."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return set(in_python(text))
    return set(in_template(text))


def in_python(text: str) -> Iterator[Message]:
    tree = ast.parse(text)
    names = {name: name for name in SIGNATURES}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            names |= {alias.asname or alias.name: alias.name for alias in node.names}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        name = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
        signature = SIGNATURES.get(names.get(name, ""))
        if signature is not None:
            yield from literal_arguments(node, *signature)


def literal_arguments(
    call: ast.Call, context_at: int | None, message_at: tuple[int, ...]
) -> Iterator[Message]:
    values = [arg.value if isinstance(arg, ast.Constant) else None for arg in call.args]
    context = "" if context_at is None else str(values[context_at])
    for place in message_at:
        if place < len(values) and isinstance(values[place], str):
            yield context, str(values[place])


def in_template(text: str) -> Iterator[Message]:
    """Django turns a template into something like Python; each call in it is parsed by itself."""
    for call in IN_TEMPLATE.finditer(templatize(text)):
        name = "gettext" if call[1] == "_" else call[1]
        try:
            tree = ast.parse(f"{name}({call[2]})", mode="eval")
        except SyntaxError:
            continue
        if isinstance(tree.body, ast.Call):
            yield from literal_arguments(tree.body, *SIGNATURES[name])
