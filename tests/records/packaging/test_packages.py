"""A case file goes out in a package and comes in again the same, or not at all."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat

import bagit
import pytest
from lxml import etree

from records import followers, integrity, issue
from records.electronic_index import attaching
from records.electronic_index.building import index_of
from records.electronic_index.rows import Row
from records.exceptions import NotAllowed
from records.models import (
    AccessLevel,
    CaseFile,
    CaseFileImport,
    CaseFileIndex,
    CaseFileReopening,
    ClassificationScheme,
    Component,
    DocumentType,
    Office,
    Origin,
    Record,
    RecordEvent,
)
from records.packaging import exporting, mets
from records.packaging.exporting import PackageError, export
from records.packaging.importing import take_in
from records.packaging.plan import DESCRIBED, METS, TOLD
from records.packaging.telling import told
from records.storage import LocalStorage, storage
from tests.factories import World, at
from tests.proofs.tampering import drop_guards
from tests.records.electronic_index.made import case_file, closed, filed
from tests.standing import standing

pytestmark = pytest.mark.django_db
FIXTURES = Path(__file__).parents[2] / "fixtures"


@pytest.fixture
def world(settings: Any, tmp_path: Path) -> World:
    settings.RECORDS_STORAGE_ROOT = tmp_path / "files"
    settings.REGISTER_ANCHORS = tmp_path / "heads"
    return standing(World, document_types=("Contrato",))


@dataclass(frozen=True)
class Packed:
    """A package, in a bag too, of a case file that is no more here; and what it was."""

    code: str
    folder: Path
    bag: Path
    told: dict[str, Any]
    rows: tuple[Row, ...]


class Undone(Exception):
    """Raised to take a case file back: what plays the other installation is gone."""


@contextmanager
def elsewhere() -> Iterator[None]:
    """What is recorded inside plays another installation: it is gone afterwards."""
    try:
        with transaction.atomic(), followers.held_back():
            yield
            raise Undone
    except Undone:
        pass


_MADE: dict[str, Packed] = {}


def made_elsewhere(world: World, folder: Path) -> Packed:
    """Closed, reopened and closed again; electronic, digitised and on paper; with an annex."""
    kind = DocumentType.objects.get(series=world.series, name="Contrato")
    made = case_file(world, support="hybrid", metadata={"Valor": "12,5"})
    made.volumes.create(number=1, folios=7, box="C-4")
    filed(world, made, b"%PDF-1 uno", title="Uno ñ", pages=3, document_type=kind)
    filed(world, made, None, title="Plano", origin=Origin.PAPER, pages=2)
    first = closed(world, made)
    CaseFileReopening.objects.create(
        closing=first.closing, on=at("2020-04-01").date(), reason="Orden", act="Auto 4",
        name="Carla Aprueba", at=at("2020-04-01"),
    )  # fmt: skip
    late = filed(
        world, made, b"%PDF-1 dos", title="Dos", day="2020-04-02", origin=Origin.DIGITISED,
        access=AccessLevel.CLASSIFIED,
    )  # fmt: skip
    Component.objects.create(
        record=late, role=Component.Role.ANNEX, sha256=storage().put(b"\x89PNG"), size=4,
        media_type="image/png", name="../../foto.png", created_at=at("2020-04-02"),
    )  # fmt: skip
    second = closed(world, made, day="2020-05-04", number=2)
    for one in (first, second):
        attaching.attach(one, at=at("2020-05-05"))
    moment = at("2020-06-01")
    return Packed(
        made.code,
        export(made, folder / "out", bag=False, at=moment),
        export(made, folder / "bag", bag=True, at=moment),
        told(made, at=moment),
        index_of(made, at=moment).rows,
    )


@pytest.fixture
def packed(world: World, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Packed:
    """Made once, and given to each test in a folder of its own."""
    if not _MADE:
        before = set(storage().digests())
        with elsewhere():
            _MADE["one"] = made_elsewhere(world, tmp_path_factory.mktemp("packed"))
        for digest in set(storage().digests()):  # that installation's files are not here either
            if digest not in before:
                LocalStorage().path(digest).unlink()
    one = _MADE["one"]
    folders = {name: tmp_path / name / one.code for name in ("out", "bag")}
    shutil.copytree(one.folder, folders["out"])
    shutil.copytree(one.bag, folders["bag"])
    return replace(one, folder=folders["out"], bag=folders["bag"])


def without_names(described: dict[str, Any]) -> dict[str, Any]:
    records = [{**one, "id": ""} for one in described["records"]]
    return {**described, "records": records}


@pytest.mark.conformance("R14")
@pytest.mark.parametrize("form", ["folder", "bag"])
def test_what_goes_out_comes_in_the_same(packed: Packed, form: str) -> None:
    taken = take_in(getattr(packed, form), by=None, at=at("2020-06-02"))
    made = CaseFile.objects.with_standing().get(pk=taken.case_file.pk)
    assert without_names(told(made, at=at("2020-06-01"))) == without_names(packed.told)
    rows = index_of(made, at=at("2020-06-01")).rows
    assert [replace(one, id="") for one in rows] == [replace(one, id="") for one in packed.rows]
    assert made.standing == "closed"
    assert CaseFileIndex.objects.filter(case_file=made).count() == 2
    assert integrity.verify().problems == []
    event = RecordEvent.objects.get(action="case_file.imported")
    whole = packed.bag / "data" / METS if form == "bag" else packed.folder / METS
    assert event.facts["mets_sha256"] == hashlib.sha256(whole.read_bytes()).hexdigest()
    assert CaseFileImport.objects.get(case_file=made).source == "Gobernación de Prueba"


def test_the_next_case_file_opened_here_takes_another_number(world: World, packed: Packed) -> None:
    taken = take_in(packed.folder, by=None, at=at("2020-06-02"))
    assert taken.case_file.code.endswith("-001")
    assert case_file(world).code.endswith("-002")


def test_every_file_is_declared_with_its_fixity(packed: Packed) -> None:
    declared = {}
    for folder in ("", "representations/original"):
        content = (packed.folder / folder / METS).read_bytes()
        for path, digest, size in mets.referred(content):
            declared[str(Path(folder, path))] = (digest, size)
    for file in packed.folder.rglob("*"):
        name = file.relative_to(packed.folder).as_posix()
        if file.is_file() and name != METS:
            content = file.read_bytes()
            assert declared.pop(name) == (hashlib.sha256(content).hexdigest(), len(content))
    assert declared == {}
    names = {file.name for file in packed.folder.rglob("*")}
    assert not any("foto" in name or ".." in name for name in names)


def test_premis_obeys_its_schema_and_tells_fixity_events_and_rights(packed: Packed) -> None:
    schema = etree.XMLSchema(file=str(FIXTURES / "premis" / "premis-v3-0.xsd"))
    space = {"p": "http://www.loc.gov/premis/v3"}
    whole, files = (
        etree.parse(packed.folder / place / "metadata/preservation/premis.xml")
        for place in ("", "representations/original")
    )
    for tree in (whole, files):
        assert schema.validate(tree), schema.error_log
    actions = whole.xpath("//p:eventType/text()", namespaces=space)
    assert {"case_file.opened", "case_file.indexed", "case_file.index_signed"} <= set(actions)
    assert whole.xpath("//p:statuteCitation/text()", namespaces=space) == ["Ley 1712 de 2014"]
    assert "../../foto.png" in files.xpath("//p:originalName/text()", namespaces=space)
    catalogue = etree.parse(packed.folder / DESCRIBED).xpath("//*[local-name()='identifier']")
    assert [one.text for one in catalogue] == [packed.code]


@pytest.fixture
def small(world: World) -> CaseFile:
    made = case_file(world)
    filed(world, made, b"%PDF-1 uno", title="Uno")
    return made


def test_a_package_is_never_written_over_another(small: CaseFile, tmp_path: Path) -> None:
    folder = export(small, tmp_path / "out", bag=False, at=at("2020-06-01"))
    assert list((tmp_path / "out").iterdir()) == [folder]
    event = RecordEvent.objects.get(action="case_file.exported")
    whole = hashlib.sha256((folder / METS).read_bytes()).hexdigest()
    assert (event.subject_id, event.facts["mets_sha256"]) == (small.pk, whole)
    with pytest.raises(PackageError, match="ya existe"):
        export(small, tmp_path / "out", bag=False, at=at("2020-06-01"))


def test_a_disk_that_fails_leaves_no_half_package(
    small: CaseFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: Any) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(exporting, "_representation", full)
    with pytest.raises(PackageError, match="No space left"):
        export(small, tmp_path / "out", bag=False, at=at("2020-06-01"))
    assert list((tmp_path / "out").iterdir()) == []
    assert not RecordEvent.objects.filter(action="case_file.exported").exists()


def rewritten(package: Path, path: str, change: Callable[[bytes], bytes]) -> None:
    """A file of the package changed, with its digest in the METS: a forger who knows how."""
    file = package / path
    before = file.read_bytes()
    after = change(before)
    file.write_bytes(after)
    place = package / METS
    if path.startswith("representations/original/") and not path.endswith(METS):
        place = package / "representations/original" / METS
    told = place.read_bytes()
    old, new = (hashlib.sha256(one).hexdigest().encode() for one in (before, after))
    assert old in told
    told = re.sub(rb'SIZE="\d+"( [^>]*"' + old + b'")', b'SIZE="%d"\\1' % len(after), told)
    rewrite = told.replace(old, new)
    if place == package / METS:
        place.write_bytes(rewrite)
    else:
        rewritten(package, f"representations/original/{METS}", lambda _before: rewrite)


def telling(change: Callable[[dict[str, Any]], Any]) -> Callable[[Path], None]:
    def changed(content: bytes) -> bytes:
        told = json.loads(content)
        change(told)
        return json.dumps(told).encode()

    return lambda package: rewritten(package, TOLD, changed)


def flip(package: Path) -> None:
    file = next((package / "representations/original/data").iterdir())
    file.write_bytes(b"X" + file.read_bytes()[1:])


def outside(package: Path) -> None:
    file = package / METS
    file.write_bytes(file.read_bytes().replace(b'"metadata/', b'"../metadata/', 1))


def link(package: Path) -> None:
    (package / "documentation" / "fuera").symlink_to("/etc/passwd")


def doctype(package: Path) -> None:
    file = package / METS
    entity = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>\n<mets:mets '
    file.write_bytes(file.read_bytes().replace(b"<mets:mets ", entity, 1))


def false_index(package: Path, kind: str) -> None:
    """The index, or the signed one, says another title; every digest agrees."""
    file = next((package / "documentation").glob(f"*-02-{kind}.xml"))
    other = file.read_bytes().replace("Uno ñ".encode(), b"Uno  n")
    digest, new = (hashlib.sha256(one).hexdigest() for one in (file.read_bytes(), other))
    rewritten(package, file.relative_to(package).as_posix(), lambda _before: other)
    rewritten(package, TOLD, lambda content: content.replace(digest.encode(), new.encode()))


TRAPS: dict[str, tuple[Callable[[Path], Any], str]] = {
    "a changed file": (flip, "no es el que se empaquetó"),
    "a lost file": (lambda one: (one / DESCRIBED).unlink(), "falta"),
    "a further file": (lambda one: (one / "documentation/mas.txt").write_text("x"), "nadie"),
    "a path outside": (outside, "fuera de él"),
    "a link": (link, "enlace"),
    "a doctype": (doctype, "no se puede leer"),
    "no METS": (lambda one: (one / METS).unlink(), "no tiene METS.xml"),
    "not XML": (lambda one: (one / METS).write_bytes(b"PK\x03\x04"), "no se puede leer"),
    "not JSON": (lambda one: rewritten(one, TOLD, lambda _old: b"{"), "no se puede leer"),
    "deep JSON": (lambda one: rewritten(one, TOLD, lambda _old: b"[" * 99_999), "no se puede leer"),
    "told otherwise": (telling(lambda one: one.pop("records")), "no se puede leer"),
    "a path in it": (
        telling(lambda one: one["records"][0]["files"][0].update(path="../x")),
        "no se puede leer",
    ),
    "another title": (telling(lambda one: one["records"][0].update(title="O")), "índice"),
    "another date": (telling(lambda one: one["records"][0].update(created_on="2020-02-31")), "no"),
    "no such closing": (telling(lambda one: one["indices"][0].update(closing=9)), "no se puede"),
    "another role": (
        telling(lambda one: one["records"][0]["files"][0].update(role="rendition")),
        "sello",
    ),
    "an unknown access": (telling(lambda one: one["case_file"].update(access="secret")), "secret"),
    "other pages": (telling(lambda one: one["records"][0].update(pages=9)), "índice"),
    "a false index": (lambda one: false_index(one, "index"), "difiere del expediente en: nombre"),
    "a false signature": (lambda one: false_index(one, "signed"), "firma del índice no vale"),
    "a reopening less": (telling(lambda one: one["closings"][1].update(kind="nada")), "nada"),
}


@pytest.mark.parametrize("name", TRAPS)
def test_a_damaged_or_hostile_package_is_refused_in_a_sentence(packed: Packed, name: str) -> None:
    trap, sentence = TRAPS[name]
    trap(packed.folder)
    before = RecordEvent.objects.count()
    with pytest.raises(PackageError, match=sentence) as refused:
        take_in(packed.folder, by=None, at=at("2020-06-02"))
    assert "\n" not in str(refused.value)
    assert not CaseFile.objects.exists()
    assert not Record.objects.exists()
    assert RecordEvent.objects.count() == before


def test_a_bag_that_is_not_whole_is_refused(packed: Packed) -> None:
    assert bagit.Bag(str(packed.bag)).is_valid()
    (packed.bag / "data" / DESCRIBED).write_text("x")
    with pytest.raises(PackageError, match="bolsa no está completa"):
        take_in(packed.bag, by=None, at=at("2020-06-02"))


def test_a_package_in_a_file_is_not_unpacked_here(tmp_path: Path, db: None) -> None:
    file = tmp_path / "paquete.zip"
    file.write_bytes(b"PK\x03\x04")
    with pytest.raises(PackageError, match="descomprímalo"):
        take_in(file, by=None, at=at("2020-06-02"))


def test_every_reason_why_it_cannot_be_held_is_told_at_once(packed: Packed) -> None:
    take_in(packed.folder, by=None, at=at("2020-06-02"))
    Office.objects.update(code=Concat("code", Value("9")))
    drop_guards()  # as if they had been called otherwise here from the first
    DocumentType.objects.update(name="Otro")
    with pytest.raises(NotAllowed) as refused:
        take_in(packed.folder, by=None, at=at("2020-06-02"))
    assert {one.code for one in refused.value.reasons} == {"there", "no_office", "no_type"}
    ClassificationScheme.objects.update(label="2")
    with pytest.raises(NotAllowed) as refused:
        take_in(packed.folder, by=None, at=at("2020-06-02"))
    assert {one.code for one in refused.value.reasons} == {"there", "no_office", "no_series"}


def test_the_commands_say_what_they_did(packed: Packed, tmp_path: Path) -> None:
    out = io.StringIO()
    call_command("import_case_file", str(packed.folder), stdout=out)
    assert "3 documentos" in out.getvalue()
    made = CaseFile.objects.get()
    for asked, folder in ((made.code, "one"), (str(made.pk), "two")):
        call_command("export_case_file", asked, str(tmp_path / folder), "--bagit", stdout=out)
        assert (tmp_path / folder / made.code / "data" / METS).is_file()
    with pytest.raises(CommandError, match="No hay ningún expediente"):
        call_command("export_case_file", "nada", str(tmp_path))
    with pytest.raises(CommandError, match="carpeta"):
        call_command("import_case_file", str(tmp_path / "nada"))


def test_what_the_versions_of_a_document_say_goes_out_too(world: World, tmp_path: Path) -> None:
    with elsewhere():
        issuance = world.issue()
        issue.attach(issuance, at=at("2020-02-05"))
        whole = CaseFile.objects.get(document=issuance.document)
        package = export(whole, tmp_path / "out", bag=False, at=at("2020-06-01"))
    taken = take_in(package, by=None, at=at("2020-06-02"))
    record = Record.objects.get(case_file=taken.case_file)
    assert record.version is None
    files = {one.sha256 for one in Component.objects.filter(record=record)}
    assert issuance.version.content_sha256 in files
    assert integrity.verify().problems == []
