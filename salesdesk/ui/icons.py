"""Line icons, tinted from the tokens of the theme."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from salesdesk import resources
from salesdesk.ui import theme

_RATIO = 2


def icon(name: str, tint: str = "secondary", *, on: str | None = None) -> QIcon:
    """Return an icon in the colour of the token `tint`; `on` colours it where a button is checked."""
    result = QIcon()
    result.addPixmap(pixmap(name, tint))
    if on is not None:
        result.addPixmap(pixmap(name, on), QIcon.Mode.Normal, QIcon.State.On)
    return result


def pixmap(name: str, tint: str = "secondary", size: int = 16) -> QPixmap:
    """Return an icon as a picture of `size` pixels, sharp on dense screens too."""
    return _render(_svg(name).replace("currentColor", theme.color(tint).name()), size)


def mark(size: int = 22) -> QPixmap:
    """Return the mark of the program."""
    svg = _svg("mark").replace("currentColor", theme.current().accent)
    return _render(svg.replace("#FFFFFF", theme.current().on_accent), size)


@cache
def _svg(name: str) -> str:
    return (
        resources.path("icons", f"{name}.svg")
        .read_text(encoding="utf-8")
        .replace('stroke-width="2"', 'stroke-width="1.75"')
    )


def _render(svg: str, size: int) -> QPixmap:
    result = QPixmap(QSize(size, size) * _RATIO)
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, size * _RATIO, size * _RATIO))
    painter.end()
    result.setDevicePixelRatio(_RATIO)
    return result
