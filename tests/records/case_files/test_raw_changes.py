"""What raw SQL does to a case file is refused, or named by the verification of the register."""

from __future__ import annotations

from datetime import date

from django.db import DatabaseError, transaction

import pytest

from records import integrity
from records.case_files import reclassifying
from records.models import CaseFile, Record, Series
from records.restrictions.imposing import impose
from tests.factories import World, at
from tests.grounds import grounds
from tests.records.case_files.files import filed, opened

pytestmark = pytest.mark.django_db
NOW = at("2020-03-01")


def refused(case_file: CaseFile, **told: object) -> bool:
    try:
        with transaction.atomic():
            CaseFile.objects.filter(pk=case_file.pk).update(**told)
    except DatabaseError as error:
        return "ni de serie sin reclasificarse" in str(error)
    return False


@pytest.mark.conformance("C10")
def test_a_case_file_goes_to_another_series_by_a_reclassification_only(world: World) -> None:
    other = Series.objects.get(code="130.02.03")
    case_file = opened(world)
    former = case_file.series
    assert refused(case_file, series=other)
    assert refused(case_file, opened_on=date(1980, 1, 1))
    reclassifying.reclassify(case_file, other, reason="Error", by=world.archivist, at=NOW)
    assert CaseFile.objects.get(pk=case_file.pk).series == other
    assert refused(case_file, series=former)
    assert not refused(case_file, title="Contrato 15 de 2020")


@pytest.mark.conformance("C12")
@pytest.mark.parametrize("name", ["title", "created_on", "case_file", "same_as"])
def test_a_record_keeps_its_title_dates_and_case_file(world: World, name: str) -> None:
    case_file, other = opened(world, title="Uno"), opened(world, title="Dos")
    record, beside = filed(world, case_file), filed(world, other)
    told = {
        "title": "Otra",
        "created_on": date(1980, 1, 1),
        "case_file": other,
        "same_as": beside,
    }
    with pytest.raises(DatabaseError, match="título, fechas o expediente"), transaction.atomic():
        Record.objects.filter(pk=record.pk).update(**{name: told[name]}, position=7)
    reclassifying.merge(case_file, other, reason="Es lo mismo", by=world.archivist, at=NOW)
    assert Record.objects.get(pk=record.pk).case_file == other


@pytest.mark.parametrize("model", [CaseFile, Record])
def test_a_level_that_no_act_lowered_is_named(world: World, model: type) -> None:
    case_file = opened(world)
    record = filed(world, case_file)
    subject = case_file if model is CaseFile else record
    impose(subject, "reserved", grounds(), by=world.archivist, at=NOW)
    assert not named()
    for level in ("classified", "public"):
        model.objects.filter(pk=subject.pk).update(access=level)
        [sentence] = named()
        assert "restricción sin acto" in sentence


def named() -> list[str]:
    return [one.message for one in integrity.verify().problems if one.check == "restriction_kept"]
