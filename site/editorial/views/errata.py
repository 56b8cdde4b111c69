"""Signing a note of errata on an issued version."""

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

from editorial.reauthentication import IdentityForm
from editorial.views.signing import may_read
from records import errata, issue
from records.exceptions import NotAllowed
from records.models import Issuance
from records.refused import beside_fields


class ErratumForm(IdentityForm):
    """What stands there, what should, and who signs."""

    says = forms.CharField(
        label=gettext_lazy("Where it says"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("As it stands in the document, with the number of its section."),
    )
    should_say = forms.CharField(
        label=gettext_lazy("It should say"), widget=forms.Textarea(attrs={"rows": 2})
    )


@never_cache
@sensitive_post_parameters("password", "factor")
@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """A correction of form. 404 for whom the version is none to read, 403 for whom may not sign."""
    rows = Issuance.objects.select_related("version__document", "document")
    found = get_object_or_404(rows, pk=pk)
    now = timezone.now()
    if not may_read(request.user, found.version):
        raise Http404
    if not errata.corrects(request.user, found, now):
        raise PermissionDenied
    form = ErratumForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        told: dict[str, Any] = {name: form.cleaned_data[name] for name in ("says", "should_say")}
        try:
            if identified := form.identified(request):
                errata.note_erratum(
                    found,
                    **told,
                    authentication=identified,
                    accepts=form.circumstances(request).accepts,
                    by=request.user,
                    at=now,
                )
                messages.success(request, _("The note is signed. It is read with the version."))
                return redirect("signing", pk=found.version_id)
        except NotAllowed as refused:
            beside_fields(form, refused)
    context = {
        "issuance": found,
        "form": form,
        "notes": found.errata.all(),
        "open": issue.may_be_withdrawn(found, timezone.localdate()),
    }
    return render(request, "editorial/signing/erratum.html", context)
