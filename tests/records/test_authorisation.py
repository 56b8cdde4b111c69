"""The verbs ask for a role themselves: no screen is trusted to have asked."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from records import issue, organization, submission, tagging
from records.exceptions import NotAllowed
from records.models import ClassificationScheme, Issuance, Office, Series, Withdrawal
from records.permissions import Role
from tests.factories import at, person

pytestmark = pytest.mark.django_db
MOMENT = at("2020-03-02")


def withdraw(issuance: Issuance, by: Any) -> Withdrawal:
    return issue.withdraw(
        issuance, effective_on=date(2021, 5, 1), reason="Sobra.", by=by, at=at("2021-04-01")
    )


def codes(error: pytest.ExceptionInfo[NotAllowed]) -> set[str]:
    return {reason.code for reason in error.value.reasons}


def test_only_an_approver_of_the_office_or_administration_withdraws(world):
    issuance = world.issue()
    others = person("otra.aprueba", Role.APPROVER, world.other_office)
    for by in (world.author, world.reviewer, world.archivist, others):
        with pytest.raises(NotAllowed) as error:
            withdraw(issuance, by)
        assert codes(error) == {"no_role"}
    assert withdraw(issuance, world.approver)


def test_what_was_superseded_is_not_withdrawn(world):
    first = world.issue()
    second = world.issue(first.document, world.content(title="Otro"), day="2020-05-04")
    with pytest.raises(NotAllowed) as error:
        withdraw(first, world.approver)
    assert codes(error) == {"not_in_force"}
    assert withdraw(second, person("adela.admin", Role.ADMINISTRATOR))


def test_only_who_writes_opens_and_tags(world):
    document = world.document()
    for by in (world.reviewer, world.approver, person("lee.solo", Role.READER)):
        with pytest.raises(NotAllowed) as error:
            submission.open_document(kind="format", office=world.office, by=by, at=MOMENT)
        assert codes(error) == {"no_role"}
        with pytest.raises(NotAllowed) as error:
            tagging.retag(document, ["datos"], by=by, at=MOMENT)
        assert codes(error) == {"no_role"}
    assert tagging.retag(document, ["datos"], by=world.archivist, at=MOMENT) == {"datos"}


def test_reference_data_is_kept_by_administration_and_classification_by_the_archive(world):
    office = Office(code="150", name="Secretaría de Salud")
    # The scheme of the adopted table is fixed: what is new goes into its next version.
    scheme = ClassificationScheme(name="CCD", label="2")
    organization.register(scheme, by=world.archivist, at=MOMENT)
    series = Series(scheme=scheme, office=world.office, code="130.09", name="Contratos")
    for by, instance in ((world.author, office), (world.archivist, office), (world.author, series)):
        with pytest.raises(NotAllowed) as error:
            organization.register(instance, by=by, at=MOMENT)
        assert codes(error) == {"no_role"}
    organization.register(series, by=world.archivist, at=MOMENT)
    organization.register(office, by=person("adela.admin", Role.ADMINISTRATOR), at=MOMENT)
    organization.register(Office(code="160", name="Archivo"), by=None, at=MOMENT)
