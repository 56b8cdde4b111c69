"""A decision is the approval: minutes that are signed issue what they approve, all or nothing."""

from __future__ import annotations

from datetime import date

import pytest

from records import approvals, committees, issue, returning, separation
from records.committees.reading import State, state_of, waiting_versions
from records.exceptions import Conflict, NotAllowed, Reason
from records.integrity import verify
from records.models import Decision, Issuance, RecordEvent, Refusal, Signature
from tests.chamber import Chamber, fresh
from tests.factories import at


def test_minutes_that_are_signed_issue_three_documents(chamber: Chamber):
    versions = [
        chamber.version("PR-M2-P6-01"),
        chamber.version("PR-M2-P6-02", effective_on="2020-03-01"),
        chamber.version("PR-M2-P6-03"),
    ]
    session, minutes = chamber.signed(*versions)

    assert minutes.version.code == "AC-CTIC-2020-001"
    assert minutes.access == "classified"
    assert state_of(session) == State.SIGNED
    issued = Issuance.objects.filter(version__in=versions).order_by("version")
    # Approved on the day of the session, in force from the day of the minutes or later.
    assert {one.approved_on for one in issued} == {date(2020, 2, 10)}
    assert [one.effective_on for one in issued] == [
        date(2020, 2, 12),
        date(2020, 3, 1),
        date(2020, 2, 12),
    ]
    for one in issued:
        approval = one.envelope["signatures"][-1]
        assert approval["committee"] == "Comité de las TIC"
        assert approval["minutes_number"] == "AC-CTIC-2020-001"
        assert (approval["date"], approval["name"]) == ("2020-02-10", None)
        assert separation.violations(one, at=at("2020-02-12")) == []
    assert separation.violations(minutes, at=at("2020-02-12")) == []


def test_nothing_is_in_force_before_the_minutes_are_signed(chamber: Chamber):
    version = chamber.version()
    chamber.submitted(version)
    assert not Issuance.objects.exists()
    assert approvals.approval_of(version) is not None
    assert waiting_versions(chamber.committee) == []


def test_one_document_that_cannot_be_issued_leaves_the_minutes_unsigned(
    chamber: Chamber, monkeypatch: pytest.MonkeyPatch
):
    good, bad = chamber.version("PR-M2-P6-01"), chamber.version("PR-M2-P6-02")
    session, minutes = chamber.submitted(good, bad)

    def refuse(version, signatures, **told):
        if version.pk == bad.pk:
            raise NotAllowed([Reason("held", "Está retenido.")])
        return kept(version, signatures, **told)

    kept = issue.issue
    monkeypatch.setattr(issue, "issue", refuse)
    with pytest.raises(NotAllowed, match=r"PR-M2-P6-02: Está retenido\."):
        chamber.world.sign(minutes, 1, chamber.chair, "2020-02-12")
    assert not Issuance.objects.exists()
    assert not Signature.objects.filter(version=good, user=None).exists()
    assert state_of(fresh(session)) == State.IN_SIGNATURE


def test_a_returned_version_goes_back_at_once_with_the_reason(chamber: Chamber):
    kept, returned = chamber.version("PR-M2-P6-01"), chamber.version("PR-M2-P6-02")
    chamber.decided(kept, returned, outcomes=["approved", "returned"])
    refusal = Refusal.objects.get(version=returned)
    assert (refusal.kind, refusal.reason) == ("returned", "Falta el presupuesto.")
    event = RecordEvent.objects.get(action="version.returned")
    assert event.facts["decision"] == Decision.objects.get(item__version=returned).pk


def test_what_is_put_off_waits_for_another_session(chamber: Chamber):
    version = chamber.version()
    chamber.decided(version, outcomes=["deferred"])
    assert waiting_versions(chamber.committee) == [version]
    again = chamber.plan("2020-02-20", at=at("2020-02-11"))
    assert chamber.item(again, version=version, at=at("2020-02-11")).version == version


def test_what_a_committee_approved_is_not_taken_back(chamber: Chamber):
    version = chamber.version()
    chamber.submitted(version)
    with pytest.raises(NotAllowed, match="aprob") as refused:
        returning.recall(
            version, reason="Me equivoqué", by=chamber.world.author, at=at("2020-02-12")
        )
    assert {one.code for one in refused.value.reasons} == {"approved"}


def test_nobody_signs_the_step_of_a_committee(chamber: Chamber):
    version = chamber.version()
    with pytest.raises(NotAllowed) as refused:
        chamber.world.sign(version, 2, chamber.world.approver, "2020-02-12")
    assert "committee" in {one.code for one in refused.value.reasons}


