"""Every action that the code records has a name for people."""

from __future__ import annotations

import re

from records.event_labels import LABELS, label_of, subject_name
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


def test_what_is_unknown_keeps_its_code() -> None:
    assert label_of("no.such") == "no.such"
    assert subject_name("no.such") == "no.such"
