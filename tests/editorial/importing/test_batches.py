"""Folders and ZIPs: every document in them, and nothing that an archive tries."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from editorial.importing import batches
from editorial.importing.batches import expanded


def archive(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return path


def found(path: Path, tmp_path: Path) -> list[tuple[str, bytes | str]]:
    folder = tmp_path / "adentro"
    folder.mkdir(exist_ok=True)
    return [
        (one.name, one.path.read_bytes() if one.path else one.error)
        for one in expanded(path, folder, name=path.name)
    ]


def test_a_file_stands_for_itself(tmp_path: Path):
    path = tmp_path / "uno.txt"
    path.write_bytes(b"a")
    assert found(path, tmp_path) == [("uno.txt", b"a")]


def test_a_folder_stands_for_its_documents_and_those_below(tmp_path: Path):
    root = tmp_path / "lote"
    (root / "mas").mkdir(parents=True)
    (root / ".oculta").mkdir()
    for name in ("b.txt", "mas/a.txt", ".DS_Store", "~$b.docx", ".oculta/c.txt"):
        (root / name).write_bytes(name.encode())
    assert [content for _name, content in found(root, tmp_path)] == [b"b.txt", b"mas/a.txt"]


def test_a_zip_stands_for_its_documents_under_names_of_ours(tmp_path: Path):
    path = archive(tmp_path / "lote.zip", **{"b/x.txt": b"1", "a/x.txt": b"2", "__MACOSX/x": b"3"})
    assert found(path, tmp_path) == [("lote.zip/a/x.txt", b"2"), ("lote.zip/b/x.txt", b"1")]


@pytest.mark.parametrize(
    "name", ["../fuera.txt", "/fuera.txt", "..\\fuera.txt", "a/../../fuera.txt"]
)
def test_no_member_is_written_outside(tmp_path: Path, name: str):
    path = archive(tmp_path / "lote.zip", **{name: b"1"})
    before = {one for one in tmp_path.rglob("*") if one.is_file()}
    found(path, tmp_path)
    new = {one for one in tmp_path.rglob("*") if one.is_file()} - before
    assert all((tmp_path / "adentro") in one.parents for one in new)
    assert not (tmp_path.parent / "fuera.txt").exists()


def test_a_bomb_is_told_and_leaves_no_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(batches, "MAX_BYTES", 1000)
    path = archive(tmp_path / "lote.zip", **{"a.txt": b"0" * 5000, "b.txt": b"1"})
    told = found(path, tmp_path)
    assert told[1] == ("lote.zip/b.txt", b"1")
    assert "pesa más" in str(told[0][1])
    assert sum(one.stat().st_size for one in (tmp_path / "adentro").rglob("*.txt")) == 1


def test_all_members_together_have_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(batches, "MOST_BYTES", 15)
    path = archive(tmp_path / "lote.zip", **{f"{n}.txt": b"0" * 10 for n in range(3)})
    assert [isinstance(content, bytes) for _name, content in found(path, tmp_path)] == [
        True,
        False,
        False,
    ]


def test_too_many_are_refused_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(batches, "MOST_FILES", 2)
    path = archive(tmp_path / "lote.zip", **{f"{n}.txt": b"0" for n in range(3)})
    assert [str(told) for _name, told in found(path, tmp_path)] == [
        "Son 3 archivos: impórtelos por grupos de 2 a lo sumo."
    ]


@pytest.mark.parametrize("content", [b"PK\x03\x04 nada", b"no es zip", b""])
def test_a_damaged_zip_is_one_sentence(tmp_path: Path, content: bytes):
    path = tmp_path / "lote.zip"
    path.write_bytes(content)
    assert found(path, tmp_path) == [("lote.zip", "El ZIP está dañado o incompleto.")]


def test_an_empty_zip_or_folder_says_so(tmp_path: Path):
    (tmp_path / "vacia").mkdir()
    for path in (archive(tmp_path / "lote.zip"), tmp_path / "vacia"):
        assert found(path, tmp_path) == [(path.name, "No hay documentos adentro.")]


def test_a_member_cut_short_is_told(tmp_path: Path):
    path = archive(tmp_path / "lote.zip", **{"a.txt": bytes(range(256)) * 400})
    content = bytearray(path.read_bytes())
    content[60:90] = bytes(30)
    path.write_bytes(bytes(content))
    assert all(isinstance(told, str) for _name, told in found(path, tmp_path))
