"""P6: whoever else signs, edits or posts again at the same time, a version is issued once."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from tests.databases import copied, dropped
from tests.proofs.conftest import Figure, Sized
from tests.proofs.theatre import Place, Theatre


def test_of_all_who_sign_last_exactly_one_issues(
    theatre: Theatre,
    django_db_blocker: object,
    sized: Sized,
    figure: Figure,
    tmp_path: Path,
) -> None:
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        place = Place(copied(theatre.template, tmp_path), tmp_path)
        try:
            (tmp_path / "rounds").write_text(str(sized(5, 200)))
            theatre.must("race", place)
        finally:
            dropped(place.database)
    rounds = json.loads((tmp_path / "rounds.json").read_text())
    assert len(rounds) == sized(5, 200)
    for one in rounds:
        assert (one["issued"], one["signed"], one["kept"]) == (1, 1, True), one
        assert Counter(one["answers"]) == {302: 1, 409: one["signers"] - 1}, one
        assert one["edited"] in {200, 302, 400, 403, 409}, one  # 200: a new draft, once issued
        assert one["late"] == [409, 409], one
    posts = sum(one["signers"] for one in rounds)
    figure(
        "P6",
        f"{len(rounds)} rondas de 2 a 16 firmas a la vez ({posts} peticiones, con repeticiones y "
        "una edición por ronda): 1 expedición en cada una; los demás, página 409",
    )
