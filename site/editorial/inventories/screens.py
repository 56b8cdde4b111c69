"""Ask for an inventory, look at its first lines, download it or keep it; and the kept ones."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from itertools import islice
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from wagtail.admin.menu import MenuItem

from editorial.inventories.files import CSV, XLSX, csv_file, xlsx_file
from editorial.inventories.forms import AskForm, EntrustForm
from records.case_files import entrusting
from records.exceptions import Failure, NotAllowed, Reason
from records.models import Entity
from records.permissions import Role, has_role
from records.refused import beside_fields
from records.renditions import facts_of
from records.viewsets.base import RoleMenuItem
from retention.inventories import choosing, gathering, keeping, paper, publishing
from retention.inventories.keeping import Asked
from retention.inventories.layouts import PROFILES, PURPOSES, Column, Head, Profile
from retention.inventories.lines import InventoryLine
from retention.models import Inventory, InventoryPublication
from search.gathered import case_files_with

FIRST = 12
MOST_AT_ONCE = 1_000
KINDS = {"csv": CSV, "xlsx": XLSX, "pdf": "application/pdf"}


def menu_item() -> MenuItem:
    return RoleMenuItem(
        gettext_lazy("Inventories"),
        reverse("inventories"),
        icon_name="list-ul",
        order=322,
        roles=tuple(Role),
    )


@never_cache
@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """The filters; once asked, how much they find and the first lines as they will be printed."""
    _entered(request)
    form = AskForm(request.GET or None, by=request.user)
    context: dict[str, Any] = {"form": form, "kept": _kept(request)[:5]}
    if form.is_bound and form.is_valid():
        asked = form.asked()
        day = timezone.localdate()
        found = gathering.counted(asked.choice, request.user, day=day, public=asked.public)
        lines = keeping.lines_of(asked, by=request.user, day=day)
        profile = PROFILES[asked.profile]
        context |= {
            "found": found,
            "told": choosing.in_words(asked.choice),
            "profile": profile,
            "groups": profile.groups(),
            "rows": [_cells(profile, line) for line in islice(lines, FIRST)],
            "query": request.GET.urlencode(),
            "keeps": has_role(request.user, *keeping.KEEPS),
            "entrust": EntrustForm()
            if has_role(request.user, *entrusting.ENTRUSTS, Role.APPROVER)
            else None,
            "too_long": found.case_files > paper.MOST,
            "most": paper.MOST,
        }
    return render(request, "editorial/inventories/ask.html", context)


@never_cache
@require_safe
def download(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The inventory as it was asked, in one of its files. An event where it tells of restricted."""
    _entered(request)
    form = AskForm(request.GET, by=request.user)
    if kind not in KINDS or not form.is_valid():
        raise Http404
    asked, now = form.asked(), timezone.now()
    try:
        found = keeping.take(asked, kind, by=request.user, at=now)
    except NotAllowed as refused:
        raise PermissionDenied(str(refused)) from refused
    if kind == "pdf" and found.case_files > paper.MOST:
        return _too_long(request)
    lines = keeping.lines_of(asked, by=request.user, day=timezone.localdate(now))
    head = keeping.head_of(asked, by=request.user, at=now)
    name = f"inventario-{timezone.localdate(now)}"
    told = choosing.in_words(asked.choice)
    return _file(request, kind, lines, head, asked, name=name, told=told, at=now)


