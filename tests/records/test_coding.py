"""Schemes of codes: those that entities use, and those that would name nothing surely."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.coding import CodeTemplate, Scheme, common_code, renumbered, scheme_problems
from records.numbering import canonical, is_code

SEED = CodeTemplate.compile("TT-Mn-Pn-nn")
NAMES = {"procedure": "Procedimiento", "format": "Formato", "manual": "Manual"}

# Template, letters of the kind, parts of where it belongs, number, code as people write it.
IN_USE = [
    ("TT-Mn-Pn-nn", "PR", {"macroprocess": "M2", "process": "M2-P6"}, 1, "PR-M2-P6-01"),
    ("AA-AA-TT-nn", "MA", {"group": "GI", "acronym": "GC"}, 1, "GI-GC-MA-01"),
    ("AAA-'PR'-nnn-TT-nn", "FR", {"acronym": "GCA", "parent": "1"}, 1, "GCA-PR-001-FR-01"),
    ("AATTnn", "PD", {"acronym": "AS"}, 1, "ASPD01"),
    ("AAA-TTTnn", "PRC", {"acronym": "GAD"}, 10, "GAD-PRC10"),
    ("T-AA-nn", "P", {"acronym": "GI"}, 11, "P-GI-11"),
    ("T-AA-nn", "F", {"acronym": "GI"}, 31, "F-GI-31"),
    ("AA-TT-nn", "PR", {"acronym": "GD"}, 2, "GD-pr-02"),
    ("AAA-TTnnn", "FT", {"acronym": "GDO"}, 1, "GDO-FT001"),
    ("TT.AA.nnn", "FR", {"acronym": "GD"}, 21, "FR.GD.021"),
    ("T-AA-nn", "M", {"acronym": "AD"}, 3, "M-AD-03"),
    ("TT-AAA-nnn", "DI", {"acronym": "GAD"}, 5, "DI-GAD-005"),
    ("'M'-AA-TTnn", "PR", {"acronym": "DA"}, 5, "M-DA-PR05"),
    ("AA-T-nn", "G", {"acronym": "GD"}, 2, "GD-G-02"),
]


def scheme(template: str, letters: str, kind: str = "procedure") -> Scheme:
    return Scheme(kind, CodeTemplate.compile(template), letters)


@pytest.mark.parametrize(("template", "letters", "parts", "number", "code"), IN_USE)
def test_schemes_in_use(
    template: str, letters: str, parts: dict[str, str], number: int, code: str
) -> None:
    """Written in capitals whatever a document prints: one spelling, one address."""
    one = scheme(template, letters)
    assert one.template.format(number, **{**parts, "type": letters}) == canonical(code)
    assert one.matches(code)
    assert is_code(canonical(code))
    assert not scheme_problems([one], NAMES)


def test_kinds_that_share_letters_share_no_code() -> None:
    assert not scheme("T-AA-nn", "P").matches("F-GI-31")
    assert common_code(scheme("T-AA-nn", "P"), scheme("T-AA-nn", "F")) is None


def test_a_code_below_another_begins_with_it() -> None:
    template = CodeTemplate.compile("AAA-'PR'-nnn-TT-nn")
    assert template.above("gca-pr-001-fr-01") == "GCA-PR-001"
    assert template.under("GCA-PR-001") == {"acronym": "GCA", "parent": "001"}
    assert template.under("GCA-MA-001") is None
    assert SEED.above("PR-M2-P6-01") is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "consecutivo"),
        ("TT-Mn", "consecutivo"),
        ("nn", "al menos una letra"),
        ("TT-nn-nn-nn", "más de dos consecutivos"),
        ("TT_nn", "no admite"),
        ("TT-TT-nn", "repite"),
        ("AA-AA-AA-nn", "más de dos siglas"),
        ("TT-nnnnnn", "a lo sumo 5 cifras"),
        ("TT-nn'5'nn", "de dos maneras"),
        ("TT-Mnnn-nn'0'nn", "de dos maneras"),
    ],
)
def test_what_is_no_template_is_refused(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        CodeTemplate.compile(text)


def test_an_ambiguous_scheme_is_refused_with_an_example() -> None:
    alike = [
        scheme("AA-nn", "PR"),
        scheme("AA-nn", "FO", "format"),
        scheme("TT-nn", "XX", "manual"),
    ]
    assert scheme_problems(alike, NAMES) == [
        "El código AA-11 serviría para Procedimiento y para Formato: distinga los tipos con T o "
        "con letras fijas.",
        "El código XX-11 serviría para Procedimiento y para Formato y para Manual: distinga los "
        "tipos con T o con letras fijas.",
    ]


def test_letters_that_do_not_fit_are_said() -> None:
    assert scheme_problems([scheme("TT-nn", "PRC")], NAMES) == [
        "Las letras «PRC» de Procedimiento no caben en la plantilla TT-nn."
    ]


PIECES = ["TT", "A", "AA", "nn", "n", "-", ".", "'X'", "'1'", "'PR'", "Mn", "Pn"]


@st.composite
def schemes(draw: st.DrawFn) -> Scheme:
    text = "".join(draw(st.lists(st.sampled_from(PIECES), min_size=2, max_size=6)))
    try:
        template = CodeTemplate.compile(text)
    except ValueError:
        template = CodeTemplate.compile("TT-nn")
    return Scheme("procedure", template, draw(st.sampled_from(["PR", "FO"])))


@st.composite
def codes_of(draw: st.DrawFn, one: Scheme) -> str:
    letters = one.template.pattern.pattern.replace("(?P<type>[A-Z]{2})", one.letters)
    return draw(st.from_regex(re.compile(letters, re.ASCII), fullmatch=True))


@given(st.data(), schemes(), schemes())
def test_two_schemes_share_a_code_or_none(data: st.DataObject, one: Scheme, other: Scheme) -> None:
    shared = common_code(one, other)
    if shared is not None:
        assert one.matches(shared)
        assert other.matches(shared)
    else:
        assert not other.matches(data.draw(codes_of(one)))
        assert not one.matches(data.draw(codes_of(other)))


@given(st.data(), schemes())
def test_a_code_is_read_in_one_way(data: st.DataObject, one: Scheme) -> None:
    code = data.draw(codes_of(one))
    parts = one.template.parse(code)
    assert parts is not None
    number = parts.pop("number")
    assert one.template.format(int(number), **parts) == code


@given(
    st.sampled_from(IN_USE),
    st.lists(st.integers(1, 400), max_size=6),
)
def test_the_next_free_code_was_never_taken_and_follows_the_highest(
    used: tuple[str, str, dict[str, str], int, str], numbers: list[int]
) -> None:
    text, letters, parts, _number, _code = used
    one = scheme(text, letters)
    taken = [one.template.format(number, **{**parts, "type": letters}) for number in numbers]
    code = one.next_free([*taken, "OTRO-1"], **parts)
    assert code not in taken
    assert int((one.template.parse(code) or {})["number"]) == max(numbers, default=0) + 1


def test_elsewhere_the_number_stays_where_it_is_free() -> None:
    one = scheme("TT-Mn-Pn-nn", "PR")
    there = {"macroprocess": "M3", "process": "P1"}
    assert renumbered(one, "PR-M2-P6-04", taken=set(), **there) == "PR-M3-P1-04"
    taken = {"PR-M3-P1-04", "PR-M3-P1-09"}
    assert renumbered(one, "PR-M2-P6-04", taken=taken, **there) == "PR-M3-P1-10"


def test_a_part_that_is_missing_or_does_not_fit_is_said() -> None:
    with pytest.raises(ValueError, match="Falta el número del proceso"):
        SEED.format(1, type="PR", macroprocess="4")
    with pytest.raises(ValueError, match="«PRX» no cabe"):
        SEED.format(1, type="PRX", macroprocess="4", process="1")
