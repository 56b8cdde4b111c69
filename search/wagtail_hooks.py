"""Registers; decides nothing."""

from __future__ import annotations

from wagtail import hooks

from search.viewsets import saved, searching, synonyms

hooks.register("register_admin_urls", searching.urls)
hooks.register("register_admin_search_area", searching.search_area)
hooks.register("register_admin_viewset", lambda: saved.saved_searches_viewset)
hooks.register("register_admin_menu_item", saved.menu_item)
hooks.register("register_admin_viewset", lambda: synonyms.synonyms_viewset)
