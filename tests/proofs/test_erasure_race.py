"""P5: bytes that come again while they are erased by order are lost in no round."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.databases import copied, dropped
from tests.proofs.conftest import Figure, Sized
from tests.proofs.theatre import Place, Theatre

Rounds = list[dict[str, Any]]


def played(theatre: Theatre, blocker: Any, folder: Path, rounds: int) -> Rounds:
    with blocker.unblock():
        place = Place(copied(theatre.template, folder), folder)
        try:
            (folder / "rounds").write_text(str(rounds))
            theatre.must("race_with_erasure", place)
        finally:
            dropped(place.database)
    told: Rounds = json.loads((folder / "rounds.json").read_text())
    assert [one["ended"] for one in told] == [[1, 1]] * rounds
    return told


@pytest.mark.parametrize("guarded", [True, False], ids=["guarded", "unguarded"])
def test_bytes_that_come_again_are_kept_by_the_line_alone(
    theatre: Theatre,
    django_db_blocker: Any,
    tmp_path: Path,
    sized: Sized,
    figure: Figure,
    guarded: bool,
) -> None:
    rounds = sized(2, 100)
    if not guarded:
        (tmp_path / "unguarded").touch()
    told = played(theatre, django_db_blocker, tmp_path, rounds)
    assert [one["kept"] for one in told] == [guarded] * rounds
    if guarded:
        figure(
            "P5",
            f"{rounds} de {rounds} ficheros que llegan otra vez mientras se borran por orden "
            "siguen en el almacén; sin la guarda, ninguno",
        )
