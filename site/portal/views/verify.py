"""`/verificar/`: anybody asks whether a file, or a printed copy by its code, is what was issued.

A file is a PDF, or the electronic index of a case file in XML.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from axes.helpers import get_client_ip_address

from portal.days import Day
from portal.reading import read_version, urgent_facts
from records.approvals import held_on
from records.digests import sha256
from records.electronic_index import verifying
from records.electronic_index.verifying import IndexVerdict
from records.issue import projected
from records.models import Entity, Issuance
from records.verification import ALTERED, GENUINE, Verdict, by_code, examine

MAX_BYTES = 50 * 1024 * 1024
_log = logging.getLogger("portal.verify")
QUESTIONS = 20  # a minute and address: reading a file costs a second of a processor

View = Callable[..., HttpResponse]


def _limited(view: View) -> View:
    """Answers 429 to who asks more often than a person does."""

    @wraps(view)
    def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        minute = int(timezone.now().timestamp() // 60)
        key = f"verify:{get_client_ip_address(request)}:{minute}"
        cache.add(key, 0, 120)
        if cache.incr(key) > QUESTIONS:
            answer = _answer(
                request, {"error": _("Too many questions. Try again in a minute.")}, 429
            )
            answer["Retry-After"] = "60"
            return answer
        return view(request, *args, **kwargs)

    return counted


@csrf_exempt  # nothing is kept or changed, and a script of a citizen may ask
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """The form; a POST of `archivo` is examined, one of `codigo` goes to the answer for it."""
    if request.method == "POST":
        return _examined(request)
    code = request.GET.get("codigo", "").strip()
    if code:
        return redirect("verify-code", code[:40])
    return render(request, "portal/verify.html", {"asked": False})


@_limited
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """The answer for a code printed in a footer; an unknown one is an answer too, not an error."""
    verdict = by_code(code, Issuance.objects.visible_to(request.user))
    return _answer(request, {"verdict": verdict, "code": code})


@_limited
def _examined(request: HttpRequest) -> HttpResponse:
    code = request.POST.get("codigo", "").strip()
    file = request.FILES.get("archivo")
    if file is None and code:
        return redirect("verify-code", code[:40])
    if file is None:
        message = _("Choose a PDF or an index in XML, or write the code of the footer.")
        return _answer(request, {"error": message}, 400)
    if file.size is not None and file.size > MAX_BYTES:
        return _answer(request, {"error": _("The file is larger than 50 MB.")}, 413)
    content = file.read()
    if b"%PDF-" not in content[:1024]:
        return _index_examined(request, content)
    index = verifying.by_digest(content, request.user)
    if index.index is not None:
        return _answer(request, {"verdict": index})
    verdict = examine(content, Issuance.objects.visible_to(request.user))
    named = verdict.issuance or verdict.extract
    if verdict.result == ALTERED and named is not None and not verdict.copy:
        _log.warning("altered file of %s %s: %s", type(named).__name__, named.pk, sha256(content))
    return _answer(request, {"verdict": verdict})


def _index_examined(request: HttpRequest, content: bytes) -> HttpResponse:
    """The answer for what is no PDF: an electronic index, or neither."""
    if not content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        message = _("It is neither a PDF nor an electronic index in XML.")
        return _answer(request, {"error": message}, 400)
    verdict = verifying.examine(content, request.user)
    if verdict.unreadable:
        return _answer(request, {"error": verdict.unreadable}, 400)
    if verdict.result == ALTERED and verdict.index is not None and not verdict.copy:
        _log.warning("altered index %s: %s", verdict.index.pk, sha256(content))
    return _answer(request, {"verdict": verdict})


def _answer(request: HttpRequest, told: dict[str, Any], status: int = 200) -> HttpResponse:
    verdict: Verdict | IndexVerdict | None = told.get("verdict")
    found: dict[str, Any] = {}
    if isinstance(verdict, IndexVerdict):
        found = _of_index(verdict)
    elif verdict is not None:
        found = _standing(request, verdict)
    if request.accepts("application/json") and not request.accepts("text/html"):
        body = found if verdict else {"error": told["error"]}
        answer: HttpResponse = JsonResponse(
            body, status=status, json_dumps_params={"ensure_ascii": False}
        )
    else:
        context = {**told, **found, "asked": True, "entity": Entity.current()}
        answer = render(request, "portal/verify.html", context, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


def _of_index(verdict: IndexVerdict) -> dict[str, Any]:
    """What the answer says of an electronic index; nothing where unknown."""
    told: dict[str, Any] = {"result": verdict.result}
    if verdict.index is None:
        return told
    last = verdict.superseded_by
    told |= {
        "status": "superseded" if last else "current",
        "superseded_by": last,
        "index": {
            "case_file": verdict.index.case_file.code,
            "number": verdict.index.number,
            "made_on": timezone.localdate(verdict.index.made_at).isoformat(),
            "entries": verdict.index.entries,
            "pages": verdict.index.pages,
        },
    }
    if verdict.result != GENUINE:
        told |= {"copy": verdict.copy, "differences": list(verdict.differences)}
    return told


def _standing(request: HttpRequest, verdict: Verdict) -> dict[str, Any]:
    """What the answer says of the version, as `contract.md` names it; nothing where unknown."""
    told: dict[str, Any] = {"result": verdict.result}
    if verdict.extract is not None:
        session = verdict.extract.session
        day = held_on(session)
        told["extract"] = {
            "minutes": session.opening.number.printed,
            "committee": session.committee.name,
            "held_on": day.isoformat() if day else None,
        }
        if verdict.result != GENUINE:
            told |= _differing(verdict)
    if verdict.issuance is None:
        return told
    today = Day(timezone.localdate(), asked=False)
    try:
        reading = read_version(
            verdict.issuance.version.code, verdict.issuance.label, request.user, today
        )
    except Http404:  # withdrawn from sight between two queries
        return {"result": "unknown"}
    envelope = projected(reading.issuance)["envelope"]
    current = reading.current
    told |= {
        "status": reading.status,
        "code": envelope["code"],
        "title": envelope["title"],
        "version": envelope["label"],
        "superseded_by": current.label if current and reading.status == "superseded" else None,
        "approved_on": envelope["approved_on"],
        "level": envelope["level"],
        "adopted": envelope["adopted"],
        "urgent": urgent_facts(reading.urgent),
        "signed_by": [
            {key: one.get(key) for key in ("role", "name", "position", "committee", "date")}
            for one in envelope["signatures"]
        ],
    }
    if verdict.result != GENUINE:
        told |= _differing(verdict)
    return told


def _differing(verdict: Verdict) -> dict[str, Any]:
    return {"copy": verdict.copy, "differences": list(verdict.differences)}
