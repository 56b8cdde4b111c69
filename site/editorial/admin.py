"""What Legajo adds to Wagtail's admin: menu, home panels, style and script of the editor."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from wagtail.admin.menu import MenuItem
from wagtail.admin.site_summary import PagesSummaryItem
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import RecentEditsPanel
from wagtail.models import Page

from editorial.asked import to_attend, to_decide
from editorial.permissions import REPORTS_OF_ALL, readable_pages
from editorial.reauthentication import adopts_at
from editorial.views.terms import READS
from editorial.waiting import filled_for, returned_to, urgent_for, waiting_for
from records.agreements import in_force_on
from records.committees.minutes import to_remark
from records.no_record.suppressing import to_confirm
from records.permissions import ADOPTS, WRITES, Role, has_role, sees_everything
from records.viewsets.base import RoleMenuItem
from retention.handovers.due import missing_today
from retention.handovers.preparing import to_look_through

SCRIPTS = ("paste", "saving", "session", "findings", "places", "series", "codes", "tables", "dates")


def stylesheet() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("editorial/admin.css"))


def script() -> str:
    """The editor's scripts: pasting rows, saving, remarks and their places, lists of series."""
    return format_html_join(
        "",
        '<script src="{}"></script>',
        ((static(f"editorial/{name}.js"),) for name in SCRIPTS),
    )


def signing_menu_item() -> MenuItem:
    return MenuItem(_("Signatures"), reverse("signing_inbox"), icon_name="edit", order=150)


def filling_menu_item() -> MenuItem:
    return MenuItem(_("Fill in"), reverse("filling_home"), icon_name="form", order=155)


def import_menu_item() -> MenuItem:
    return RoleMenuItem(
        _("Import a document"),
        reverse("import_document"),
        icon_name="upload",
        order=160,
        roles=(*WRITES, Role.ADMINISTRATOR),
    )


def adopt_menu_item() -> MenuItem:
    return RoleMenuItem(
        _("Adopt what is in force"),
        reverse("adopt_documents"),
        icon_name="folder-inverse",
        order=170,
        roles=ADOPTS,
    )


MENU = (signing_menu_item, filling_menu_item, import_menu_item, adopt_menu_item)


def terms_menu_item() -> MenuItem:
    return RoleMenuItem(
        _("Terms"), reverse("terms_report"), icon_name="calendar-alt", order=850, roles=READS
    )


def main_menu(request: HttpRequest, menu_items: list[Any]) -> None:
    """Images, Wagtail's documents and snippets are not where records are kept."""
    menu_items[:] = [
        item for item in menu_items if item.name not in ("images", "documents", "help")
    ]


def reports_menu(request: HttpRequest, menu_items: list[Any]) -> None:
    """No way to a report that `ReadablePagesMiddleware` does not open."""
    if not sees_everything(request.user):
        menu_items[:] = [
            item for item in menu_items if resolve(item.url).view_name not in REPORTS_OF_ALL
        ]


class WaitingPanel(Component):
    """The dashboard begins with what waits for my signature."""

    name = "waiting"
    order = 10
    template_name = "editorial/home/waiting.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        waiting, mine = waiting_for(user, at=timezone.now())
        urgent, unconfirmed = urgent_for(user, at=timezone.now())
        return {
            "waiting": waiting,
            "mine": mine,
            "filled": filled_for(user, at=timezone.now()),
            "to_remark": to_remark(user, at=timezone.now()),
            "to_confirm": urgent,
            "unconfirmed": unconfirmed,
            "returned": returned_to(user),
            "writes": has_role(user, *WRITES),
            "none_adopted": in_force_on(timezone.localdate()) is None,
            "adopts_at": adopts_at(user),
            "requests": to_attend(user),
            "undecided": to_decide(user),
            "without_handover": missing_today(user).count(),
            "to_look_through": to_look_through(user),
            "to_suppress": to_confirm(user).count(),
        }


class ReadableEditsPanel(RecentEditsPanel):
    """What I changed lately, as long as I may read it: an appointment ends, a draft is reserved."""

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        keys = [page.pk for _day, page in context["last_edits"]]
        found = readable_pages(parent_context["request"].user, Page.objects.filter(pk__in=keys))
        readable = set(found.values_list("pk", flat=True))
        edits = [one for one in context["last_edits"] if one[1].pk in readable]
        return {**context, "last_edits": edits}


def homepage_panels(request: HttpRequest, panels: list[Any]) -> None:
    """What waits comes first; Wagtail's own moderation lists would say it twice."""
    gone = {"site_summary", "user_objects_in_workflow_moderation", "workflow_objects_to_moderate"}
    shown = [one for one in panels if getattr(one, "name", "") not in gone]
    panels[:] = [
        WaitingPanel(),
        *(ReadableEditsPanel() if isinstance(one, RecentEditsPanel) else one for one in shown),
    ]


class ReadablePagesItem(PagesSummaryItem):
    """Pages, as many as the person may read: a number tells of the others too."""

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        if root := context["root_page"]:
            below = Page.objects.descendant_of(root, inclusive=not root.is_root())
            context["total_pages"] = readable_pages(self.request.user, below).count()
        return context


def summary_items(request: HttpRequest, items: list[Any]) -> None:
    """Only pages are counted: images and Wagtail's documents are not where records are kept."""
    items[:] = [ReadablePagesItem(request)]
