"""Registers; decides nothing."""

from __future__ import annotations

from django.db.models import ManyToManyField

from wagtail import hooks
from wagtail.admin.forms.models import register_form_field_override

from records.viewsets import capture, chain, papers, separation
from records.viewsets.changes import change_requests_viewset
from records.viewsets.departures import departures_viewset
from records.viewsets.keyed import KeysField
from records.viewsets.no_record import NoRecordGroup
from records.viewsets.organization import EntityGroup
from records.viewsets.register import register_viewset
from records.viewsets.restrictions import restrictions_viewset
from records.viewsets.style import script, stylesheet

hooks.register("register_admin_viewset", EntityGroup)
hooks.register("register_admin_viewset", lambda: change_requests_viewset)
hooks.register("register_admin_viewset", lambda: departures_viewset)
hooks.register("register_admin_viewset", lambda: register_viewset)
hooks.register("register_admin_viewset", lambda: restrictions_viewset)
hooks.register("register_admin_viewset", NoRecordGroup)
hooks.register("register_admin_urls", separation.urls)
hooks.register("register_reports_menu_item", separation.menu_item)
hooks.register("register_admin_urls", chain.urls)
hooks.register("register_reports_menu_item", chain.menu_item)
for one in (capture, papers):
    hooks.register("register_admin_urls", one.urls)
    hooks.register("register_admin_menu_item", one.menu_item)
hooks.register("insert_global_admin_css", stylesheet)
hooks.register("insert_global_admin_js", script)
register_form_field_override(ManyToManyField, override={"form_class": KeysField})