@never_cache
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep what is listed now, under a number."""
    _entered(request)
    form = AskForm(request.POST, by=request.user)
    if form.is_valid():
        try:
            kept = keeping.keep(form.asked(), by=request.user, at=timezone.now())
        except NotAllowed as refused:
            beside_fields(form, refused)
        else:
            messages.success(request, _("Kept with the number %(number)s.") % {"number": kept})
            return redirect("kept_inventory", pk=kept.pk)
    context = {"form": form, "kept": _kept(request)[:5]}
    return render(request, "editorial/inventories/ask.html", context, status=422)


@never_cache
@require_POST
def entrust(request: HttpRequest) -> HttpResponse:
    """Somebody answers for what was found from now on: all of it or none."""
    _entered(request)
    form, who = AskForm(request.POST, by=request.user), EntrustForm(request.POST)
    if form.is_valid() and who.is_valid():
        now = timezone.now()
        choice = form.asked().choice
        found = choosing.chosen(choice, request.user, day=timezone.localdate(now))
        try:
            if found.count() > MOST_AT_ONCE:
                told = _("At most %(most)s case files at once: ask for less.")
                raise NotAllowed([Reason("too_many", told % {"most": MOST_AT_ONCE})])
            changed = entrusting.entrust(found, who.cleaned_data["to"], by=request.user, at=now)
        except NotAllowed as refused:
            beside_fields(form, refused, among=())
        else:
            told = ngettext(
                "%(n)s case file entrusted.", "%(n)s case files entrusted.", len(changed)
            )
            messages.success(request, told % {"n": len(changed)})
            asked = request.POST.copy()
            asked.pop("to", None), asked.pop("csrfmiddlewaretoken", None)
            return redirect(f"{reverse('inventories')}?{asked.urlencode()}")
    context = {"form": form, "kept": _kept(request)[:5]}
    return render(request, "editorial/inventories/ask.html", context, status=422)


@never_cache
@require_safe
def kept_ones(request: HttpRequest) -> HttpResponse:
    """The inventories that were kept and this person may read, the newest first."""
    _entered(request)
    pages = Paginator(_kept(request), 50)
    page = pages.get_page(request.GET.get("p"))
    rows = [(one, PURPOSES[one.purpose]) for one in page]
    return render(request, "editorial/inventories/kept.html", {"page": page, "rows": rows})


@never_cache
@require_safe
def kept(request: HttpRequest, pk: int) -> HttpResponse:
    """A kept inventory: what it listed, word for word."""
    found = _one(request, pk)
    try:
        head, lines, told = keeping.content_of(found)
    except Failure as failure:
        messages.error(request, str(failure))
        return redirect("kept_inventories")
    profile = PROFILES[found.profile]
    words, problem = " ".join(request.GET.get("q", "").split())[:200], ""
    if words:
        lines, problem = _with_words(found, lines, words, request.user)
    page = Paginator(lines, 100).get_page(request.GET.get("p"))
    context = {
        "words": words,
        "problem": problem,
        "inventory": found,
        "head": head.facts(),
        "remark": head.remark,
        "told": told,
        "groups": profile.groups(),
        "profile": profile,
        "page": page,
        "rows": [_cells(profile, line) for line in page],
        "too_long": found.lines > paper.MOST,
        "published": InventoryPublication.objects.filter(inventory=found).first(),
        "publishes": not publishing.reasons_against(found, by=request.user),
    }
    return render(request, "editorial/inventories/inventory.html", context)


@never_cache
@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a kept public form where citizens read it."""
    found = _one(request, pk)
    try:
        publishing.publish(found, by=request.user, at=timezone.now())
    except NotAllowed as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("%(number)s is published.") % {"number": found})
    return redirect("kept_inventory", pk=found.pk)


def _with_words(
    inventory: Inventory, lines: list[InventoryLine], words: str, user: Any
) -> tuple[list[InventoryLine], str]:
    """The lines of the case files in which the words stand, as this person may know them; or all
    of them and why not."""
    try:
        found = case_files_with(words, by=user, at=timezone.now())
    except NotAllowed as refused:
        return lines, str(refused)
    units = set(inventory.listed.filter(pk__in=found).values_list("code", flat=True))
    return [line for line in lines if line.unit in units], ""


@never_cache
@require_safe
def kept_file(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """A kept inventory in one of its files, drawn from what was frozen."""
    found = _one(request, pk)
    if kind not in KINDS:
        raise Http404
    if kind == "pdf" and found.lines > paper.MOST:
        return _too_long(request)
    try:
        head, lines, told = keeping.content_of(found)
    except Failure as failure:
        messages.error(request, str(failure))
        return redirect("kept_inventories")
    if found.restricted:
        keeping.note_reading(found, kind, by=request.user, at=timezone.now())
    asked = Asked(
        choice=choosing.Choice.of(found.choice),
        purpose=found.purpose,
        profile=found.profile,
        public=found.public,
    )
    number = str(found)
    return _file(
        request, kind, lines, head, asked, name=number, told=told, at=found.at, number=number
    )


def _cells(profile: Profile, line: InventoryLine) -> list[tuple[Any, Column]]:
    """The cells of a line, each with its column."""
    return list(zip(profile.row(line), profile.columns, strict=True))


def _entered(request: HttpRequest) -> None:
    if not has_role(request.user, *Role):
        raise PermissionDenied


def _kept(request: HttpRequest) -> Any:
    return Inventory.objects.visible_to(request.user).select_related("number", "by")


def _one(request: HttpRequest, pk: int) -> Inventory:
    _entered(request)
    found: Inventory = get_object_or_404(_kept(request), pk=pk)
    return found


def _too_long(request: HttpRequest) -> HttpResponse:
    told = _("A PDF holds %(most)s case files at most: take the table or the workbook, or divide.")
    messages.error(request, told % {"most": paper.MOST})
    return redirect(f"{reverse('inventories')}?{request.GET.urlencode()}")


def _file(
    request: HttpRequest,
    kind: str,
    lines: Iterable[InventoryLine],
    head: Head,
    asked: Asked,
    *,
    name: str,
    told: str,
    at: Any,
    number: str = "",
) -> HttpResponseBase:
    profile, entity = PROFILES[asked.profile], Entity.current()
    if kind == "csv":
        return csv_file(lines, profile, name=name)
    if kind == "xlsx":
        file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
        return xlsx_file(file, lines, head, profile, entity=entity.name, name=name, number=number)
    try:
        pdf = paper.pdf(
            list(lines),
            head,
            profile,
            entity=facts_of(entity),
            moment=timezone.localtime(at),
            public=asked.public,
            told=told,
            number=number,
        )
    except Failure as failure:
        messages.error(request, str(failure))
        return redirect("inventories")
    response = HttpResponse(pdf, content_type=KINDS[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response
