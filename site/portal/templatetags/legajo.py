"""What templates ask about a content and its dates. No query is made here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from portal.addresses import pages
from portal.days import asked_day, day_in, known_until
from portal.drawing import Drawings, changes_drawn, drawn
from records import charts, days
from records.comparison import Difference, steps
from records.content import Block, Content
from records.kinds import GRIDS, LABELS
from records.kinds.heat import Heat, HeatCell
from records.kinds.model import Cell, Grid, level_of
from records.models import AccessLevel, Issuance, Signature
from records.printed import Placed, nothing_in, pieces_of, placed
from records.urgency import STATES, standing_of
from retention.scheduling.kept import is_of_entity
from retention.scheduling.public import public_name
from search.asked import Asked

register = template.Library()


@dataclass(frozen=True, slots=True)
class Shown:
    """A section on the page. `empty` is what stands in one that says nothing."""

    id: str
    role: str
    number: str
    title: str
    blocks: list[Block]
    empty: str


_LIST_TYPES = {"decimal": "1", "alpha": "a", "roman": "i"}


@register.filter
def of(mapping: Any, key: Any) -> Any:
    """The value of a key in a mapping that may not be there."""
    return mapping.get(key) if isinstance(mapping, Mapping) else None


@register.simple_tag
def series_url(series: Any) -> str:
    """Where the schedule in which it stands tells of a series."""
    return f"{reverse('schedule', args=[public_name(series.scheme.schedule)])}#serie-{series.pk}"


@register.filter
def series_office(series: Any) -> str:
    """The office that a series is of; empty where it is the whole entity's."""
    return "" if is_of_entity(series) else str(series.office.name)


@register.filter
def kind_name(kind: str) -> str:
    """The Spanish name of a kind of document."""
    return LABELS.get(kind, kind)


@register.filter
def role_name(role: str) -> str:
    """Prepared, reviewed, approved."""
    return str(Signature.Role(role).label).capitalize()


@register.filter
def access_name(access: str) -> str:
    """Public, classified, reserved."""
    return str(AccessLevel(access).label)


@register.filter
def status_name(status: str) -> str:
    """How a version stands, in words."""
    return {
        "in_force": _("In force"),
        "superseded": _("Superseded"),
        "withdrawn": _("Withdrawn"),
        "future": _("Not yet in force"),
        "in_change": _("In force, being changed"),
        "obsolete": _("Withdrawn"),
        "review_overdue": _("In force, review overdue"),
    }[status]


@register.filter
def urgent_name(state: str) -> str:
    """How an urgent issue stands, in words."""
    return str(STATES[state])


@register.filter
def lacks(envelope: Mapping[str, Any], role: str) -> bool:
    """Whether what was issued urgently has no signature of that role."""
    return "urgent" in envelope and all(one["role"] != role for one in envelope["signatures"])


@register.simple_tag(takes_context=True)
def urgent_mark(context: Mapping[str, Any], issuance: Issuance) -> str:
    """The same for a line of a list, as of its day; empty where it was issued in the usual way."""
    day = context.get("day") or getattr(context.get("reading"), "day", None)
    standing = standing_of(issuance, known_until(day.on) if day else timezone.now())
    return urgent_name(standing.state) if standing else ""


@register.filter
def as_date(value: Any) -> date | None:
    """The date of an ISO text or of a moment, or the date itself; None for nothing."""
    if isinstance(value, datetime):
        return timezone.localdate(value)
    return date.fromisoformat(value) if isinstance(value, str) and value else value or None


@register.filter
def in_words(value: Any) -> str:
    """15 de agosto de 2018."""
    day = as_date(value)
    return days.in_words(day) if day else ""


@register.filter
def moment_in_words(moment: datetime | str) -> str:
    """15 de agosto de 2018, 14:30."""
    read = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return days.moment_in_words(timezone.localtime(read))


@register.filter
def in_table(value: Any) -> str:
    """2018-08-15."""
    day = as_date(value)
    return day.isoformat() if day else ""


@register.filter
def older_than(versions: Sequence[tuple[Issuance, str]], one: Issuance) -> Issuance | None:
    """Of versions from the newest to the oldest, the one issued right before."""
    return next((former for former, _status in versions if former.number < one.number), None)


@register.filter
def block_template(block: Block) -> list[str]:
    """The templates that may draw a block: that of its type, or that of any typed table."""
    return [f"portal/blocks/{block['type']}.html", "portal/blocks/grid.html"]


@register.filter
def sheets(block: Block) -> list[tuple[str | None, list[Cell]]]:
    """The tables that a typed table is read as: title, and the cells that somebody filled in."""
    found = [
        (title, [cell for cell in cells if any(cell.printed(item) for item in block["items"])])
        for title, cells in GRIDS[block["type"]].printed_sheets()
    ]
    return [(title, cells) for title, cells in found if cells]


@register.filter
def grid(block: Block) -> Grid:
    """The declaration of a typed table."""
    return GRIDS[block["type"]]


@register.filter
def cell(row: Mapping[str, Any], column: Cell) -> str:
    """A cell of a typed table, as it is read."""
    return column.printed(row)


@register.filter
def heats(block: Block) -> list[Heat]:
    """The maps of degrees of a typed table; none where its rows have no place in one."""
    return GRIDS[block["type"]].heats(block["items"])


@register.filter
def with_columns(cells: Sequence[HeatCell], heat: Heat) -> list[tuple[HeatCell, str]]:
    """The cells of a row of a map, each with what its column says, for a screen without columns."""
    named = (f"{heat.across} {name}" for name in heat.columns)
    return list(zip(cells, named, strict=True))


