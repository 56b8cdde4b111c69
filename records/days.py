"""Days as a Colombian reader writes them in a sentence; a table has them as 2018-08-15."""

from __future__ import annotations

from datetime import date, datetime

_MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre",
    "octubre", "noviembre", "diciembre",
)  # fmt: skip


def in_words(day: date) -> str:
    """«15 de agosto de 2018»."""
    return f"{day.day} de {_MONTHS[day.month - 1]} de {day.year}"


def moment_in_words(moment: datetime) -> str:
    """«15 de agosto de 2018, 14:30», of a moment in the zone that its reader lives in."""
    return f"{in_words(moment.date())}, {moment:%H:%M}"
