"""What is warned of: minimum periods, names that are nearly the same, terms of the law."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from records.business_days import Calendar
from records.models import DocumentType, Series
from retention.models import MinimumPeriod, RetentionSchedule, ScheduleTerm
from retention.scheduling import stages
from retention.scheduling.minimums import Minimum, too_short
from retention.scheduling.warnings import about_terms, about_types, of_lines, of_series
from tests.factories import World
from tests.retention.lives import DAY, lead, step
from tests.retention.test_settled import draft as draft  # a fixture
from tests.retention.test_settled import line

CONTRACTS = Minimum("contrato|contractual", 20, "Ley 80 de 1993, artículo 55")
LABOUR = Minimum("historia laboral", 80, "Acuerdo 1")


@pytest.mark.parametrize(
    ("name", "years", "disposition", "missed"),
    [
        ("CONTRATOS DE OBRA", 12, "destroy", True),
        ("Procesos contractuales", 19, "sample", True),
        ("Contratos", 20, "destroy", False),
        ("Contratos", 5, "permanent", False),
        ("Convenios", 5, "destroy", False),
        ("Subcontratos", 5, "destroy", False),
    ],
)
def test_a_series_that_is_kept_for_less_than_a_norm_asks(
    name: str, years: int, disposition: str, missed: bool
) -> None:
    assert bool(too_short([name], years, disposition, [CONTRACTS])) is missed


def test_all_words_of_one_way_of_saying_it_and_the_names_above_count() -> None:
    assert too_short(["Historias Laborales"], 10, "destroy", [LABOUR]) == [LABOUR]
    assert not too_short(["Historia institucional"], 10, "destroy", [LABOUR])
    assert too_short(["Contratos", "De suministro"], 10, "destroy", [CONTRACTS])
    assert not Minimum(" | ", 5, "x").means("lo que sea")


def test_lines_without_types_of_document_are_told_once_for_all(
    draft: RetentionSchedule, world: World
) -> None:
    """The form asks for them, and what has none is filed without; those above count."""

    def keep(code: str, above: Series | None = None) -> Series:
        row = Series.objects.create(
            scheme=draft.scheme, office=world.office, code=code, name=f"Serie {code}", parent=above
        )
        line(draft, row).save()
        return row

    drafted = draft.rules.values_list("series_id", flat=True)
    DocumentType.objects.bulk_create(DocumentType(series_id=key, name="Oficio") for key in drafted)
    assert about_types(draft) == []
    bare = keep("130.10")
    (sentence,) = about_types(draft)
    assert "130.10" in sentence
    keep("130.9")
    (sentence,) = about_types(draft)
    assert "2 " in sentence
    assert "130.9" in sentence
    DocumentType.objects.create(series=bare, name="Oficio")
    keep("130.10.1", bare)
    (sentence,) = about_types(draft)
    assert sentence.startswith("1 ")
    draft.kind = RetentionSchedule.Kind.TVD
    assert about_types(draft) == []


@pytest.mark.conformance("C06")
def test_names_and_codes_that_nearly_say_the_same(draft: RetentionSchedule, world: World) -> None:
    def keep(code: str, name: str) -> Series:
        return Series.objects.create(scheme=draft.scheme, office=world.office, code=code, name=name)

    keep("130.2", "Actas de comité directivo")
    keep("130.5", "Informes de gestión")
    twin = keep("130.3", "ACTAS DE COMITE DIRECTIVO")
    assert "se parece a «Actas de comité directivo»" in of_series(twin)[0]
    zeros = keep("130.02", "Programas")
    assert "salvo los ceros" in of_series(zeros)[0]
    assert of_series(keep("130.9", "Historias")) == []
    assert {one.code for one in of_lines(draft, today=DAY)} == {"130.2", "130.3"}


def test_terms_run_from_step_to_step_on_business_days() -> None:
    terms = [stages.Term("submit", 30), stages.Term("adjust", 30), stages.Term("evaluate", 5)]
    approved = stages.Taken("approved", "approved", date(2026, 3, 2))
    (due,) = stages.dues([approved], terms, Calendar())
    assert due.until == Calendar().add(date(2026, 3, 2), 30)
    assert not due.is_late(due.until)
    assert due.is_late(due.until + timedelta(days=1))
    submitted = stages.Taken("submitted", "submitted", due.until)
    first, second = stages.dues([approved, submitted], terms, Calendar())
    assert (first.met_on, first.is_late(date(2027, 1, 1))) == (due.until, False)
    assert second.kind == "evaluate"
    asked = stages.Taken("adjustments", "adjustments", due.until, deadline=date(2026, 12, 31))
    assert stages.dues([approved, submitted, asked], terms, Calendar())[-1].until == asked.deadline
    reopened = stages.Taken("reopened", "draft", due.until)
    assert stages.dues([approved, reopened], terms, Calendar()) == []


def test_terms_of_the_law_are_warned_of_and_keep_nobody_from_anything(
    draft: RetentionSchedule,
) -> None:
    lead(draft, "approved")
    assert ScheduleTerm.objects.filter(kind="submit", days=30).exists()
    ends = Calendar().add(DAY, 30)
    assert "vence el" in about_terms(draft, today=DAY)[0]
    assert "venció el" in about_terms(draft, today=ends + timedelta(days=1))[0]
    ScheduleTerm.objects.filter(kind="submit").update(valid_to=DAY - timedelta(days=1))
    assert about_terms(draft, today=DAY) == []
    step(draft, "submitted")


def test_the_lines_of_a_version_are_warned_of_by_code(
    draft: RetentionSchedule, world: World
) -> None:
    contracts = Series.objects.create(
        scheme=draft.scheme, office=world.office, code="130.60", name="Contratos de obra"
    )
    line(draft, contracts).save()
    told = {one.code: one.message for one in of_lines(draft, today=DAY)}
    assert set(told) == {"130.60"}
    assert "Ley 80 de 1993" in told["130.60"]
    MinimumPeriod.objects.filter(years=20).update(valid_from=DAY + timedelta(days=1))
    assert of_lines(draft, today=DAY) == []
