"""Pictures that are taken for a logo, and those that are refused with a reason."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage, QImageWriter

from salesdesk.domain.errors import InvalidInputError
from salesdesk.ui.widgets import safe_picture


def picture(width: int, height: int) -> QImage:
    image = QImage(width, height, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    image.setText("Comment", "secret")
    return image


def content(image: QImage, kind: bytes = b"png") -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert QImageWriter(buffer, QByteArray(kind)).write(image)
    return bytes(buffer.data().data())


def header(width: int, height: int) -> bytes:
    """Return the beginning of a PNG of that size."""
    chunk = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    body = struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return b"\x89PNG\r\n\x1a\n" + body + struct.pack(">I", 0) + b"IDAT"


@pytest.mark.parametrize(
    ("size", "kept"), [((300, 80), (300, 80)), ((2400, 600), (1200, 300)), ((100, 3000), (40, 1200))]
)
def test_a_picture_is_kept_no_larger_than_needed(size: tuple[int, int], kept: tuple[int, int]) -> None:
    for kind in (b"png", b"jpeg"):
        image = QImage.fromData(safe_picture.from_content(content(picture(*size), kind)))
        assert image.size().toTuple() == kept


def test_transparency_stays_and_what_else_was_in_the_file_goes() -> None:
    taken = safe_picture.from_content(content(picture(30, 20)))
    assert QImage.fromData(taken).hasAlphaChannel()
    assert b"secret" not in taken
    assert taken == safe_picture.from_image(picture(30, 20))


@pytest.mark.qt_log_ignore("JPEG")
@pytest.mark.parametrize(
    "hostile",
    [
        b"",
        b"just text",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a" + b"\0" * 100,
        b"\x89PNG\r\n\x1a\n",
        header(30_000, 30_000),
        header(100, 100),
        header(0, 0),
        b"\xff\xd8\xff\xe0" + b"\0" * 50,
    ],
    ids=range(9),
)
def test_what_is_no_whole_picture_is_refused(hostile: bytes, tmp_path: Path) -> None:
    file = tmp_path / "logo.png"
    file.write_bytes(hostile)
    with pytest.raises(InvalidInputError):
        safe_picture.from_file(file)


def test_a_truncated_picture_is_refused() -> None:
    whole = content(QImage(300, 300, QImage.Format.Format_RGB32))
    with pytest.raises(InvalidInputError):
        safe_picture.from_content(whole[: len(whole) // 2])


def test_the_message_names_the_reason() -> None:
    with pytest.raises(InvalidInputError, match="30000"):
        safe_picture.from_content(header(30_000, 30_000))
    with pytest.raises(InvalidInputError, match="10 MB"):
        safe_picture.from_content(b"\x89PNG\r\n\x1a\n" + b"\0" * safe_picture.MOST_BYTES)


def test_a_folder_or_a_missing_file_is_refused(tmp_path: Path) -> None:
    for file in (tmp_path, tmp_path / "missing.png"):
        with pytest.raises(InvalidInputError):
            safe_picture.from_file(file)
