"""Minutes of before: adopted as a record of their committee, or refused with every reason."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from records import numbers, storage
from records.adoption import Original
from records.committees import adopt_minutes, former
from records.committees.former import (
    Confirmed,
    Named,
    committee_named,
    former_minutes,
)
from records.committees.holding import numbers_of
from records.exceptions import Conflict, NotAllowed
from records.models import (
    AccessLevel,
    Component,
    ControlledDocument,
    Issuance,
    Record,
    RegistryNumber,
)
from tests.chamber import Chamber
from tests.factories import at

pytestmark = pytest.mark.django_db
FILE = b"%PDF-1.7 el acta firmada"


def adopt(chamber: Chamber, *, by: Any = None, file: bytes = FILE, **told: Any) -> Issuance:
    confirmed = {
        "committee": chamber.committee,
        "number": 4,
        "held_on": date(2019, 3, 12),
    } | told
    signed = {"names": ["Rosa Muñoz"], "position": "Presidenta", "date": None}
    return adopt_minutes(
        {**chamber.world.content(), "schema": "content-1", "code": "FO-GD-11"},
        Confirmed(**confirmed),
        signatures=[{**signed, "role": "approved", "committee": None, "minutes_number": None}],
        original=Original(file, "acta 4.pdf", "application/pdf"),
        by=by or chamber.world.archivist,
        at=at("2020-02-03"),
    )


def codes(error: pytest.ExceptionInfo[NotAllowed]) -> set[str]:
    return {reason.code for reason in error.value.reasons}


def test_they_become_a_record_of_their_committee_byte_for_byte(chamber: Chamber):
    issuance = adopt(chamber)
    assert issuance.document.code == "AC-CTIC-2019-004"
    assert issuance.version.title == "Comité de las TIC, sesión del 12 de marzo de 2019"
    assert (issuance.envelope["level"], issuance.adopted) == ("L0", True)
    assert issuance.document.access == AccessLevel.CLASSIFIED
    kept = issuance.version.components.get(role=Component.Role.ORIGINAL)
    assert storage.storage().read(kept.sha256) == FILE
    assert Record.objects.filter(version=issuance.version).exists()
    assert issuance.version.series.code == chamber.committee.series_code
    assert list(former_minutes(chamber.committee)) == [issuance]
    # a number of a former year is in no row that Legajo gives from
    assert not RegistryNumber.objects.exists()


def test_every_reason_is_told_at_once_and_nothing_is_kept(chamber: Chamber):
    with pytest.raises(NotAllowed) as error:
        adopt(
            chamber,
            by=chamber.secretary,
            committee=None,
            number=None,
            held_on=date(2031, 1, 1),
            decided=[Named("PR-M9-P9-99")],
        )
    expected = {"unknown_committee", "no_number", "date_future", "unknown_document", "no_role"}
    assert expected <= codes(error)
    assert not ControlledDocument.objects.exists()


def test_a_number_is_not_taken_twice(chamber: Chamber):
    adopt(chamber)
    with pytest.raises(NotAllowed) as error:
        adopt(chamber, file=b"%PDF-1.7 otra acta")
    assert codes(error) == {"number_taken"}


def test_one_file_is_not_the_minutes_of_two_sessions(chamber: Chamber):
    adopt(chamber)
    with pytest.raises(NotAllowed) as error:
        adopt(chamber, number=5)
    assert codes(error) == {"file_kept"}
    assert "AC-CTIC-2019-004" in str(error.value)


def test_one_file_that_two_adopt_at_once_is_kept_once(
    chamber: Chamber, monkeypatch: pytest.MonkeyPatch
):
    plain = former.adoption.adopt

    def after_another(*args: Any, **told: Any) -> Issuance:
        monkeypatch.setattr(former.adoption, "adopt", plain)
        adopt(chamber)
        return plain(*args, **told)

    monkeypatch.setattr(former.adoption, "adopt", after_another)
    with pytest.raises(Conflict) as error:
        adopt(chamber, number=5)
    assert codes(error) == {"file_kept"}


def test_a_committee_did_not_meet_before_it_existed(chamber: Chamber):
    with pytest.raises(NotAllowed, match="no existe ese día") as error:
        adopt(chamber, held_on=date(2014, 12, 31))
    assert codes(error) == {"no_committee_then"}
    assert not ControlledDocument.objects.exists()


def test_a_number_that_was_set_aside_last_year_is_not_taken_from_whom_it_was_given_by_hand(
    chamber: Chamber,
):
    row, archivist = numbers_of(chamber.committee), chamber.world.archivist
    opened = numbers.open_range(row, 3, order="Res. 1", by=archivist, at=at("2019-12-20"))
    with pytest.raises(NotAllowed) as error:
        adopt(chamber, number=2, held_on=date(2019, 12, 28))
    assert codes(error) == {"number_taken"}
    adopted = adopt(chamber, number=4, held_on=date(2019, 12, 28)).document
    written = [
        numbers.HandWritten(one, chamber.world.document(), date(2019, 12, 27)) for one in (1, 2, 3)
    ]
    given = numbers.load_range(
        opened, row, written, minutes=None, by=archivist, at=at("2020-02-04")
    )
    assert adopted.code not in {one.printed for one in given}


def test_a_number_of_this_year_is_the_next_one_and_counts(chamber: Chamber):
    with pytest.raises(NotAllowed) as error:
        adopt(chamber, held_on=date(2020, 1, 15), number=2)
    assert codes(error) == {"number_order"}
    adopt(chamber, held_on=date(2020, 1, 15), number=1)
    adopt(chamber, held_on=date(2020, 1, 29), number=2, file=b"%PDF-1.7 el acta 2")
    held = chamber.held()
    assert held.opening.number.printed == "AC-CTIC-2020-003"


def test_a_decision_names_documents_and_versions_that_exist(chamber: Chamber):
    issued = chamber.world.issue()
    known = issued.document.code
    with pytest.raises(NotAllowed) as error:
        adopt(chamber, decided=[Named(known, "77"), Named("PR-M9-P9-99", "01")])
    assert codes(error) == {"unknown_version", "unknown_document"}
    label = issued.label.lstrip("0") or issued.label
    assert adopt(chamber, decided=[Named(known, label), Named(known)])


def test_a_committee_is_known_by_its_name(chamber: Chamber):
    assert committee_named("COMITE TIC") == chamber.committee
    assert committee_named("Comité de las TIC y de datos") is None
    assert committee_named("de las") is None
    assert committee_named("") is None
