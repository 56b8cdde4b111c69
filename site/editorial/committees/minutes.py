"""Minutes on screen: what they say, the draft that circulates, remarks, signature, extract."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from editorial.committees.access import session_or_404
from editorial.committees.forms import CirculateForm, ExtractForm, RemarkForm
from editorial.committees.rooms import STATES
from editorial.own_certificate import CertificateForm
from records import committees, credentials
from records.committees.drawing import minutes_content
from records.committees.extracts import publishable
from records.committees.minutes import content_of, reasons_against
from records.committees.people import keeps
from records.committees.reading import State, state_of
from records.exceptions import Conflict, NotAllowed
from records.models import CommitteeSession, Entity, MinutesDraft, MinutesRemark
from records.querysets import key_of
from records.submission import digest_of


@never_cache
@sensitive_post_parameters("password", "factor", "keystore_password")
@require_http_methods(["GET", "POST"])
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """Members read and remark; the secretary circulates, answers, signs, releases the extract."""
    found = session_or_404(request.user, pk)
    if not hasattr(found, "opening"):
        raise Http404
    desk = _Desk(request, found)
    status = 200
    if request.method == "POST":
        said = desk.do()
        if said is not None:
            messages.success(request, said)
            return redirect("committee_minutes", pk=pk)
        status = 409 if desk.conflict else 422
    return render(request, "editorial/committees/minutes.html", desk.context(), status=status)


class _Desk:
    def __init__(self, request: HttpRequest, session: CommitteeSession) -> None:
        self.request, self.session = request, session
        self.action = request.POST.get("action", "") if request.method == "POST" else ""
        self.by, self.at = request.user, timezone.now()
        self.conflict = False
        self.circulate = CirculateForm(self._posted("circulate"), prefix="draft")
        self.remark = RemarkForm(self._posted("remark"), prefix="remark")
        self.answer = RemarkForm(self._posted("answer"), prefix="answer")
        files = request.FILES if self.action == "sign" else None
        self.identity = CertificateForm(self._posted("sign"), files, person=request.user)
        self.extract = ExtractForm(self._posted("release"), decisions=publishable(session))

    def _posted(self, action: str) -> Any:
        return self.request.POST if self.action == action else None

    @property
    def who(self) -> dict[str, Any]:
        return {"by": self.by, "at": self.at}

    def do(self) -> str | None:
        acts: dict[str, tuple[Any, Any]] = {
            "circulate": (self.circulate, self._circulate),
            "remark": (self.remark, self._remark),
            "answer": (self.answer, self._answer),
            "sign": (self.identity, self._sign),
            "release": (self.extract, self._release),
        }
        if self.action not in acts:
            raise BadRequest("action")
        form, deed = acts[self.action]
        if not form.is_valid():
            return None
        try:
            said: str | None = deed()
        except NotAllowed as refused:
            self.conflict = isinstance(refused, Conflict)
            for one in refused.reasons:
                form.add_error(one.field if one.field in form.fields else None, one.message)
            return None
        return said

    def _circulate(self) -> str:
        committees.circulate(self.session, **self.circulate.cleaned_data, **self.who)
        return _("The draft is before the members, word for word as it stands now.")

    def _remark(self) -> str:
        draft = self.session.drafts.order_by("-number").first()
        if draft is None:
            raise Http404
        committees.remark(draft, self.remark.cleaned_data["text"], **self.who)
        return _("Your remark is kept. The secretary answers it.")

    def _answer(self) -> str:
        key = key_of(self.request.POST.get("remark"))
        if key is None:
            raise BadRequest("remark")
        told = get_object_or_404(
            MinutesRemark.objects.select_related("draft__session"),
            pk=key,
            draft__session=self.session,
            answers__isnull=True,
        )
        committees.answer(told, self.answer.cleaned_data["text"], **self.who)
        return _("Answered.")

    def _sign(self) -> str | None:
        if not (identified := self.identity.identified(self.request)):
            return None
        committees.submit_minutes(
            self.session,
            authentication=identified,
            content_sha256=self.request.POST.get("content_sha256", ""),
            circumstances=self.identity.circumstances(self.request),
            **self.who,
        )
        return _("Signed. The minutes wait for the signature of who presides.")

    def _release(self) -> str:
        prepared = committees.prepare_extract(self.session, self.extract.chosen(), **self.who)
        committees.release(self.session, prepared, **self.who)
        return _("The extract is on the portal.")

    def context(self) -> dict[str, Any]:
        session = self.session
        state = state_of(session)
        kept = keeps(session.committee, self.by, timezone.localdate(self.at))
        writing = state in (State.HELD, State.CLOSED)
        last = session.drafts.order_by("-number").first()
        content = minutes_content(session) if kept or last is None else content_of(last)
        version = session.opening.document.versions.order_by("-number").first()
        return {
            "desk": self,
            "session": session,
            "committee": session.committee,
            "state": state.value,
            "state_name": STATES[state],
            "keeps": kept,
            "writing": writing,
            "content": content,
            "content_sha256": digest_of(content),
            "envelope": None,
            "entity": Entity.current(),
            "draft": last,
            "remarks": _remarks(last) if last else [],
            "reasons": reasons_against(session, **self.who) if kept and writing else [],
            "form": self.identity,
            "held_until": credentials.held_until(self.by, at=self.at),
            "version": version,
            "extract": getattr(session, "extract", None),
            "may_release": kept and state == State.SIGNED and not hasattr(session, "extract"),
        }


def _remarks(draft: MinutesDraft) -> list[MinutesRemark]:
    every = MinutesRemark.objects.filter(
        draft__session=draft.session_id, answers__isnull=True
    ).select_related("draft", "answer")
    return list(every)