@register.filter
def level(text: str, column: Cell) -> int:
    """The degree that a cell tells, from 1; 0 where it is none."""
    return level_of(column, text)


@register.filter
def told(block: Block) -> list[str]:
    """What a typed table says of itself in words."""
    return GRIDS[block["type"]].summary(block["items"])


@register.filter
def annex_file(file: Mapping[str, Any]) -> tuple[str, str]:
    """What names the file of an annex in its address."""
    return file["sha256"], file["name"]


@register.filter
def nested(block: Block) -> list[dict[str, Any]]:
    """The items of a list as a tree: text, and the list below it with its mark."""
    top: list[dict[str, Any]] = []
    open_lists = [top]
    for item in block["items"]:
        # A level that nothing introduces hangs from the level that is there.
        level = min(item["level"], len(open_lists) - 1)
        del open_lists[level + 1 :]
        node: dict[str, Any] = {"id": item["id"], "text": item["text"], "children": []}
        node["style"] = block["styles"][min(level + 1, 2)]
        open_lists[level].append(node)
        open_lists.append(node["children"])
    return top


@register.filter
def list_type(style: str) -> str | None:
    """The `type` of an ordered list, None for bullets."""
    return _LIST_TYPES.get(style)


@register.filter
def target(block: Block, where: str) -> dict[str, str]:
    """Where a decision goes on, in words, with the anchor of that step if it is one."""
    if where == "next":
        return {"text": _("goes on"), "anchor": ""}
    if where == "end":
        return {"text": _("end"), "anchor": ""}
    for position, item in enumerate(block["items"], 1):
        if item["id"] == where:
            number = item["number"] or str(position)
            return {"text": _("step %(number)s") % {"number": number}, "anchor": f"a-{where}"}
    return {"text": _("end"), "anchor": ""}


@register.filter
def has_column(block: Block, name: str) -> bool:
    """True if any row of the block says something in that column."""
    return any(item[name] for item in block["items"])


@register.filter
def leads(section: Shown) -> bool:
    """True for what introduces the document: its objective and its scope."""
    return section.role in {"objective", "scope"}


@register.filter
def shown(content: Content, envelope: Any) -> list[Shown]:
    """The sections to draw, in the order and under the numbers that the PDF prints.

    Of an issued version the rows of change control and the signatures are the envelope's; a draft
    has no signatures yet.
    """
    parts = [_shown(one, envelope) for one in placed(content, adopted=_adopted(envelope))]
    return [one for one in parts if envelope or one.blocks or one.role != "approval"]


def _adopted(envelope: Any) -> bool:
    return bool(envelope and envelope["adopted"])


def _shown(part: Placed, envelope: Any) -> Shown:
    blocks = part.section["blocks"]
    if envelope:
        blocks = [one for one in blocks if one["type"] != "changes"]
    derived = bool(envelope) and part.role in {"approval", "changes"}
    empty = "" if derived or pieces_of(part.section, _rows(blocks)) else nothing_in(part.role)
    return Shown(
        part.section["id"], part.role, part.number, part.title, [] if empty else blocks, empty
    )


def _rows(blocks: list[Block]) -> list[Any]:
    return [row for one in blocks if one["type"] == "changes" for row in one["items"]]


@register.simple_tag
def flowchart(content: Content, block: Block, accent: str) -> Drawings | None:
    """The drawings of a table of activities; None when there is nothing to draw."""
    return drawn(block, title=content["title"], accent=accent)


@register.simple_tag
def flowcharts_changed(difference: Difference, title: str, accent: str) -> list[Drawings]:
    """The flowcharts of the newer version with what became of each step; none, if none differs."""
    made = (changes_drawn(one, title=title, accent=accent) for one in steps(difference))
    return [one for one in made if one]


@register.simple_tag
def chart(block: Block) -> str:
    """The drawing of a chart; empty where its table makes none."""
    return charts.drawing(block)


@register.filter
def uncaptioned(block: Block) -> Block:
    """A table whose title was said already."""
    return {**block, "caption": None}


@register.filter
def as_svg(drawing: str) -> SafeString:
    """A drawing as markup: written by us from escaped text."""
    return mark_safe(drawing)  # noqa: S308


@register.simple_tag(takes_context=True)
def current_section(context: Mapping[str, Any], path: str) -> SafeString:
    """Marks the link of the part of the site that the visitor is in."""
    request = context.get("request")
    # The page of what is not found is the same wherever it was asked for.
    inside = request is not None and not context.get("nowhere") and request.path.startswith(path)
    return mark_safe(' aria-current="true"' if inside else "")  # noqa: S308


@register.simple_tag(takes_context=True)
def wrong_day(context: Mapping[str, Any]) -> bool | None:
    """Whether the day that the address asks about is none; None when it asks about no day.

    Only the address is looked at, so that what is said of it is the same for every document.
    """
    request = context.get("request")
    text = asked_day(request) if request is not None else ""
    return day_in(text) is None if text else None


@register.simple_tag
def page_numbers(number: int, count: int) -> list[Any]:
    """The numbers to link, None for a gap."""
    return pages(number, count)


@register.simple_tag(takes_context=True)
def narrow(context: Mapping[str, Any], name: str, value: Any = None) -> str:
    """The query of this page with another value for `name`, or without it; the first page again."""
    query = context["request"].GET.copy()
    query.pop("pagina", None)
    query.pop(name, None)
    if value is not None:
        query[name] = str(value)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def page_address(context: Mapping[str, Any], number: int) -> str:
    """The address of another page of a list: of `asked`, where the page read its address so."""
    asked = context.get("asked")
    if isinstance(asked, Asked):
        return asked.with_query("pagina", number)
    return narrow(context, "pagina", number)
