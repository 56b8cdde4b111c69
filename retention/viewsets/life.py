"""The life of a version of a schedule on the screen: where it stands, and the next step."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views import View

from wagtail.admin import messages

from records import quorum
from records.capture.judging import MEGABYTE
from records.exceptions import NotAllowed
from records.models import Decision
from records.permissions import has_role
from records.storage import storage
from records.viewsets.uploads import bounded
from retention.models import RetentionSchedule, ScheduleStep
from retention.scheduling import stages
from retention.scheduling.bringing import led_here
from retention.scheduling.life import KEEPS, Told, take_step, taken
from retention.scheduling.public import public_name
from retention.scheduling.rounds import rounds_of
from retention.scheduling.warnings import of_schedule
from retention.viewsets.case_files.asking import day_input
from retention.viewsets.versions import VersionInspectView

DEEDS: dict[str, Any] = {
    "approved": _("Record the approval of the committee"),
    "reopened": _("Take it back to draft"),
    "submitted": _("Present it for evaluation"),
    "received": _("Record that the evaluation began"),
    "adjustments": _("Record that adjustments are asked for"),
    "convalidated": _("Record its convalidation"),
    "adopted": _("Record the act that adopts it"),
    "published": _("Record its publication"),
    "registered": _("Record its entry in the RUSD"),
    "in_force": _("Put it in force"),
    "brought": _("It was in force already"),
}
HELP: dict[str, Any] = {
    "brought": _(
        "For a version that was adopted before it came into Legajo: it is kept as it is, with its "
        "act and the day from which it has been in force."
    ),
}
_LABELS: dict[str, dict[str, Any]] = {
    "approved": {"number": _("Minutes, with number and date")},
    "submitted": {"body": _("Body that evaluates it"), "number": _("Number of the letter")},
    "received": {"number": _("Number of what it sent"), "body": _("Body that evaluates it")},
    "adjustments": {"number": _("Number of the concept"), "text": _("What the concept asks for")},
    "convalidated": {
        "number": _("Number of the certificate or act"),
        "body": _("Body that convalidates it"),
    },
    "adopted": {"number": _("Act of adoption")},
    "published": {"address": _("Address where everybody reads it")},
    "registered": {"number": _("Number in the RUSD")},
    "brought": {
        "number": _("Act of adoption"),
        "text": _("Number of the certificate or act that convalidated it"),
        "body": _("Body that convalidated it"),
    },
    "reopened": {"text": _("Reason")},
}
_FILES = frozenset({"approved", "adjustments", "convalidated", "adopted", "registered", "brought"})
_READ_BY_ALL = frozenset({"adopted", "brought"})
_SHOWN = 40
_MOST_BYTES = 20 * MEGABYTE  # of the PDF of a step


class StepForm(forms.Form):
    """What one kind of step tells. The verb says what stands against it."""

    on = forms.DateField(label=_("Day"), widget=day_input())
    decision = forms.ModelChoiceField(
        Decision.objects.none(),
        required=False,
        label=_("Decision of the committee"),
        help_text=_("Where the session was held in Legajo and its minutes are signed."),
    )
    number = forms.CharField(required=False, max_length=200)
    body = forms.CharField(required=False, max_length=250)
    text = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 5}))
    deadline = forms.DateField(
        required=False, label=_("Until when it is answered"), widget=day_input()
    )
    address = forms.URLField(required=False, assume_scheme="https")
    file = forms.FileField(
        required=False,
        label=_("The document, as a PDF"),
        help_text=_("At most 20 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf"}),
    )

    def __init__(self, *args: Any, kind: str, answers: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        labels = dict(_LABELS.get(kind, {}))
        if kind == "brought":
            fields["text"].widget = forms.TextInput()
        if kind == "submitted" and answers:
            labels["text"] = _("Answer to what was asked")
        wanted = {"on", *labels, *stages.MOVES[kind].asks}
        if kind == "approved":
            wanted.add("decision")
            fields["decision"].queryset = _signed_decisions()
        if kind in _FILES:
            wanted.add("file")
        if kind in _READ_BY_ALL:
            fields["file"].help_text = _("At most 20 MB. Everybody reads it beside the schedule.")
        for name in [name for name in fields if name not in wanted]:
            del fields[name]
        for name, label in labels.items():
            fields[name].label = label

    def told(self) -> Told:
        facts = {name: value for name, value in self.cleaned_data.items() if value is not None}
        upload = facts.pop("file", None)
        return Told(**facts, file=(upload.name, upload.read()) if upload else None)


def _signed_decisions() -> QuerySet[Decision]:
    approved = Decision.objects.filter(
        outcome=quorum.APPROVED, item__session__opening__document__issuances__isnull=False
    )
    return approved.select_related("item__session__opening__number").distinct().order_by("-pk")


class StepView(View):
    """One step: what it asks, and all that stands against it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not has_role(request.user, *KEEPS):
            raise PermissionDenied
        self.schedule = get_object_or_404(RetentionSchedule, pk=kwargs["pk"])
        self.kind = kwargs["kind"]
        if self.kind not in DEEDS:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, pk: int, kind: str) -> HttpResponse:
        if kind not in next_kinds(self.schedule):
            messages.warning(request, _t("That step is not the next one any more."))
            return redirect("schedules:inspect", pk)
        initial: dict[str, Any] = {"on": timezone.localdate()}
        if kind == "published":
            initial["address"] = self._public_address()
        return self._page(self._form(initial=initial))

    def post(self, request: HttpRequest, pk: int, kind: str) -> HttpResponse:
        form = self._form(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(form)
        try:
            step = take_step(
                self.schedule,
                kind,
                form.told(),
                by=request.user,
                at=timezone.now(),
                seen=request.POST.get("seen"),
            )
        except NotAllowed as refusal:
            for one in refusal.reasons:
                form.add_error(one.field if one.field in form.fields else None, one.message)
            return self._page(form)
        told = {"schedule": step.schedule, "step": step.get_kind_display()}
        messages.success(request, _t("%(schedule)s: %(step)s.") % told)
        return redirect("schedules:inspect", pk)

    def _public_address(self) -> str:
        """Where this site shows it; another address may be written."""
        path = reverse("schedule", args=[public_name(self.schedule)])
        return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{path}"

    def _form(self, *args: Any, **kwargs: Any) -> StepForm:
        answers = self.schedule.status == stages.ADJUSTMENTS
        return StepForm(*args, kind=self.kind, answers=answers, **kwargs)

    def _page(self, form: StepForm) -> HttpResponse:
        return TemplateResponse(
            self.request,
            "retention/schedule_step.html",
            {
                "form": form,
                "schedule": self.schedule,
                "deed": DEEDS[self.kind],
                "seen": self.request.POST.get("seen", self.schedule.status),
                "help": HELP.get(self.kind, ""),
                "freezes": self.kind in {"submitted", "brought"},
                "back": reverse("schedules:inspect", args=[self.schedule.pk]),
                "breadcrumbs_items": crumbs(self.schedule),
            },
        )


def next_kinds(schedule: RetentionSchedule) -> list[str]:
    """The kinds of step that may come now; bringing in, where nothing happened here yet."""
    steps = taken(schedule)
    brought = schedule.status == stages.DRAFT and not steps and led_here(schedule) is None
    return [*stages.possible(schedule.status, steps), *(["brought"] if brought else [])]


def crumbs(schedule: RetentionSchedule) -> list[dict[str, Any]]:
    """The way down to a version."""
    return [
        {"url": reverse("wagtailadmin_home"), "label": _t("Home")},
        {"url": reverse("schedules:index"), "label": capfirst(_t("retention schedules"))},
        {"url": reverse("schedules:inspect", args=[schedule.pk]), "label": str(schedule)},
    ]


class LifeInspectView(VersionInspectView):
    """A version with its life: what happened, what comes next, what is warned of."""

    template_name = "retention/schedule.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        schedule: RetentionSchedule = self.object
        acts = has_role(self.request.user, *KEEPS)
        warned = of_schedule(schedule, today=timezone.localdate())
        return {
            **super().get_context_data(**kwargs),
            "schedule": schedule,
            "steps": schedule.steps.select_related("by").order_by("place"),
            "next": [
                (DEEDS[kind], reverse("schedules:step", args=[schedule.pk, kind]))
                for kind in (next_kinds(schedule) if acts else [])
            ],
            "lines": schedule.rules.count(),
            "warned": warned[:_SHOWN],
            "further": max(0, len(warned) - _SHOWN),
            "rounds": rounds_of(schedule),
            "others": RetentionSchedule.objects.exclude(pk=schedule.pk).filter(kind=schedule.kind),
            "tries": not schedule.settled or schedule.status in {"convalidated", "adopted"},
        }


def step_file(request: HttpRequest, pk: int, step: int) -> HttpResponse:
    """The PDF that a step keeps."""
    if not has_role(request.user, *KEEPS):
        raise PermissionDenied
    found = get_object_or_404(ScheduleStep.objects.exclude(file_sha256=""), pk=step, schedule=pk)
    return HttpResponse(storage().read(found.file_sha256), content_type="application/pdf")


PATTERNS = [
    path("<int:pk>/paso/<slug:kind>/", bounded(StepView.as_view(), most=_MOST_BYTES), name="step"),
    path("<int:pk>/documento/<int:step>/", step_file, name="step_file"),
]
