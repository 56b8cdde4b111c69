"""What an author left empty is printed only where its kind asks for it."""

from __future__ import annotations

from hypothesis import given

from records import printed
from records.findings import without_idle_parts
from records.findings.structure import missing_sections
from tests.records.contents import arbitrary_contents, content, paragraph, section


def manual(*sections):
    return {**content(), "kind": "manual", "sections": list(sections)}


def roles(made) -> list[str]:
    return [one["role"] for one in made["sections"]]


def test_an_optional_part_without_anything_is_left_out():
    made = manual(
        section("objective"),
        section("definitions"),
        section("content", paragraph("Se hace así.")),
        section("annexes"),
        section("changes"),
    )
    kept = without_idle_parts(made)
    assert roles(kept) == ["objective", "content", "changes"]
    listed, _closing = printed.sections(kept, None)
    said = [block["text"] for one in listed for block in one["blocks"] if block["type"] == "empty"]
    # what the kind asks for still says that it is empty
    assert said == ["Sin información.", "Primera versión: aún no hay cambios."]


def test_chapters_stand_for_the_content_that_was_left_empty():
    made = manual(section("content"), section("other", paragraph("Uno."), title="Préstamos"))
    assert roles(without_idle_parts(made)) == ["other"]
    apart = manual(section("content"), section("other", paragraph("x"), title="Texto sin sección"))
    assert roles(without_idle_parts(apart)) == ["content", "other"]
    titled = manual(section("other", title="Capítulo que vendrá"))
    assert roles(without_idle_parts(titled)) == ["other"]


@given(arbitrary_contents)
def test_nothing_that_was_written_goes_and_no_finding_with_it(made):
    kept = without_idle_parts(made)
    assert [one for one in kept["sections"] if one["blocks"]] == [
        one for one in made["sections"] if one["blocks"]
    ]
    assert [one.message for one in missing_sections(kept)] == [
        one.message for one in missing_sections(made)
    ]
