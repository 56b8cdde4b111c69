"""`/verificar/expediente/…`: what the QR of a printed label says, which is no content (C24)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from records.case_files.labels import labelled
from records.models import Entity, Standing


def verify_case_file(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """That the label is of this entity: code, day of opening and state. Never a title or a name."""
    found = labelled(pk, code)
    context = {
        "case_file": found,
        "state": Standing(found.standing).label if found else "",
        "entity": Entity.current(),
        "title": _("Label of a case file"),
    }
    answer = render(request, "portal/case_file_label.html", context, status=200 if found else 404)
    answer["Cache-Control"] = "no-store"
    return answer
