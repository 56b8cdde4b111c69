"""An order to suppress that does not happen."""

from __future__ import annotations

from typing import Any

import pytest

from records import due_tasks
from records.case_files.correcting import remove
from records.exceptions import NotAllowed
from records.models import Record
from records.no_record import quarantine, suppressing
from records.no_record.suppressing import Ground
from records.querysets import files_of
from tests.factories import World, at
from tests.records.capture.arriving import arrived, case_file, world
from tests.records.test_no_record import actions, by_order, codes, record, second

__all__ = ["arrived", "case_file", "record", "second", "world"]


@pytest.mark.parametrize("who", ["the second person", "who ordered it"])
def test_an_order_that_is_refused_suppresses_nothing_and_may_come_anew(
    world: World, record: Record, second: Any, who: str
) -> None:
    by = world.archivist if who == "who ordered it" else second
    file = record.components.get(name="datos.txt")
    order = suppressing.order_suppression(
        record, by_order(file), by=world.archivist, at=at("2020-02-05")
    )
    with pytest.raises(NotAllowed) as refused:
        suppressing.refuse_suppression(order, reason=" ", by=world.author, at=at("2020-02-06"))
    assert codes(refused) == ["no_role", "no_reason"]
    refusal = suppressing.refuse_suppression(
        order, reason="La sentencia fue revocada.", by=by, at=at("2020-02-06")
    )
    assert (refusal.user, refusal.reason) == (by, "La sentencia fue revocada.")
    assert actions()[-1] == "suppression.refused"
    assert order not in suppressing.to_confirm(second)
    for deed in (
        lambda: suppressing.confirm_suppression(order, by=second, at=at("2020-02-07")),
        lambda: suppressing.refuse_suppression(order, reason="Otra.", by=by, at=at("2020-02-07")),
    ):
        with pytest.raises(NotAllowed) as refused:
            deed()
        assert codes(refused) == ["refused"]
    assert due_tasks.run("suppressed", at=at("2020-02-07")) is None
    assert file.name in [one.name for one in files_of(record, world.archivist)]
    anew = suppressing.order_suppression(
        record, by_order(file), by=world.archivist, at=at("2020-02-08")
    )
    suppressing.confirm_suppression(anew, by=second, at=at("2020-02-09"))
    assert file.name not in [one.name for one in files_of(record, world.archivist)]
    with pytest.raises(NotAllowed) as refused:
        suppressing.refuse_suppression(anew, reason="Tarde.", by=by, at=at("2020-02-10"))
    assert codes(refused) == ["confirmed"]


def test_what_was_refused_as_a_mistake_comes_back(
    world: World, record: Record, second: Any
) -> None:
    mistake = by_order(ground=Ground.MISTAKE, authority="", order="", ordered_on=None)
    removal = remove(record, reason="Error.", by=world.archivist, at=at("2020-02-04"))
    order = suppressing.order_suppression(record, mistake, by=world.archivist, at=at("2020-02-05"))
    suppressing.refuse_suppression(order, reason="Sí es de aquí.", by=second, at=at("2020-02-05"))
    quarantine.give_back(removal, reason="Sí era.", by=second, at=at("2020-02-06"))
    assert [one.name for one in files_of(record, world.archivist)] == ["oficio.pdf", "datos.txt"]
