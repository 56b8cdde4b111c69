"""Who cites a section by its number finds the same one on the page and in the PDF."""

from __future__ import annotations

import re
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from django.test import Client

from portal.templatetags.legajo import shown
from records import printed
from records.issue import content_of
from tests.factories import World

PAGE = "/documentos/PR-M2-P6-01/"


def section(role: str, title: str, number: str | None = None, text: str = "") -> dict[str, Any]:
    """A section as the schema has it; its ids are those of its role."""
    told = {"id": str(uuid5(NAMESPACE_OID, f"{role} text")), "type": "paragraph", "text": text}
    return {
        "id": str(uuid5(NAMESPACE_OID, role)),
        "role": role,
        "number": number,
        "title": title,
        "blocks": [told] if text else [],
    }


def on_screen(client: Client, address: str = PAGE) -> list[tuple[str, str]]:
    text = client.get(address).content.decode()
    found = re.findall(r'<h2><span class="part__number">(.*?)</span> (.*?)</h2>', text)
    return [(number, title) for number, title in found]


def on_paper(content: dict[str, Any], envelope: dict[str, Any]) -> list[tuple[str, str]]:
    listed, closing = printed.sections(content, envelope)
    return [(one["number"], one["title"]) for one in [*listed, closing]]


def test_the_page_numbers_its_sections_as_the_pdf_does(world: World, client: Client) -> None:
    content = world.content()
    # The source had other numbers, and change control in the middle.
    content["sections"].insert(2, section("changes", "Control de cambios", "7"))
    content["sections"].insert(4, section("other", "Condiciones", "9", "Cada lunes."))
    issuance = world.issue(content=content)
    numbered = on_screen(client)
    assert numbered == on_paper(content_of(issuance.version), issuance.envelope)
    assert [number for number, _title in numbered] == [str(n) for n in range(1, 12)]
    text = client.get(PAGE).content.decode()
    assert text.index("Control de cambios</h2>") < text.index("Definiciones</h2>")


def test_the_contents_list_names_what_follows_in_its_order(world: World, client: Client) -> None:
    world.issue()
    text = client.get(PAGE).content.decode()
    listed = re.findall(r'<li><a href="#([\w-]+)">', text.split('class="toc"')[1].split("</ol>")[0])
    drawn = re.findall(r'<section class="part[^"]*" id="([\w-]+)"', text)
    assert listed == drawn


def test_an_adopted_paper_keeps_its_own_numbers_and_order() -> None:
    content = {
        "sections": [
            section("objective", "Objetivo", "1"),
            section("approval", "Firmas", "5"),
            section("annexes", "Anexos", None),
        ]
    }
    parts = shown(content, {"adopted": True, "changes": [], "signatures": []})
    assert [(one.number, one.title) for one in parts] == [
        ("1", "Objetivo"),
        ("5", "Firmas"),
        ("", "Anexos"),
        ("", "Control de cambios"),
    ]


def test_a_draft_has_no_signatures_and_numbers_what_will_be_issued() -> None:
    parts = [section("objective", "Objetivo"), section("annexes", "Anexos")]
    content = {"kind": "procedure", "sections": parts}
    parts = shown(content, None)
    assert [(one.number, one.title) for one in parts] == [
        ("1", "Objetivo"),
        ("2", "Control de cambios"),
        ("3", "Anexos"),
    ]
    assert [one.empty for one in parts] == [
        "Sin información.",
        "Primera versión: aún no hay cambios.",
        "Sin anexos.",
    ]
