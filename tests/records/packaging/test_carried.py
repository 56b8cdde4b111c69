"""What was decided and done about a case file goes with it; what cannot is told; who signed too."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from django.core import mail
from django.core.management import call_command

import pytest

from records import integrity
from records.case_files import lending, paper
from records.case_files.access import Grounds
from records.case_files.on_paper import Sheets, file_on_paper
from records.electronic_index import attaching
from records.exceptions import NotAllowed
from records.models import (
    Appointment,
    Capture,
    CaseFile,
    CaseFileImport,
    CaseFileIndex,
    CaseFileReopening,
    Digitisation,
    DocumentType,
    Reclassification,
    Record,
    RecordEvent,
    Restriction,
    Series,
)
from records.packaging.exporting import PackageError, export
from records.packaging.importing import take_in
from records.packaging.plan import BESIDE, FORMER_SCHEMA
from records.packaging.sources import sources
from records.packaging.telling import told
from records.restrictions.imposing import declassify, impose
from records.restrictions.warning import warn
from records.storage import LocalStorage, storage
from retention.models import RuleExtension, StartingFact
from retention.scheduling.extending import extend_rule, rule_of
from tests.factories import World, at
from tests.records.electronic_index.made import case_file, closed, filed
from tests.records.packaging.test_packages import elsewhere, telling

pytestmark = pytest.mark.django_db
NOW = at("2020-06-01")
LATER = at("2020-06-02")
WHY = Grounds(
    norm="Ley 1712 de 2014, artículo 19, literal d",
    aim="Proteger la investigación",
    harm="El investigado conocería las pruebas antes de tiempo",
    until=date(2035, 2, 3),
)
DEEDS = ("restrictions", "reclassifications", "witnesses", "further")


@pytest.fixture
def world(settings: Any, tmp_path: Path) -> World:
    settings.RECORDS_STORAGE_ROOT = tmp_path / "files"
    settings.REGISTER_ANCHORS = tmp_path / "heads"
    return World(document_types=("Informe",))


def problems() -> list[str]:
    """What verification finds, but for the series that a test put into a frozen schedule."""
    found = integrity.verify().problems
    return [f"{one.check}: {one.message}" for one in found if one.check != "schedule_lines"]


def done(world: World, day: str = "2020-02-05") -> dict[str, Any]:
    return {"user": world.archivist, "name": "Aldo Archivo", "office": "Archivo", "at": at(day)}


def packed(made: CaseFile, folder: Path, *, bag: bool = False) -> tuple[Path, dict[str, Any]]:
    made = CaseFile.objects.with_standing().get(pk=made.pk)
    for index in made.indices.all():
        attaching.attach(index, at=NOW)
    return export(made, folder, bag=bag, at=NOW), told(made, at=NOW)


def full(world: World) -> CaseFile:
    """A reserved case file of which everything was done that a case file lets be done."""
    made = case_file(world, support="hybrid")
    of_paper = filed(world, made, b"%PDF-1 uno", title="Uno")
    other = filed(world, made, b"%PDF-1 dos", title="Dos")
    told_of_it = Sheets(title="Plano", created_on=date(2020, 2, 4), folios=3, place={"box": "C-4"})
    file_on_paper(made, told_of_it, by=world.archivist, at=at("2020-02-05"))
    impose(made, "reserved", WHY, by=world.archivist, at=at("2020-02-05"))
    classified = Grounds(WHY.norm, WHY.aim, WHY.harm, partial=True, part="Anexo 2")
    row = impose(other, "reserved", WHY, by=world.archivist, at=at("2020-02-05"))
    declassify(
        row,
        act_="Resolución 9",
        on=date(2020, 2, 6),
        reason="Ya se publicó.",
        access="classified",
        grounds=classified,
        by=world.archivist,
        at=at("2020-02-06"),
    )
    paper.keep_apart(
        made, what="Plano", where="Planoteca", reason="Tamaño", record=of_paper,
        by=world.archivist, at=at("2020-02-07"),
    )  # fmt: skip
    former = Series.objects.create(
        scheme=world.series.scheme, office=world.office, code="130.99", name="Otra"
    )
    Reclassification.objects.create(
        case_file=made, former=former, series=world.series, reason="Error", **done(world)
    )
    Capture.objects.create(record=of_paper, way="upload", notes=["encrypted"], **done(world))
    Digitisation.objects.create(
        record=of_paper, medium="paper", original_place="Caja 4", digitised_by="Dora",
        digitised_on=date(2020, 2, 4), checked_by="Ciro", quality="Legible", probative=True,
        **done(world),
    )  # fmt: skip
    of_paper.tags.set(["contrato", "obra"])
    extend_rule(
        made, motive="later_law", act="Ley 5 de 2020", on=date(2020, 2, 8), reason="Más años",
        archive_years=40, by=world.archivist, at=at("2020-02-08"),
    )  # fmt: skip
    StartingFact.objects.create(
        case_file=made,
        what="Liquidación",
        on=date(2020, 2, 9),
        record=other,
        **done(world, "2020-02-09"),
    )
    CaseFile.objects.filter(pk=made.pk).update(
        responsible=Appointment.objects.filter(user=world.author).first()
    )
    closed(world, made)
    return made


def as_it_was(described: dict[str, Any]) -> dict[str, Any]:
    return {
        **{name: described[name] for name in DEEDS},
        "case_file": described["case_file"],
        "records": [
            {name: one[name] for name in (*BESIDE, "title")} for one in described["records"]
        ],
    }


@pytest.mark.conformance("R14")
def test_the_deeds_of_a_case_file_go_with_it(world: World, tmp_path: Path) -> None:
    with elsewhere():
        made = full(world)
        package, before = packed(made, tmp_path / "out")
        kept = rule_of(made)
        assert kept is not None
        terms = kept.terms
    assert terms.archive_years == 48
    Series.objects.create(
        scheme=world.series.scheme, office=world.office, code="130.99", name="Otra"
    )
    taken = take_in(package, by=None, at=LATER)
    here = CaseFile.objects.with_standing().get(pk=taken.case_file.pk)
    assert as_it_was(told(here, at=NOW)) == as_it_was(before)
    now = rule_of(here)
    assert now is not None
    assert now.terms == terms
    assert RuleExtension.objects.get().by is None
    levels = Restriction.objects.standing().values_list("access", "until").order_by("pk")
    assert list(levels) == [("reserved", date(2035, 2, 3)), ("classified", None)]
    assert [one for one in taken.left if "Quien respondía" in one]
    event = RecordEvent.objects.get(action="case_file.imported")
    assert event.detail.payload["left"] == list(taken.left)
    assert problems() == []
    assert warn(at("2035-01-10"))
    assert [one.to for one in mail.outbox] == [[world.archivist.email]]


def test_what_cannot_be_carried_is_told(world: World, tmp_path: Path, capsys: Any) -> None:
    with elsewhere():
        made = full(world)
        loan = lending.lend(
            made, borrower=world.author, purpose="Consulta", due_on=date(2020, 7, 1),
            by=world.archivist, at=NOW,
        )  # fmt: skip
        assert loan.pk
        package, _before = packed(made, tmp_path / "out")
    telling(lambda one: one["further"].update(otra={}))(package)
    call_command("import_case_file", str(package))
    said = capsys.readouterr().out
    for words in ("préstamos (1)", "reclasificación de 130.99", "«otra»", "Quien respondía"):
        assert words in said
    assert not Reclassification.objects.exists()


def former(described: dict[str, Any]) -> None:
    """The description as the first schema had it."""
    described["schema"] = FORMER_SCHEMA
    for name in (*DEEDS, "responsible", "stays"):
        del described[name]
    for one in described["records"]:
        for name in BESIDE:
            del one[name]


def test_a_package_of_the_former_schema_is_read_and_its_silence_told(
    world: World, tmp_path: Path
) -> None:
    with elsewhere():
        package, _before = packed(full(world), tmp_path / "out")
    telling(former)(package)
    taken = take_in(package, by=None, at=LATER)
    assert taken.case_file.access == "reserved"
    assert not Restriction.objects.exists()
    assert any("nada dice" in one for one in taken.left)


WRONG: dict[str, tuple[Any, str]] = {
    "a reserve of thirty years": (
        lambda one: one["restrictions"][0].update(until="2050-01-01"), "quince|15",
    ),
    "a reserve without term": (
        lambda one: one["restrictions"][0].update(until=None), "no se puede",
    ),
    "of no record": (lambda one: one["restrictions"][0].update(record=9), "no se puede leer"),
    "an extension of nothing": (
        lambda one: one["further"]["retention"]["extensions"][0].update(further_archive_years=0),
        "no se puede",
    ),
    "retention told otherwise": (
        lambda one: one["further"]["retention"].pop("facts"), "no se puede",
    ),
    "a fact of no record": (
        lambda one: one["further"]["retention"]["facts"][0].update(record=77), "no se puede",
    ),
    "another way": (lambda one: one["records"][0]["capture"].update(way="magia"), "magia"),
    "a title that turns around": (
        lambda one: one["case_file"].update(title="Contrato \u202e21"), "no se ven",
    ),
    "a record that turns around": (
        lambda one: one["records"][0].update(title="Uno\u200f"), "no se ven",
    ),
    "in no volume": (lambda one: one["records"][0].update(volume=9), "no se puede"),
    "closed before it was opened": (
        lambda one: one["closings"][0].update(on="2019-12-31"), "2019-12-31",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_deeds_that_no_house_did_are_refused(world: World, tmp_path: Path, name: str) -> None:
    with elsewhere():
        package, _before = packed(full(world), tmp_path / "out")
    change, sentence = WRONG[name]
    telling(change)(package)
    with pytest.raises(PackageError, match=sentence):
        take_in(package, by=None, at=LATER)
    assert not CaseFile.objects.exists()
    assert not Restriction.objects.exists()


def test_a_reopening_is_not_earlier_than_its_closing(world: World, tmp_path: Path) -> None:
    with elsewhere():
        made = case_file(world)
        filed(world, made, b"%PDF-1 uno")
        index = closed(world, made)
        CaseFileReopening.objects.create(
            closing=index.closing, on=date(2020, 4, 1), reason="Orden", act="Auto 4",
            name="Carla", at=at("2020-04-01"),
        )  # fmt: skip
        package, _before = packed(made, tmp_path / "out")
    telling(lambda one: one["closings"][0]["reopening"].update(on="2020-03-01"))(package)
    with pytest.raises(PackageError, match="antes del 2020-03-02"):
        take_in(package, by=None, at=LATER)


def test_retention_gives_its_part(db: None) -> None:
    assert "retention" in sources()


def test_a_subseries_takes_the_types_of_the_one_above(world: World, tmp_path: Path) -> None:
    kind = DocumentType.objects.get(series=world.series, name="Informe")
    below = Series.objects.create(
        scheme=world.series.scheme, office=world.office, parent=world.series,
        code=f"{world.series.code}.07", name="Informes de gestión",
    )  # fmt: skip
    with elsewhere():
        world.series = below
        made = case_file(world)
        filed(world, made, b"%PDF-1 uno", title="Uno", document_type=kind)
        package, _before = packed(made, tmp_path / "out")
    taken = take_in(package, by=None, at=LATER)
    assert Record.objects.get(case_file=taken.case_file).document_type == kind
    assert taken.case_file.series == below


def test_no_file_of_a_document_is_held_in_memory(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, held = Path.read_bytes, []
    read = LocalStorage.read

    def seen(path: Path) -> bytes:
        held.append(str(path))
        return whole(path)

    def asked(self: LocalStorage, digest: str) -> bytes:
        held.append(digest)
        return read(self, digest)

    with elsewhere():
        made = case_file(world)
        filed(world, made, b"%PDF-1 enorme")
        digest = storage().put(b"%PDF-1 enorme")
        with monkeypatch.context() as patched:
            patched.setattr(LocalStorage, "read", asked)
            package, _before = packed(made, tmp_path / "out")
    assert digest not in held
    monkeypatch.setattr(Path, "read_bytes", seen)
    take_in(package, by=None, at=LATER)
    assert not [one for one in held if "/data/" in one or digest in one]


# --- whose seal it is ---


@contextmanager
def sealed_by_another(settings: Any, folder: Path) -> Iterator[None]:
    """Another seal signs inside: one that anybody can make."""
    own = settings.SEAL_DEMO_FOLDER
    settings.SEAL_DEMO_FOLDER = folder
    try:
        yield
    finally:
        settings.SEAL_DEMO_FOLDER = own


@pytest.mark.conformance("C17")
def test_an_index_that_another_key_signed_is_named(
    world: World, settings: Any, tmp_path: Path
) -> None:
    made = case_file(world)
    filed(world, made, b"%PDF-1 uno")
    index = closed(world, made)
    with sealed_by_another(settings, tmp_path / "mallory"):
        attaching.attach(index, at=NOW)
    found = [one for one in integrity.verify().problems if one.check == "index_signature"]
    assert [one.message.partition(" «")[0] for one in found] == ["Lo firmó", "Su PDF lo selló"]


def test_who_signed_a_package_is_known_or_said_by_the_importer(
    world: World, settings: Any, tmp_path: Path, capsys: Any
) -> None:
    with elsewhere():
        made = case_file(world)
        filed(world, made, b"%PDF-1 uno")
        index = closed(world, made)
        with sealed_by_another(settings, tmp_path / "mallory"):
            attaching.attach(index, at=at("2020-03-03"))
        package, _before = packed(made, tmp_path / "out")
    with pytest.raises(NotAllowed) as refused:
        take_in(package, by=None, at=LATER)
    reasons = refused.value.reasons
    assert {one.code for one in reasons} == {"signer"}
    assert "DEMOSTRACIÓN" in reasons[0].message
    fingerprint = reasons[0].message.rstrip(".").rpartition(" ")[2]
    assert not CaseFile.objects.exists()
    with pytest.raises(NotAllowed):
        take_in(package, by=None, at=LATER, trusted=["0" * 64])
    spaced = ":".join(fingerprint[place : place + 2] for place in range(0, 64, 2)).upper()
    call_command("import_case_file", str(package), "--firmante", spaced)
    assert fingerprint in capsys.readouterr().out
    kept = CaseFileImport.objects.get().signers
    assert {one["sha256"] for one in kept} == {fingerprint}
    assert "DEMOSTRACIÓN" in json.dumps(kept, ensure_ascii=False)
    assert problems() == []
    assert CaseFileIndex.objects.count() == 1
