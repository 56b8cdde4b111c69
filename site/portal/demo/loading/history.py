"""What happened to the documents of the demo: written, returned, signed, issued, withdrawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from wagtail.models import Workflow

from editorial.drafting import create_draft, fill
from editorial.drafts import content_of_revision
from editorial.models import DocumentPage, Route
from editorial.publishing import (
    issue_version_urgently,
    refuse_version,
    sign_version,
    submit_revision,
)
from portal import demo
from portal.demo.loading import papers
from portal.demo.loading.committees import route_of_committee
from portal.demo.loading.deeds import FOUNDED_ON, Deed, accepting, moment
from portal.demo.loading.founding import route_name
from portal.demo.loading.known import known
from portal.demo.loading.people import ADMINISTRATOR, user
from records import adoption, issue, urgency
from records.checking import blocking_codes, findings_of
from records.events import act
from records.models import (
    ChangeRequest,
    ControlledDocument,
    DocumentVersion,
    Entity,
    Office,
    Process,
    Series,
)
from records.organization import register
from records.submission import Waiver, digest_of

AUTHENTICATION = "password"
ARCHIVIST = "archivista"
# Papers that were in force came into Legajo in its first weeks.
ADOPTED_ON = FOUNDED_ON + timedelta(days=32)
MINUTES = 60
WAIVER = "Se conoce y se corrige en la próxima versión."


def deeds(documents: Iterable[demo.DemoDocument]) -> Iterator[Deed]:
    """Everything that happens to documents, in no order."""
    for place, one in enumerate(documents):
        yield from History(one, place % MINUTES).deeds()


def office_of(code: str) -> Office:
    return Office.objects.get(code=code)


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
                    yield from self._otherwise(number, version)
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
        at = moment(version.prepared_on or last + timedelta(days=1), 9, self.place)
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
        route = known(Route.of(self.document.kind), "the route of its kind")
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
            request=self._request(version),
        )
        _take(route, usual, at)

    def _request(self, version: demo.DemoVersion) -> ChangeRequest | None:
        """The accepted request that this version answers, known by its reason."""
        if version.request is None:
            return None
        return ChangeRequest.objects.open().get(reason=version.request)

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

    def _otherwise(self, number: int, version: demo.DemoVersion) -> Iterator[Deed]:
        """It is returned for correction, or issued urgently and confirmed."""
        if told := version.returned:
            at = moment(told.on, 12, self.place)
            yield Deed(
                at,
                lambda: hasattr(self._version(number), "refusal"),
                lambda: refuse_version(
                    known(self._version(number), "what is returned"),
                    reason=told.reason,
                    by=user(told.by),
                    at=at,
                ),
            )
        if version.urgent is not None:
            yield from self._urgency(number, version.urgent)

    def _urgency(self, number: int, told: demo.Urgent) -> Iterator[Deed]:
        at, then = moment(told.on, 15, self.place), moment(told.confirmed_on, 17, self.place)

        def issued() -> Any:
            return getattr(self._version(number), "issuance", None)

        def do() -> None:
            version, by = known(self._version(number), "what is urgent"), user(told.by)
            issue_version_urgently(
                version,
                reason=told.reason,
                content_sha256=version.content_sha256,
                authentication=AUTHENTICATION,
                by=by,
                at=at,
                circumstances=accepting(by, at),
            )

        def confirm() -> None:
            by = user(told.confirmed_by)
            urgency.confirm_urgent(
                issued(),
                content_sha256=issued().version.content_sha256,
                authentication=AUTHENTICATION,
                by=by,
                at=then,
                circumstances=accepting(by, then),
            )

        yield Deed(at, lambda: issued() is not None, do)
        yield Deed(then, lambda: hasattr(issued().urgency, "confirmation"), confirm)

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
        return Workflow.objects.get(name=route_of_committee(names, version.committee))
    if not names:
        return usual
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
    if version.urgent is not None:
        return {list(workflow.tasks)[-1].pk: user(version.urgent.by).pk}
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
        if finding.waivable and finding.code in blocking
    ]
