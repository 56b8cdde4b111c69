"""The report on separation of duties, for auditors and administrators."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail.admin.menu import MenuItem

from records.permissions import Role, has_role
from records.separation import POLICY, duties_of, issued
from records.viewsets.base import RoleMenuItem

READS = (Role.AUDITOR, Role.ADMINISTRATOR)
_PAGE = 50


def menu_item() -> MenuItem:
    return RoleMenuItem(
        _("Separation of duties"),
        reverse("separation"),
        icon_name="group",
        order=900,
        roles=READS,
    )


def report(request: HttpRequest) -> HttpResponse:
    """The policy, what breaks it in all that was issued, and who did what, page by page."""
    if not has_role(request.user, *READS):
        raise PermissionDenied
    every, now = issued(), timezone.now()
    page = Paginator(every, _PAGE).get_page(request.GET.get("p"))
    return render(
        request,
        "records/separation.html",
        {
            "policy": POLICY,
            "page": page,
            "rows": duties_of(page.object_list, at=now),
            "broken": [one for one in duties_of(every, at=now) if one.violations],
            "total": page.paginator.count,
        },
    )


def urls() -> list[Any]:
    return [path("informes/separacion-de-funciones/", report, name="separation")]
