"""P4 and P5: whoever dies or fails while writing leaves what was before, or what was wanted.

A version may be issued and wait for its PDF: the next start makes it. Nothing is in between.
"""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from records.models import Office
from tests.databases import on_sqlite
from tests.proofs import operations
from tests.proofs.conftest import Figure, Sized
from tests.proofs.theatre import KILLED, Place, Theatre, injected, said

OPERATIONS = (
    *("submit", "sign", "attach", "annul", "backup"),
    *("urgent", "confirm", "minutes", "fill", "handover"),
    *("open_case_file", "file_record", "capture_upload", "close_case_file", "reopen_case_file"),
    *("attach_index", "hand_over"),
)
ERRORS = {
    "ENOSPC": ("pwrite64", "write", "ftruncate", "mkdir"),
    "EIO": ("pwrite64", "write", "fsync", "fdatasync", "rename", "ftruncate", "unlink"),
}


class Outcomes:
    """What is before and after an act that nothing disturbs, and where each disturbed one ended."""

    def __init__(self, theatre: Theatre, operation: str) -> None:
        self.theatre, self.operation = theatre, operation
        self.seen: Counter[str] = Counter()
        if operation not in theatre.known:
            theatre.known[operation] = self._undisturbed()
        self.before, self.after = theatre.known[operation]

    def _undisturbed(self) -> tuple[dict[str, Any], dict[str, Any]]:
        before = self._looked(self.theatre.copy(self.theatre.start_of(self.operation)))
        place = self.theatre.copy(self.theatre.start_of(self.operation))
        self.theatre.must(self.operation, place)
        after = self._looked(place)
        assert before["found"] != after["found"]
        assert after["found"] == after["settled"]
        return before, after

    def _looked(self, place: Place) -> dict[str, Any]:
        told = self.theatre.look(place)
        assert (told["integrity"], told["guards"], told["problems"]) == ("ok", [], [])
        assert told["left"] == 0
        self.theatre.clear(place)
        return told

    def tried(self, point: object, **how: Any) -> None:
        """Play the act once more, disturbed; it must end before, after, or on the way to after."""
        place = self.theatre.copy(self.theatre.start_of(self.operation))
        status = self.theatre.play(self.operation, place, **how)
        error = said(place)
        told = self._looked(place)
        where = (self.operation, point, status, error)
        ended = self._name(told)
        assert ended is not None, where
        # Nobody is told that something was done which is not, nor the opposite.
        assert status in {0, 3, KILLED}, where
        if status == 0:
            assert ended in {"after", "waiting"}, where
        if status == 3:
            assert ended in {"before", "waiting"}, where
        self.seen[ended] += 1
        self.seen["unreached"] += status == 0 and "strace" in how and "KILL" in how["strace"][-1]

    def _name(self, told: dict[str, Any]) -> str | None:
        if told["found"] == self.before["found"]:
            return "before" if told["settled"] == self.before["settled"] else None
        if told["settled"] != self.after["settled"]:
            return None
        if told["found"] == self.after["found"]:
            return "after"
        return "waiting" if told["pending"] or told["behind"] else None

    @property
    def told(self) -> str:
        seen = self.seen
        total = seen["before"] + seen["after"] + seen["waiting"]
        return (
            f"{total} de {total} ({seen['before']} como antes, {seen['after']} hechos, "
            f"{seen['waiting']} que el siguiente arranque completa)"
        )


def spread(points: list[Any], at_most: int | None) -> list[Any]:
    """That many of them, evenly; all if None."""
    if at_most is None or len(points) <= at_most:
        return points
    return [points[len(points) * (2 * place + 1) // (2 * at_most)] for place in range(at_most)]


@pytest.mark.django_db
def test_the_sweep_sees_one_row_more(tmp_path: Path) -> None:
    before = operations.state(tmp_path)
    assert operations.state(tmp_path) == before
    Office.objects.create(code="130", name="Secretaría de las TIC")
    assert operations.state(tmp_path) != before


if on_sqlite():  # whose writes are our own process's
    pytestmark = pytest.mark.skipif(
        shutil.which("strace") is None, reason="falta strace: sudo apt-get install strace"
    )

    @pytest.mark.parametrize("operation", OPERATIONS)
    def test_a_death_at_any_write_leaves_no_half_state(
        theatre: Theatre, operation: str, sized: Sized, figure: Figure
    ) -> None:
        outcomes = Outcomes(theatre, operation)
        calls = theatre.calls(operation)
        for call, number in spread(calls, sized(5, None)):
            outcomes.tried((call, number), **injected(call, number, "signal=KILL"))
        figure("P4", f"«{operation}»: SIGKILL en cada llamada que escribe, {outcomes.told}")

    @pytest.mark.parametrize("error", ERRORS)
    @pytest.mark.parametrize("operation", OPERATIONS)
    def test_a_full_or_failing_disk_neither_loses_nor_invents(
        theatre: Theatre,
        operation: str,
        error: str,
        sized: Sized,
        figure: Figure,
    ) -> None:
        outcomes = Outcomes(theatre, operation)
        calls = [one for one in theatre.calls(operation) if one[0] in ERRORS[error]]
        for call, number in spread(calls, sized(1, 24)):
            outcomes.tried((call, number), **injected(call, number, f"error={error}"))
        figure("P5", f"«{operation}»: {error} en llamadas que escriben, {outcomes.told}")

    def test_a_commit_that_could_not_be_synced_has_not_happened(theatre: Theatre) -> None:
        """Each sync of the database fails once; nobody is told the opposite of what is there."""
        outcomes = Outcomes(theatre, "handover")
        for call, number in theatre.calls("handover"):
            if call == "fdatasync":
                outcomes.tried((call, number), **injected(call, number, "error=EIO"))
        assert outcomes.seen["before"]


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.conformance("S07")
def test_a_death_at_any_statement_leaves_no_half_state(
    theatre: Theatre, operation: str, sized: Sized, figure: Figure
) -> None:
    outcomes = Outcomes(theatre, operation)
    place = theatre.copy(theatre.start_of(operation))
    theatre.must(operation, place, statement=0)
    passed = int((place.folder / "points").read_text())
    theatre.clear(place)
    for number in spread(list(range(1, passed + 1)), sized(2, None)):
        outcomes.tried(number, statement=number)
    figure(
        "P4", f"«{operation}»: SIGKILL en cada sentencia y a cada lado de COMMIT, {outcomes.told}"
    )
