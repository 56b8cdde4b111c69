"""Registers; decides nothing."""

from __future__ import annotations

from django.urls import include, path

from wagtail import hooks

from editorial import admin, urls, viewsets
from editorial.committees import rooms
from editorial.handovers import screens as handovers
from editorial.inventories import screens as inventories
from editorial.permissions import choosable, explorable
from editorial.views import chain, lists, moving, pages, progress_report, second_factor, withdrawal

# After Wagtail's own of the same pages, whose place it takes.
hooks.register("register_admin_viewset", lambda: lists.ReadableViewSet(), order=1)
hooks.register("register_admin_viewset", pages.viewsets)
hooks.register("register_admin_viewset", viewsets.files_and_routes)
hooks.register("register_admin_urls", lambda: [path("", include(urls))])
hooks.register("before_create_page", pages.layout_first)
hooks.register("before_edit_page", pages.to_review)
hooks.register("construct_page_action_menu", pages.without_submit_on_create)
hooks.register("construct_explorer_page_queryset", explorable)
hooks.register("construct_page_chooser_queryset", choosable)
hooks.register("insert_global_admin_css", admin.stylesheet)
hooks.register("insert_global_admin_js", admin.script)
for item in (*admin.MENU, *(one.menu_item for one in (rooms, moving, inventories, handovers))):
    hooks.register("register_admin_menu_item", item)
hooks.register("register_account_menu_item", second_factor.menu_item)
hooks.register("register_user_listing_buttons", second_factor.listing_buttons)
hooks.register("construct_homepage_panels", admin.homepage_panels)
hooks.register("construct_main_menu", admin.main_menu)
hooks.register("construct_reports_menu", admin.reports_menu)
hooks.register("register_reports_menu_item", admin.terms_menu_item)
# After those of Wagtail, which it narrows.
hooks.register("construct_homepage_summary_items", admin.summary_items, order=1)
for one in (withdrawal, progress_report, chain):
    hooks.register("register_page_header_buttons", one.menu_buttons)
