"""Signing several versions at once: all shown, some left out, one identification, one row each."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from editorial.differences import in_force, since
from editorial.own_certificate import CertificateForm, certificate_of
from editorial.publishing import sign_version
from editorial.refusals import note_refusal
from editorial.views.signing import may_read
from editorial.waiting import Waiting, waiting_for
from records import credentials, issue, signing
from records.exceptions import NotAllowed
from records.models import DocumentVersion, Issuance

MOST = 50
_ITEM = re.compile(r"([0-9]{1,18}):([0-9]{1,3}):([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Chosen:
    """A version as it was shown: the step that waited and the digest of what was read."""

    version: DocumentVersion
    step: int
    content_sha256: str


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one of them."""

    version: DocumentVersion
    signed: bool
    message: str


@never_cache
@sensitive_post_parameters("password", "factor", "keystore_password")
@require_http_methods(["GET", "POST"])
def batch(request: HttpRequest) -> HttpResponse:
    """Show in full what waits, and sign what was left ticked, each in its own transaction."""
    sent = request.method == "POST"
    given = (request.POST, request.FILES) if sent else (None, None)
    form = CertificateForm(*given, person=request.user)
    marked = request.POST.getlist("item")
    results: list[Result] = []
    if sent:
        chosen = _chosen(request, marked)
        if not chosen:
            form.add_error(None, _("Mark at least one document."))
        elif form.is_valid() and (identified := form.identified(request)):
            results = [_signed(request, form, one, identified) for one in chosen]
            form = CertificateForm(person=request.user)
    waiting, _mine = waiting_for(request.user, at=timezone.now())
    none_signed = bool(results) and not any(one.signed for one in results)
    return render(
        request,
        "editorial/signing/batch.html",
        {
            "form": form,
            "results": results,
            "items": [_item(one, marked, request.user) for one in waiting[:MOST]],
            "more": max(0, len(waiting) - MOST),
            "held_until": credentials.held_until(request.user, at=timezone.now()),
        },
        status=409 if none_signed else 200,
    )


def _chosen(request: HttpRequest, marked: list[str]) -> list[Chosen]:
    """What was ticked, in its order. Raises BadRequest for what no page of ours posts."""
    found = []
    for told in dict.fromkeys(marked):
        match = _ITEM.fullmatch(told)
        if match is None or len(marked) > MOST:
            raise BadRequest("item")
        version = (
            DocumentVersion.objects.select_related("document", "office").filter(pk=match[1]).first()
        )
        if version is None or not may_read(request.user, version):
            raise Http404
        found.append(Chosen(version, int(match[2]), match[3]))
    return found


def _signed(request: HttpRequest, form: CertificateForm, one: Chosen, identified: str) -> Result:
    try:
        cms = form.cms_of(one.version)
        signature = sign_version(
            one.version,
            step=one.step,
            content_sha256=one.content_sha256,
            authentication=identified,
            by=request.user,
            at=timezone.now(),
            circumstances=replace(form.circumstances(request), cms=cms),
        )
    except NotAllowed as refused:
        note_refusal(request.user, f"version {one.version.pk}", refused.reasons)
        return Result(one.version, False, str(refused))
    issuance = Issuance.objects.filter(version=one.version).first()
    message = _("Signed. It goes on to the next step.")
    if issuance is not None:
        message = _("Signed and issued as version %(label)s.") % {"label": issuance.label}
    return Result(one.version, True, f"{message} {certificate_of(signature)}".strip())


def _item(one: Waiting, marked: list[str], user: Any) -> dict[str, Any]:
    version = one.version
    value = f"{version.pk}:{one.place}:{version.content_sha256}"
    return {
        "version": version,
        "step": one.step,
        "value": value,
        "marked": not marked or value in marked,
        "intent": signing.intent(version, one.place),
        "post": signing.post_of(version, user, timezone.localdate()),
        "since": since(in_force(version), issue.content_of(version)),
    }
