"""Grounds of a reserve, as whoever restricts writes them down."""

from __future__ import annotations

from datetime import date

from records.case_files.access import Grounds


def grounds(harm: str = "Expondría a terceros.", until: date = date(2030, 1, 1)) -> Grounds:
    """Grounds of a reserve, as whoever restricts writes them."""
    return Grounds("Ley 1712 de 2014, artículo 19", "Proteger a terceros.", harm, until=until)
