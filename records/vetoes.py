"""Reasons from above: upper apps forbid an act without being imported from below."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db.models import Model

from records.exceptions import Reason

Veto = Callable[[str, Model, date], list[Reason]]
_vetoes: list[Veto] = []


def register_veto(veto: Veto) -> Veto:
    """Ask `veto(act, subject, today)` before every act. Called from `AppConfig.ready()`, once."""
    if veto not in _vetoes:
        _vetoes.append(veto)
    return veto


def reasons(act: str, subject: Model, today: date) -> list[Reason]:
    """Every reason of every upper app against the act. Verbs ask under their lock."""
    return [reason for veto in _vetoes for reason in veto(act, subject, today)]
