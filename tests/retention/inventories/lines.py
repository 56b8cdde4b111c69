"""Lines of an inventory for tests: whatever is not told is ordinary."""

from __future__ import annotations

from datetime import date
from typing import Any

from retention.inventories.layouts import Entry, Head, Signer
from retention.inventories.lines import InventoryLine


def line(order: int = 1, **told: Any) -> InventoryLine:
    given: dict[str, Any] = {
        "order": order,
        "code": "130.22.01",
        "series": "Procedimientos",
        "unit": f"130.22.01-2026-{order:03}",
        "name": f"Procedimiento número {order}",
        "first": "2026-01-15",
        "last": "2026-03-30",
        "on_paper": True,
        "electronic": True,
        "box": "4",
        "folder": "12",
        "volume": "1 de 2",
        "folios": 198,
        "kinds": "PDF, XML",
        "files": 3,
        "size": "1,2 MB",
        "place": "Legajo",
        "consultation": "Baja",
        "notes": "Pública clasificada",
    }
    return InventoryLine(**given | told)


def head(purpose: str = "office", **told: Any) -> Head:
    given: dict[str, Any] = {
        "sender": "Gobernación de Los Llanos",
        "producer": "Gobernación de Los Llanos",
        "unit": "Secretaría General",
        "office": "Secretaría de las TIC",
        "purpose": purpose,
        "entry": Entry(date(2026, 3, 4), 12) if purpose == "primary" else None,
        "signers": (
            Signer("Ana Autora", "Profesional", "Villa Nueva", date(2026, 3, 4)),
            Signer(),
            Signer(),
        ),
    }
    return Head(**given | told)
