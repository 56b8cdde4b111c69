"""Every action that the code records has a name for people."""

from __future__ import annotations

import ast
import re

from records.event_labels import LABELS, label_of, subject_name
from records.event_words import FACTS
from records.models import Refusal
from tests.repository import our_modules

RECORDED = re.compile(r"""\.record\(\s*(f?)["']([a-z_]+\.[a-z_{}.]+)["']""")
CHOSEN = re.compile(r"""["']([a-z_]+\.[a-z_]+)["'] if \w+ else ["']([a-z_]+\.[a-z_]+)["']""")


def test_every_recorded_action_has_a_label() -> None:
    actions = {f"version.{kind}" for kind in Refusal.Kind.values}
    for path in our_modules():
        text = path.read_text(encoding="utf-8")
        actions |= {action for formatted, action in RECORDED.findall(text) if not formatted}
        if ".record(" in text:
            actions |= {action for pair in CHOSEN.findall(text) for action in pair}
    assert {"version.issued", "reference.changed", "norms.imported"} <= actions
    assert actions - set(LABELS) == set()


def written_facts() -> set[str]:
    """The names of the facts and details that the code records, where it writes them out."""
    found = set()
    for path in our_modules():
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "record":
                told = [one.value for one in call.keywords if one.arg in ("facts", "detail")]
                found |= {
                    str(key.value)
                    for value in told
                    for part in ast.walk(value)
                    if isinstance(part, ast.Dict)
                    for key in part.keys
                    if isinstance(key, ast.Constant)
                }
    return found


def test_every_recorded_fact_has_a_label() -> None:
    """Who reads a history reads no name of a column in English."""
    facts = written_facts()
    assert {"borrower", "due_on", "inventory"} <= facts
    assert facts - set(FACTS) == set()


def test_what_is_unknown_keeps_its_code() -> None:
    assert label_of("no.such") == "no.such"
    assert subject_name("no.such") == "no.such"
