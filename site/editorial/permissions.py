"""What a person may do with a page. Every page class of ours asks here, the superuser too.

Wagtail builds rights from group rows by tree path; ours follow office, appointment and state.
Publishing is nobody's: a version comes into force by being issued.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from wagtail.models import Page, PagePermissionTester
from wagtail.permission_policies.pages import PagePermissionPolicy

from records.permissions import WRITES, Role, has_role, offices_of, sees_everything

# One names the last edited page of each kind, the others, in a filter, everybody who ever did
# something; none of them asks who looks.
REPORTS_OF_ALL = frozenset(
    f"wagtailadmin_reports:{name}{part}"
    for name in ("page_types_usage", "site_history", "workflow")
    for part in ("", "_results")
)


class ControlledPagePermissionTester(PagePermissionTester):
    """No to whatever would publish, hide, move or copy a page; the rest by role."""

    def can_publish(self) -> bool:
        return False

    def can_unpublish(self) -> bool:
        return False

    def can_move(self) -> bool:
        return False

    def can_move_to(self, destination: Page) -> bool:
        return False

    def can_copy(self) -> bool:
        return False

    def can_copy_to(self, destination: Page, recursive: bool = False) -> bool:
        return False

    def can_lock(self) -> bool:
        return False

    def can_unlock(self) -> bool:
        return False

    def can_set_view_restrictions(self) -> bool:
        return False

    def can_unschedule(self) -> bool:
        return False

    def can_publish_subpage(self) -> bool:
        return False

    def can_reorder_children(self) -> bool:
        return False

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return False

    def can_add_subpage(self) -> bool:
        return False

    def can_edit(self) -> bool:
        return has_role(self.user, Role.ADMINISTRATOR)

    def can_view_revisions(self) -> bool:
        return self.can_edit()

    def can_submit_for_moderation(self) -> bool:
        return False


class IndexPermissionTester(ControlledPagePermissionTester):
    """The parent of all documents: writers add below it, administrators edit its text."""

    def can_add_subpage(self) -> bool:
        return has_role(self.user, *WRITES)


class DocumentPermissionTester(ControlledPagePermissionTester):
    """A document is written by writers of its office; those who read everything may look."""

    def can_edit(self) -> bool:
        return has_role(self.user, *WRITES) and (
            self.page.document_id is None or self.page.document.office_id in offices_of(self.user)
        )

    def can_view_revisions(self) -> bool:
        return self.can_edit() or sees_everything(self.user)

    def can_submit_for_moderation(self) -> bool:
        return self.can_edit() and not self.page.in_review

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return self.can_edit() and not self.page.document.versions.exists()


def readable_pages(user: Any, pages: QuerySet[Page]) -> QuerySet[Page]:
    """The pages that the admin may list for this person: documents of their offices only."""
    if sees_everything(user):
        return pages
    documents = Page.objects.filter(documentpage__isnull=False)
    foreign = documents.exclude(documentpage__document__office__in=offices_of(user))
    return pages.exclude(pk__in=foreign.values("pk"))  # a subquery: Wagtail's search takes no join


class OfficePagePolicy(PagePermissionPolicy):
    """Wagtail's lists, search and reports, narrowed to what the person may read."""

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> QuerySet[Page]:
        found: QuerySet[Page] = super().instances_user_has_any_permission_for(user, actions)
        return readable_pages(user, found)

    def explorable_instances(self, user: Any) -> QuerySet[Page]:
        found: QuerySet[Page] = super().explorable_instances(user)
        return readable_pages(user, found)

    def user_has_any_permission_for_instance(self, user: Any, actions: Any, instance: Any) -> bool:
        return (
            bool(super().user_has_any_permission_for_instance(user, actions, instance))
            and readable_pages(user, Page.objects.filter(pk=instance.pk)).exists()
        )


def explorable(parent_page: Page, pages: QuerySet[Page], request: Any) -> QuerySet[Page]:
    """Hook of the explorer: the same narrowing as everywhere."""
    return readable_pages(request.user, pages)


def choosable(pages: QuerySet[Page], request: Any) -> QuerySet[Page]:
    """Hook of the page chooser, which asks no policy."""
    return readable_pages(request.user, pages)
