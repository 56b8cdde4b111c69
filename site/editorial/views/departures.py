"""Authorising a departure from a procedure in force."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from wagtail.admin.widgets import AdminDateInput

from editorial.reauthentication import IdentityForm
from editorial.views.signing import may_read
from records.departures import activities_of, authorise_departure, authorises
from records.exceptions import NotAllowed
from records.models import Departure, Issuance
from records.refused import beside_fields


class DepartureForm(IdentityForm):
    """Which activity, what instead, why, who asked, from when until when; and who authorises."""

    signs = False

    activity = forms.ChoiceField(label=gettext_lazy("Activity"))
    instead = forms.CharField(
        label=gettext_lazy("What is done instead"), widget=forms.Textarea(attrs={"rows": 2})
    )
    reason = forms.CharField(label=gettext_lazy("Why"), widget=forms.Textarea(attrs={"rows": 2}))
    asked_by = forms.CharField(
        label=gettext_lazy("Who asked for it"),
        max_length=Departure._meta.get_field("asked_by").max_length,
    )
    since = forms.DateField(label=gettext_lazy("From"), widget=AdminDateInput)
    until = forms.DateField(
        label=gettext_lazy("Until"),
        widget=AdminDateInput,
        help_text=gettext_lazy("What is to last is a change of the procedure."),
    )

    def __init__(self, *args: Any, activities: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["activity"]
        field.choices = [
            ("", "---------"),
            *((key, text[:120]) for key, text in activities.items()),
        ]

    def told(self) -> dict[str, Any]:
        """What the verb is told."""
        names = ("activity", "instead", "reason", "asked_by", "since", "until")
        return {name: self.cleaned_data[name] for name in names}


@never_cache
@sensitive_post_parameters("password", "factor")
@require_http_methods(["GET", "POST"])
def authorise(request: HttpRequest, pk: int) -> HttpResponse:
    """404 for whom the version is none to read, 403 for whom may not authorise."""
    rows = Issuance.objects.select_related("version__document", "document")
    found = get_object_or_404(rows, pk=pk)
    today = timezone.localdate()
    if not may_read(request.user, found.version):
        raise Http404
    if not authorises(request.user, found, today):
        raise PermissionDenied
    form = DepartureForm(
        request.POST or None,
        person=request.user,
        activities=activities_of(found),
        initial={"since": today},
    )
    if request.method == "POST" and form.is_valid():
        try:
            if form.identified(request):
                departure = authorise_departure(
                    found, **form.told(), by=request.user, at=timezone.now()
                )
                messages.success(request, _("The departure is authorised and registered."))
                return redirect("departures:inspect", departure.pk)
        except NotAllowed as refused:
            beside_fields(form, refused)
    return render(request, "editorial/signing/departure.html", {"issuance": found, "form": form})
