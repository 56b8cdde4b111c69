"""Lists and forms for administrators: the route of each kind of document."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from wagtail.admin.viewsets.model import ModelViewSet

from editorial.models import Route


class RouteViewSet(ModelViewSet):
    model = Route
    icon = "tasks"
    menu_label = _("Routes of approval")
    form_fields = ["kind", "workflow"]
    list_display = ["kind", "workflow"]
    add_to_settings_menu = True
    inspect_view_enabled = True


routes_viewset = RouteViewSet("routes", url_prefix="rutas")
