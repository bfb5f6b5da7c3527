"""Files for the user: whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from salesdesk.domain.errors import InvalidInputError
from salesdesk.exchange import output

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_is_written_with_its_folder_and_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    file = tmp_path / "new" / "quote.pdf"
    output.write(file, b"old")
    output.write(file, b"new")
    assert file.read_bytes() == b"new"
    assert [found.name for found in file.parent.iterdir()] == ["quote.pdf"]


def test_a_folder_is_no_place_for_a_file(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match=tmp_path.name):
        output.write(tmp_path, b"")


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"kept")
    with pytest.raises(InvalidInputError, match="b"):
        output.write(tmp_path / "a" / "b", b"")
    assert (tmp_path / "a").read_bytes() == b"kept"


def test_what_the_system_refuses_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="x"):
        output.write(tmp_path / ("x" * 300), b"")
