"""Registers; decides nothing."""

from __future__ import annotations

from wagtail import hooks

from records.viewsets.organization import EntityGroup
from records.viewsets.register import register_viewset
from records.viewsets.style import stylesheet

hooks.register("register_admin_viewset", EntityGroup)
hooks.register("register_admin_viewset", lambda: register_viewset)
hooks.register("insert_global_admin_css", stylesheet)
