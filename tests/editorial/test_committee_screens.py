"""The rooms of a committee: who enters, what each may do there, and bad input at its field."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from wagtail.models import TaskState, Workflow, WorkflowTask

import pytest

from editorial.models import Route, SigningTask
from records import committees, personal_signature
from records.committees import Ballot, Ruling
from records.followers import catch_up
from records.models import (
    Attendance,
    Decision,
    DocumentVersion,
    Issuance,
    RegistryNumber,
    Signature,
)
from records.permissions import Role
from tests.chamber import Chamber, fresh
from tests.editorial.conftest import Enter
from tests.factories import PASSWORD, World, at, person
from tests.records import test_personal_signature


@pytest.fixture
def chamber(world: World) -> Chamber:
    return Chamber(world)


def rooms(chamber: Chamber, session) -> list[str]:
    return [
        reverse("committee", args=[chamber.committee.pk]),
        reverse("committee_session", args=[session.pk]),
        reverse("committee_minutes", args=[session.pk]),
    ]


def test_members_enter_and_nobody_else_finds_anything(chamber: Chamber, world: World, enter: Enter):
    session = chamber.decided(chamber.version())
    committees.attach_annex(
        session,
        title="Lista",
        name="lista.pdf",
        content=b"%PDF-1.7 x",
        media_type="application/pdf",
        by=chamber.secretary,
        at=at("2020-02-11"),
    )
    annex = reverse("committee_annex", args=[session.pk, session.annexes.get().pk])
    addresses = [*rooms(chamber, session), annex]
    for user in (chamber.secretary, chamber.finance, chamber.guest, world.archivist):
        client = enter(user)
        assert [client.get(one).status_code for one in addresses] == [200] * 4, user
    for user in (world.author, world.approver, world.stranger):
        client = enter(user)
        assert [client.get(one).status_code for one in addresses] == [404] * 4, user
        assert client.post(addresses[1], {"action": "close"}).status_code == 404


def test_a_member_reads_what_the_committee_decides_though_it_is_restricted(
    chamber: Chamber, world: World, enter: Enter
):

    outsider = person("olga.otra", Role.READER, world.other_office, position="Asesora externa")
    version = chamber.version(content={"access": "classified"})
    address = reverse("signing", args=[version.pk])
    assert enter(outsider).get(address).status_code == 404
    chamber.member(user=outsider, kind="guest", votes=False)
    assert enter(outsider).get(address).status_code == 200


def test_an_administrator_finds_where_a_committee_is_created(chamber: Chamber, enter: Enter):
    admin = person("ada.admin", Role.ADMINISTRATOR)
    client = enter(admin)
    room, register = reverse("committees"), reverse("committees:index")
    assert room != register
    assert reverse("committees:add") in client.get(room).content.decode()
    listed = client.get(register)
    assert listed.status_code == 200
    assert reverse("committees:add") in listed.content.decode()
    assert reverse("committees:edit", args=[chamber.committee.pk]) in listed.content.decode()
    member = enter(chamber.finance).get(room).content.decode()
    assert reverse("committees:add") not in member


def test_the_inbox_counts_what_it_lists(chamber: Chamber, enter: Enter):
    for number in (1, 2):
        chamber.version(f"PR-M2-P6-0{number}")
    committees.ask(
        chamber.committee, title="Otro", text="", by=chamber.finance, at=at("2020-02-03")
    )
    client = enter(chamber.secretary)
    page = client.get(reverse("committee", args=[chamber.committee.pk])).content.decode()
    assert '<span class="legajo-count">3</span>' in page


def test_a_decision_is_told_in_words_that_agree(chamber: Chamber, enter: Enter):
    session = chamber.held()
    item, (first, *others) = session.items.get(), chamber.seats
    ballots = {one: Ballot("for") for one in others}
    ballots[first] = Ballot("impeded", "Es su contrato.")
    committees.rule(
        session, [Ruling(item, "approved", "Sí.", ballots)], by=chamber.secretary,
        at=at("2020-02-10", 10),
    )  # fmt: skip
    address = reverse("committee_session", args=[session.pk])
    page = enter(chamber.secretary).get(address).content.decode()
    assert "2 a favor, 1 impedido<" in page
    assert "<b>Aprobada.</b>" in page


def test_without_quorum_the_form_says_so_and_nothing_is_taken(chamber: Chamber, enter: Enter):
    session = chamber.convened()
    told = {f"seat-{seat.pk}": "absent" for seat in chamber.seats}
    answer = enter(chamber.secretary).post(
        reverse("committee_session", args=[session.pk]), {"action": "hold", **told}
    )
    assert answer.status_code == 422
    assert "No hay quórum" in answer.content.decode()
    assert not RegistryNumber.objects.exists()
    assert not Attendance.objects.exists()


def test_the_agenda_refuses_a_version_that_does_not_wait(
    chamber: Chamber, world: World, enter: Enter
):
    issued = world.issue(content=world.content("PR-M2-P6-08", "Otro")).version
    session = chamber.plan()
    answer = enter(chamber.secretary).post(
        reverse("committee_session", args=[session.pk]),
        {"action": "item", "waiting": [f"version-{issued.pk}"], "item-title": ""},
    )
    assert answer.status_code == 422
    assert "no espera la aprobación de este comité" in answer.content.decode()
    assert not session.items.exists()


def test_a_member_cannot_run_the_session(chamber: Chamber, enter: Enter):
    session = chamber.held()
    item = session.items.get()
    answer = enter(chamber.finance).post(
        reverse("committee_session", args=[session.pk]),
        {"action": "rule", f"now-{item.pk}": "on", f"item-{item.pk}-outcome": "deferred"},
    )
    assert answer.status_code == 422
    assert "Lo hace la secretaría del comité" in answer.content.decode()
    assert not Decision.objects.exists()


def test_a_vote_of_a_stranger_and_one_that_is_missing_are_told_and_nothing_is_done(
    chamber: Chamber, enter: Enter
):
    session = chamber.held()
    item, (first, second, third) = session.items.get(), chamber.seats
    told = {f"now-{item.pk}": "on", f"item-{item.pk}-outcome": "approved"}
    place = f"item-{item.pk}-vote-"
    told |= {f"{place}{first.pk}": "for", f"{place}{second.pk}": "for", f"{place}{third.pk}": ""}
    client, address = enter(chamber.secretary), reverse("committee_session", args=[session.pk])
    answer = client.post(address, {"action": "rule", **told})
    assert f"{place}{third.pk}" in answer.context["board"].ruling.errors
    for stranger in (999_999, chamber.committee.members.get(kind="guest").pk):
        sent = told | {f"{place}{third.pk}": "for", f"{place}{stranger}": "for"}
        answer = client.post(address, {"action": "rule", **sent})
        assert answer.status_code == 422
        assert "No vota quien no es miembro con voto." in answer.content.decode()
        assert not item.votes.exists()
    assert not Decision.objects.exists()


def test_a_substitute_stays_in_the_row_and_no_titular_is_offered(
    chamber: Chamber, world: World, enter: Enter
):
    session = chamber.held()
    client, address = enter(chamber.secretary), reverse("committee_session", args=[session.pk])
    key = chamber.seats[1].pk

    def row(**changes: str):
        form = client.get(address).context["board"].attendance
        told = {one.html_name: one.value() or "" for one in form}
        return client.post(address, {"action": "attendance", **told, **changes})

    named = {f"seat-{key}": "substitute", f"letter-{key}": "Oficio 77"}
    assert row(**named, **{f"who-{key}": str(chamber.planning.pk)}).status_code == 422
    assert row(**named, **{f"who-{key}": str(world.approver.pk)}).status_code == 302
    form = client.get(address).context["board"].attendance
    assert form[f"who-{key}"].value() == world.approver.pk
    assert form[f"letter-{key}"].value() == "Oficio 77"
    offered = set(form.fields[f"who-{key}"].queryset)
    assert world.approver in offered
    assert not {chamber.chair, chamber.finance, chamber.planning} & offered
    assert row(**{f"seat-{key}": "left"}).status_code == 302
    gone = session.attendances.filter(member=key).last()
    assert (gone.state, gone.user, gone.letter) == ("left", world.approver, "Oficio 77")
    assert row(**{f"seat-{key}": "absent"}).status_code == 302


def test_a_vote_outside_the_window_is_refused_at_its_field(chamber: Chamber, enter: Enter):
    session = chamber.convened(
        chamber.version(),
        mode="asynchronous",
        place="",
        starts_at=at("2020-02-10"),
        votes_until=at("2020-02-12"),
    )
    committees.hold(session, [], by=chamber.secretary, at=at("2020-02-10"))
    item = session.items.get()
    answer = enter(chamber.finance).post(
        reverse("committee_session", args=[session.pk]),
        {"action": "vote", "item": item.pk, "choice": "for"},
    )
    assert answer.status_code == 422
    assert "La votación ya terminó." in answer.content.decode()
    guest = enter(chamber.guest).post(
        reverse("committee_session", args=[session.pk]),
        {"action": "vote", "item": item.pk, "choice": "for"},
    )
    assert "No vota quien no es miembro con voto." in guest.content.decode()
    assert not item.votes.exists()


def test_the_page_of_a_document_follows_what_its_committee_decides(chamber: Chamber, world: World):
    """A route of Wagtail's tasks with a committee at its end, from the draft to the live page."""

    workflow = Workflow.objects.create(name="Con comité", active=True)
    for order, (role, committee) in enumerate(
        (("reviewed", None), ("approved", chamber.committee))
    ):
        task = SigningTask.objects.create(name=f"Paso {order}", role=role, committee=committee)
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=order)
    route, _new = Route.objects.update_or_create(kind="procedure", defaults={"workflow": workflow})
    route.full_clean()
    page = world.page()
    version = world.submit_page(page)
    world.sign_page(version, 1, world.reviewer)
    assert version.route[-1]["committee"] == "CTIC"
    _session, minutes = chamber.submitted(DocumentVersion.objects.get(pk=version.pk))
    catch_up()
    assert TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).count() == 1
    world.sign(minutes, 1, chamber.chair, "2020-02-12")
    catch_up()
    assert Issuance.objects.get(version=version).approved_on == date(2020, 2, 10)
    page.refresh_from_db()
    assert page.live
    assert not TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).exists()


