"""What every page of the portal knows: the entity, at one query and only if it is drawn."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from records.models import Entity


def entity(request: HttpRequest) -> dict[str, Any]:
    """`entity`, asked for when a template first needs it."""
    return {"entity": SimpleLazyObject(Entity.current)}
