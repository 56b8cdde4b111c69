"""Whether the site lives, and whether it can do its work; for machines."""

from __future__ import annotations

import shutil
from collections.abc import Callable

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from records import due_tasks, storage
from records.capture import tools as capture_tools
from records.exceptions import StorageError
from records.issue import pending
from records.sandbox import cuts_network
from search.indexing import ready_to_answer
from search.queries import search

_PROBE = b"legajo\n"
_KEPT = 10  # seconds: whoever asks all day makes the disk and the index work no more than this
_KEY = "portal.health.ready"


def alive(request: HttpRequest) -> HttpResponse:
    """`/salud/`: the process answers. Asks nothing of anybody."""
    return _answer({"status": "ok"})


def ready(request: HttpRequest) -> HttpResponse:
    """`/salud/listo/`: each part by itself; 503 only when database or storage fail.

    Anybody may ask, and the answer writes to storage and searches: it is up to ten seconds old.
    """
    body, status = cache.get(_KEY) or (None, 0)
    if body is None:
        body, status = _readiness()
        cache.set(_KEY, (body, status), _KEPT)
    return _answer(body, status)


def _readiness() -> tuple[dict[str, object], int]:
    checks = {name: _checked(check) for name, check in _CHECKS.items()}
    if checks["database"] != "ok":
        checks["worker"] = "unknown"
    vital = [checks["database"], checks["storage"]]
    down = any(state != "ok" for state in vital)
    status = "down" if down else "ok" if set(checks.values()) == {"ok"} else "degraded"
    tools = {
        "verapdf": bool(shutil.which("verapdf")),
        **capture_tools.found(),
        "sandbox_without_network": cuts_network(),
    }
    return {"status": status, "checks": checks, "tools": tools}, 503 if down else 200


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return "ok"


def _storage() -> str:
    kept = storage.storage()
    return "ok" if kept.read(kept.put(_PROBE)) == _PROBE else "down"


def _search() -> str:
    """Whether every engine knows what is so, and the first has all that it is asked of: `degraded`
    when another one answers in its place, or the last one could not."""
    found = search("", user=None, today=timezone.localdate(), per_page=1)
    return "degraded" if found.degraded or not ready_to_answer(timezone.now()) else "ok"


def _worker() -> str:
    """What was issued has its PDF, and what time triggers is done, or both will be soon."""
    return "behind" if pending() or due_tasks.late(timezone.now()) else "ok"


_CHECKS: dict[str, Callable[[], str]] = {
    "database": _database,
    "storage": _storage,
    "search": _search,
    "worker": _worker,
}


def _checked(check: Callable[[], str]) -> str:
    try:
        return check()
    except (DatabaseError, StorageError, OSError):
        return "down"


def _answer(body: dict[str, object], status: int = 200) -> HttpResponse:
    response = JsonResponse(body, status=status)
    response["Cache-Control"] = "no-store"
    return response
