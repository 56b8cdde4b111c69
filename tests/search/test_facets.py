"""What the values of facets are called: by nothing that the reader may not know."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from records.models import ClassificationScheme, Series
from retention.models import RetentionSchedule
from search.facets import labelled
from search.fields import Field
from tests.factories import World
from tests.retention.lives import lead, step
from tests.retention.test_settled import draft as draft  # a fixture
from tests.retention.test_settled import line
from tests.search.corpus import ANYBODY, Corpus

pytestmark = pytest.mark.django_db
TODAY = date(2020, 6, 1)


def called(code: str, user: Any) -> str:
    (one,) = labelled({Field.SERIES: [(code, 1)]}, user, TODAY)[Field.SERIES]
    return one.label


def test_a_series_is_called_as_in_the_schedule_in_force(
    world: World, draft: RetentionSchedule
) -> None:
    """Not as in one that is being written, nor in a scheme without any, though kept later."""
    other = ClassificationScheme.objects.create(name="Otro", label="9")
    for scheme in (draft.scheme, other):
        renamed = Series.objects.create(
            scheme=scheme, office=world.office, code=world.series.code, name="Nombre nuevo"
        )
        if scheme == draft.scheme:
            line(draft, renamed).save()
    everybody = (ANYBODY, world.author, world.archivist)
    for status in (RetentionSchedule.Status.DRAFT, RetentionSchedule.Status.ADOPTED):
        lead(draft, status)
        assert {called(world.series.code, user) for user in everybody} == {"Procedimientos"}
    for kind in ("published", "registered", "in_force"):
        step(draft, kind)
    assert {called(world.series.code, user) for user in everybody} == {"Nombre nuevo"}


def test_the_name_in_a_draft_is_told_to_the_archive_alone(
    world: World, draft: RetentionSchedule
) -> None:
    assert called("130.50", world.archivist) == "Planes"
    for user in (ANYBODY, world.author):
        assert called("130.50", user) == "130.50"
    lead(draft, RetentionSchedule.Status.ADOPTED)
    assert called("130.50", ANYBODY) == "Planes"


def test_without_any_schedule_what_one_may_read_tells_the_name_of_its_series() -> None:
    corpus = Corpus()
    corpus.add("PR-1", "Datos", series=corpus.series)
    assert called("210.11", ANYBODY) == "Manuales"
    other = Series.objects.create(
        scheme=corpus.series.scheme, office=corpus.office, code="210.12", name="Secretos"
    )
    corpus.add("PR-2", "Otros", series=other, access="reserved")
    assert called("210.12", ANYBODY) == "210.12"
    assert called("210.12", corpus.own) == "Secretos"
