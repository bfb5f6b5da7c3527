"""Files are kept under the hash of their content, whole or not at all."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from salesdesk.domain.errors import InvalidInputError
from salesdesk.storage import files


def kept(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.rglob("*") if file.is_file())


def test_a_content_is_kept_once_under_its_hash(tmp_path: Path) -> None:
    name = files.store(tmp_path, b"logo")
    assert name == hashlib.sha256(b"logo").hexdigest()
    assert files.store(tmp_path, b"logo") == name
    assert files.path(tmp_path, name) == tmp_path / name[:2] / name
    assert (files.read(tmp_path, name), kept(tmp_path)) == (b"logo", [name])


def test_a_damaged_file_is_refused_until_it_is_stored_again(tmp_path: Path) -> None:
    name = files.store(tmp_path, b"logo")
    files.path(tmp_path, name).write_bytes(b"lo")
    with pytest.raises(InvalidInputError):
        files.read(tmp_path, name)
    assert files.store(tmp_path, b"logo") == name
    assert files.read(tmp_path, name) == b"logo"


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError):
        files.read(tmp_path, "0" * 64)


@pytest.mark.parametrize(
    "name", ["", "..", "../" * 20 + "etc/passwd", "A" * 64, "0" * 63 + "/", "0" * 64 + "\n"]
)
def test_a_name_from_outside_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InvalidInputError):
        files.path(tmp_path, name)


def test_what_a_crash_left_is_no_hindrance(tmp_path: Path) -> None:
    name = hashlib.sha256(b"logo").hexdigest()
    (tmp_path / name[:2]).mkdir()
    (tmp_path / name[:2] / f".{name}.part").write_bytes(b"lo")
    assert files.read(tmp_path, files.store(tmp_path, b"logo")) == b"logo"


def test_a_folder_that_can_not_be_written_is_explained(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("no folder")
    with pytest.raises(InvalidInputError):
        files.store(tmp_path / "files", b"logo")
