"""What happened at the demo entity: people come and go, documents are written and signed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model

from wagtail.models import Workflow

from editorial.drafting import create_draft, fill
from editorial.drafts import content_of_revision
from editorial.models import DocumentPage, Route
from editorial.publishing import sign_version, submit_revision
from portal import demo
from portal.demo.loading import committees, filled, papers
from portal.demo.loading.committees import route_of_committee
from portal.demo.loading.deeds import Deed, accepting, moment
from portal.demo.loading.founding import ADMINISTRATOR, FOUNDED_ON, account, route_name
from portal.demo.loading.known import known
from records import adoption, issue
from records.checking import blocking_codes, findings_of
from records.events import act
from records.models import (
    Appointment,
    ControlledDocument,
    DocumentVersion,
    Entity,
    Office,
    Position,
    Process,
    Series,
)
from records.organization import register
from records.setup import close_account
from records.submission import Waiver, digest_of

AUTHENTICATION = "password"
ARCHIVIST = "archivista"
# Papers that were in force came into Legajo in its first weeks.
ADOPTED_ON = FOUNDED_ON + timedelta(days=32)
WAIVER = "Se conoce y se corrige en la próxima versión."


def deeds(password: str) -> list[Deed]:
    """Everything that happens after the founding, in no order."""
    numbered = list(enumerate(papers.documents()))
    decided = [version for document in papers.documents() for version in document.versions]
    return [
        *_arrivals(password),
        *committees.deeds(
            sorted({tuple(r.step for r in one.reviews) for one in decided if one.committee})
        ),
        *_departures(),
        *filled.deeds(),
        *(deed for place, one in numbered for deed in History(one, place).deeds()),
    ]


def user(username: str) -> Any:
    """One of the demo's people, as the database has them now."""
    return get_user_model()._default_manager.get(username=username)


def office_of(code: str) -> Office:
    return Office.objects.get(code=code)


def _arrivals(password: str) -> Iterator[Deed]:
    """Each appointment on its day, the account with the first; before the founding, on that day."""
    for person in demo.people():
        for one in person.appointments:
            at = moment(max(FOUNDED_ON, one.valid_from), 7)

            def done(username: str = person.username, since: date = one.valid_from) -> bool:
                held = Appointment.objects.filter(user__username=username, valid_from=since)
                return held.exists()

            def do(
                username: str = person.username, one: demo.Appointment = one, at: datetime = at
            ) -> None:
                by = user(ADMINISTRATOR)
                with act(by=by, at=at):
                    appointment = Appointment(
                        user=account(username, password, by=by, at=at),
                        position=_position(one.position),
                        office=office_of(one.office),
                        bond=one.bond,
                        act=one.act,
                        valid_from=one.valid_from,
                        valid_to=one.valid_to,
                    )
                    register(appointment, by=by, at=at)

            yield Deed(at, done, do)


def _position(key: str | None) -> Position | None:
    if key is None:
        return None
    written = next(each for each in demo.positions() if each.key == key)
    return Position.objects.get(name=written.name, office__code=written.office)


def _departures() -> Iterator[Deed]:
    """Who left signs in no more from that evening."""
    for person in demo.people():
        if person.active:
            continue
        last = max(each.valid_to or FOUNDED_ON for each in person.appointments)
        at = moment(last, 18)

        def done(username: str = person.username) -> bool:
            return not user(username).is_active

        def do(username: str = person.username, at: datetime = at) -> None:
            close_account(user(username), by=user(ADMINISTRATOR), at=at)

        yield Deed(at, done, do)


