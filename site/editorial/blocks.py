"""The blocks an editor writes with. Each becomes a typed block of the canonical content.

Nothing is required here: a draft may have gaps, and submission names them all at once.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from wagtail import blocks

from editorial.choosers import AnnexChooserBlock, PictureChooserBlock, SeriesChooserBlock
from editorial.grids import free_table, grid_block, table
from records import charts
from records.kinds import EVERYWHERE, GRIDS, HEADINGS, PARTS, Kind
from records.models import LegalReference


def _text(label: Any, *, rows: int = 2, **kwargs: Any) -> blocks.TextBlock:
    return blocks.TextBlock(label=label, required=False, rows=rows, **kwargs)


def _line(label: Any, **kwargs: Any) -> blocks.CharBlock:
    return blocks.CharBlock(label=label, required=False, **kwargs)


class HeadingBlock(blocks.StructBlock):
    text = _line(_("Heading"))
    level = blocks.ChoiceBlock(
        choices=[("2", _("First level")), ("3", _("Second level"))], default="2", label=_("Level")
    )

    class Meta:
        icon = "title"
        label = _("Heading")
        form_classname = "legajo-row legajo-row--heading"


class NoteBlock(blocks.StructBlock):
    label = _line(_("Mark"), default="Nota")
    text = _text(_("Text"), rows=3)

    class Meta:
        icon = "info-circle"
        label = _("Note")


class ListItemBlock(blocks.StructBlock):
    text = _text(_("Text"))
    level = blocks.ChoiceBlock(
        choices=[("0", "1"), ("1", "2"), ("2", "3")], default="0", label=_("Level")
    )

    class Meta:
        form_classname = "legajo-row legajo-row--item"


STYLES = [
    ("decimal", "1. 2. 3."),
    ("alpha", "a. b. c."),
    ("roman", "i. ii. iii."),
    ("bullet", "•"),
]


class TextListBlock(blocks.StructBlock):
    style = blocks.ChoiceBlock(choices=STYLES, default="decimal", label=_("Level 1"))
    second = blocks.ChoiceBlock(choices=STYLES, default="alpha", label=_("Level 2"))
    third = blocks.ChoiceBlock(choices=STYLES, default="roman", label=_("Level 3"))
    start = blocks.IntegerBlock(
        label=_("First number"),
        default=1,
        min_value=0,
        required=False,
        help_text=_("More than 1 where the list goes on after a note."),
    )
    items = blocks.ListBlock(ListItemBlock(), label=_("Items"), form_classname="legajo-grid")

    class Meta:
        icon = "list-ol"
        label = _("List")
        form_classname = "legajo-list"
        form_layout = blocks.BlockGroup(
            children=["items"], settings=["style", "second", "third", "start"]
        )


class DefinitionBlock(blocks.StructBlock):
    term = _line(_("Term"))
    meaning = _text(_("Meaning"))

    class Meta:
        form_classname = "legajo-row legajo-row--definition"


class ActivityBlock(blocks.StructBlock):
    number = _line(_("No."), help_text=_("Empty: its place in the table."))
    text = _text(_("Activity"), rows=3)
    responsible = _text(
        _("Responsible"), rows=3, help_text=_("The position; «o quien delegue» if so.")
    )
    record = _text(_("Record"), rows=3, help_text=_("What is left as evidence."))
    term = _line(_("Time allowed"), help_text=_("5 días hábiles"))
    question = _line(_("Decision"), help_text=_("Empty if the activity is the question."))
    yes = _line(_("If yes, goes to"), help_text=_("Number of an activity, or «fin»."))
    no = _line(_("If no, goes to"), help_text=_("Number of an activity, or «fin»."))

    class Meta:
        form_classname = "legajo-row legajo-row--activity"
        label_format = "{number} {text}"
        form_layout = blocks.BlockGroup(
            children=["number", "text", "responsible", "record", "term"],
            settings=["question", "yes", "no"],
        )


class NormBlock(blocks.StructBlock):
    kind = blocks.ChoiceBlock(choices=LegalReference.Kind.choices, label=_("Kind"))
    number = _line(_("Number"))
    year = blocks.IntegerBlock(label=_("Year"), required=False, min_value=1800, max_value=2200)
    issuer = _line(_("Issuer"))

    class Meta:
        form_classname = "legajo-row legajo-row--norm"


class ReferenceBlock(blocks.StructBlock):
    text = _text(_("Reference"), help_text=_("As it is printed: Ley 594 de 2000."))
    norms = blocks.ListBlock(
        NormBlock(),
        default=[],
        label=_("Norms"),
        help_text=_("Empty: they are recognised in the text."),
        collapsed=True,
    )

    class Meta:
        form_classname = "legajo-reference"
        form_layout = blocks.BlockGroup(children=["text"], settings=["norms"])


class ChartBlock(blocks.StructBlock):
    """A chart is made from its table, which is shown beside it."""

    caption = _line(_("Title"))
    chart = blocks.ChoiceBlock(
        choices=list(charts.SHAPES.items()), default="columns", label=_("Shape")
    )
    unit = _line(_("Unit"), help_text=_("Trámites, millones de pesos, %"))
    data = free_table(
        label=_("Figures"),
        help_text=_("First row: titles. First column: names. The others: numbers."),
    )

    class Meta:
        icon = "view"
        label = _("Chart")
        form_classname = "legajo-chart"


class FigureBlock(blocks.StructBlock):
    caption = _line(_("Title"))
    file = PictureChooserBlock(label=_("Picture"), required=False)
    alt = _text(
        _("What it shows"), help_text=_("For whoever does not see it: what a reader learns of it.")
    )

    class Meta:
        icon = "image"
        label = _("Figure")


class RecordRowBlock(blocks.StructBlock):
    code = _line(_("Code"))
    name = _line(_("Name"))
    responsible = _line(_("Responsible"))
    storage = _line(_("Place of storage"))
    retrieval = _line(_("Retrieval"))
    protection = _line(_("Protection"))
    series = SeriesChooserBlock(label=_("Series"), required=False)
    retention = _line(_("Retention"), default="Según TRD")
    disposition = _line(_("Final disposition"), default="Según TRD")

    class Meta:
        form_classname = "legajo-row legajo-row--record"


class ChangeRowBlock(blocks.StructBlock):
    version = _line(_("Version"))
    reason = _text(_("Reason"))
    date = blocks.DateBlock(label=_("Date"), required=False)

    class Meta:
        form_classname = "legajo-row legajo-row--change"


class AnnexBlock(blocks.StructBlock):
    title = _line(_("Title"))
    file = AnnexChooserBlock(label=_("File"), required=False)

    class Meta:
        form_classname = "legajo-row legajo-row--annex"


def _flow() -> list[tuple[str, blocks.Block]]:
    return [
        ("paragraph", _text(_("Paragraph"), rows=4, icon="pilcrow")),
        ("heading", HeadingBlock()),
        ("list", TextListBlock()),
        ("note", NoteBlock()),
        ("table", free_table(label=_("Table"), icon="table")),
    ]


def _definitions() -> blocks.ListBlock:
    return table(DefinitionBlock(), _("Definitions"), "list-ul", "term,meaning")


def _activities() -> blocks.ListBlock:
    return table(ActivityBlock(), _("Activities"), "tasks", "number,text,responsible,record,term")


def _references() -> blocks.ListBlock:
    return table(ReferenceBlock(), _("References"), "openquote", "text")


def _records() -> blocks.ListBlock:
    return table(
        RecordRowBlock(),
        _("Records"),
        "folder-open-inverse",
        "code,name,responsible,storage,retrieval,protection,retention,disposition",
    )


def _changes() -> blocks.ListBlock:
    return table(ChangeRowBlock(), _("Former changes"), "history", "version,reason,date")


def _annexes() -> blocks.ListBlock:
    return table(AnnexBlock(), _("Annexes"), "doc-full", "")


_TABLES = {
    "definitions": _definitions,
    "activities": _activities,
    "references": _references,
    "records": _records,
    "changes": _changes,
    "annexes": _annexes,
    "chart": ChartBlock,
    "figure": FigureBlock,
}


def _table_of(name: str) -> blocks.Block:
    """The block of a table, by its type: one of its own above, or made from its declaration."""
    return grid_block(GRIDS[name]) if name in GRIDS else _TABLES[name]()


HELP = {
    "objective": _("What is achieved, in one sentence that begins with a verb."),
    "responsible": _("The position that answers for the procedure, not a person."),
    "scope": _("Where it begins, where it ends and whom it binds."),
    "definitions": _("Acronyms and terms that a reader of another office would not know."),
    "content": _("General conditions, then the table of activities."),
    "references": _("Laws, decrees, standards and manuals that the document obeys."),
    "records": _("What is left as evidence, where it is kept and by which series."),
    "changes": _("Rows printed before the document came to Legajo. Later ones are written alone."),
    "annexes": _("Formats, manuals and drawings that go with the document."),
}

LABELS = {
    "objective": _("Objective"),
    "responsible": _("Responsible"),
    "scope": _("Scope"),
    "definitions": _("Definitions"),
    "content": _("Content"),
    "activities": _("Activities"),
    "references": _("References"),
    "records": _("Records"),
    "changes": _("Former change control"),
    "annexes": _("Annexes"),
    "other": _("Another section"),
}


def section_block(role: str) -> blocks.StructBlock:
    """The block of a part: its title, and its text and tables in any order."""
    inner = [*_flow(), *((name, _table_of(name)) for name in PARTS[role].names)]
    title = HEADINGS.get(role, "")
    return blocks.StructBlock(
        [
            (
                "title",
                _line(
                    _("Title"),
                    help_text=_("Empty: «%(title)s».") % {"title": title} if title else "",
                ),
            ),
            ("blocks", blocks.StreamBlock(inner, required=False, label=_("Text and tables"))),
        ],
        label=LABELS.get(role, title),
        icon="doc-empty",
        help_text=HELP.get(role, ""),
        form_classname=f"legajo-section legajo-section--{role}",
    )


def sections_of(kind: Kind) -> list[tuple[str, blocks.Block]]:
    """The parts that a document of this kind may have, in the order of its layout."""
    roles = [*kind.roles, *(part.role for part in EVERYWHERE)]
    return [(role, section_block(role)) for role in dict.fromkeys(roles)]


def limits(kind: Kind) -> dict[str, dict[str, int]]:
    """Each standard part once at most; other sections as many as needed."""
    return {role: {"max_num": 1} for role in dict.fromkeys([*kind.roles, "changes"])}
