"""A picture made fit to keep: decoded with care, of a modest size, as PNG without anything else in it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QImageWriter, QPainter

from salesdesk.domain.errors import InvalidInputError
from salesdesk.i18n import _

MOST_BYTES: Final = 10_000_000
MOST_PIXELS: Final = 25_000_000
LARGEST_SIDE: Final = 1_200
_SIGNATURES: Final = {b"\x89PNG\r\n\x1a\n": b"png", b"\xff\xd8\xff": b"jpeg"}


def from_file(file: Path) -> bytes:
    """Return the picture of a file as PNG; InvalidInputError where it is none that can be taken."""
    try:
        if not file.is_file():
            raise InvalidInputError(_unreadable())
        with file.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise InvalidInputError(
            _("The picture can't be read: {reason}").format(reason=error.strerror or error)
        ) from error
    return from_content(content)


def from_content(content: bytes) -> bytes:
    """Return a PNG or JPEG file's content as PNG; InvalidInputError where it can't be taken."""
    if len(content) > MOST_BYTES:
        raise InvalidInputError(_("The picture is larger than 10 MB. Choose a smaller one."))
    kind = next((kind for start, kind in _SIGNATURES.items() if content.startswith(start)), None)
    if kind is None:
        raise InvalidInputError(_("This is no PNG or JPEG picture. Choose another file."))
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(kind))
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid():
        raise InvalidInputError(_unreadable())
    _check_size(size)
    image = reader.read()
    if image.isNull():
        raise InvalidInputError(_unreadable())
    return from_image(image)


def from_image(image: QImage) -> bytes:
    """Return a picture as PNG, no wider and no higher than documents need."""
    if image.isNull():
        raise InvalidInputError(_unreadable())
    _check_size(image.size())
    if max(image.width(), image.height()) > LARGEST_SIDE:
        keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        image = image.scaled(QSize(LARGEST_SIDE, LARGEST_SIDE), keep, smooth)
    # Painted anew: a copy would keep the texts that the file carried.
    clean = QImage(image.size().expandedTo(QSize(1, 1)), QImage.Format.Format_ARGB32)
    clean.fill(Qt.GlobalColor.transparent)
    image.setDevicePixelRatio(1)
    painter = QPainter(clean)
    painter.drawImage(0, 0, image)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(clean)
    return bytes(buffer.data().data())


def _check_size(size: QSize) -> None:
    if size.width() * size.height() > MOST_PIXELS:
        raise InvalidInputError(
            _(
                "The picture has more than 25 million pixels ({width} × {height}). Choose a smaller one."
            ).format(width=size.width(), height=size.height())
        )


def _unreadable() -> str:
    return _("The picture is damaged or incomplete. Choose another file.")