@dataclass(frozen=True)
class History:
    """The life of one document. `place` moves its hours, so that no two acts share a moment."""

    document: demo.DemoDocument
    place: int

    def deeds(self) -> Iterator[Deed]:
        for number, version in enumerate(self.document.versions, start=1):
            match version.state:
                case "adopted":
                    yield self._adoption(version)
                case "draft":
                    yield self._draft(version)
                case _:
                    yield self._submission(number, version)
                    yield from self._signatures(number, version)
        if self.document.withdrawal:
            yield self._withdrawal(self.document.withdrawal)

    def _page(self) -> DocumentPage | None:
        page = DocumentPage.objects.filter(code=self.document.code).first()
        return page.specific if page else None

    def _version(self, number: int) -> DocumentVersion | None:
        return DocumentVersion.objects.filter(
            document__code=self.document.code, number=number
        ).first()

    def _draft(self, version: demo.DemoVersion) -> Deed:
        last = max(
            review.on
            for document in papers.documents()
            for each in document.versions
            for review in each.reviews
        )
        at = moment(last + timedelta(days=1), 9, self.place)
        return Deed(
            at, lambda: self._page() is not None, lambda: self._create(version, version.content, at)
        )

    def _create(
        self,
        version: demo.DemoVersion,
        content: dict[str, Any],
        at: datetime,
        document: ControlledDocument | None = None,
    ) -> DocumentPage:
        author = version.prepared_by[0] if version.prepared_by else ARCHIVIST
        return create_draft(
            content,
            office=office_of(self.document.office),
            by=user(author),
            at=at,
            tags=self.document.tags,
            document=document,
        )

    def _adoption(self, version: demo.DemoVersion) -> Deed:
        at = moment(ADOPTED_ON, 9, self.place)

        def done() -> bool:
            return ControlledDocument.objects.filter(code=self.document.code).exists()

        def do() -> None:
            by = user(ARCHIVIST)
            content = version.content
            with act(by=by, at=at):
                issuance = adoption.adopt(
                    content,
                    label=version.label or "",
                    approved_on=version.approved_on,
                    signatures=papers.printed_signatures(version),
                    original=adoption.Original(
                        content=papers.scan(version),
                        name=f"{self.document.code} v{version.label} firmado.pdf",
                        media_type="application/pdf",
                    ),
                    office=office_of(self.document.office),
                    series=Series.objects.get(code=content["series"]["code"]),
                    process=Process.objects.get(code=content["process"]["code"]),
                    by=by,
                    at=at,
                )
                self._create(version, content, at, issuance.document)

        return Deed(at, done, do)

    def _submission(self, number: int, version: demo.DemoVersion) -> Deed:
        at = moment(known(version.prepared_on, "when it was prepared"), 9, self.place)

        def do() -> None:
            by = user(version.prepared_by[0])
            with act(by=by, at=at):
                content = papers.with_annexes(version, by=by, at=at)
                page = self._page()
                if page is None:
                    page = self._create(version, content, at)
                else:
                    page = page.get_latest_revision_as_object()
                    fill(page, content, office=office_of(self.document.office))
                    page.save_revision(user=by, log_action=True)
                self._submit(page, version, by=by, at=at)

        return Deed(at, lambda: self._version(number) is not None, do)

    def _submit(
        self, page: DocumentPage, version: demo.DemoVersion, *, by: Any, at: datetime
    ) -> None:
        """With the route of this version; afterwards the kind has its usual one again.

        Inside the act of the submission: cut short, the route is what it was.
        """
        page = DocumentPage.objects.get(pk=page.pk).specific
        revision = page.get_latest_revision()
        content = content_of_revision(revision)
        route = Route.objects.get(kind=self.document.kind)
        usual = route.workflow
        _take(route, _workflow_of(version, usual), at)
        submit_revision(
            page,
            revision,
            content_sha256=digest_of(content),
            change_note=version.note,
            change_scope=version.scope,
            effective_on=version.effective_on,
            signers=_signers(version, route.workflow),
            waivers=_waivers(content, at),
            authentication=AUTHENTICATION,
            by=by,
            at=at,
            circumstances=accepting(by, at),
        )
        _take(route, usual, at)

    def _signatures(self, number: int, version: demo.DemoVersion) -> Iterator[Deed]:
        signers = [(review.by, review.on, 11) for review in version.reviews]
        if version.approved_by and version.approved_on:
            signers.append((version.approved_by, version.approved_on, 15))
        for step, (username, day, hour) in enumerate(signers, start=1):
            at = moment(day, hour, self.place)

            def done(step: int = step) -> bool:
                kept = self._version(number)
                return kept is not None and kept.signatures.filter(step=step).exists()

            def do(step: int = step, username: str = username, at: datetime = at) -> None:
                kept = known(self._version(number), "when it was submitted")
                by = user(username)
                sign_version(
                    kept,
                    step=step,
                    content_sha256=kept.content_sha256,
                    authentication=AUTHENTICATION,
                    by=by,
                    at=at,
                    circumstances=accepting(by, at),
                )

            yield Deed(at, done, do)

    def _withdrawal(self, told: dict[str, Any]) -> Deed:
        at = moment(told["on"], 16, self.place)

        def last() -> Any:
            document = ControlledDocument.objects.get(code=self.document.code)
            return document.issuances.latest("number")

        def do() -> None:
            issue.withdraw(
                last(), effective_on=told["on"], reason=told["reason"], by=user(told["by"]), at=at
            )

        return Deed(at, lambda: last().withdrawal is not None, do)


def _workflow_of(version: demo.DemoVersion, usual: Workflow) -> Workflow:
    """The usual route has one step of review; a version with more took one of its own."""
    names = tuple(review.step for review in version.reviews)
    if version.committee:
        return Workflow.objects.get(name=route_of_committee(names))
    if not version.approved_by:
        return (
            Workflow.objects.filter(name__startswith=names[0]).exclude(pk=usual.pk).earliest("pk")
        )
    return Workflow.objects.get(name=route_name(names)) if len(names) > 1 else usual


def _take(route: Route, workflow: Workflow, at: datetime) -> None:
    if route.workflow_id != workflow.pk:
        route.workflow = workflow
        register(route, by=user(ADMINISTRATOR), at=at)


def _signers(version: demo.DemoVersion, workflow: Workflow) -> dict[int, int | None]:
    """Who is asked for each step; a step that the history does not name is open to its role."""
    named = [review.by for review in version.reviews]
    if version.approved_by:
        named.append(version.approved_by)
    tasks = list(workflow.tasks)
    return {task.pk: user(name).pk for task, name in zip(tasks, named, strict=False)}


def _waivers(content: dict[str, Any], at: datetime) -> list[Waiver]:
    """What the entity let pass knowingly."""
    blocking = blocking_codes(Entity.current())
    return [
        Waiver(finding.code, finding.where, WAIVER, finding.target)
        for finding in findings_of(content, today=at.date())
        if finding.code in blocking
    ]
