"""Keeping the index in step with what was issued: one version at a time, or all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

from records.models import Issuance, RecordEvent
from search.backends import engine
from search.documents import indexed

_TOGETHER = 100


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How many versions there are, and which entries were not as they should be.

    `intact` is false when the engine's own structures did not agree with its entries.
    """

    checked: int
    missing: tuple[int, ...]
    different: tuple[int, ...]
    stray: tuple[int, ...]
    intact: bool

    @property
    def ok(self) -> bool:
        return self.intact and not (self.missing or self.different or self.stray)


def on_event(event: RecordEvent) -> None:
    """Follower of the register: index what was issued or adopted. Idempotent.

    Access, withdrawal and tags need nothing here: they are asked of the database at every search.
    """
    if event.action == "version.issued":
        index_issuance(event.facts["issuance"])


def index_issuance(issuance_id: int) -> None:
    """Index an issued version, in place of what was there of it."""
    issuance = Issuance.objects.select_related("version").get(pk=issuance_id)
    engine().put([indexed(issuance)])


def rebuild(
    *, check: bool = False, progress: Callable[[int, int], None] = lambda done, total: None
) -> Rebuilt:
    """Make the index what the database says; with `check` only compare.

    Each entry is replaced whole, so a search meanwhile finds the old or the new one; nothing is
    locked for long and nothing is ever missing. Two that run at once do the same. `progress` is
    told how many are done, of how many.
    """
    here = engine()
    held = here.held()
    intact = here.intact()
    ids = list(Issuance.objects.order_by("pk").values_list("pk", flat=True))
    missing: list[int] = []
    different: list[int] = []
    waiting, done = iter(ids), 0
    while some := list(islice(waiting, _TOGETHER)):
        issuances = Issuance.objects.filter(pk__in=some).select_related("version").order_by("pk")
        entries = [indexed(issuance) for issuance in issuances.defer("envelope_json")]
        wrong = [one for one in entries if held.get(one.issuance_id) != one.digest]
        missing += [one.issuance_id for one in wrong if one.issuance_id not in held]
        different += [one.issuance_id for one in wrong if one.issuance_id in held]
        if not check:
            here.put(wrong)
        done += len(some)
        progress(done, len(ids))
    known = set(ids)
    stray = sorted(one for one in held if one not in known)
    if not check:
        here.drop(stray)
        here.renew()
    return Rebuilt(len(ids), tuple(missing), tuple(different), tuple(stray), intact)
