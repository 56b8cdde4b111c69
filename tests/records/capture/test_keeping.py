"""Large files are kept and read in pieces, by the same promises as small ones."""

from __future__ import annotations

import os
import resource
import stat
from pathlib import Path

import pytest

from records.digests import sha256
from records.exceptions import StorageError
from records.storage import LocalStorage


def test_a_file_is_kept_as_its_bytes_are(tmp_path: Path) -> None:
    keep, source = LocalStorage(tmp_path / "kept"), tmp_path / "source"
    content = os.urandom(3_000_000)
    source.write_bytes(content)
    digest = keep.put_file(source)
    assert digest == sha256(content) == keep.put(content) == keep.put_file(source)
    assert keep.read(digest) == content
    assert stat.S_IMODE(keep.path(digest).stat().st_mode) == 0o444
    assert list((tmp_path / "kept" / "tmp").iterdir()) == []
    keep.copy_to(digest, tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == content


def test_a_large_file_asks_little_memory(tmp_path: Path) -> None:
    keep, source = LocalStorage(tmp_path / "kept"), tmp_path / "source"
    with source.open("wb") as file:
        file.truncate(300 * 1024 * 1024)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    digest = keep.put_file(source)
    keep.copy_to(digest, tmp_path / "out")
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert after - before < 50 * 1024


def test_a_changed_file_is_neither_kept_again_nor_given_out(tmp_path: Path) -> None:
    keep, source = LocalStorage(tmp_path / "kept"), tmp_path / "source"
    source.write_bytes(b"oficio")
    digest = keep.put_file(source)
    keep.path(digest).chmod(0o644)
    keep.path(digest).write_bytes(b"otro")
    with pytest.raises(StorageError):
        keep.put_file(source)
    with pytest.raises(StorageError):
        keep.copy_to(digest, tmp_path / "out")
    keep.path(digest).unlink()
    with pytest.raises(StorageError):
        keep.copy_to(digest, tmp_path / "out")


def test_a_disk_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep, source = LocalStorage(tmp_path / "kept"), tmp_path / "source"
    source.write_bytes(b"oficio")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        keep.put_file(source)
    assert list(keep.digests()) == []
    assert list((tmp_path / "kept" / "tmp").iterdir()) == []