def test_who_wrote_or_reviewed_a_version_does_not_vote_on_it(chamber: Chamber):
    chamber.world.reviewer = chamber.finance
    version = chamber.version()
    session = chamber.held(version)
    item, seat = session.items.get(), chamber.seats[1]
    with pytest.raises(NotAllowed) as refused:
        committees.vote(item, seat, "for", by=chamber.secretary, at=at("2020-02-10", 10))
    assert {one.code for one in refused.value.reasons} == {"impeded"}
    committees.vote(
        item, seat, "impeded", reason="Lo revisé.", by=chamber.secretary, at=at("2020-02-10", 10)
    )
    for other in (chamber.seats[0], chamber.seats[2]):
        committees.vote(item, other, "for", by=chamber.secretary, at=at("2020-02-10", 10))
    decision = committees.decide(item, "approved", by=chamber.secretary, at=at("2020-02-10", 10))
    assert (decision.in_favour, decision.impeded) == (2, 1)


def test_an_approval_without_a_decision_shows_in_the_report(chamber: Chamber):
    version = chamber.version()
    Signature.objects.create(
        version=version,
        role="approved",
        step=2,
        step_name="Comité",
        committee="Comité de las TIC",
        minutes_number="AC-CTIC-2020-009",
        content_sha256=version.content_sha256,
        authentication="minutes",
        signed_on=date(2020, 2, 10),
    )

    issuance = issue.issue(
        version, list(version.signatures.all()), by=chamber.chair, at=at("2020-02-12")
    )
    named = separation.violations(issuance, at=at("2020-02-12"))
    assert any("decisión" in one for one in named)


def test_what_was_issued_otherwise_meanwhile_is_left(chamber: Chamber):
    version = chamber.version()
    session, minutes = chamber.submitted(version)
    before = issue.issue(
        version, list(version.signatures.all()), by=chamber.chair, at=at("2020-02-11")
    )
    chamber.world.sign(minutes, 1, chamber.chair, "2020-02-12")
    assert state_of(fresh(session)) == State.SIGNED
    assert Issuance.objects.get(version=version) == before
    assert not version.signatures.filter(user=None).exists()


def test_the_register_is_whole_after_a_session(chamber: Chamber):
    chamber.signed(chamber.version())
    report = verify()
    assert [one for one in report.problems if one.check not in ("heads", "seal")] == []


def test_minutes_are_submitted_once_all_was_heard(chamber: Chamber):
    session = chamber.decided(chamber.version())
    with pytest.raises(NotAllowed, match="borrador"):
        committees.submit_minutes(
            session, authentication="password", by=chamber.secretary, at=at("2020-02-11")
        )
    draft = committees.circulate(
        session, remarks_until=date(2020, 2, 14), by=chamber.secretary, at=at("2020-02-11")
    )
    said = committees.remark(draft, "Falta mi voto.", by=chamber.finance, at=at("2020-02-12"))
    with pytest.raises(NotAllowed) as refused:
        committees.submit_minutes(
            session, authentication="password", by=chamber.secretary, at=at("2020-02-12")
        )
    assert {one.code for one in refused.value.reasons} == {"remarks_open", "unanswered"}
    committees.answer(said, "Se incluyó.", by=chamber.secretary, at=at("2020-02-12"))
    with pytest.raises(Conflict):
        committees.answer(said, "Otra vez.", by=chamber.secretary, at=at("2020-02-12"))
    minutes = committees.submit_minutes(
        session, authentication="password", by=chamber.secretary, at=at("2020-02-14")
    )
    assert [step["name"] for step in minutes.route] == ["Secretaría", "Presidencia"]
    with pytest.raises(NotAllowed, match="sometida"):
        committees.develop(
            session.items.get(), "Más.", by=chamber.secretary, at=at("2020-02-14", 10)
        )


def test_minutes_that_the_chair_returns_are_written_and_submitted_again(chamber: Chamber):
    session, minutes = chamber.submitted(chamber.version())
    returning.refuse(minutes, reason="Falta un punto.", by=chamber.chair, at=at("2020-02-12", 12))
    item = session.items.get()
    committees.develop(item, "Se leyó.", by=chamber.secretary, at=at("2020-02-13"))
    again = committees.submit_minutes(
        fresh(session), authentication="password", by=chamber.secretary, at=at("2020-02-13")
    )
    chamber.world.sign(again, 1, chamber.chair, "2020-02-13")
    assert Issuance.objects.filter(version__kind="procedure").count() == 1
