"""The web's typefaces: small, complete for Spanish, the same bytes each time."""

from __future__ import annotations

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from records import fonts


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return fonts.web_fonts(tmp_path_factory.mktemp("fonts"))


def test_both_families_upright_and_italic(written: list[Path]) -> None:
    assert sorted(path.name for path in written) == [
        "source-sans-3-italic.woff2",
        "source-sans-3.woff2",
        "source-serif-4-italic.woff2",
        "source-serif-4.woff2",
    ]
    assert all(path.read_bytes()[:4] == b"wOF2" for path in written)
    assert sum(path.stat().st_size for path in written) < 200_000


def test_they_hold_what_spanish_needs_and_vary_in_weight(written: list[Path]) -> None:
    for path in written:
        with TTFont(path) as font:
            assert {ord(char) for char in "áéíóúüñÁÉÍÓÚÜÑ¿¡«»“”–—…ºª°→"} <= set(font.getBestCmap())
            assert [axis.axisTag for axis in font["fvar"].axes] == ["wght"]


def test_the_same_packages_give_the_same_bytes(written: list[Path]) -> None:
    path = next(path for path in written if path.name == "source-sans-3.woff2")
    assert fonts.web_font(path.name) == path.read_bytes()


def test_a_second_call_makes_only_what_is_missing_or_old(
    written: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    monkeypatch.setattr(fonts, "web_font", lambda name: made.append(name) or b"new")
    kept = {path: path.read_bytes() for path in written}
    fonts.web_fonts(written[0].parent)
    assert made == []
    monkeypatch.setattr(fonts, "_FEATURES", ("kern",))
    fonts.web_fonts(written[0].parent)
    assert len(made) == 4
    for path, content in kept.items():
        path.write_bytes(content)


def test_paper_knows_which_characters_it_can_draw() -> None:
    assert {ord("ñ"), ord("º")} <= fonts.covered()
    assert ord("漢") not in fonts.covered()
