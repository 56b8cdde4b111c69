"""Registers; decides nothing."""

from __future__ import annotations

from wagtail import hooks

from retention.viewsets import ArchiveGroup, ClassificationGroup

hooks.register("register_admin_viewset", ClassificationGroup)
hooks.register("register_admin_viewset", ArchiveGroup)