def test_the_secretary_may_sign_the_minutes_with_their_own_certificate(
    chamber: Chamber, enter: Enter, monkeypatch
):
    session = chamber.decided(chamber.version())
    committees.circulate(
        session, remarks_until=date(2020, 2, 12), by=chamber.secretary, at=at("2020-02-11")
    )
    monkeypatch.setattr(test_personal_signature, "NOW", timezone.now() + timedelta(minutes=1))
    client = enter(chamber.secretary)
    address = reverse("committee_minutes", args=[session.pk])
    seen = client.get(address)
    assert 'name="keystore"' in seen.content.decode()

    def sign(secret: str):
        return client.post(
            address,
            {
                "action": "sign",
                "content_sha256": seen.context["content_sha256"],
                "password": PASSWORD,
                "keystore": SimpleUploadedFile("mi.p12", test_personal_signature.keystore()),
                "keystore_password": secret,
            },
        )

    assert set(sign("otra").context["form"].errors) == {"keystore"}
    assert sign(test_personal_signature.SECRET).status_code == 302
    signature = Signature.objects.get(version__document=session.opening.document)
    assert (signature.user, signature.level) == (chamber.secretary, "L3")
    assert personal_signature.verify_personal(signature) is not None


def test_circulated_minutes_wait_on_the_home_of_members_until_they_remark(
    chamber: Chamber, enter: Enter
):
    session = chamber.decided(chamber.version())
    until = timezone.localdate() + timedelta(days=3)
    draft = committees.circulate(
        session, remarks_until=until, by=chamber.secretary, at=at("2020-02-11")
    )
    address = reverse("committee_minutes", args=[session.pk])

    def waits(user: Any) -> bool:
        return address in enter(user).get(reverse("wagtailadmin_home")).content.decode()

    assert waits(chamber.chair)
    assert not waits(chamber.secretary)
    assert not waits(chamber.world.stranger)
    committees.remark(draft, "Falta un punto.", by=chamber.chair, at=timezone.now())
    assert not waits(chamber.chair)


def test_minutes_in_signature_are_shown_and_closed_to_changes(chamber: Chamber, enter: Enter):
    session, _version = chamber.submitted(chamber.version())
    client = enter(chamber.secretary)
    page = client.get(reverse("committee_minutes", args=[session.pk])).content.decode()
    assert "Acta en firma" in page
    assert "Firmar el acta" not in page
    answer = client.post(
        reverse("committee_session", args=[session.pk]),
        {"action": "develop", f"development-{session.items.get().pk}": "Otra cosa"},
    )
    assert "ya fue sometida a firma" in answer.content.decode()
    assert fresh(session).items.get().development == ""
