"""Addresses of the whole site. Documents answer before Wagtail, whose pattern never sees a dot."""

from __future__ import annotations

from django.urls import include, path
from django.views.generic import RedirectView

from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from editorial import urls as editorial_urls
from editorial.addresses import ADMIN

urlpatterns = [
    path(ADMIN[1:], include(editorial_urls.ahead)),
    path(ADMIN[1:], include(wagtailadmin_urls)),
    path("", include("portal.urls")),
    # Wagtail's other door would not ask for the second factor.
    path("_util/login/", RedirectView.as_view(pattern_name="wagtailadmin_login")),
    path("", include(wagtail_urls)),
]
