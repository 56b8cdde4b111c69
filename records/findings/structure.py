"""Parts that are missing, numbered twice, without somebody responsible, or without a place."""

from __future__ import annotations

from collections.abc import Iterator

from records.content import Content, Section, blocks, items, sections
from records.findings.model import Facts, Finding, activity_name, excerpt
from records.kinds import GRIDS, HEADINGS, KINDS, PARTS, Kind
from records.text import fold, section_text

# A section called «Descripción de actividades» is the content of a procedure that has no other.
_ALSO_FULFILLED_BY = {"content": ("activities",), "activities": ("content",)}
# These stand wherever their table stands, under whatever title.
_BY_TABLE = ("definitions", "activities", "references", "records", "annexes")

# Derived parts, whose own rows are printed, and sections that only their author knows.
_STAY = frozenset({"changes", "approval", "other"})
# One annex, and what an import could not place.
_NO_CHAPTERS = ("anexo", "apendice", "texto sin seccion")

_MARKERS = frozenset(
    {"inicio", "inicia", "comienzo", "fin", "final", "termina", "fin del procedimiento"}
)
_NOBODY = frozenset({"", "na", "noaplica", "ninguno", "x"})


def is_marker(text: str) -> bool:
    """Whether an activity only marks the start or the end of the table."""
    return fold(text).strip(" .:") in _MARKERS


def is_nothing(text: str | None) -> bool:
    """Whether a cell says nothing: empty, a dash, «N/A»."""
    return "".join(filter(str.isalnum, fold(text or ""))) in _NOBODY


def missing_sections(content: Content) -> Iterator[Finding]:
    """The mandatory parts of the kind that are absent or empty."""
    kind = KINDS.get(content["kind"])
    if kind is None:
        return
    mandatory = mandatory_parts(kind, content)
    order = [*kind.roles, *sorted(mandatory.difference(kind.roles))]
    for role in (role for role in order if role in mandatory):
        if _fulfilled(content, role, kind):
            continue
        empty = next(iter(sections(content, role)), None)
        if empty and role != "activities":
            title = empty["title"] or HEADINGS[role]
            yield Finding(
                "section_missing",
                f"La sección «{title}» está vacía: complétela.",
                title,
                empty["id"],
            )
        else:
            yield Finding(
                "section_missing", f"Falta la parte «{HEADINGS[role]}»: agréguela.", HEADINGS[role]
            )


def without_idle_parts(content: Content) -> Content:
    """The content without the parts that say nothing and that its kind does not ask for.

    Of what is asked for the empty part stays: findings name it, and paper says that it is empty. A
    part without a role of its own stays for its title.
    """
    kind = KINDS.get(content["kind"])
    if kind is None:
        return content
    asked = {role for role in mandatory_parts(kind, content) if not _fulfilled(content, role, kind)}
    return {
        **content,
        "sections": [
            section
            for section in content["sections"]
            if section["blocks"] or section["role"] in asked | _STAY
        ],
    }


def mandatory_parts(kind: Kind, content: Content) -> frozenset[str]:
    """The roles that a document of that kind must fill, by the layout that it follows."""
    return kind.mandatory | _of_template(kind, content)


def _of_template(kind: Kind, content: Content) -> frozenset[str]:
    """What the layout demands that the document says it follows."""
    if kind.chosen_by is None:
        return frozenset()
    grid, column = kind.chosen_by
    chosen = next((row[column] for row in items(content, grid)), None)
    template = kind.template(chosen)
    return frozenset(template.mandatory) if template else frozenset()


def _fulfilled(content: Content, role: str, kind: Kind) -> bool:
    if role in _BY_TABLE and items(content, role):
        return True
    if tables := [name for name in PARTS[role].names if name in GRIDS]:
        return any(items(content, name) for name in tables)
    if role == "activities":
        return False
    if role == "content" and _has_chapters(content, kind):
        return True
    roles = (role, *_ALSO_FULFILLED_BY.get(role, ()))
    return any(_says_something(section) for one in roles for section in sections(content, one))


def _has_chapters(content: Content, kind: Kind) -> bool:
    """Whether a kind that is read in chapters has them: titled sections of its own, not annexes."""
    if any("activities" in part.starts for part in kind.parts):
        return False
    return any(
        section["title"] and _says_something(section)
        for section in sections(content, "other")
        if not fold(section["title"]).startswith(_NO_CHAPTERS)
    )


def _says_something(section: Section) -> bool:
    return any(character.isalnum() for character in section_text(section))


def repeated_numbers(content: Content) -> Iterator[Finding]:
    """Each section whose number an earlier one has."""
    first: dict[str, str] = {}
    for section in content["sections"]:
        number = fold(section["number"] or "").rstrip(".")
        if not number:
            continue
        if number not in first:
            first[number] = section["title"]
            continue
        yield Finding(
            "section_number_repeated",
            f"El número {number} ya lo lleva «{first[number]}»: numere de nuevo"
            f" «{section['title']}» y las que siguen.",
            section["title"] or None,
            section["id"],
        )


def activities_without_responsible(content: Content) -> Iterator[Finding]:
    """Each activity that names nobody, marks of start and end aside."""
    for block in blocks(content, "activities"):
        for position, item in enumerate(block["items"], 1):
            if is_marker(item["text"]) or not item["text"].strip():
                continue
            if is_nothing(item["responsible"]):
                yield Finding(
                    "activity_without_responsible",
                    f"«{excerpt(item['text'])}» no dice quién la hace: escriba el cargo.",
                    activity_name(item, position),
                    item["id"],
                )


def unplaced_texts(content: Content, facts: Facts) -> Iterator[Finding]:
    """The texts of an import that fitted nowhere, one finding for each section that keeps them."""
    kept = [
        (section, fold(f"{section['title']}\n{section_text(section)}"))
        for section in sections(content, "other")
    ]
    together: dict[str | None, list[str]] = {}
    titles: dict[str | None, str] = {None: ""}
    for text in facts.unplaced:
        wanted = fold(text)
        section = next((one for one, known in kept if wanted and wanted in known), None)
        target = section["id"] if section else None
        together.setdefault(target, []).append(text)
        if section:
            titles[target] = section["title"]
    for target, texts in together.items():
        yield Finding(
            "text_unplaced",
            f"No se supo a qué parte pertenece «{excerpt(' '.join(texts))}»: llévelo a su sección"
            " o bórrelo.",
            titles[target] or None,
            target,
        )
