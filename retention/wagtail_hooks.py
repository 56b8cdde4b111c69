"""Registers; decides nothing."""

from __future__ import annotations

from wagtail import hooks
from wagtail.admin.active_filters import register_filter_adapter_class

import django_filters

from records.viewsets.moments import MomentFilterAdapter
from retention.viewsets import ArchiveGroup, ClassificationGroup

hooks.register("register_admin_viewset", ClassificationGroup)
hooks.register("register_admin_viewset", ArchiveGroup)
register_filter_adapter_class(django_filters.IsoDateTimeFilter, MomentFilterAdapter)
