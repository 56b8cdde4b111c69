"""`/verificar/registro/`: the signed heads of the register, and proofs that anybody can check."""

from __future__ import annotations

import re
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from portal.paging import page_number
from records import anchors, keys, register
from records.events import opened
from records.models import Issuance, RecordEvent, RegisterHead

PAGE = 30


def page(request: HttpRequest) -> HttpResponse:
    """The page, or the same as JSON for who asks for that."""
    wanted = request.get_preferred_type(["text/html", "application/json"])
    response = as_json(request) if wanted == "application/json" else _html(request)
    patch_vary_headers(response, ["Accept"])
    return response


def as_json(request: HttpRequest) -> HttpResponse:
    """A proof, a head, or a page of heads, as the question says; what the verifier reads."""
    asked = request.GET
    if "codigo" in asked or "version" in asked:
        found = _of_version(_issuance(request), asked.get("huella", ""))
    elif "desde" in asked or "hasta" in asked:
        found = _between(_head(asked.get("desde", "")), _head(asked.get("hasta", "")))
    elif "cabeza" in asked:
        found = anchors.published(_head(asked["cabeza"]))
    else:
        shown = _page_of_heads(request)
        found = {
            "heads": [anchors.published(head) for head in shown],
            "page": shown.number,
            "pages": shown.paginator.num_pages,
        }
    return JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 1})


def _html(request: HttpRequest) -> HttpResponse:
    issuance = proof = None
    if "codigo" in request.GET or "version" in request.GET:
        issuance = _issuance(request)
        proof = _of_version(issuance)
    last = register.last_head()
    context = {
        "page": _page_of_heads(request),
        "last": last,
        "fingerprint": keys.public_facts(last.certificate)["certificate_sha256"] if last else "",
        "demo": last is not None and keys.is_demo(keys.certificate_of(last.certificate)),
        "issuance": issuance,
        "proof": proof,
    }
    return render(request, "portal/register.html", context)


def _page_of_heads(request: HttpRequest) -> Any:
    """The newest first. Raises Http404 for a page that there is not."""
    paginator = Paginator(RegisterHead.objects.order_by("-number"), PAGE)
    number = page_number(request)
    if number > paginator.num_pages:
        raise Http404
    return paginator.page(number)


def _issuance(request: HttpRequest) -> Issuance:
    """What the visitor may know of; for all else the same 404."""
    code, label = request.GET.get("codigo", ""), request.GET.get("version", "")
    visible = Issuance.objects.visible_to(request.user)
    found: Issuance | None = (
        visible.filter(document__code=code.upper(), label=label)
        .select_related("document", "version")
        .first()
    )
    if found is None:
        raise Http404
    return found


def _head(text: str) -> RegisterHead:
    if not re.fullmatch(r"[1-9][0-9]{0,8}", text):
        raise Http404
    head = RegisterHead.objects.filter(number=int(text)).first()
    if head is None:
        raise Http404
    return head


def _between(first: RegisterHead, second: RegisterHead) -> dict[str, Any]:
    if first.number > second.number:
        raise Http404
    return {
        "first": anchors.published(first),
        "second": anchors.published(second),
        "handovers": [anchors.published(one) for one in register.handovers(first, second)],
        "proof": register.consistency(first, second),
    }


def _of_version(issuance: Issuance, digest: str = "") -> dict[str, Any]:
    """The issue and its PDF, each an opened event with its way to the last head.

    The PDF is that of the digest, else the one that readers get: stamped anew, it has new bytes.
    Null where no head covers it yet, and for the PDF of what was adopted.
    """
    head = register.last_head()
    kept = register.event_of(issuance, "version.attached", "version.renewed", digest=digest)
    return {
        "document": {"code": issuance.document.code, "version": issuance.label},
        "head": anchors.published(head) if head else None,
        "issued": _entry(register.event_of(issuance, "version.issued"), head),
        "attached": _entry(kept, head),
    }


def _entry(event: RecordEvent | None, head: RegisterHead | None) -> dict[str, Any] | None:
    if event is None or head is None or event.seq > head.size:
        return None
    return {
        "event": opened(event),
        "sha256": event.sha256,
        "index": event.seq - 1,
        "proof": register.inclusion(event.seq, head),
    }
