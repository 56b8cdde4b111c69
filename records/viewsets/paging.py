"""Lists that count no further than a person pages: a total over a million rows costs a second."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from wagtail.admin.paginator import WagtailPaginator

FEW = 500
"""So many rows are counted, whatever there are."""
_LONGEST = 7  # digits of a page: beyond, the last one is shown
AHEAD = 10  # pages that can be chosen beyond the one that is shown


class PaginatorAhead(WagtailPaginator):
    """Says the true total up to `FEW` rows; beyond, that there are more.

    The bound moves on with the page that is asked for, so that every row can be reached.
    """

    bound = FEW
    more = False
    """Whether there is more than `count` says. Known once it was counted."""

    def get_page(self, number: Any) -> Any:
        typed = str(number)
        page = int(typed) if len(typed) <= _LONGEST and typed.isdecimal() else 1
        self.bound = max(FEW, (page + AHEAD) * self.per_page)
        return super().get_page(number)

    def page(self, number: Any) -> Any:
        """Of a page far behind, first the keys: what a row tells is not asked of those before."""
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        if first < FEW or not isinstance(self.object_list, QuerySet):
            return super().page(number)
        keys = list(self.object_list.values_list("pk", flat=True)[first : first + self.per_page])
        return self._get_page(self.object_list.filter(pk__in=keys), number, self)

    @cached_property
    def count(self) -> int:
        if not isinstance(self.object_list, QuerySet) or self.object_list.query.is_sliced:
            return len(self.object_list)
        ahead = self.object_list.order_by().values("pk")[: self.bound + 1]
        found: int = ahead.count()
        self.more = found > self.bound
        return min(found, self.bound)

    @cached_property
    def items_count_label(self) -> str:
        label = str(super().items_count_label)
        if not (self.count and self.more):
            return label
        told = {"count": number_format(self.count, force_grouping=True)}
        return _("more than %(count)s %(items)s") % {**told, "items": self.verbose_name_plural}
