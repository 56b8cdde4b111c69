"""What the home shows: its introduction, what is new, and the ways in."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.apps import apps
from django.utils import timezone

from portal.listing import Choice
from records.kinds import LABELS
from records.models import Issuance

LATEST = 6


def front(user: Any) -> dict[str, Any]:
    """Everything that the template of the home needs; four queries at most."""
    today = timezone.localdate()
    in_force = Issuance.objects.visible_to(user).in_force_on(today)
    latest = in_force.for_lists().order_by("-effective_on", "-issued_at")[:LATEST]
    kept = in_force.values_list("version__kind", "version__process__code", "version__process__name")
    kinds: Counter[str] = Counter()
    processes: Counter[tuple[str, str]] = Counter()
    for kind, code, name in kept:
        kinds[kind] += 1
        if code:
            processes[code, name] += 1
    page = apps.get_model("portal", "HomePage").objects.first()
    return {
        "introduction": page.introduction if page is not None else "",
        "latest": list(latest),
        "kinds": [Choice(kind, LABELS[kind], kinds[kind]) for kind in LABELS if kinds[kind]],
        "processes": [Choice(*key, count) for key, count in sorted(processes.items())],
    }
