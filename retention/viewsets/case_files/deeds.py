"""What is done to one case file: each deed asks its form, and its verb answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail.admin import messages

from records.case_files import (
    closing,
    correcting,
    describing,
    entrusting,
    lending,
    paper,
    reclassifying,
)
from records.case_files.on_paper import file_on_paper
from records.case_files.opening import rules_of
from records.case_files.rights import ARCHIVISTS, keeps
from records.case_files.types import types_of
from records.exceptions import NotAllowed
from records.models import CaseFile, Loan, Standing, Support
from records.permissions import has_role
from records.refused import beside_fields
from retention.calculus import EVENT
from retention.scheduling.extending import extend_rule, rule_of
from retention.scheduling.happening import tell_fact
from retention.viewsets.case_files.asking import (
    CloseForm,
    CodeForm,
    DeedForm,
    DescribeForm,
    EntrustForm,
    ExtendForm,
    FactForm,
    ReasonForm,
    ReclassifyForm,
    RecordForm,
    RemoveForm,
    ReopenForm,
    TypeForm,
)
from retention.viewsets.case_files.known import known_to
from retention.viewsets.case_files.paper_forms import (
    GiveBackForm,
    LendForm,
    PaperForm,
    VolumeForm,
    WitnessForm,
    sheets_of,
)

OPEN = frozenset({Standing.OPEN, Standing.REOPENED})


@dataclass(frozen=True, slots=True)
class Deed:
    """A deed: its words, its form, its verb, and when its button is shown.

    The button only saves a vain attempt: the verb decides.
    """

    label: Any
    help: Any
    form: type[DeedForm]
    do: Callable[[CaseFile, dict[str, Any], Any, datetime], Any]
    offered: Callable[[CaseFile], bool]
    archive: bool = False
    grave: bool = False


def _close(kind: str) -> Callable[[CaseFile, dict[str, Any], Any, datetime], Any]:
    return lambda of, told, by, at: closing.close([of], kind, by=by, at=at, **told)


def _on_paper(one: CaseFile) -> bool:
    return one.support != Support.ELECTRONIC and one.standing != Standing.MERGED


def _empty_last(one: CaseFile) -> bool:
    last = paper.last_volume(one)
    return (
        last is not None
        and one.standing != Standing.FINAL
        and not last.records.exists()
        and not last.loans.exists()
    )


def _has_types(one: CaseFile) -> bool:
    """Whether there is a type to choose. `any_types`, of its series and the one above it, is asked
    with the case file where a page counts its questions."""
    known: bool | None = getattr(one, "any_types", None)
    above = one.series.parent
    if known is not None and (known or above is None or above.parent_id is None):
        return known
    return types_of(one.series).exists()


def _counts_from_event(one: CaseFile) -> bool:
    if one.standing not in (Standing.CLOSED, Standing.FINAL):
        return False
    kept = rule_of(one)
    return kept is not None and kept.counts_from(EVENT)


def _extend(of: CaseFile, told: dict[str, Any], by: Any, at: datetime) -> Any:
    for name in ("office_years", "archive_years"):
        told[name] = told[name] or 0
    return extend_rule(of, by=by, at=at, **told)


DEEDS: dict[str, Deed] = {
    "cerrar": Deed(
        _("Close it administratively"),
        _("Its index is frozen and signed, and its retention starts."),
        CloseForm,
        _close("administrative"),
        lambda one: one.standing in OPEN,
        grave=True,
    ),
    "cierre-definitivo": Deed(
        _("Close it finally"),
        _(
            "Nothing enters it any more: until then late documents still do. It comes when the "
            "legal actions prescribe; sooner, it says why."
        ),
        CloseForm,
        _close("final"),
        lambda one: one.standing == Standing.CLOSED,
        archive=True,
        grave=True,
    ),
    "reabrir": Deed(
        _("Reopen it"),
        _("By a legal or administrative act. Its retention stops until it is closed again."),
        ReopenForm,
        lambda of, told, by, at: closing.reopen(of, by=by, at=at, **told),
        lambda one: one.standing in (Standing.CLOSED, Standing.FINAL),
        archive=True,
        grave=True,
    ),
    "metadatos": Deed(
        _("Complete its metadata"),
        _("What its series asks of each of its case files."),
        DescribeForm,
        lambda of, told, by, at: describing.describe(of, told, by=by, at=at),
        lambda one: one.standing in OPEN and bool(rules_of(one.series)),
    ),
    "hecho": Deed(
        _("Tell the fact from which it counts"),
        _("Its rule counts from an event: say the day on which that happened."),
        FactForm,
        lambda of, told, by, at: tell_fact(of, by=by, at=at, **told),
        _counts_from_event,
    ),
    "ampliar-regla": Deed(
        _("Keep it longer"),
        _("By an act, more years or for ever. Nothing takes years away from a case file."),
        ExtendForm,
        _extend,
        lambda one: one.standing != Standing.MERGED,
        archive=True,
    ),
    "responsable": Deed(
        _("Say who answers for it"),
        _("They hand it over when they leave their post. Empty: nobody."),
        EntrustForm,
        lambda of, told, by, at: entrusting.entrust([of], told["to"], by=by, at=at),
        lambda one: one.standing != Standing.MERGED,
        archive=True,
    ),
    "asignar-tipo": Deed(
        _("Say the type of a record"),
        _("Every document has a type of its series before the case file is closed."),
        TypeForm,
        lambda of, told, by, at: correcting.set_type(
            told["record"], told["document_type"], by=by, at=at
        ),
        lambda one: one.standing in OPEN and _has_types(one),
    ),
    "archivar-tambien": Deed(
        _("File a record here too"),
        _("The record stays in its case file and is shown here as well."),
        RecordForm,
        lambda of, told, by, at: correcting.file_also(told["record"], of, by=by, at=at),
        lambda one: one.standing in OPEN,
    ),
    "retirar-documento": Deed(
        _("Take out a mistaken upload"),
        _("It vanishes from lists and foliation. Its file and this act are kept."),
        RemoveForm,
        lambda of, told, by, at: correcting.remove(
            told["record"], reason=told["reason"], by=by, at=at
        ),
        lambda one: one.standing in {*OPEN, Standing.CLOSED},
        archive=True,
        grave=True,
    ),
    "reclasificar": Deed(
        _("Reclassify it"),
        _("It keeps its code, its access and its metadata."),
        ReclassifyForm,
        lambda of, told, by, at: reclassifying.reclassify(of, by=by, at=at, **told),
        lambda one: one.standing in OPEN,
        archive=True,
    ),
    "fusionar": Deed(
        _("Merge it into another"),
        _("What it holds goes to the end of the other; this one stays, empty, and admits nothing."),
        CodeForm,
        lambda of, told, by, at: reclassifying.merge(
            of, told["code"], reason=told["reason"], by=by, at=at
        ),
        lambda one: one.standing in OPEN and one.document_id is None,
        archive=True,
        grave=True,
    ),
    "documento-en-papel": Deed(
        _("Register a document on paper"),
        _("It is foliated, and stands in the index, the control sheet and the inventory."),
        PaperForm,
        lambda of, told, by, at: file_on_paper(of, sheets_of(told), by=by, at=at),
        lambda one: _on_paper(one) and one.standing in (*OPEN, Standing.CLOSED),
    ),
    "tomo": Deed(
        _("Place a volume"),
        _("How many folios it has and where it stands. One that is there is corrected."),
        VolumeForm,
        lambda of, told, by, at: paper.set_volume(of, by=by, at=at, **told),
        _on_paper,
    ),
    "quitar-tomo": Deed(
        _("Take out the last volume"),
        _("One that was told by mistake: nothing is bound in it and it was never lent."),
        ReasonForm,
        lambda of, told, by, at: paper.drop_volume(of, by=by, at=at, **told),
        lambda one: _on_paper(one) and _empty_last(one),
    ),
    "prestar": Deed(
        _("Lend it"),
        _("Who takes it is reminded before the day and after it."),
        LendForm,
        lambda of, told, by, at: lending.lend(of, by=by, at=at, **told),
        _on_paper,
    ),
    "devolver": Deed(
        _("Register a return"),
        _("What was lent is back in its place."),
        GiveBackForm,
        lambda of, told, by, at: lending.give_back(
            told["loan"], observation=told["observation"], by=by, at=at
        ),
        lambda one: _on_paper(one) and Loan.objects.out().filter(case_file=one).exists(),
    ),
    "testigo": Deed(
        _("Leave a witness"),
        _("For what is kept apart: a map, a disc, a model."),
        WitnessForm,
        lambda of, told, by, at: paper.keep_apart(of, by=by, at=at, **told),
        lambda one: one.standing != Standing.MERGED,
    ),
}


def offered(case_file: CaseFile, user: Any) -> list[dict[str, Any]]:
    """The deeds whose buttons the person sees on the page of a case file."""
    if not keeps(user, case_file.office_id, timezone.now()):
        return []
    archivist = has_role(user, *ARCHIVISTS)
    gathers = case_file.document_id is None and case_file.standing in (*OPEN, Standing.CLOSED)
    late = case_file.standing == Standing.CLOSED
    label = _("Add late documents") if late else _("Add documents")
    into = reverse("capture_into", args=[case_file.pk])
    first = [{"label": label, "url": into, "first": not late}]
    grounds = f"{reverse('restrictions:impose')}?expediente={case_file.pk}"
    return [
        *(first if gathers else []),
        *_offered(case_file, archivist),
        {"label": _("Restrict"), "url": grounds},
    ]


def places(case_file: CaseFile, user: Any) -> bool:
    """Whether the person corrects where its volumes stand."""
    return _on_paper(case_file) and keeps(user, case_file.office_id, timezone.now())


def _offered(case_file: CaseFile, archivist: bool) -> list[dict[str, Any]]:
    return [
        {"label": deed.label, "url": reverse("case_files:deed", args=[case_file.pk, name])}
        for name, deed in DEEDS.items()
        if (archivist or not deed.archive) and deed.offered(case_file)
    ]


def view(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """The form of a deed, and doing it. Reasons against come back beside the fields."""
    deed = DEEDS.get(name)
    if deed is None:
        raise Http404
    case_file: CaseFile = get_object_or_404(known_to(request.user), pk=pk)
    if not keeps(request.user, case_file.office_id, timezone.now()):
        raise Http404
    form = deed.form(
        request.POST or None, initial=request.GET.dict(), of=case_file, user=request.user
    )
    if request.method == "POST" and form.is_valid():
        try:
            deed.do(case_file, dict(form.cleaned_data), request.user, timezone.now())
        except NotAllowed as refused:
            beside_fields(form, refused)
        else:
            told = {"deed": deed.label, "code": case_file.code}
            messages.success(request, _("%(code)s: done (%(deed)s).") % told)
            return redirect("case_files:inspect", pk)
    context = {
        "deed": deed,
        "case_file": case_file,
        "form": form,
        "breadcrumbs_items": breadcrumbs(
            (reverse("case_files:inspect", args=[pk]), case_file.code), ("", deed.label)
        ),
    }
    return TemplateResponse(request, "retention/case_files/deed.html", context)


def breadcrumbs(*steps: tuple[str, Any]) -> list[dict[str, Any]]:
    """The way to a page below the list of case files."""
    first = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("case_files:index"), "label": _("Case files")},
    ]
    return [*first, *({"url": url, "label": label} for url, label in steps)]


def addresses() -> list[Any]:
    return [path("<int:pk>/<slug:name>/hacer/", view, name="deed")]
