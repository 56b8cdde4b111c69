"""The screen on which documents get other codes, and the codes that the editor proposes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from wagtail.admin.menu import MenuItem

from editorial.moving import (
    Move,
    draft_codes,
    move_documents,
    proposed_moves,
    reasons_against,
)
from records import codes
from records.exceptions import NotAllowed, Reason
from records.kinds import KINDS
from records.models import Issuance, Office, Process
from records.permissions import KEEPS_QUALITY, WRITES, Role, has_role
from records.querysets import key_of
from records.viewsets.base import RoleMenuItem


class WhichForm(forms.Form):
    """Which documents, and where they belong from now on. Both lists hold those of the past too."""

    process = forms.ModelChoiceField(
        Process.objects.all(), required=False, label=_("Documents of the process")
    )
    office = forms.ModelChoiceField(
        Office.objects.all(), required=False, label=_("Documents of the office")
    )
    to_process = forms.ModelChoiceField(
        Process.objects.none(),
        required=False,
        label=_("New process"),
        empty_label=_("The one that they have"),
    )
    to_office = forms.ModelChoiceField(
        Office.objects.none(),
        required=False,
        label=_("New office"),
        empty_label=_("The one that they have, or its successor"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        fields: dict[str, Any] = self.fields
        fields["to_process"].queryset = Process.objects.on(today)
        fields["to_office"].queryset = Office.objects.on(today)

    def moves(self, user: Any) -> list[Move]:
        """What it asks for, with the codes that Legajo proposes."""
        today = timezone.localdate()
        told = self.cleaned_data
        chosen = Q()
        if process := told["process"]:
            chosen &= Q(version__process=process) | Q(version__process__parent=process)
        if office := told["office"]:
            chosen &= Q(document__office=office)
        if not chosen:
            return []
        found = Issuance.objects.visible_to(user).in_force_on(today).filter(chosen).for_lists()
        return proposed_moves(
            found.select_related("document__office"),
            process=told["to_process"],
            office=told["to_office"],
            day=today,
        )


@never_cache
@require_http_methods(["GET", "POST"])
def recode(request: HttpRequest) -> HttpResponse:
    """Look at which code each document gets, correct it, and move all that are ticked, or none."""
    if not has_role(request.user, *KEEPS_QUALITY):
        raise PermissionDenied
    form = WhichForm(request.GET or None)
    moves = form.moves(request.user) if request.GET and form.is_valid() else []
    now = timezone.now()
    order, reasons, ticked = "", [], {move.issuance.pk for move in moves if _changes(move)}
    if request.method == "POST":
        order = request.POST.get("order", "").strip()[:200]
        ticked = {move.issuance.pk for move in moves if f"take-{move.issuance.pk}" in request.POST}
        moves = [_as_told(move, request.POST.get(move.field)) for move in moves]
        try:
            pages = move_documents(
                [move for move in moves if move.issuance.pk in ticked],
                order=order,
                by=request.user,
                at=now,
            )
        except NotAllowed as refused:
            reasons = list(refused.reasons)
        else:
            sentence = ngettext(
                "%(count)d draft is open under its new code. The former one rules until the first "
                "version is issued.",
                "%(count)d drafts are open under their new codes. The former ones rule until the "
                "first version of each is issued.",
                len(pages),
            )
            messages.success(request, sentence % {"count": len(pages)})
            return redirect("recode_documents")
    else:
        reasons = reasons_against(
            [move for move in moves if move.issuance.pk in ticked], by=request.user, at=now
        )
    return render(
        request,
        "editorial/moving/recode.html",
        {
            "form": form,
            "asked": bool(request.GET),
            "rows": [(move, move.issuance.pk in ticked, _of(reasons, move)) for move in moves],
            "order": order,
            "order_reasons": [one.message for one in reasons if one.field == "order"],
            "others": [one.message for one in reasons if one.field is None],
        },
    )


def _changes(move: Move) -> bool:
    return bool(move.code) and move.code != move.issuance.document.code


def _as_told(move: Move, code: str | None) -> Move:
    told = move.code if code is None else code[:60]
    return Move(move.issuance, told, move.process, move.office)


def _of(reasons: list[Reason], move: Move) -> list[str]:
    return [one.message for one in reasons if one.field == move.field]


def menu_item() -> MenuItem:
    return RoleMenuItem(
        _("Give other codes"),
        reverse("recode_documents"),
        icon_name="redirect",
        order=175,
        roles=KEEPS_QUALITY,
    )


@never_cache
@require_safe
def next_codes(request: HttpRequest) -> JsonResponse:
    """The next free codes of a kind where a draft belongs: one, or one below each document.

    A sentence instead where none can be formed yet. They are proposals: a code is taken by the
    first submission, and free until then.
    """
    if not has_role(request.user, *WRITES, Role.ADMINISTRATOR):
        raise PermissionDenied
    kind = request.GET.get("kind", "")
    if kind not in KINDS:
        return JsonResponse({"codes": [], "message": ""}, status=400)
    process = _chosen(Process, request.GET.get("process"))
    office = _chosen(Office, request.GET.get("office"))
    drafts = draft_codes()
    try:
        if codes.scheme_of(kind).template.nested:
            found = _below(kind, process, office, drafts, request.user)
            message = "" if found else _("No document in force of this process stands above it.")
        else:
            found = [codes.propose(kind, process=process, office=office, besides=drafts)]
            message = ""
    except ValueError as error:
        found, message = [], str(error)
    return JsonResponse({"codes": found, "message": str(message)})


def _chosen(model: Any, key: str | None) -> Any:
    known = key_of(key)
    return model.objects.filter(pk=known).first() if known is not None else None


def _below(
    kind: str, process: Process | None, office: Office | None, drafts: set[str], user: Any
) -> list[str]:
    """One proposal for each document of the process that may stand above, and may be known."""
    issued = Issuance.objects.visible_to(user).in_force_on(timezone.localdate())
    there = issued.filter(version__process=process) if process else issued.none()
    above = there.order_by("document__code").values_list("document__code", flat=True)
    return [
        codes.propose(kind, process=process, office=office, above=code, besides=drafts)
        for code in codes.possible_above(kind, above[:50])
    ]
