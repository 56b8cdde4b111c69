"""Addresses of the whole site. Documents answer before Wagtail, whose pattern never sees a dot."""

from __future__ import annotations

from django.urls import include, path

from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

urlpatterns = [
    path("gestion/", include(wagtailadmin_urls)),
    path("", include("portal.urls")),
    path("", include(wagtail_urls)),
]
